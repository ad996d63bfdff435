"""A fake Telegram on a socket: the Bot API for an unmodified bot, and people who write to it.

async with FakeTelegram(spec=spec) as telegram:
    ...  # start the bot with telegram.token and telegram.api_url
    ann = telegram.add_user("Ann")
    telegram.start(ann)
    welcome = await telegram.next_message(ann)
    answer = await telegram.press(ann, welcome, "Privacy")
    card = await telegram.next_edit(welcome)
telegram.assert_clean()
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.wire.telegram_account import AccountMethods
from tests.wire.telegram_faults import ANY_METHOD, Fault, FaultQueue, dropped, unauthorised
from tests.wire.telegram_methods import MessageMethods
from tests.wire.telegram_people import Place, TelegramPeople
from tests.wire.telegram_rates import Rates
from tests.wire.telegram_rules import rule_problems, structure
from tests.wire.telegram_sending import bad_request
from tests.wire.telegram_spec import Json, TelegramSpec, Upload
from tests.wire.telegram_state import TelegramState
from tests.wire.telegram_updates import ApiError
from tests.wire.telegram_world import Message, Person

T = TypeVar("T")

TOKEN = "7000000001:AAFakeFakeFakeFakeFakeFakeFakeFakeFa"
MAX_REQUEST_BYTES = 60 * 2**20
MAX_POLL_SECONDS = 50
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(eq=False, slots=True)
class Call:
    """One call of the bot: parameters as they came (strings and uploads), the loop's time, and the outcome."""

    method: str
    params: Mapping[str, object] = field(repr=False)
    at: float
    result: object = field(default=None, repr=False)
    refusal: ApiError | None = None
    taken: bool = False

    def value(self, name: str) -> object:
        """A parameter, decoded where it is JSON (numbers, truth values, objects, lists)."""
        decoded = structure(self.params, name)
        return self.params.get(name) if decoded is None else decoded


