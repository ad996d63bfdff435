"""The pages for a monitor."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest

from bot.adapters.health import HOST, HealthServer
from bot.core.web import Page, Pages, Request


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(pages: Pages) -> AsyncIterator[int]:
    """Serve pages on a port of this machine, as long as it lasts."""
    port = free_port()
    task = asyncio.create_task(HealthServer(port, pages).run())
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            break
    try:
        yield port
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.fixture
async def server() -> AsyncIterator[int]:
    async def ill(request: Request) -> Page:
        return Page("bad\n", HTTPStatus.SERVICE_UNAVAILABLE)

    async def figures(request: Request) -> Page:
        return Page("one 1\n")

    async def tagged(request: Request) -> Page:
        return Page(b"\xffbytes", media_type="x/y", tag="one", headers={"Retry-After": "60"})

    async def told(request: Request) -> Page:
        return Page(f"{dict(request.query)} {request.headers.get('host')}\n")

    async def broken(request: Request) -> Page:
        raise RuntimeError("secret")

    pages: Pages = {"/healthz": ill, "/metrics": figures, "/tagged": tagged, "/told": told, "/broken": broken}
    async with serving(pages) as port:
        yield port


async def asked(port: int, request: bytes) -> str:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("request_line", "first", "body"),
    [
        (b"GET /metrics HTTP/1.1", "HTTP/1.1 200 OK", "one 1\n"),
        (b"GET /metrics?x=1 HTTP/1.1", "HTTP/1.1 200 OK", "one 1\n"),
        (b"GET /healthz HTTP/1.1", "HTTP/1.1 503 Service Unavailable", "bad\n"),
        (b"GET / HTTP/1.1", "HTTP/1.1 404 Not Found", "not here\n"),
        (b"GET /told?a=1&b=%C3%A9+x&a=2&c= HTTP/1.1", "HTTP/1.1 200 OK", "{'a': '2', 'b': '\u00e9 x'} x\n"),
        (b"GET /broken HTTP/1.1", "HTTP/1.1 503 Service Unavailable", "not now\n"),
        (b"POST /metrics HTTP/1.1", "HTTP/1.1 405 Method Not Allowed", "only GET\n"),
        (b"nonsense \xff", "HTTP/1.1 405 Method Not Allowed", "only GET\n"),
    ],
)
async def test_each_request_is_answered(server: int, request_line: bytes, first: str, body: str) -> None:
    answer = await asked(server, request_line + b"\r\nHost: x\r\n\r\n")
    assert answer.startswith(first + "\r\n")
    head, _, shown = answer.partition("\r\n\r\n")
    assert shown == body
    assert f"Content-Length: {len(body.encode())}" in head


async def test_a_head_is_all_but_the_body(server: int) -> None:
    answer = await asked(server, b"HEAD /metrics HTTP/1.1\r\n\r\n")
    assert answer.startswith("HTTP/1.1 200 OK\r\n")
    assert "Content-Length: 6\r\n" in answer
    assert answer.endswith("\r\n\r\n")


@pytest.mark.parametrize(
    ("known", "status"),
    [(b'"one"', "304"), (b'"two", W/"one"', "304"), (b"*", "304"), (b'"on"', "200"), (b"one", "200"), (b"", "200")],
)
async def test_what_is_known_is_not_sent_again(server: int, known: bytes, status: str) -> None:
    answer = await asked(server, b"GET /tagged HTTP/1.1\r\nif-none-match: " + known + b"\r\n\r\n")
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert 'ETag: "one"\r\n' in answer
    assert "Retry-After: 60\r\n" in answer
    assert ("bytes" in answer) == (status == "200")


async def test_what_breaks_is_told_by_its_kind_alone(server: int, caplog: pytest.LogCaptureFixture) -> None:
    await asked(server, b"GET /broken?token=secret HTTP/1.1\r\n\r\n")
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


async def test_what_never_ends_is_cut_off(server: int) -> None:
    assert await asked(server, b"GET /" + b"x" * 20_000) == ""
    assert "one 1" in await asked(server, b"GET /metrics HTTP/1.1\r\n\r\n")


async def test_a_port_that_is_taken_is_told_and_stops_nothing(server: int, caplog: pytest.LogCaptureFixture) -> None:
    await HealthServer(server, {}).run()
    assert "cannot be listened on" in caplog.text
