"""One socket of the fake gateway, and the session that outlives it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


class Connection:
    """One socket. What is to be sent goes through a queue, so that people can act without awaiting."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, *, deflate: bool) -> None:
        self.session: Session | None = None
        self.acks = True
        self._socket = socket
        self._transport = transport
        self._deflate = zlib.compressobj() if deflate else None
        self._outbox: asyncio.Queue[str | int] = asyncio.Queue()
        self.closed_with: int | None = None

    def send(self, payload: str) -> None:
        """Queue a payload; what comes after a close is not sent any more."""
        self._outbox.put_nowait(payload)

    def close(self, code: int) -> None:
        """Close with a code after everything that is queued."""
        self.closed_with = code
        self._outbox.put_nowait(code)

    def cut(self) -> None:
        """Cut the line without a word."""
        self.closed_with = 1006
        if self._transport is not None:
            self._transport.abort()

    async def write(self) -> None:
        """Send what is queued until the socket ends."""
        with contextlib.suppress(ConnectionError):
            while isinstance(item := await self._outbox.get(), str):
                if self._deflate is None:
                    await self._socket.send_str(item)
                else:
                    data = self._deflate.compress(item.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(data)
            await self._socket.close(code=item)


@dataclass(slots=True, eq=False)
class Session:
    """A logged-in client; it outlives its connection so that the client can resume."""

    id: str
    intents: int
    connection: Connection | None = None
    history: list[str] = field(default_factory=list, repr=False)

    def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """Number an event, keep it for resuming, and send it if somebody is connected."""
        payload = json.dumps({"op": 0, "t": name, "s": len(self.history) + 1, "d": data})
        self.history.append(payload)
        if self.connection is not None:
            self.connection.send(payload)

    def replay(self, after: int) -> None:
        """Send again what came after an event number."""
        if self.connection is not None:
            for payload in self.history[after:]:
                self.connection.send(payload)
