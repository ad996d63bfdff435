"""The tests themselves: no connection leaves this machine."""

from __future__ import annotations

import asyncio
import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 443), ("example.org", 443)])
def test_other_machines_cannot_be_reached(address: tuple[str, int]) -> None:
    with socket.socket() as closed, pytest.raises(Warning, match="A test tried to use"):
        closed.connect(address)


async def test_this_machine_can_be_reached() -> None:
    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(close, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
