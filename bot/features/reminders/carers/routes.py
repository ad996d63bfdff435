"""The command, buttons and form of carers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.conversation.commands import Command, Routes
from bot.conversation.tries import Taps
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Called, Origin, Pressed, Submitted
from bot.core.people import Person, Platform
from bot.core.ports import ArgumentSpec, CommandSpec
from bot.core.reply import Reply
from bot.core.richtext import Blocks
from bot.features.reminders.carers.agreements import Agreements
from bot.features.reminders.carers.showing import CODE, FEATURE, SHOW, Showing, on_code

Address = Callable[[Platform, Action], str | None]
"""Gives the address that opens the private chat with an action, where a platform has such addresses."""

Arrives = Callable[[Person, Reply], Awaitable[bool]]
"""Sends a reply to the private chat of a person, at once, and tells whether it surely arrived."""


@dataclass(frozen=True, slots=True)
class CarersRoutes:
    """Handlers of /carers. Each looks at who wrote or pressed, whoever made the button."""

    showing: Showing
    agreements: Agreements
    taps: Taps
    address: Address
    arrives: Arrives

    def routes(self) -> Routes:
        """Declare all of this feature."""
        line, words = self.showing.texts.line, self.showing.texts.words
        code = ArgumentSpec(CODE, line("command.carers_code"))
        return Routes(
            commands=(Command(CommandSpec("carers", line("command.carers"), (code,), private=True), self.carers),),
            presses={
                (FEATURE, "show"): self.show,
                (FEATURE, "back"): self.back,
                (FEATURE, "invite"): self.invite,
                (FEATURE, "agree"): self.agree,
                (FEATURE, "enter"): self.enter,
                (FEATURE, "accept"): self.asked,
                (FEATURE, "yes"): self.accept,
                (FEATURE, "no"): self.decline,
                (FEATURE, "stop"): self.stop,
                (FEATURE, "end"): self.ask_end,
                (FEATURE, "over"): self.end,
            },
            forms={(FEATURE, CODE): self.entered},
            words=dict.fromkeys(words("words.carers"), "carers"),
        )

    async def carers(self, called: Called) -> Reply:
        """Show how it stands; with a code, ask whether to accept the invitation."""
        typed = called.arguments.get(CODE, "").strip()
        return await self._asked(called.origin, typed) if typed else await self._overview(called.origin)

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show how it stands."""
        return await self._overview(pressed.origin)

    async def back(self, pressed: Pressed, action: Action) -> Reply:
        """The same, in place of what was asked."""
        return (await self._overview(pressed.origin)).in_place()

    async def invite(self, pressed: Pressed, action: Action) -> Reply | None:
        """Give a code; ask for consent first. A link to here, which anybody may have sent, makes no code."""
        if pressed.fresh:
            return await self._overview(pressed.origin)
        if await self.agreements.has_agreed(pressed.origin.person):
            return await self._invited(pressed.origin)
        return self.showing.consent().in_place()

    async def agree(self, pressed: Pressed, action: Action) -> Reply | None:
        """Keep that the person agrees, and give a code."""
        return self.showing.consent() if pressed.fresh else await self._invited(pressed.origin)

    async def enter(self, pressed: Pressed, action: Action) -> Reply:
        """Ask for the code that the person was given."""
        return self.showing.form()

    async def entered(self, submitted: Submitted, action: Action) -> Reply:
        """Take it."""
        return await self._asked(submitted.origin, submitted.answers.get(CODE, ""))

    async def asked(self, pressed: Pressed, action: Action) -> Reply:
        """Ask whether to accept, for who came by the address."""
        return await self._asked(pressed.origin, _first(action))

    async def accept(self, pressed: Pressed, action: Action) -> Reply:
        """Become a carer, once a message has reached the private chat: a press can come from one that is closed."""
        origin = pressed.origin
        if pressed.fresh:
            return await self._asked(origin, _first(action))
        try:
            link, _ = await self.agreements.invitation(origin, _first(action))
            if not await self.arrives(origin.person, self.showing.proof()):
                raise UserError("carers.unreached")
            return self.showing.accepted(await self.agreements.accept(origin, link)).in_place()
        except UserError as error:
            if error.key == "carers.no_code" and (await self.agreements.standing(origin.person, origin.at)).cared_for:
                return (await self._overview(origin)).in_place()  # pressed twice
            raise

    async def decline(self, pressed: Pressed, action: Action) -> Reply:
        """Become no carer."""
        if pressed.fresh:
            return await self._asked(pressed.origin, _first(action))
        link, _ = await self.agreements.invitation(pressed.origin, _first(action))
        await self.agreements.decline(link, pressed.origin.at)
        return self.showing.declined().in_place()

    async def stop(self, pressed: Pressed, action: Action) -> Reply:
        """Ask whether to end a link, below the notice whose button was pressed."""
        return await self._ask_end(pressed, action)

    async def ask_end(self, pressed: Pressed, action: Action) -> Reply:
        """Ask whether to end a link or withdraw an invitation, in place of the list."""
        return (await self._ask_end(pressed, action)).in_place()

    async def end(self, pressed: Pressed, action: Action) -> Reply:
        """End a link or withdraw an invitation. A link to here, which anybody may have sent, only asks."""
        if pressed.fresh:
            return await self._ask_end(pressed, action)
        origin = pressed.origin
        ended = await self.agreements.end(origin.person, _first(action), origin.at)
        before = () if ended is None else self.showing.ended(ended)
        return (await self._overview(origin, before)).in_place()

    async def _overview(self, origin: Origin, before: Blocks = ()) -> Reply:
        return self.showing.overview(await self.agreements.standing(origin.person, origin.at), origin.at, before)

    async def _invited(self, origin: Origin) -> Reply | None:
        """Make a code, once for two taps in a row: the code of the first one is shown, and stays good."""
        if self.taps.again(origin.person, FEATURE, origin.at):
            return None
        try:
            code = await self.agreements.invite(origin.person, origin.at)
        except Exception:
            self.taps.forget(origin.person, FEATURE)
            raise
        return self.showing.code(code, self.address(origin.person.platform, on_code("accept", code))).in_place()

    async def _asked(self, origin: Origin, typed: str) -> Reply:
        """Ask whether to accept. A code that others in a group could read is good for nothing from then on."""
        if origin.place.is_group and origin.seen_by_others:
            await self.agreements.void(typed, origin.at)
            words = self.showing.texts.rich("carers.in_private")
            return Reply(words, outcome="carers in private").for_asker(SHOW)
        _, code = await self.agreements.invitation(origin, typed)
        return self.showing.ask(code)

    async def _ask_end(self, pressed: Pressed, action: Action) -> Reply:
        """Ask; who has no such link (any more) sees how it stands."""
        link = await self.agreements.link(pressed.origin.person, _first(action))
        return await self._overview(pressed.origin) if link is None else self.showing.ask_end(link)


def _first(action: Action) -> str:
    return action.arguments[0] if action.arguments else ""
