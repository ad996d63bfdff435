"""When to send nothing to a platform for a while: it refuses the token, or says that it is too much. Pure."""

from __future__ import annotations

from collections.abc import Hashable

FIRST_BREAK = 15.0
LONGEST_BREAK = 300.0


class Circuit:
    """Open after a refused token, twice as long each time, until one send comes through. Seconds of a steady clock.

    `retry_after` concerns one chat alone, until a second chat is put off in the same time: then it is the platform.
    """

    def __init__(self) -> None:
        self._breaks = 0
        self._open_until = float("-inf")
        self._put_off: dict[Hashable, float] = {}

    def wait(self, now: float) -> float:
        """Give the seconds until anything may be tried."""
        return max(0.0, self._open_until - now)

    def wait_for(self, chat: Hashable, now: float) -> float:
        """Give the seconds until this chat may be tried."""
        return max(0.0, self._put_off.get(chat, now) - now)

    @property
    def is_probing(self) -> bool:
        """Whether only one send may be under way, to see whether the platform takes any."""
        return self._breaks > 0

    def refused(self, now: float) -> bool:
        """Take note that the token was refused; tell whether that is new."""
        is_new = self._breaks == 0
        if self.wait(now) == 0.0:
            self._breaks += 1
            self._open_until = now + min(LONGEST_BREAK, FIRST_BREAK * 2 ** min(self._breaks - 1, 10))
        return is_new

    def put_off(self, chat: Hashable, after: float, now: float) -> None:
        """Take note that a chat is to be tried again after so many seconds."""
        self._put_off = {key: until for key, until in self._put_off.items() if until > now}
        if self._put_off.keys() - {chat}:
            self._open_until = max(self._open_until, now + after)
        self._put_off[chat] = now + after

    def came_through(self) -> None:
        """Take note that the platform took one."""
        self._breaks = 0
