"""A small web server: pages for a monitor on the same machine, and the calendar that people subscribe to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qsl

from bot.core.web import Page, PageHandler, Pages, Request, nothing_here

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
_READ_WITHIN = 5.0
_LONGEST_REQUEST = 8192
_METHODS = ("GET", "HEAD")


class HealthServer:
    """Answers GET and HEAD for some paths, one request a connection. It listens on this machine's own address alone.

    What is asked for is never logged: it may hold a token.
    """

    def __init__(self, port: int, pages: Pages) -> None:
        self._port = port
        self._pages = pages

    async def run(self) -> None:
        """Serve until cancelled. A port that is taken is logged, and stops nothing else."""
        try:
            server = await asyncio.start_server(self._serve, HOST, self._port, limit=_LONGEST_REQUEST)
        except OSError:
            log.exception("health: port %d cannot be listened on", self._port)
            return
        async with server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_READ_WITHIN):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await self._answer(head.decode("latin-1")))
                await writer.drain()
        writer.close()

    async def _answer(self, head: str) -> bytes:
        line, _, rest = head.partition("\r\n")
        method, _, target = line.partition(" ")
        if method not in _METHODS:
            return _written(Page("only GET\n", HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(_METHODS)}))
        path, _, query = target.split(" ", 1)[0].partition("?")
        handler, headers = self._pages.get(path), _headers(rest)
        request = Request(dict(parse_qsl(query)), headers)
        page = nothing_here() if handler is None else await _asked(handler, request)
        if page.tag is not None and _has(headers.get("if-none-match", ""), page.tag):
            page = replace(page, status=HTTPStatus.NOT_MODIFIED)
        return _written(page, body=method == "GET" and page.status is not HTTPStatus.NOT_MODIFIED)


async def _asked(handler: PageHandler, request: Request) -> Page:
    """Ask for a page. What breaks is logged by its kind alone, since its words may hold what was asked for."""
    try:
        return await handler(request)
    except Exception as error:  # noqa: BLE001 (whatever it is, the next request is answered)
        log.error("health: a page could not be made (%s)", type(error).__name__)  # noqa: TRY400
        return Page("not now\n", HTTPStatus.SERVICE_UNAVAILABLE)


def _headers(text: str) -> Mapping[str, str]:
    named = (line.partition(":") for line in text.split("\r\n"))
    return {name.strip().lower(): value.strip() for name, colon, value in named if colon}


def _has(known: str, tag: str) -> bool:
    """Tell whether a tag is among those that the other side has; a weak one is as good as a strong one for that."""
    return any(one.strip().removeprefix("W/") in ("*", f'"{tag}"') for one in known.split(","))


def _written(page: Page, *, body: bool = True) -> bytes:
    content = page.content.encode() if isinstance(page.content, str) else page.content
    length = () if page.status is HTTPStatus.NOT_MODIFIED else (f"Content-Length: {len(content)}",)
    head = (
        f"HTTP/1.1 {page.status.value} {page.status.phrase}",
        f"Content-Type: {page.media_type}",
        *length,
        *(() if page.tag is None else (f'ETag: "{page.tag}"',)),
        *(f"{name}: {value}" for name, value in page.headers.items()),
        "Cache-Control: private, no-store",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    )
    return "\r\n".join([*head, "", ""]).encode("ascii") + (content if body else b"")
