"""Keeps one platform running; its failures stay its own."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.errors import PermanentFailure
from bot.core.ports import Adapter

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses between attempts, in seconds: each twice the last, forgotten after a while of health."""

    first: float = 1.0
    longest: float = 300.0
    healthy_after: float = 60.0
    jitter: float = 0.25

    def pause(self, failures: int) -> float:
        """Give the pause after so many failures in a row (1 or more), moved a little by chance."""
        wanted = min(self.longest, self.first * 2.0 ** min(failures - 1, 30))
        return wanted * (1 + random.uniform(-self.jitter, self.jitter))  # noqa: S311 (spreads load, hides nothing)


async def supervise(
    name: str,
    build: Callable[[], Adapter],
    *,
    backoff: Backoff | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> PermanentFailure:
    """Run a platform until cancelled; after each failure build it anew and go on.

    Returns the failure that only the operator can mend.
    """
    backoff = backoff or Backoff()
    failures = 0
    while True:
        began = monotonic()
        try:
            await build().run()
            log.warning("%s: stopped by itself", name)
        except PermanentFailure as failure:
            return failure
        except Exception as error:
            # A passing fault is told by its kind; the text of the error may hold an address with a token.
            log.warning("%s: %s", name, type(error).__name__, exc_info=not isinstance(error, OSError))
        failures = 1 if monotonic() - began >= backoff.healthy_after else failures + 1
        pause = backoff.pause(failures)
        log.warning("%s: next attempt in %.0f s", name, pause)
        await sleep(pause)
