"""How much Telegram takes, in windows that slide: what comes faster is put off with 429."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

from tests.wire.telegram_updates import ApiError


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` in any `seconds`."""

    most: int
    seconds: float


# As its documentation has it; a private chat bears a short burst.
OVERALL = Window(30, 1.0)
PER_GROUP = Window(20, 60.0)
PER_CHAT = Window(3, 3.0)


class Rates:
    """Counts messages, and edits in groups. Nothing is counted before it is switched on.

    `put_off` is how many were refused.
    """

    def __init__(self) -> None:
        self.enforced = False
        self.put_off = 0
        self._times: dict[Hashable, deque[float]] = {}

    def check(self, chat: str, now: float) -> None:
        """Count a message to a chat at a second of the loop's clock. Raises ApiError if it comes too fast."""
        if not self.enforced:
            return
        windows = {"": OVERALL, chat: PER_GROUP if chat.startswith("-") else PER_CHAT}
        wait = max(self._wait(key, window, now) for key, window in windows.items())
        if wait > 0:
            self.put_off += 1
            seconds = int(wait) + 1
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        for key in windows:
            self._times[key].append(now)

    def _wait(self, key: Hashable, window: Window, now: float) -> float:
        times = self._times.setdefault(key, deque())
        while times and times[0] <= now - window.seconds:
            times.popleft()
        return times[0] + window.seconds - now if len(times) >= window.most else 0.0
