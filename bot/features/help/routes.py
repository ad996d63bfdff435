"""The welcome, and what the bot can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed
from bot.core.ports import CommandSpec
from bot.core.reply import Button, Reply
from bot.core.richtext import Block, Blocks, Bold, Bullets, Line, Text
from bot.texts.catalogue import Texts

SHOW = Action("help", "show")


@dataclass(frozen=True, slots=True)
class HelpRoutes:
    """Handlers of /start and /help.

    `commands` gives all commands, so that help never lags behind them. `reviewed` tells whether a clinician has signed
    every answer.
    """

    texts: Texts
    group: str
    commands: Callable[[], tuple[CommandSpec, ...]]
    reviewed: Callable[[], bool]

    def routes(self) -> Routes:
        """Declare all commands and buttons of this feature."""
        line = self.texts.line
        return Routes(
            commands=(
                Command(CommandSpec("help", line("command.help"), private=True), self.help),
                Command(CommandSpec("start", line("command.start"), private=True, listed=False), self.start),
            ),
            presses={("help", "show"): self.show},
            words=dict.fromkeys(self.texts.words("words.help"), "help"),
        )

    async def start(self, called: Called) -> Reply:
        """Welcome a person: what this is, what it is not, what to try."""
        blocks = (*self.texts.rich("help.welcome", group=self.group), *self._review())
        row = (
            Button(self.texts.line("faq.browse_topics"), Action("faq", "sections")),
            Button(self.texts.line("help.what_can_i_do"), SHOW, quiet=True),
        )
        return Reply(blocks, (row,), outcome="start").for_asker(SHOW)

    async def help(self, called: Called) -> Reply:
        """List what the bot can do for this person."""
        return self._help(called.origin)

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a button or a link."""
        return self._help(pressed.origin)

    def _help(self, origin: Origin) -> Reply:
        shown = [spec for spec in self.commands() if spec.listed and spec.least_role <= origin.role]
        lines = Bullets(tuple(self._command(spec) for spec in shown))
        blocks: tuple[Block, ...] = (
            *self.texts.rich("help.intro", group=self.group),
            lines,
            *self.texts.rich("help.limits"),
            *self._review(),
        )
        return Reply(blocks, outcome="help").for_asker(SHOW)

    def _review(self) -> Blocks:
        return () if self.reviewed() else self.texts.rich("help.not_reviewed")

    @staticmethod
    def _command(spec: CommandSpec) -> Line:
        return (Bold(f"/{spec.name}"), Text(f": {spec.summary}"))
