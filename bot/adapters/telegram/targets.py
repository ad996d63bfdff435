"""Where messages go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from telegram import ReplyParameters

from bot.adapters.telegram.limiter import Lane
from bot.core.people import Person, Place


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages go: a chat, the topic in it, and the message that the first of them answers.

    `lane` is how calls to it stand to the waiting line.
    """

    chat: int = field(repr=False)
    topic: int | None = field(default=None, repr=False)
    reply_to: int | None = None
    lane: Lane | None = None

    @classmethod
    def of(cls, place: Place, reply_to: int | None = None, *, urgent: bool = False) -> Target:
        """Give the target that a place stands for."""
        return cls(int(place.id), int(place.topic) if place.topic else None, reply_to, Lane.URGENT if urgent else None)

    @classmethod
    def of_delivery(cls, to: Person | Place) -> Target:
        """Give the target for what is sent unasked; a person's private chat has the person's id."""
        topic = int(to.topic) if isinstance(to, Place) and to.topic else None
        return cls(int(to.id), topic, lane=Lane.PACED)

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments that all methods which send have in common."""
        answered = ReplyParameters(self.reply_to, allow_sending_without_reply=True) if self.reply_to else None
        return {
            "chat_id": self.chat,
            "message_thread_id": self.topic,
            "reply_parameters": answered,
            "rate_limit_args": self.lane,
        }
