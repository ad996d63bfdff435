"""How a person subscribes to their meet-ups: the address for their calendar is made, told once, and ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.conversation.commands import Routes
from bot.conversation.tries import Taps
from bot.core.actions import Action
from bot.core.incoming import Pressed
from bot.core.keeping import People
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, Link
from bot.features.meetups.cards import list_button
from bot.features.meetups.feeding import PATH, TOKEN
from bot.features.meetups.keeping import Feeds
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

FEED = Action("meetups", "feed")
NEW_FEED = Action("meetups", "newfeed")
NO_FEED = Action("meetups", "nofeed")

_TOKEN_BYTES = 24


def new_token() -> str:
    """Make a token by chance, of digits and letters that no chat takes for formatting."""
    return secrets.token_hex(_TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class FeedRoutes:
    """Handlers of the buttons. Each acts for who presses, in what they alone can see.

    `address` is where the bot's pages can be reached from outside, such as "https://bot.example.org"; without one
    nothing is offered. Tokens are kept as marks, so an address can be told only when it is made.
    """

    texts: Texts
    people: People
    feeds: Feeds
    address: str | None
    taps: Taps = field(default_factory=Taps)
    make_token: Callable[[], str] = new_token

    def routes(self) -> Routes:
        """Declare the buttons, if an address can be offered. Ending one is possible at any time."""
        ends = {(NO_FEED.feature, NO_FEED.verb): self.end}
        if self.address is None:
            return Routes(presses=ends)
        makes = {(FEED.feature, FEED.verb): self.about, (NEW_FEED.feature, NEW_FEED.verb): self.make}
        return Routes(presses={**makes, **ends})

    def row(self) -> tuple[Button, ...]:
        """Give the button below the list of meet-ups that leads here; none where no address can be offered."""
        return () if self.address is None else (self._button("meetcal.subscribe_button", FEED, quiet=True),)

    async def about(self, pressed: Pressed, action: Action) -> Reply:
        """Say what an address is good for, before one is made."""
        return self._about()

    async def make(self, pressed: Pressed, action: Action) -> Reply | None:
        """Make an address, once for two taps in a row. A link to here, which anybody may have sent, makes none."""
        person, now = pressed.origin.person, pressed.origin.at
        if pressed.fresh:
            return self._about()
        if self.taps.again(person, NEW_FEED.code, now):
            return None
        try:
            token = self.make_token()
            await self.feeds.open(await self.people.ensure(person, now), token)
        except Exception:
            self.taps.forget(person, NEW_FEED.code)
            raise
        return self._made(f"{self.address}{PATH}?{TOKEN}={token}")

    async def end(self, pressed: Pressed, action: Action) -> Reply:
        """Let the address work no more. A link to here, which anybody may have sent, ends none."""
        if pressed.fresh and self.address is not None:
            return self._about()
        person_id = await self.people.find(pressed.origin.person)
        if person_id is None or not await self.feeds.close(person_id):
            return self._reply(self.texts.rich("meetcal.none"), "feed none").in_place()
        await self.people.remove_if_empty(person_id)
        return self._reply(self.texts.rich("meetcal.ended"), "feed ended").in_place()

    def _about(self) -> Reply:
        make, end = self._button("meetcal.make_button", NEW_FEED), self._button("meetcal.end_button", NO_FEED)
        return self._reply(self.texts.rich("meetcal.about"), "feed", make, end)

    def _made(self, address: str) -> Reply:
        again, end = self._button("meetcal.again_button", NEW_FEED), self._button("meetcal.end_button", NO_FEED)
        # As a link, since what chats mark in an address that is shown would be copied with it.
        blocks = self.texts.rich("meetcal.address", address=Link(self.texts.line("meetcal.link"), address))
        return self._reply(blocks, "feed made", again, end).in_place()

    def _reply(self, blocks: Blocks, outcome: str, *buttons: Button) -> Reply:
        back = list_button(self.texts)
        rows = ((*buttons,), (back,)) if buttons else ((back,),)
        return Reply(blocks, rows, outcome=outcome).for_asker(FEED)

    def _button(self, label: Key, action: Action, *, quiet: bool = False) -> Button:
        return Button(self.texts.line(label), action, quiet=quiet)
