"""Two pages for a monitor on the same machine: /healthz and /metrics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
_READ_WITHIN = 5.0
_LONGEST_REQUEST = 8192


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered."""

    text: str
    status: HTTPStatus = HTTPStatus.OK
    media_type: str = "text/plain; charset=utf-8"


Pages = Mapping[str, Callable[[], Page]]


class HealthServer:
    """Answers GET for some paths, one request a connection. It listens on this machine's own address alone."""

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
                writer.write(_answer(self._page(head)))
                await writer.drain()
        writer.close()

    def _page(self, head: bytes) -> Page:
        method, _, rest = head.decode("latin-1").partition(" ")
        path = rest.split(" ", 1)[0].split("?", 1)[0]
        if method != "GET":
            return Page("only GET\n", HTTPStatus.METHOD_NOT_ALLOWED)
        page = self._pages.get(path)
        return page() if page is not None else Page("not here\n", HTTPStatus.NOT_FOUND)


def _answer(page: Page) -> bytes:
    body = page.text.encode()
    head = (
        f"HTTP/1.1 {page.status.value} {page.status.phrase}",
        f"Content-Type: {page.media_type}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Connection: close",
    )
    return "\r\n".join([*head, "", ""]).encode("ascii") + body
