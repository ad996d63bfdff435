"""How fast deliveries may leave: token buckets per platform and per chat. Pure.

All moments are seconds of a clock that is never set.
"""

from __future__ import annotations

from collections.abc import Hashable

from bot.core.people import Person, Place
from bot.delivery.manners import Manners, Rate

Target = Person | Place

MOST_BUCKETS = 10_000


def chat_of(target: Target) -> Hashable:
    """Give what stands for the chat; all topics of a group are one."""
    return (type(target).__name__, target.id)


class Bucket:
    """One bucket, kept as the moment at which it is full again."""

    def __init__(self, rate: Rate) -> None:
        self._interval = 1 / rate.per_second
        self._room = self._interval * (rate.burst - 1)
        self.full_at = float("-inf")

    def wait(self, now: float) -> float:
        """Give the seconds until one may go."""
        return max(0.0, self.full_at - self._room - now)

    def take(self, now: float) -> None:
        """Let one go."""
        self.full_at = max(now, self.full_at) + self._interval


class Rates:
    """The buckets of one platform."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._overall = Bucket(manners.overall)
        self._chats: dict[Hashable, Bucket] = {}

    def wait(self, now: float) -> float:
        """Give the seconds until the platform takes one more, to whomever."""
        return self._overall.wait(now)

    def wait_for(self, target: Target, now: float) -> float:
        """Give the seconds until this chat takes one more."""
        bucket = self._chats.get(chat_of(target))
        return bucket.wait(now) if bucket else 0.0

    def take(self, target: Target, now: float) -> None:
        """Let one go to a chat."""
        self._overall.take(now)
        if len(self._chats) >= MOST_BUCKETS:
            self._chats = {chat: bucket for chat, bucket in self._chats.items() if bucket.full_at > now}
        chat = chat_of(target)
        if chat not in self._chats:
            self._chats[chat] = Bucket(self._rate(target))
        self._chats[chat].take(now)

    def _rate(self, target: Target) -> Rate:
        is_group = isinstance(target, Place) and target.is_group
        return self._manners.per_group if is_group else self._manners.per_chat
