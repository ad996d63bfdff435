"""Faults and rate limits that tests put in front of the fake Discord's routes."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from tests.wire.discord_http import Answer

_ROOMY = 100


@dataclass(slots=True, eq=False)
class Fault:
    """What goes wrong with the next requests that fit; FakeDiscord.fault describes the parts."""

    method: str
    path: str
    answer: Answer | None = None
    times: int | None = 1
    delay: float = 0.0
    drop: bool = False
    lose_answer: bool = False
    performed: bool = False
    gate: asyncio.Event | None = None
    hits: int = 0

    def clear(self) -> None:
        """End the fault."""
        self.times = 0
        self.release()

    def release(self) -> None:
        """Let the requests go on that are being held."""
        if self.gate is not None:
            self.gate.set()

    async def pause(self) -> None:
        """Wait as long as this fault delays or holds a request."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.gate is not None:
            await self.gate.wait()

    def fits(self, method: str, path: str) -> bool:
        """Tell whether the fault concerns a request and is not used up."""
        return self.times != 0 and fnmatchcase(method, self.method) and fnmatchcase(path, self.path)


@dataclass(slots=True, eq=False)
class Limit:
    """At most `limit` requests in `per` seconds for each path that fits, or `together` for all of them."""

    method: str
    path: str
    limit: int
    per: float
    together: bool = False
    windows: dict[str, tuple[float, int]] = field(default_factory=dict)

    def take(self, path: str, now: float) -> tuple[bool, int, float]:
        """Count a request: whether it may pass, how many more may, and the seconds until the window ends."""
        key = "" if self.together else path
        end, used = self.windows.get(key, (0.0, 0))
        if now >= end:
            end, used = now + self.per, 0
        allowed = used < self.limit
        self.windows[key] = (end, used + 1 if allowed else used)
        return allowed, max(0, self.limit - used - 1), end - now


class Faults:
    """The queue of faults and the table of rate limits."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._limits: list[Limit] = []
        self.put_off = 0

    def add(self, entry: Fault | Limit) -> None:
        """Add a fault at the end of the queue, or a limit."""
        if isinstance(entry, Fault):
            self._faults.append(entry)
        else:
            self._limits.append(entry)

    def clear(self) -> None:
        """End all faults and limits."""
        for fault in self._faults:
            fault.clear()
        self._faults.clear()
        self._limits.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the first fault that fits, and count it."""
        fault = next((fault for fault in self._faults if fault.fits(method, path)), None)
        if fault is not None:
            fault.hits += 1
            fault.times = None if fault.times is None else fault.times - 1
        return fault

    def count(self, method: str, path: str, bucket: str, now: float) -> tuple[Mapping[str, str], Answer | None]:
        """Return the rate-limit headers of a request, and the refusal if it comes too soon.

        Headers tell of the limit for the path; of one that all paths share nothing is told before it is reached.
        """
        headers = limit_headers(bucket, _ROOMY, _ROOMY - 1, 1.0)
        for limit in self._limits:
            if fnmatchcase(method, limit.method) and fnmatchcase(path, limit.path):
                allowed, remaining, after = limit.take(path, now)
                told = limit_headers(f"{limit.method} {limit.path}", limit.limit, remaining, after)
                if not allowed:
                    self.put_off += 1
                    return told, too_many(after, told, everywhere=limit.together)
                headers = headers if limit.together else told
        return headers, None


class Breakable:
    """The part of a server by which tests let things go wrong on purpose."""

    _faults: Faults

    def fault(
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        code: int = 0,
        message: str = "error",
        text: str | None = None,
        retry_after: float | None = None,
        everywhere: bool = False,
        delay: float = 0.0,
        hold: bool = False,
        drop: bool = False,
        lose_answer: bool = False,
        performed: bool = False,
        times: int | None = 1,
    ) -> Fault:
        """Let the next `times` requests (None: all) that fit go wrong; returns the fault, whose `hits` counts.

        `path` is below `/api/v10`, with `*` for anything; the gateway is `GET /gateway`. The request is answered
        by `status` with `code` and `message`, or with `text` in place of JSON; by 429 with `retry_after` seconds
        (`everywhere`: the global limit); it is delayed by `delay` seconds, or held until `release()` of the fault;
        `drop` cuts the line before anything is done, `lose_answer` after it was done. With `performed` the request
        is carried out before it is answered wrongly. A delayed or held request without any of these is then served
        as usual.
        """
        answer: Answer | None = None
        if retry_after is not None:
            answer = too_many(retry_after, everywhere=everywhere)
        elif status is not None:
            answer = Answer(status, {"message": message, "code": code}, text)
        gate = asyncio.Event() if hold else None
        fault = Fault(method, path, answer, times, delay, drop, lose_answer, performed, gate)
        self._faults.add(fault)
        return fault

    def limit(self, method: str, path: str, *, limit: int, per: float, together: bool = False) -> None:
        """Answer with 429 what comes too fast: over `limit` requests in `per` seconds for each path that fits.

        With `together` all paths that fit share the limit, as with Discord's global one.
        """
        self._faults.add(Limit(method, path, limit, per, together))

    @property
    def put_off(self) -> int:
        """Return how many requests came too fast."""
        return self._faults.put_off

    def clear_faults(self) -> None:
        """End all faults and limits."""
        self._faults.clear()


def limit_headers(bucket: str, limit: int, remaining: int, after: float) -> dict[str, str]:
    """Return the rate-limit headers; `after` is in seconds."""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{after:.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(bucket.encode()).hexdigest()[:32],
    }


def too_many(after: float, headers: Mapping[str, str] | None = None, *, everywhere: bool = False) -> Answer:
    """Return a 429 in Discord's own form; without the Via header clients take it for a ban."""
    if headers is None:
        headers = limit_headers("fault", 5, 0, after)
    scope = "global" if everywhere else "user"
    body: dict[str, Any] = {
        "message": "You are being rate limited.",
        "retry_after": after,
        "global": everywhere,
    }
    extra = {"Via": "1.1 google", "Retry-After": str(int(after) + 1), "X-RateLimit-Scope": scope}
    return Answer(429, {**body, "code": 0}, headers={**headers, **extra})