class FakeTelegram(TelegramPeople):
    """One Telegram with one bot, on 127.0.0.1 and a port of its own while the context is open.

    `problems` collects what the bot sent and what the fake answered against the API's description and the rules;
    `assert_clean` raises on any. A problem is more than a refusal: a refused call can be in perfect order.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        spec: TelegramSpec | None = None,
        username: str = "our_support_group_bot",
        clock: Callable[[], float] = time.time,
    ) -> None:
        bot = Person(int(token.partition(":")[0]), "Support group", username, is_bot=True)
        state = TelegramState(bot, clock)
        messages = MessageMethods(state)
        super().__init__(state, messages)
        self.token = token
        self.account = AccountMethods(state)
        self.faults = FaultQueue(state.updates.wake)
        self.rates = Rates()
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self._spec = spec
        self._methods = messages.table | self.account.table
        self._names = {name.lower(): name for name in [*self._methods, "getUpdates"]}
        self._runner = web.AppRunner(self._application(), handler_cancellation=True, shutdown_timeout=0.5)
        self._port = 0

    @property
    def api_url(self) -> str:
        """The base; a bot uses `api_url + "/bot"` and, for files, `api_url + "/file/bot"`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def messages(self) -> list[Message]:
        """Everything that the bot has sent, in order, as it stands now."""
        return self.state.sent

    @property
    def typing(self) -> list[tuple[int, str]]:
        """Chat ids and actions of sendChatAction."""
        return self._messages.typing

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.state.updates.wake()
        await self._runner.cleanup()

    def assert_clean(self) -> None:
        """Raises AssertionError with all problems, if there are any."""
        if self.problems:
            raise AssertionError("\n".join(["Telegram saw problems:", *self.problems]))

    def unauthorised_once(self, method: str = "getUpdates") -> None:
        """The next call of the method gets 401 although the token is right."""
        self.faults.add(unauthorised(method))

    @contextlib.contextmanager
    def outage(self) -> Iterator[None]:
        """While this is open every connection breaks."""
        fault = dropped(ANY_METHOD, math.inf)
        self.faults.add(fault)
        try:
            yield
        finally:
            self.faults.remove(fault)

    async def until(self, found: Callable[[], T | None], timeout: float = 5) -> T:  # noqa: ASYNC109
        """The first true value of `found`, asked after every change.

        Raises:
            TimeoutError: there was none in time; the message tells the bot's last calls, without what they said.
        """
        try:
            return await self.state.changes.until(found, timeout)
        except TimeoutError:
            calls = [f"{each.method} {each.refusal or ''}".strip() for each in self.calls[-8:]]
            raise TimeoutError(f"not within {timeout} s; last calls: {', '.join(calls)}") from None

    async def next_message(self, chat: Place, timeout: float = 5) -> Message:  # noqa: ASYNC109
        """The bot's oldest message in a chat that was not handed out yet; waits for it if need be."""
        message = await self.until(lambda: next(iter(self.unread(chat)), None), timeout)
        message.taken = True
        return message

    def unread(self, chat: Place) -> list[Message]:
        """The bot's messages in a chat that `next_message` has not handed out."""
        place = self._place(chat)
        return [each for each in self.messages if each.chat is place and not each.taken]

    async def next_edit(self, message: Message, timeout: float = 5) -> Message:  # noqa: ASYNC109
        """The message after an edit that was not waited for yet."""
        await self.until(lambda: message.revision > message.seen, timeout)
        message.seen += 1
        return message

    async def next_call(self, method: str, timeout: float = 5) -> Call:  # noqa: ASYNC109
        """The bot's oldest call of a method that was not handed out yet."""
        call = await self.until(lambda: next((each for each in self.calls_of(method) if not each.taken), None), timeout)
        call.taken = True
        return call

    def calls_of(self, method: str) -> list[Call]:
        return [each for each in self.calls if each.method == method]

    async def drained(self, timeout: float = 5) -> None:  # noqa: ASYNC109
        """Waits until the bot has confirmed every update; its handlers may still be at work."""
        await self.until(lambda: not self.state.updates.pending, timeout)

    def menu(self, user: Person, chat: Place | None = None) -> list[str]:
        """The names of the commands that a person is offered in a chat, or in private."""
        return [each["command"] for each in self.account.menu(user, self._place(chat or user))]

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        params = await _read_params(request)
        if request.match_info["token"] != self.token:
            return _refused(ApiError(401, "Unauthorized"))
        method = self._names.get(request.match_info["method"].lower(), request.match_info["method"])
        call = Call(method, params, asyncio.get_running_loop().time())
        self.calls.append(call)
        self._check(call)
        self.state.changes.tell()
        fault = self.faults.take(method, params)
        return await (self._answer(call) if fault is None else self._fail(request, call, fault))

    def _check(self, call: Call) -> None:
        if call.method not in self._names.values():
            self.problems.append(f"{call.method}: the fake does not know this method")
        elif self._spec is not None:
            self.problems += self._spec.problems(call.method, call.params)
        self.problems += rule_problems(call.method, call.params)

    async def _fail(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        response = await self._answer(call) if fault.performed else None
        await asyncio.sleep(fault.delay)
        if fault.drop and request.transport is not None:
            request.transport.abort()
        if fault.html is not None:
            return web.Response(status=fault.status, text=fault.html, content_type="text/html")
        if fault.status != 200:
            call.refusal = ApiError(fault.status, fault.description, fault.parameters)
            self.state.changes.tell()
            return _refused(call.refusal)
        if fault.drop:
            return web.Response()
        return response or await self._answer(call)

    async def _answer(self, call: Call) -> web.Response:
        try:
            call.result = await self._result(call)
        except ApiError as refusal:
            call.refusal = refusal
            return _refused(refusal)
        finally:
            self.state.changes.tell()
        if self._spec is not None:
            self.problems += self._spec.result_problems(call.method, call.result)
        return web.json_response({"ok": True, "result": call.result})

    async def _result(self, call: Call) -> object:
        if call.method == "getUpdates":
            return await self._get_updates(call.params)
        method = self._methods.get(call.method)
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        chat = str(call.params.get("chat_id", ""))
        if call.method.startswith("send") or (call.method.startswith("edit") and chat.startswith("-")):
            self.rates.check(chat, call.at)
        try:
            return method(call.params)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise bad_request("a parameter is not of its type") from error

    async def _get_updates(self, params: Mapping[str, object]) -> list[Json]:
        if self.account.webhook_url:
            raise ApiError(409, WEBHOOK_ACTIVE)
        allowed = structure(params, "allowed_updates")
        if allowed is not None and not isinstance(allowed, list):
            raise bad_request("can't parse allowed_updates JSON array")
        offset, limit, timeout = (int(str(params.get(name, 0))) for name in ("offset", "limit", "timeout"))
        limit = limit if 1 <= limit <= 100 else 100
        return await self.state.updates.poll(offset, limit, min(timeout, MAX_POLL_SECONDS), allowed)

    async def _serve_file(self, request: web.Request) -> web.Response:
        files = {file.path: file for file in self.state.files.values()}
        file = files.get(request.match_info["path"])
        if request.match_info["token"] != self.token or file is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=file.content, content_type=file.media_type)


async def _read_params(request: web.Request) -> dict[str, object]:
    """Parameters of the query and of a form or JSON body."""
    params: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        return params | dict(json.loads(await request.read() or b"{}"))
    for name, value in (await request.post()).items():
        params[name] = Upload(value.filename, value.file.read()) if isinstance(value, web.FileField) else value
    return params


def _refused(refusal: ApiError) -> web.Response:
    envelope: Json = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    more = {"parameters": refusal.parameters} if refusal.parameters else {}
    return web.json_response(envelope | more, status=refusal.status)
