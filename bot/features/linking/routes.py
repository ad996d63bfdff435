"""The command, buttons and form of linked accounts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.commands import Command, Routes
from bot.conversation.tries import Taps
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Called, Origin, Pressed, Submitted
from bot.core.people import Platform
from bot.core.ports import ArgumentSpec, CommandSpec
from bot.core.reply import Reply
from bot.core.richtext import Blocks
from bot.features.linking.accounts import Accounts
from bot.features.linking.showing import CODE, FEATURE, SHOW, Showing


@dataclass(frozen=True, slots=True)
class LinkingRoutes:
    """Handlers of /link. Each acts for who wrote or pressed, whoever made the button."""

    showing: Showing
    accounts: Accounts
    taps: Taps

    def routes(self) -> Routes:
        """Declare all of this feature."""
        line, words = self.showing.texts.line, self.showing.texts.words
        code = ArgumentSpec(CODE, line("command.link_code"))
        return Routes(
            commands=(Command(CommandSpec("link", line("command.link"), (code,), private=True), self.link),),
            presses={
                (FEATURE, "show"): self.show,
                (FEATURE, "back"): self.back,
                (FEATURE, "get"): self.get,
                (FEATURE, "enter"): self.enter,
                (FEATURE, "join"): self.join,
                (FEATURE, "no"): self.leave,
                (FEATURE, "home"): self.choose,
                (FEATURE, "away"): self.ask_away,
                (FEATURE, "part"): self.ask_part,
                (FEATURE, "parted"): self.part,
            },
            forms={(FEATURE, CODE): self.entered},
            words=dict.fromkeys(words("words.link"), "link"),
        )

    async def link(self, called: Called) -> Reply:
        """Show the accounts; with a code, ask whether to link."""
        typed = called.arguments.get(CODE, "").strip()
        return await self._asked(called.origin, typed) if typed else await self._overview(called.origin)

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show the accounts."""
        return await self._overview(pressed.origin)

    async def back(self, pressed: Pressed, action: Action) -> Reply:
        """The same, in place of what was asked."""
        return (await self._overview(pressed.origin)).in_place()

    async def get(self, pressed: Pressed, action: Action) -> Reply | None:
        """Give a code, once for two taps in a row. A link to here, which anybody may have sent, makes none."""
        person, now = pressed.origin.person, pressed.origin.at
        if pressed.fresh:
            return await self._overview(pressed.origin)
        if self.taps.again(person, FEATURE, now):
            return None
        try:
            code = await self.accounts.offer(person, now)
        except Exception:
            self.taps.forget(person, FEATURE)
            raise
        return self.showing.code(code).in_place()

    async def enter(self, pressed: Pressed, action: Action) -> Reply:
        """Ask for the code from the other account."""
        return self.showing.form()

    async def entered(self, submitted: Submitted, action: Action) -> Reply:
        """Take it."""
        return await self._asked(submitted.origin, submitted.answers.get(CODE, ""))

    async def join(self, pressed: Pressed, action: Action) -> Reply:
        """Link. By a link, which anybody may have sent, it is only asked."""
        origin, code = pressed.origin, _first(action)
        if pressed.fresh:
            return await self._asked(origin, code)
        try:
            return self.showing.linked(await self.accounts.join(origin, code)).in_place()
        except UserError as error:
            linked = await self.accounts.linked(origin.person)
            if error.key == "linking.no_code" and len(linked.platforms) > 1:
                return self.showing.overview(linked).in_place()  # pressed twice
            raise

    async def leave(self, pressed: Pressed, action: Action) -> Reply:
        """Link nothing."""
        return (await self._overview(pressed.origin, self.showing.texts.rich("linking.left"))).in_place()

    async def choose(self, pressed: Pressed, action: Action) -> Reply:
        """Let the reminders come on one platform."""
        if pressed.fresh:
            return await self._overview(pressed.origin)
        platform = _platform(action)
        await self.accounts.choose(pressed.origin.person, platform, self.showing.proof())
        before = self.showing.texts.rich("linking.moved", platform=platform.capitalize())
        return (await self._overview(pressed.origin, before)).in_place()

    async def ask_away(self, pressed: Pressed, action: Action) -> Reply:
        """Ask whether to part an account, below the message that told of it."""
        return await self._ask_part(pressed.origin, action)

    async def ask_part(self, pressed: Pressed, action: Action) -> Reply:
        """Ask whether to part an account, in place of the list."""
        return (await self._ask_part(pressed.origin, action)).in_place()

    async def part(self, pressed: Pressed, action: Action) -> Reply:
        """Part an account. By a link, which anybody may have sent, it is only asked."""
        if pressed.fresh:
            return await self._ask_part(pressed.origin, action)
        platform = _platform(action)
        parted = await self.accounts.unlink(pressed.origin, platform, self.showing.proof())
        before = self.showing.texts.rich("linking.unlinked", platform=platform.capitalize()) if parted else ()
        return (await self._overview(pressed.origin, before)).in_place()

    async def _overview(self, origin: Origin, before: Blocks = ()) -> Reply:
        return self.showing.overview(await self.accounts.linked(origin.person), before)

    async def _asked(self, origin: Origin, typed: str) -> Reply:
        """Ask whether to link. A code that others in a group could read is good for nothing from then on."""
        if origin.place.is_group and origin.seen_by_others:
            await self.accounts.void(typed, origin.at)
            words = self.showing.texts.rich("linking.in_private")
            return Reply(words, outcome="link in private").for_asker(SHOW)
        return self.showing.ask(await self.accounts.joining(origin, typed))

    async def _ask_part(self, origin: Origin, action: Action) -> Reply:
        """Ask; who has no such account (any more), or no other one, sees how it stands."""
        linked, platform = await self.accounts.linked(origin.person), _platform(action)
        others = [one for one in linked.platforms if one is not platform]
        if platform not in linked.platforms or not others:
            return self.showing.overview(linked)
        return self.showing.ask_unlink(platform, others[:1])


def _platform(action: Action) -> Platform:
    """Read the platform of a button."""
    try:
        return Platform(_first(action))
    except ValueError:
        raise UserError("error.old_button") from None


def _first(action: Action) -> str:
    return action.arguments[0] if action.arguments else ""
