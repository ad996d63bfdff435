"""The pages for a monitor."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from http import HTTPStatus

import pytest

from bot.adapters.health import HOST, HealthServer, Page


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def server(port: int) -> AsyncIterator[int]:
    pages = {"/healthz": lambda: Page("bad\n", HTTPStatus.SERVICE_UNAVAILABLE), "/metrics": lambda: Page("one 1\n")}
    task = asyncio.create_task(HealthServer(port, pages).run())
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            break
    yield port
    task.cancel()
    await asyncio.wait({task})


async def asked(port: int, request: bytes) -> str:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer.decode()


@pytest.mark.parametrize(
    ("request_line", "first", "body"),
    [
        (b"GET /metrics HTTP/1.1", "HTTP/1.1 200 OK", "one 1\n"),
        (b"GET /metrics?x=1 HTTP/1.1", "HTTP/1.1 200 OK", "one 1\n"),
        (b"GET /healthz HTTP/1.1", "HTTP/1.1 503 Service Unavailable", "bad\n"),
        (b"GET / HTTP/1.1", "HTTP/1.1 404 Not Found", "not here\n"),
        (b"POST /metrics HTTP/1.1", "HTTP/1.1 405 Method Not Allowed", "only GET\n"),
        (b"nonsense \xff", "HTTP/1.1 405 Method Not Allowed", "only GET\n"),
    ],
)
async def test_each_request_is_answered(server: int, request_line: bytes, first: str, body: str) -> None:
    answer = await asked(server, request_line + b"\r\nHost: x\r\n\r\n")
    assert answer.startswith(first + "\r\n")
    head, _, shown = answer.partition("\r\n\r\n")
    assert shown == body
    assert f"Content-Length: {len(body)}" in head


async def test_what_never_ends_is_cut_off(server: int) -> None:
    assert await asked(server, b"GET /" + b"x" * 20_000) == ""
    assert "one 1" in await asked(server, b"GET /metrics HTTP/1.1\r\n\r\n")


async def test_a_port_that_is_taken_is_told_and_stops_nothing(server: int, caplog: pytest.LogCaptureFixture) -> None:
    await HealthServer(server, {}).run()
    assert "cannot be listened on" in caplog.text
