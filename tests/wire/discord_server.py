"""A Discord for tests: HTTP API and gateway on a free port of 127.0.0.1, with people to act on it.

A client that takes another API base and gateway address can be run against it unchanged, in this process or in
another one. Every request, every answer and the gateway events about messages are checked; what is wrong is kept
in `problems`.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.wire.discord_actions import People, Place
from tests.wire.discord_api import Api
from tests.wire.discord_callbacks import Callbacks
from tests.wire.discord_events import Events
from tests.wire.discord_faults import Breakable, Faults
from tests.wire.discord_http import (
    API_PREFIX,
    Answer,
    ApiError,
    ApiRequest,
    Call,
    Route,
    Router,
    invalid_form,
    read_request,
)
from tests.wire.discord_interaction import Interaction
from tests.wire.discord_messages import Messages
from tests.wire.discord_model import Channel, Message, User
from tests.wire.discord_rules import EMPTY_MESSAGE, answer_rule_problems, rule_problems
from tests.wire.discord_spec import DiscordSpec, discord_spec

_GATEWAY_PATH = "/gateway"
_REQUEST_LIMIT = 32 * 1024 * 1024
_SHOWN_REQUESTS = 12
T = TypeVar("T")
Found = tuple[Route, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was refused for what it asked, not because of a fault set by the test."""

    request: ApiRequest
    status: int
    code: int


