"""What is held about a person, told to that person alone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.incoming import Called, Pressed
from bot.core.ports import CommandSpec
from bot.core.reply import Reply
from bot.texts.catalogue import Texts

SHOW = Action("privacy", "show")


@dataclass(frozen=True, slots=True)
class PrivacyRoutes:
    """Handlers of /privacy; `contact` is whom to ask about the group's data."""

    texts: Texts
    contact: str

    def routes(self) -> Routes:
        """Declare all commands and buttons of this feature."""
        return Routes(
            commands=(Command(CommandSpec("privacy", self.texts.line("command.privacy"), private=True), self.privacy),),
            presses={("privacy", "show"): self.show},
            words=dict.fromkeys(self.texts.words("words.privacy"), "privacy"),
        )

    async def privacy(self, called: Called) -> Reply:
        """Say what is held now for this person: in this version, nothing that bears their name."""
        return self._told()

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a link that opened the private chat."""
        return self._told()

    def _told(self) -> Reply:
        blocks = self.texts.rich("privacy.held", contact=self.contact)
        return Reply(blocks, outcome="privacy").for_asker(SHOW)
