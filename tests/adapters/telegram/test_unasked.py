"""What the bot sends when nobody asked: once, with a true word on what came of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.adapters.telegram.gateway import TelegramAdapter
from bot.core.errors import NotSaved, OutcomeUnknown, PermanentFailure, PlatformError, TryAgainLater, Unreachable
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.ports import Moved, Responder
from bot.core.reply import Attachment, Reply
from bot.core.richtext import paragraph
from tests.adapters.telegram.serving import adapter_for, says, told
from tests.wire.telegram_faults import Fault, bad_gateway, dropped, flooded, unanswered, unauthorised
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Chat

NOTICE = told("**A file** has a mistake: <b>knowledge/en/a_b.yaml:3</b>")
LONG = Reply(tuple(paragraph("word " * 300) for _ in range(5)))


@contextlib.asynccontextmanager
async def running(
    server: FakeTelegram, moved: Moved | None = None, responder: Responder | None = None
) -> AsyncIterator[TelegramAdapter]:
    adapter = adapter_for(server, responder or says(None), moved=moved)
    assert not adapter.is_connected
    task = asyncio.create_task(adapter.run())
    await server.next_call("getUpdates")
    await server.until(lambda: adapter.is_connected or None)
    try:
        yield adapter
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.fixture
async def adapter(server: FakeTelegram) -> AsyncIterator[TelegramAdapter]:
    async with running(server) as adapter:
        yield adapter


@pytest.fixture
def group(server: FakeTelegram) -> Chat:
    return server.add_group("Organisers", [server.add_user("Olga")])


def place(group: Chat) -> Place:
    return Place(Platform.TELEGRAM, str(group.id), PlaceKind.GROUP)


async def test_it_goes_to_a_group_as_it_stands(server: FakeTelegram, adapter: TelegramAdapter, group: Chat) -> None:
    receipt = await adapter.send(place(group), NOTICE, "nonce")
    message = await server.next_message(group)
    assert message.text == "A file has a mistake: <b>knowledge/en/a_b.yaml:3</b>"
    assert message.reply_to is None
    assert receipt.message_ref == f"{group.id}/{message.id}"


async def test_it_goes_to_a_topic(server: FakeTelegram, adapter: TelegramAdapter) -> None:
    olga = server.add_user("Olga")
    forum = server.add_group("Organisers", [olga], is_forum=True)
    topic = server.add_topic(forum, "Notices", olga)
    await adapter.send(Place(Platform.TELEGRAM, str(forum.id), PlaceKind.GROUP, str(topic.id)), NOTICE, "nonce")
    assert (await server.next_message(forum)).topic == topic.id


async def test_it_goes_to_a_person(server: FakeTelegram, adapter: TelegramAdapter) -> None:
    sam = server.add_user("Sam")
    server.start(sam)
    await adapter.send(Person(Platform.TELEGRAM, str(sam.id)), NOTICE, "nonce")
    assert "mistake" in (await server.next_message(sam)).text


async def test_a_file_comes_last(server: FakeTelegram, adapter: TelegramAdapter, group: Chat) -> None:
    file = Attachment("a.txt", "text/plain", b"abc")
    receipt = await adapter.send(place(group), Reply(NOTICE.blocks, attachments=(file,)), "nonce")
    assert receipt.message_ref == f"{group.id}/{server.messages[-1].id}"
    assert len(server.messages) == 2


async def test_while_it_does_not_run_nothing_was_sent(server: FakeTelegram, group: Chat) -> None:
    async with running(server) as adapter:
        pass
    assert not adapter.is_connected
    with pytest.raises(TryAgainLater):
        await adapter.send(place(group), NOTICE, "nonce")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (dropped("sendMessage"), OutcomeUnknown),
        (dropped("sendMessage", performed=True), OutcomeUnknown),
        (unanswered("sendMessage"), OutcomeUnknown),
        (bad_gateway("sendMessage"), OutcomeUnknown),
        (flooded("sendMessage", 7), TryAgainLater),
        (unauthorised("sendMessage"), PermanentFailure),
        (Fault("sendMessage", 403, "Forbidden: bot was kicked from the group chat"), Unreachable),
        (Fault("sendMessage", 400, "Bad Request: something else"), PlatformError),
    ],
)
async def test_what_fails_is_told_and_never_repeated_here(
    server: FakeTelegram, adapter: TelegramAdapter, group: Chat, fault: Fault, error: type[PlatformError]
) -> None:
    server.faults.add(Fault(**{name: getattr(fault, name) for name in Fault.__slots__}))
    with pytest.raises(PlatformError) as raised:
        await adapter.send(place(group), NOTICE, "nonce")
    assert type(raised.value) is error
    if isinstance(raised.value, TryAgainLater):
        assert raised.value.after == 7
    assert len(server.calls_of("sendMessage")) == 1


async def test_a_part_that_arrived_makes_it_unknown(server: FakeTelegram, adapter: TelegramAdapter) -> None:
    sam = server.add_user("Sam")
    server.start(sam)
    fault = flooded("sendMessage", 1)
    fault.when = lambda params: bool(server.messages)
    server.faults.add(fault)
    with pytest.raises(OutcomeUnknown):
        await adapter.send(Person(Platform.TELEGRAM, str(sam.id)), LONG, "nonce")
    assert len(server.calls_of("sendMessage")) == 2


async def test_a_group_with_a_new_id_is_followed(server: FakeTelegram, adapter: TelegramAdapter, group: Chat) -> None:
    there = server.migrate(group, announced=False)
    receipt = await adapter.send(place(group), NOTICE, "nonce")
    assert receipt.message_ref.startswith(f"{there.id}/")


@pytest.mark.parametrize("announced", [True, False])
async def test_a_new_id_is_made_known(server: FakeTelegram, group: Chat, announced: bool) -> None:
    known: asyncio.Queue[tuple[Place, Place]] = asyncio.Queue()

    async def moved(old: Place, new: Place) -> None:
        await known.put((old, new))

    async with running(server, moved) as adapter:
        there = server.migrate(group, announced=announced)
        if not announced:
            await adapter.send(place(group), NOTICE, "nonce")
        async with asyncio.timeout(5):
            assert await known.get() == (place(group), place(there))
        await adapter.send(place(group), NOTICE, "nonce")
        assert known.empty()


async def test_a_new_id_that_cannot_be_stored_stops_nothing(server: FakeTelegram, group: Chat) -> None:
    async def away(old: Place, new: Place) -> None:
        raise NotSaved("away")

    async with running(server, away) as adapter:
        server.migrate(group, announced=False)
        await adapter.send(place(group), NOTICE, "nonce")


async def test_what_cannot_be_read_goes_out_plain(server: FakeTelegram, adapter: TelegramAdapter, group: Chat) -> None:
    server.faults.add(Fault("sendMessage", 400, "Bad Request: can't parse entities: oh"))
    await adapter.send(place(group), NOTICE, "nonce")
    assert "mistake" in (await server.next_message(group)).text


async def test_a_chat_that_is_not_there_is_out_of_reach(adapter: TelegramAdapter) -> None:
    with pytest.raises(Unreachable):
        await adapter.send(Place(Platform.TELEGRAM, "-1009999999999", PlaceKind.GROUP), NOTICE, "nonce")
