"""The command /meetup and all that hangs on it, for organisers alone."""

from __future__ import annotations

from bot.conversation.commands import Routes, joined
from bot.features.meetups.planning.confirming import Confirming
from bot.features.meetups.planning.dialogue import Dialogue
from bot.features.meetups.planning.noting import Noting
from bot.features.meetups.planning.overview import OverviewRoutes
from bot.features.meetups.planning.setup import SetupRoutes


def organisers_routes(dialogue: Dialogue) -> Routes:
    """Declare the command, and its buttons and forms."""
    setup, noting = SetupRoutes(dialogue, Confirming(dialogue)), Noting(dialogue)
    return joined((OverviewRoutes(dialogue, setup, noting).routes(), setup.routes(), noting.routes()))
