"""All that members press and write about meet-ups."""

from __future__ import annotations

from bot.conversation.commands import Routes, joined
from bot.features.meetups.answering import Answering
from bot.features.meetups.asking import Asking
from bot.features.meetups.coming import Coming


def member_routes(answering: Answering, asking: Asking, coming: Coming) -> Routes:
    """Declare all commands, buttons and forms of members."""
    return joined((answering.routes(), asking.routes(), coming.routes()))
