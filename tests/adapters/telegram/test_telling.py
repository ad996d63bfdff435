"""What the bot says in a chat when nobody asked."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.errors import TryAgainLater, Unreachable
from bot.core.people import Place, PlaceKind, Platform
from tests.adapters.telegram.serving import adapter_for, says, told
from tests.wire.telegram_server import FakeTelegram

NOTICE = told("**A file** has a mistake: <b>knowledge/en/a_b.yaml:3</b>")


async def test_the_adapter_tells_while_it_runs(server: FakeTelegram) -> None:
    olga = server.add_user("Olga")
    group = server.add_group("Organisers", [olga])
    place = Place(Platform.TELEGRAM, str(group.id), PlaceKind.GROUP)
    adapter = adapter_for(server, says(None))
    with pytest.raises(TryAgainLater):
        await adapter.tell(place, NOTICE)
    task = asyncio.create_task(adapter.run())
    await server.next_call("getUpdates")
    await adapter.tell(place, NOTICE)
    message = await server.next_message(group)
    assert message.text == "A file has a mistake: <b>knowledge/en/a_b.yaml:3</b>"
    assert message.reply_to is None
    with pytest.raises(Unreachable):
        await adapter.tell(Place(Platform.TELEGRAM, "-1009999999999", PlaceKind.GROUP), NOTICE)
    task.cancel()
    await asyncio.wait({task})
    with pytest.raises(TryAgainLater):
        await adapter.tell(place, NOTICE)
