"""Platforms on which cards and events stand, and that do with them what they are told to."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.core.errors import Gone, NotAllowed
from bot.core.people import Place
from bot.core.ports import PublicEvent
from bot.core.reply import Reply
from tests.fakes.platforms import ScriptedPlatforms


@dataclass
class Board(ScriptedPlatforms):
    """Keeps what was edited last, by message. `edit_failures` are raised first, one for each edit.

    `gone` are messages and events that were deleted; `pins_allowed` and `events_allowed` tell what the bot may do.
    """

    edits: list[tuple[Place, str, Reply]] = field(default_factory=list)
    edit_failures: deque[Exception] = field(default_factory=deque)
    edit_gate: asyncio.Event | None = None
    at_once: int = 0
    gone: set[str] = field(default_factory=set)
    pinned: list[str] = field(default_factory=list)
    pins_allowed: bool = True
    events: dict[str, PublicEvent] = field(default_factory=dict)
    event_calls: int = 0
    events_allowed: bool = True

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        self.at_once += 1
        try:
            if self.edit_gate is not None:
                await self.edit_gate.wait()
            if self.edit_failures:
                raise self.edit_failures.popleft()
            if message_ref in self.gone:
                raise Gone("deleted")
            self.edits.append((to, message_ref, reply))
        finally:
            self.at_once -= 1

    async def pin(self, to: Place, message_ref: str) -> None:
        if not self.pins_allowed:
            raise NotAllowed("no pins")
        self.pinned.append(message_ref)

    async def unpin(self, to: Place, message_ref: str) -> None:
        if not self.pins_allowed:
            raise NotAllowed("no pins")
        if message_ref in self.pinned:
            self.pinned.remove(message_ref)

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        self.event_calls += 1
        if not self.events_allowed:
            raise NotAllowed("no events")
        if ref in self.gone:
            raise Gone("deleted")
        same = (id_ for id_, one in self.events.items() if (one.name, one.starts_at) == (event.name, event.starts_at))
        ref = ref or next(same, f"event {len(self.events) + 1}")
        self.events[ref] = event
        return ref

    async def cancel_event(self, to: Place, ref: str) -> None:
        self.events.pop(ref, None)
