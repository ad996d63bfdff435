"""Platforms that take what is sent, or do with it what they are told to."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.core.people import Person, Place, Platform
from bot.core.ports import Receipt
from bot.core.reply import Reply


@dataclass(frozen=True, slots=True)
class Sending:
    """One call: to whom, what, under which key, and at which second of the loop's clock."""

    to: Person | Place
    reply: Reply
    nonce: str
    at: float


@dataclass
class ScriptedPlatforms:
    """Keeps all calls. `failures` are raised first, one for each call; `gate` holds calls until it is set."""

    calls: list[Sending] = field(default_factory=list)
    failures: deque[Exception] = field(default_factory=deque)
    connected: bool = True
    gate: asyncio.Event | None = None

    def is_ready(self, platform: Platform) -> bool:
        return self.connected

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        self.calls.append(Sending(to, reply, nonce, asyncio.get_running_loop().time()))
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            raise self.failures.popleft()
        return Receipt(f"message {len(self.calls)}")

    @property
    def said(self) -> list[str]:
        """What was said, in order, by the replies' outcomes."""
        return [call.reply.outcome for call in self.calls]
