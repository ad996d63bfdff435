"""Times and days as people type them, read strictly and said back in plain words."""

from __future__ import annotations

from bot.conversation.times.reading import read
from bot.conversation.times.values import Doubt, Spoken

__all__ = ["Doubt", "Spoken", "read"]