class FakeDiscord(People, Breakable):
    """The whole server; use it as an async context manager.

    `token` is the only bot token it takes; `privileged` the privileged intents that are switched on;
    `heartbeat_interval`, `callback_window` (first answer to an interaction), `token_life` (later answers) and
    `nonce_window` are in seconds; `load_spec` gives the specification to check against, or None; events begin later
    than the `clock` shows.

        async with FakeDiscord() as server:
            ana = server.add_user("ana")
            channel = server.add_channel(server.add_guild(members=[ana]))
            ...  # start a client with server.api_url and server.gateway_url
            await server.gateway.ready()
            answer = await server.slash(ana, channel, "ask", question="why").response()
            server.say(channel, ana, "hello", mentions=[server.bot])
            message = await server.next_message(channel)
            server.assert_clean()
    """

    def __init__(
        self,
        *,
        token: str = "fake-discord-token",  # noqa: S107
        privileged: int = 0,
        heartbeat_interval: float = 41.25,
        callback_window: float = 3.0,
        token_life: float = 900.0,
        nonce_window: float = 180.0,
        load_spec: Callable[[], DiscordSpec | None] = discord_spec,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(token=token, spec=load_spec(), privileged=privileged, heartbeat_interval=heartbeat_interval)
        self._authorization = f"Bot {token}"
        self._clock = clock
        self.callbacks = Callbacks(self, window=callback_window, token_life=token_life)
        self._message_routes = Messages(self, nonce_window=nonce_window)
        parts = (Api(self), self._message_routes, Events(self), self.callbacks)
        self._router = Router(route for part in parts for route in part.routes())
        self._faults = Faults()
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.api_url = ""
        self._read: set[int] = set()
        self.requests: list[ApiRequest] = []
        self.refusals: list[Refusal] = []
        self.changed.situation = self._situation

    # Where it is

    async def __aenter__(self) -> Self:
        await self.go_online()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.go_offline()

    async def go_online(self) -> None:
        """Listen; after an outage on the same port as before."""
        app = web.Application(client_max_size=_REQUEST_LIMIT)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.api_url = f"http://127.0.0.1:{self._port}{API_PREFIX}"
        self.gateway_url = f"ws://127.0.0.1:{self._port}{_GATEWAY_PATH}"

    async def go_offline(self) -> None:
        """Cut all connections and refuse new ones; faults end, what exists here stays."""
        self._faults.clear()
        if self._runner is not None:
            await self.gateway.stop()
            await self._runner.cleanup()
            self._runner = None

    # What tests look at and wait for

    @property
    def messages(self) -> list[Message]:
        """Return all messages of the bot in order, those for one person's eyes included."""
        return [message for message in self.all_messages.values() if message.author is self.bot]

    @property
    def unanswered(self) -> list[Interaction]:
        """Return the interactions to which no first answer has been accepted, in order."""
        return [interaction for interaction in self.callbacks.interactions if interaction.callback is None]

    @property
    def typing(self) -> list[Channel]:
        """Return the channels in which the bot showed that it is typing, in order."""
        return self._message_routes.typing

    async def next_message(self, place: Place | None = None, timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """Wait for the next message the bot writes by itself, in one place or anywhere; each is returned once.

        Answers to interactions are not among them: see `Interaction.response` and `Interaction.followup`.
        """
        channel = self.private_channel(place) if isinstance(place, User) else place

        def unread() -> Message | None:
            for message in self.messages:
                fits = channel in (None, message.channel) and message.metadata is None
                if fits and message.id not in self._read:
                    return message
            return None

        message = await self.changed.until(unread, "message of the bot", timeout)
        self._read.add(message.id)
        return message

    async def no_message(self, place: Place | None = None, during: float = 0.3) -> None:
        """Watch for `during` seconds that the bot writes nothing new there; raises AssertionError if it does."""
        try:
            message = await self.next_message(place, during)
        except TimeoutError:
            return
        raise AssertionError(f"the bot wrote: {message.text}")

    async def edited(self, message: Message, times: int = 1, timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """Wait until a message has been edited so many times in all."""
        return await self.changed.until(lambda: message if message.edits >= times else None, "edit", timeout)

    async def until(self, find: Callable[[], T | None], what: str, timeout: float = 5.0) -> T:  # noqa: ASYNC109
        """Wait until `find` returns something else than None; it is asked after each change here."""
        return await self.changed.until(find, what, timeout)

    def assert_clean(self) -> None:
        """Raise AssertionError if any request, answer or event was not as Discord would have it."""
        if self.problems:
            raise AssertionError("\n".join(dict.fromkeys(self.problems)))

    # Serving

    async def _serve(self, raw: web.Request) -> web.StreamResponse:
        if raw.path == _GATEWAY_PATH:
            return await self._serve_gateway(raw)
        try:
            request = await read_request(raw, asyncio.get_running_loop().time())
        except ApiError as refusal:
            self.problems.append(f"{raw.method} {raw.path}: {refusal.message}")
            return refusal.answer().response()
        self.requests.append(request)
        self.changed.ring()
        findings = self._findings(request)
        fault = self._faults.take(request.method, request.path)
        if fault is None:
            return self._limited(raw, request, findings).response()
        await fault.pause()
        if fault.drop:
            return _cut(raw)
        answer = fault.answer
        if answer is None or fault.performed:
            served = self._limited(raw, request, findings)
            answer = answer or served
        return _cut(raw) if fault.lose_answer else answer.response()

    async def _serve_gateway(self, raw: web.Request) -> web.StreamResponse:
        fault = self._faults.take("GET", _GATEWAY_PATH)
        if fault is not None:
            await fault.pause()
            if fault.drop or fault.answer is not None:
                return _cut(raw) if fault.answer is None else fault.answer.response()
        return await self.gateway.serve(raw)

    def _limited(self, raw: web.Request, request: ApiRequest, findings: list[str]) -> Answer:
        found = self._router.find(request.method, request.path)
        bucket = f"{request.method} {found[0].template if found else request.path}"
        headers, refusal = self._faults.count(request.method, request.path, bucket, request.at)
        if refusal is not None:
            return refusal
        answer = self._checked(raw, request, findings, found)
        return Answer(answer.status, answer.json, answer.text, {**headers, **answer.headers})

    def _checked(self, raw: web.Request, request: ApiRequest, findings: list[str], found: Found | None) -> Answer:
        try:
            answer = self._answer(raw, request, findings, found)
        except ApiError as refusal:
            self.refusals.append(Refusal(request, refusal.status, refusal.code))
            answer = refusal.answer()
        except Exception:  # noqa: BLE001 - a mistake of the fake is a finding like any other
            self.problems.append(f"{request}: the fake server failed\n{traceback.format_exc()}")
            # Not a 5xx: clients would repeat it for a long while.
            return Answer(400, {"message": "the fake server failed", "code": 0})
        self.problems += answer_rule_problems(request, answer.status, answer.json)
        if self.spec is not None:
            self.problems += self.spec.answer_problems(request, answer.status, answer.json)
        return answer

    def _answer(self, raw: web.Request, request: ApiRequest, findings: list[str], found: Found | None) -> Answer:
        if found is None:
            self.problems.append(f"{request}: unknown route")
            raise ApiError(404, 0, "404: Not Found")
        route, variables = found
        if route.needs_token and raw.headers.get("Authorization") != self._authorization:
            raise ApiError(401, 0, "401: Unauthorized")
        if any(finding.endswith(EMPTY_MESSAGE) for finding in findings):
            raise ApiError(400, 50006, "Cannot send an empty message")
        if findings:
            raise invalid_form(*findings)
        result: Any = route.handler(Call(request, variables))
        return result if isinstance(result, Answer) else Answer(200, result)

    def _findings(self, request: ApiRequest) -> list[str]:
        findings = rule_problems(request, self._clock())
        if self.spec is not None:
            findings += self.spec.problems(request)
        self.problems += findings
        return findings

    def _situation(self) -> str:
        requests = "\n".join(f"  {request}" for request in self.requests[-_SHOWN_REQUESTS:])
        connected = f"{len(self.gateway.connections)} connections, {len(self.gateway.identifies)} logins so far"
        findings = "\n".join(f"  {finding}" for finding in self.problems)
        return f"gateway: {connected}\nlast requests:\n{requests}\nproblems:\n{findings}"


def _cut(raw: web.Request) -> web.Response:
    if raw.transport is not None:
        raw.transport.abort()
    return web.Response(status=502)
