"""Messages that stand in a chat already: changed and pinned, whatever became of them; and pins on a map."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.telegram.gateway import TelegramAdapter
from bot.core.errors import (
    Gone,
    NotAllowed,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.ports import PublicEvent
from bot.core.reply import Point, Reply
from bot.core.richtext import paragraph
from tests.adapters.telegram.serving import adapter_for, says, told
from tests.adapters.telegram.test_unasked import place, running
from tests.wire.telegram_faults import Fault, bad_gateway, dropped, flooded, unanswered, unauthorised
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Chat, Message
from tests.wire.telegram_world import Person as Member

CARD = told("**Tea**: 1 going", "Going")
NEW = told("**Tea**: 2 going <b>@all</b>", "Cannot")
LONG = Reply(tuple(paragraph("word " * 300) for _ in range(5)), NEW.rows)
CAFE = Point(51.5074, 0.0, "The Cafe @all", "1 High Street")


@pytest.fixture
async def adapter(server: FakeTelegram) -> AsyncIterator[TelegramAdapter]:
    async with running(server) as adapter:
        yield adapter


@pytest.fixture
def olga(server: FakeTelegram) -> Member:
    return server.add_user("Olga")


@pytest.fixture
def group(server: FakeTelegram, olga: Member) -> Chat:
    return server.add_group("Our group", admins=[olga], kind="group")


@pytest.fixture
def here(group: Chat) -> Place:
    return place(group)


@pytest.fixture
async def ref(server: FakeTelegram, adapter: TelegramAdapter, here: Place) -> str:
    return (await adapter.send(here, CARD, "nonce")).message_ref


def card_of(server: FakeTelegram) -> Message:
    return server.messages[0]


async def test_a_message_shows_something_else(
    server: FakeTelegram, adapter: TelegramAdapter, here: Place, ref: str
) -> None:
    for _ in range(2):
        await adapter.edit(here, ref, NEW)
    card = card_of(server)
    assert card.text == "Tea: 2 going <b>@\u2060all</b>"
    assert (card.labels, card.revision) == (["Cannot"], 1)
    await adapter.edit(here, ref, told("It is over."))
    assert card.labels == []
    assert server.messages == [card]


async def test_as_much_is_shown_as_fits(server: FakeTelegram, adapter: TelegramAdapter, here: Place, ref: str) -> None:
    await adapter.edit(here, ref, LONG)
    card = card_of(server)
    assert 3000 < len(card.text) <= 4096
    assert card.labels == ["Cannot"]
    await adapter.edit(here, ref, Reply())
    assert (card.revision, len(server.messages)) == (1, 1)


async def test_what_cannot_be_read_goes_in_plain(
    server: FakeTelegram, adapter: TelegramAdapter, here: Place, ref: str
) -> None:
    server.faults.add(Fault("editMessageText", 400, "Bad Request: can't parse entities: oh"))
    await adapter.edit(here, ref, NEW)
    assert card_of(server).text.startswith("Tea: 2 going")


@pytest.mark.parametrize("how", ["deleted", "fixed", "venue"])
async def test_a_message_that_can_be_changed_no_more_is_gone(
    server: FakeTelegram, adapter: TelegramAdapter, here: Place, ref: str, how: str
) -> None:
    if how == "deleted":
        server.delete(card_of(server))
    elif how == "fixed":
        server.fix(card_of(server))
    else:
        ref = (await adapter.send(here, Reply(point=CAFE), "nonce")).message_ref
    with pytest.raises(Gone):
        await adapter.edit(here, ref, NEW)


async def test_what_a_group_with_a_new_id_left_behind_is_gone(
    server: FakeTelegram, adapter: TelegramAdapter, group: Chat, here: Place, ref: str
) -> None:
    there = server.migrate(group, announced=False)
    for _ in range(2):
        with pytest.raises(Gone):
            await adapter.edit(here, ref, NEW)
    assert len(server.calls_of("editMessageText")) == 1
    again = (await adapter.send(here, NEW, "nonce")).message_ref
    assert again.startswith(f"{there.id}/")
    await adapter.edit(place(there), again, CARD)
    with pytest.raises(Gone):
        await adapter.pin(here, ref)


async def test_a_pin_learns_of_a_new_id_too(
    server: FakeTelegram, adapter: TelegramAdapter, group: Chat, here: Place, ref: str
) -> None:
    server.migrate(group, announced=False)
    for _ in range(2):
        with pytest.raises(Gone):
            await adapter.pin(here, ref)
    assert len(server.calls_of("pinChatMessage")) == 1


@pytest.mark.parametrize("how", ["kicked", "muted", "closed topic"])
async def test_a_lost_place_is_out_of_reach(
    server: FakeTelegram, adapter: TelegramAdapter, group: Chat, olga: Member, how: str
) -> None:
    if how == "closed topic":
        forum = server.add_group("Forum", [olga], is_forum=True)
        topic = server.add_topic(forum, "Meet-ups", olga)
        there = Place(Platform.TELEGRAM, str(forum.id), PlaceKind.GROUP, str(topic.id))
        ref = (await adapter.send(there, CARD, "nonce")).message_ref
        server.close_topic(forum, topic, olga)
    else:
        there = place(group)
        ref = (await adapter.send(there, CARD, "nonce")).message_ref
        group.muted = how == "muted"
        server.change_bot(group, "kicked" if how == "kicked" else "member", olga)
    with pytest.raises(Unreachable):
        await adapter.edit(there, ref, NEW)
    with pytest.raises(Unreachable):
        await adapter.send(there, Reply(point=CAFE), "nonce")


async def test_it_is_pinned_without_a_sound(
    server: FakeTelegram, adapter: TelegramAdapter, group: Chat, olga: Member, ref: str
) -> None:
    here = place(group)
    with pytest.raises(NotAllowed):
        await adapter.pin(here, ref)
    server.change_bot(group, "administrator", olga)
    await adapter.pin(here, ref)
    assert group.pinned == [card_of(server)]
    assert server.calls_of("pinChatMessage")[-1].value("disable_notification") is True
    for _ in range(2):  # the second time it is unpinned already
        await adapter.unpin(here, ref)
    assert group.pinned == []
    server.delete(card_of(server))
    with pytest.raises(Gone):
        await adapter.pin(here, ref)
    await adapter.unpin(here, ref)  # what is gone is not pinned
    server.change_bot(group, "kicked", olga)
    with pytest.raises(Unreachable):
        await adapter.pin(here, ref)


async def test_there_are_no_events(adapter: TelegramAdapter, here: Place) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(NotAllowed):
        await adapter.keep_event(here, PublicEvent("Tea", tomorrow, tomorrow, "Cafe", ""), None)
    with pytest.raises(NotAllowed):
        await adapter.cancel_event(here, "1")


@pytest.mark.parametrize("fault", [dropped("editMessageText", performed=True), bad_gateway("editMessageText")])
async def test_a_change_whose_answer_is_lost_is_made_once_more(
    server: FakeTelegram, adapter: TelegramAdapter, here: Place, ref: str, fault: Fault
) -> None:
    server.faults.add(replace(fault))
    await adapter.edit(here, ref, NEW)
    assert (card_of(server).revision, len(server.messages)) == (1, 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (unanswered("editMessageText"), OutcomeUnknown),
        (dropped("editMessageText", 2), OutcomeUnknown),
        (flooded("editMessageText", 7), TryAgainLater),
        (unauthorised("editMessageText"), PermanentFailure),
        (Fault("editMessageText", 400, "Bad Request: something else"), PlatformError),
        (Fault("editMessageText", 400, "Bad Request: MESSAGE_ID_INVALID"), Gone),
        (Fault("editMessageText", 403, "Forbidden: bot was kicked from the group chat"), Unreachable),
    ],
)
async def test_what_fails_is_told(
    server: FakeTelegram, adapter: TelegramAdapter, ref: str, fault: Fault, error: type[PlatformError]
) -> None:
    server.faults.add(replace(fault))
    with pytest.raises(PlatformError) as raised:
        await adapter.edit(Place(Platform.TELEGRAM, ref.partition("/")[0], PlaceKind.GROUP), ref, NEW)
    assert type(raised.value) is error
    if isinstance(raised.value, TryAgainLater):
        assert raised.value.after == 7


async def test_changes_leave_a_group_room_for_answers(server: FakeTelegram) -> None:
    server.rates.enforced = True
    sam = server.add_user("Sam")
    group = server.add_group("Our group", [sam])
    async with running(server) as adapter:
        ref = (await adapter.send(place(group), CARD, "nonce")).message_ref
        for number in range(15):
            await adapter.edit(place(group), ref, told(str(number)))
        with pytest.raises(TryAgainLater) as later:
            await adapter.edit(place(group), ref, NEW)
        assert 50 < later.value.after <= 60
        for _ in range(4):
            await adapter.send(place(group), CARD, "nonce")
    assert server.rates.put_off == 0


async def test_a_pin_on_a_map(server: FakeTelegram, adapter: TelegramAdapter, group: Chat, here: Place) -> None:
    ref = (await adapter.send(here, replace(CARD, point=CAFE), "nonce")).message_ref
    [message] = server.messages
    assert ref == f"{group.id}/{message.id}"
    assert message.venue is not None
    assert (message.venue.latitude, message.venue.longitude) == (51.5074, 0.0)
    assert (message.venue.title, message.venue.address) == ("The Cafe @\u2060all", "1 High Street")


@pytest.mark.parametrize(
    ("point", "shown"),
    [
        (Point(51.5074, -0.1278, "", " "), ("51.50740, -0.12780", "51.50740, -0.12780")),
        (Point(51.5074, -0.1278, "Cafe", ""), ("Cafe", "51.50740, -0.12780")),
        (Point(51.5074, -0.1278, "", "1 High\nStreet"), ("1 High Street", "1 High Street")),
    ],
)
async def test_a_pin_with_few_words(
    server: FakeTelegram, adapter: TelegramAdapter, here: Place, point: Point, shown: tuple[str, str]
) -> None:
    await adapter.send(here, Reply(point=point), "nonce")
    venue = server.messages[0].venue
    assert venue is not None
    assert (venue.title, venue.address) == shown


async def test_a_pin_on_a_map_follows_a_group(
    server: FakeTelegram, adapter: TelegramAdapter, group: Chat, here: Place
) -> None:
    there = server.migrate(group, announced=False)
    ref = (await adapter.send(here, Reply(point=CAFE), "nonce")).message_ref
    assert ref.startswith(f"{there.id}/")


@pytest.mark.parametrize(
    ("fault", "error"),
    [(dropped("sendVenue", performed=True), OutcomeUnknown), (flooded("sendVenue", 7), TryAgainLater)],
)
async def test_a_pin_on_a_map_is_sent_once(
    server: FakeTelegram, adapter: TelegramAdapter, here: Place, fault: Fault, error: type[PlatformError]
) -> None:
    server.faults.add(replace(fault))
    with pytest.raises(error):
        await adapter.send(here, Reply(point=CAFE), "nonce")
    assert len(server.calls_of("sendVenue")) == 1


async def test_a_pin_on_a_map_can_be_an_answer(server: FakeTelegram) -> None:
    sam = server.add_user("Sam")
    responder = says(Reply(point=CAFE))
    async with running(server, responder=responder):
        server.start(sam)
        message = await server.next_message(sam)
        assert message.venue is not None
        server.faults.add(Fault("sendVenue", 403, "Forbidden: bot was blocked by the user"))
        server.say(sam, sam, "where is it?")
        await server.until(lambda: server.calls_of("sendVenue")[1:])
    assert [incoming.origin.name for incoming in responder.seen] == ["Sam", "Sam"]
    assert "Sam" not in repr(responder.seen)


async def test_while_it_does_not_run_nothing_is_changed(server: FakeTelegram, here: Place) -> None:
    adapter = adapter_for(server, says(None))
    with pytest.raises(TryAgainLater):
        await adapter.edit(here, "1/2", NEW)
    with pytest.raises(TryAgainLater):
        await adapter.pin(here, "1/2")
    with pytest.raises(TryAgainLater):
        await adapter.send(Person(Platform.TELEGRAM, "1"), NEW, "nonce")
