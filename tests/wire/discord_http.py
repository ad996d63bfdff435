"""Requests and answers of Discord's HTTP API as plain values, and the table that finds the handler of a path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

API_PREFIX = "/api/v10"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart request; `part` is its form name, such as `files[0]`."""

    part: str
    filename: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One request as the server saw it.

    `path` starts below `/api/v10`; `json` is the decoded body, or the decoded `payload_json` of an upload, or
    None; `headers` lack the token; `at` is the event loop's time in seconds.
    """

    method: str
    path: str
    json: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    uploads: tuple[Upload, ...] = ()
    at: float = 0.0

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends back: JSON, plain text (`text` wins), or nothing."""

    status: int = 200
    json: Any = None
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> web.Response:
        """Build the response; the content type of JSON carries no charset, as on Discord."""
        if self.text is not None:
            return web.Response(status=self.status, text=self.text, content_type="text/html", headers=self.headers)
        if self.status == 204:
            return web.Response(status=204, headers=self.headers)
        body = json.dumps(self.json).encode()
        return web.Response(status=self.status, body=body, headers={**self.headers, "Content-Type": "application/json"})


class ApiError(Exception):
    """A refusal with Discord's own status, code and wording."""

    def __init__(self, status: int, code: int, message: str, reasons: Iterable[str] = ()) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.reasons = tuple(reasons)

    def answer(self) -> Answer:
        """Return the answer that carries this refusal."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.reasons:
            body["errors"] = {"_errors": [{"code": "INVALID", "message": reason} for reason in self.reasons]}
        return Answer(self.status, body)


def invalid_form(*reasons: str) -> ApiError:
    """Return the refusal of a body that is readable but wrong."""
    return ApiError(400, 50035, "Invalid Form Body", reasons)


async def read_request(raw: web.Request, at: float) -> ApiRequest:
    """Read an incoming request completely; raises ApiError for a body that is no JSON."""
    text: str | None = None
    uploads: list[Upload] = []
    if raw.content_type == "multipart/form-data":
        for name, value in (await raw.post()).items():
            if isinstance(value, web.FileField):
                uploads.append(Upload(name, value.filename, value.file.read()))
            elif name == "payload_json" and isinstance(value, str):
                text = value
    else:
        text = await raw.text()
    try:
        body = json.loads(text) if text else None
    except ValueError as error:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from error
    headers = {name: value for name, value in raw.headers.items() if name.lower() != "authorization"}
    path = raw.path.removeprefix(API_PREFIX)
    return ApiRequest(raw.method, path, body, dict(raw.query), headers, tuple(uploads), at)


def template_pattern(template: str) -> re.Pattern[str]:
    """Turn `/channels/{channel}/messages` into a pattern with one named group for each variable."""
    pieces = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(f"(?P<{piece}>[^/]+)" if odd % 2 else re.escape(piece) for odd, piece in enumerate(pieces))
    )


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way to a handler, with the variables of its path."""

    request: ApiRequest
    variables: Mapping[str, str]

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object of the request; raises ApiError where it is none."""
        if isinstance(self.request.json, dict):
            return self.request.json
        raise invalid_form("a JSON object is required")

    def id(self, name: str) -> int:
        """Return the path variable `name` as an id; raises ApiError if it is no number."""
        if not self.variables[name].isdigit():
            raise invalid_form(f"{name} is not a snowflake")
        return int(self.variables[name])


Handler = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the route table. Handlers return the JSON to send, or an Answer."""

    method: str
    template: str
    handler: Handler
    needs_token: bool = True


class Router:
    """Finds the route of a request; templates with fewer variables are tried first."""

    def __init__(self, routes: Iterable[Route]) -> None:
        ordered = sorted(routes, key=lambda route: route.template.count("{"))
        self._table = [(route, template_pattern(route.template)) for route in ordered]

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Return the route and the variables of the path, or None for an unknown one."""
        for route, pattern in self._table:
            if route.method == method and (match := pattern.fullmatch(path)):
                return route, match.groupdict()
        return None
