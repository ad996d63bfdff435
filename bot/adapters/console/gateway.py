"""The chat loop: lines in, replies out."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from rich.text import Text as Styled

from bot.adapters.console.lines import piped_lines, plain_printer
from bot.adapters.console.permissions import PERSON
from bot.adapters.console.render import render, shown
from bot.core.actions import Action
from bot.core.capabilities import Capabilities, degrade
from bot.core.errors import NotAllowed, TryAgainLater
from bot.core.incoming import Incoming, Origin, Pressed, Said
from bot.core.people import Person, Place, Platform, Role
from bot.core.ports import Clock, PublicEvent, Receipt, Responder
from bot.core.reply import Reply
from bot.texts.catalogue import Texts

CAPABILITIES = Capabilities(
    longest_text=100_000, longest_label=200, buttons_per_row=100, most_rows=100, most_options=100
)
PLACE = Place(Platform.CONSOLE, "terminal")
QUIT = frozenset({"/quit", "/exit"})

Printer = Callable[[Styled], None]


class ConsoleChat:
    """One conversation in a terminal, or over a pipe.

    On a terminal there is completion of commands and questions, history for this sitting alone (questions about
    health are not written to disk), and formatting; over a pipe there are plain lines.
    """

    def __init__(self, responder: Responder, texts: Texts, clock: Clock, role: Role, group: str) -> None:
        self._responder = responder
        self._texts = texts
        self._clock = clock
        self._role = role
        self._group = group
        self._choices: tuple[Action, ...] = ()
        self._printer: Printer | None = None

    async def run(self) -> None:
        """Chat until the input ends or the person leaves."""
        if sys.stdin.isatty() and sys.stdout.isatty():
            # Imported here: over a pipe nothing of it is needed, and the chat starts faster.
            from bot.adapters.console.terminal import styled_printer, typed_lines  # noqa: PLC0415

            lines = typed_lines(self._responder, self._texts.line("console.prompt"))
            await self._chat(lines, styled_printer(), echo=False)
        else:
            with suppress(BrokenPipeError):
                await self._chat(piped_lines(sys.stdin), plain_printer(sys.stdout), echo=True)

    async def answer(self, typed: str) -> Reply | None:
        """Take one line; a number chooses from the last list. Gives None for silence."""
        text = typed.strip()
        incoming: Incoming = Said(self._origin(), typed)
        if text.isdecimal() and self._choices:
            number = int(text[:6])
            if not 1 <= number <= len(self._choices):
                return Reply(self._texts.rich("console.no_such_number"))
            incoming = Pressed(self._origin(), self._choices[number - 1].code)
        reply = await self._responder.respond(incoming)
        return None if reply is None else degrade(reply, CAPABILITIES, PLACE)

    def is_ready(self, platform: Platform) -> bool:
        """Tell whether something can be shown now."""
        return platform is Platform.CONSOLE and self._printer is not None

    def address(self, platform: Platform, action: Action) -> None:
        """Nothing opens a terminal from elsewhere."""

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Show what is sent unasked. Its choices are numbered on from the last list, whose numbers stay as they are.

        Raises TryAgainLater if nobody is there.
        """
        if self._printer is None:
            raise TryAgainLater("not started")
        screenful = render(degrade(reply, CAPABILITIES, PLACE), self._texts, len(self._choices) + 1)
        self._choices += screenful.choices
        for line in screenful.lines:
            self._printer(line)
        return Receipt(nonce)

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show a message once more as it is now: what stands in a terminal stays there. Raises as `send` does."""
        await self.send(to, reply, message_ref)

    async def pin(self, to: Place, message_ref: str) -> None:
        """Raise NotAllowed: nothing is pinned in a terminal."""
        raise NotAllowed("no pins here")

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Raise NotAllowed: nothing is pinned in a terminal."""
        raise NotAllowed("no pins here")

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """Raise NotAllowed: a terminal has no events."""
        raise NotAllowed("no events here")

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Raise NotAllowed: a terminal has no events."""
        raise NotAllowed("no events here")

    async def _chat(self, lines: AsyncIterator[str], show: Printer, *, echo: bool) -> None:
        for line in self._texts.line("console.greeting", group=self._group).splitlines():
            show(Styled(line))
        self._printer = show
        async for typed in lines:
            if typed.strip().lower() in QUIT:
                break
            if not typed.strip():
                continue
            if echo:
                show(Styled(f"\n{self._texts.line('console.prompt')} {' '.join(shown(typed).split())}"))
            self._show(await self.answer(typed), show)
        self._printer = None
        show(Styled(self._texts.line("console.goodbye")))

    def _show(self, reply: Reply | None, show: Printer) -> None:
        if reply is None:
            return
        screenful = render(reply, self._texts)
        self._choices = screenful.choices or self._choices
        for line in screenful.lines:
            show(line)

    def _origin(self) -> Origin:
        return Origin(PERSON, PLACE, self._clock(), role=self._role, language=self._texts.language)
