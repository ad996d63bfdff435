"""The safety screen as the router uses it, and /urgent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed
from bot.core.ports import CommandSpec
from bot.core.reply import Reply, Urgency
from bot.core.richtext import Blocks
from bot.features.safety.replies import UrgentReplies
from bot.features.safety.screen import Screen

SHOW = Action("safety", "show")

# The most urgent first.
_URGENCIES = tuple(Urgency)


@dataclass(frozen=True, slots=True)
class Safety:
    """Looks at every text before anything else does.

    `screens` gives those of all languages of the group, the one of this language first: nobody in danger thinks of the
    language of their app. `overview` gives the signs that people should know.
    """

    screens: Callable[[], tuple[Screen, ...]]
    replies: UrgentReplies
    overview: Callable[[], Blocks]

    def look(self, text: str, origin: Origin) -> Reply | None:
        """Give the urgent reply if the text tells of danger.

        In talk that nobody addressed to the bot only what cannot wait until tomorrow is answered.
        """
        checked = (screen.check(text, addressed=origin.addressed) for screen in self.screens())
        verdicts = [verdict for verdict in checked if verdict is not None]
        verdict = min(verdicts, key=lambda found: _URGENCIES.index(found.urgency), default=None)
        if verdict is None or (not origin.addressed and verdict.urgency is Urgency.SOON):
            return None
        return self.replies.reply(verdict, origin)

    def routes(self) -> Routes:
        """Declare all commands and buttons of this feature."""
        line = self.replies.texts.line
        return Routes(
            commands=(Command(CommandSpec("urgent", line("command.urgent")), self.urgent, always=True),),
            presses={("safety", "show"): self.show, ("safety", "private"): self.go_private},
            words=dict.fromkeys(self.replies.texts.words("words.urgent"), "urgent"),
        )

    async def urgent(self, called: Called) -> Reply:
        """Show the numbers to call and the signs to know; where others did not see who asked, to the asker alone."""
        hidden = called.origin.place.is_group and not called.origin.seen_by_others
        return self._numbers().for_asker() if hidden else self._numbers()

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a link that opened the private chat."""
        return self._numbers()

    async def go_private(self, pressed: Pressed, action: Action) -> Reply:
        """Go on where the others cannot read."""
        blocks = self.replies.texts.rich("safety.private_open")
        return Reply(blocks, outcome="urgent in private").for_asker(Action("safety", "private"))

    def _numbers(self) -> Reply:
        blocks = (*self.replies.numbers(), *self.overview())
        return Reply(blocks, outcome="urgent numbers", private_at=SHOW)
