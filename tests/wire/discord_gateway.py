"""The gateway of the fake Discord: sessions, heartbeats, resuming, and the ways in which it can break."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Protocol

from aiohttp import WSMsgType, web

from tests.wire.discord_connection import Connection, Session
from tests.wire.discord_payloads import Json
from tests.wire.discord_waiting import Bell

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, GUILD_REACTIONS = 1 << 9, 1 << 10
PRIVATE_MESSAGES, PRIVATE_REACTIONS = 1 << 12, 1 << 13
MESSAGE_CONTENT, GUILD_EVENTS = 1 << 15, 1 << 16
_PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
_KNOWN_INTENTS = (1 << 26) - 1

_HEARTBEAT, _IDENTIFY, _PRESENCE, _VOICE, _RESUME, _RECONNECT, _MEMBERS, _INVALID, _HELLO, _ACK = (
    *range(1, 5),
    *range(6, 12),
)
_ENDS_SESSION = frozenset({1000, 1001, 4004, 4010, 4011, 4012, 4013, 4014})


class Announces(Protocol):
    """What the gateway must know of the world to greet a client."""

    def ready_json(self, session_id: str) -> Json:
        """Return the data of READY."""

    def guild_events(self, *, all_members: bool) -> list[Json]:
        """Return the data of one GUILD_CREATE for each guild of the bot."""

    def members_chunk(self, asked: Json) -> Json:
        """Return the data of GUILD_MEMBERS_CHUNK for a request of the client."""


class Gateway:
    """All sessions and connections. Counters and lists are for the tests to look at.

    `inspect` is called with each event before it is sent; `privileged` are the privileged intents that are
    switched on for the bot; `heartbeat_interval` is in seconds.
    """

    def __init__(
        self,
        world: Announces,
        bell: Bell,
        *,
        token: str,
        inspect: Callable[[str, Json], None],
        privileged: int = 0,
        heartbeat_interval: float = 41.25,
    ) -> None:
        self._world = world
        self._bell = bell
        self._token = token
        self._inspect = inspect
        self._privileged = privileged
        self._interval = heartbeat_interval
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.identifies: list[Json] = []
        self.resumes = 0
        self.heartbeats = 0
        self.presences: list[Json] = []
        self.client_closes: list[int | None] = []

    # What tests do

    async def ready(self, count: int = 1, timeout: float = 15.0) -> None:  # noqa: ASYNC109
        """Wait until clients have logged in `count` times since the start."""
        await self._bell.until(lambda: len(self.identifies) >= count or None, f"login number {count}", timeout)

    async def resumed(self, count: int = 1, timeout: float = 15.0) -> None:  # noqa: ASYNC109
        """Wait until clients have resumed a session `count` times since the start."""
        await self._bell.until(lambda: self.resumes >= count or None, f"resume number {count}", timeout)

    async def disconnected(self, timeout: float = 15.0) -> None:  # noqa: ASYNC109
        """Wait until no client is connected."""
        await self._bell.until(lambda: not self.connections or None, "end of all connections", timeout)

    def drop(self, code: int | None = 4000) -> None:
        """Close every connection with a code, or cut the line without one. Sessions can be resumed."""
        for connection in self.connections:
            if code is None:
                connection.cut()
            else:
                connection.close(code)

    def close(self, code: int) -> None:
        """Close every connection for good, for example with 4014; sessions are forgotten."""
        self.sessions.clear()
        self.drop(code)

    def send_op7(self) -> None:
        """Ask every client to reconnect and resume."""
        self._send_all({"op": _RECONNECT, "d": None})

    def send_op9(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid."""
        self._send_all({"op": _INVALID, "d": resumable})
        if not resumable:
            self.sessions.clear()

    def stop_acks(self) -> None:
        """Leave heartbeats on the present connections without an answer; later connections get answers."""
        for connection in self.connections:
            connection.acks = False

    def send_garbage_event(self) -> None:
        """Send an event that a client library cannot read: a guild without an id."""
        for session in self.sessions.values():
            session.dispatch("GUILD_CREATE", {"unavailable": False})

    # What the world does

    def dispatch(self, name: str, data: Json, *, intent: int = 0, redacted: Json | None = None) -> None:
        """Send an event to every session that has one of the intents (0: to all).

        Sessions without the message content intent get `redacted` instead, where it is given.
        """
        self._inspect(name, data)
        for session in self.sessions.values():
            if intent and not session.intents & intent:
                continue
            full = redacted is None or session.intents & MESSAGE_CONTENT
            session.dispatch(name, data if full else redacted or data)

    # The socket

    async def serve(self, raw: web.Request) -> web.WebSocketResponse:
        """Speak with one client until its connection ends."""
        socket = web.WebSocketResponse()
        await socket.prepare(raw)
        connection = Connection(socket, raw.transport, deflate=raw.query.get("compress") == "zlib-stream")
        self.connections.append(connection)
        writer = asyncio.create_task(connection.write())
        if raw.query.get("v") == "10" and raw.query.get("encoding") == "json":
            self._send(connection, {"op": _HELLO, "d": {"heartbeat_interval": int(self._interval * 1000)}})
        else:
            connection.close(4012)
        try:
            async for message in socket:
                self._receive(connection, message.data if message.type is WSMsgType.TEXT else "")
        finally:
            self._end(connection, socket.close_code)
            writer.cancel()
        return socket

    async def stop(self) -> None:
        """Close all connections as a server does that goes away."""
        self.drop(1001)
        await self.disconnected()

    def _end(self, connection: Connection, code: int | None) -> None:
        self.connections.remove(connection)
        session = connection.session
        if connection.closed_with is None:
            self.client_closes.append(code)
        if session is not None and session.connection is connection:
            session.connection = None
            if (connection.closed_with or code) in _ENDS_SESSION:
                self.sessions.pop(session.id, None)
        self._bell.ring()

    def _receive(self, connection: Connection, text: str) -> None:
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, TypeError, KeyError):
            connection.close(4002)
            return
        match op:
            case 1:
                self._heartbeat(connection)
            case 2:
                self._identify(connection, data)
            case 6:
                self._resume(connection, data)
            case 3 | 4 | 8 if connection.session is None:
                connection.close(4003)
            case 3:
                self.presences.append(data)
            case 8 if connection.session is not None:
                connection.session.dispatch("GUILD_MEMBERS_CHUNK", self._world.members_chunk(data))
            case 4:
                pass
            case _:
                connection.close(4001)
        self._bell.ring()

    def _heartbeat(self, connection: Connection) -> None:
        self.heartbeats += 1
        if connection.acks:
            self._send(connection, {"op": _ACK, "d": None})

    def _identify(self, connection: Connection, data: Json) -> None:
        intents = data.get("intents")
        if connection.session is not None:
            connection.close(4005)
        elif data.get("token") != self._token:
            connection.close(4004)
        elif not isinstance(intents, int) or intents & ~_KNOWN_INTENTS:
            connection.close(4013)
        elif intents & _PRIVILEGED & ~self._privileged:
            connection.close(4014)
        else:
            session = Session(uuid.uuid4().hex, intents, connection)
            self.sessions[session.id] = connection.session = session
            shard = {"shard": data["shard"]} if "shard" in data else {}
            session.dispatch("READY", self._world.ready_json(session.id) | shard)
            if intents & GUILDS:
                for guild in self._world.guild_events(all_members=bool(intents & GUILD_MEMBERS)):
                    self._inspect("GUILD_CREATE", guild)
                    session.dispatch("GUILD_CREATE", guild)
            self.identifies.append({key: value for key, value in data.items() if key != "token"})

    def _resume(self, connection: Connection, data: Json) -> None:
        session = self.sessions.get(data.get("session_id", ""))
        seen = data.get("seq")
        if data.get("token") != self._token:
            connection.close(4004)
        elif session is None or not isinstance(seen, int) or seen > len(session.history):
            self._send(connection, {"op": _INVALID, "d": False})
        else:
            session.connection, connection.session = connection, session
            session.replay(seen)
            session.dispatch("RESUMED", {})
            self.resumes += 1

    def _send(self, connection: Connection, payload: Json) -> None:
        connection.send(json.dumps(payload))

    def _send_all(self, payload: Json) -> None:
        for connection in self.connections:
            self._send(connection, payload)
