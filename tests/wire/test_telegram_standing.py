"""Pins on a map, and messages that stand there already: what may be changed or pinned, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, Location, Venue
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.wire.telegram_harness import clean_telegram, connected
from tests.wire.telegram_rules import rule_problems
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Chat, Person


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with clean_telegram() as server:
        yield server


@pytest.fixture
async def api(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with connected(telegram) as bot:
        yield bot


@pytest.fixture
def ann(telegram: FakeTelegram) -> Person:
    return telegram.add_user("Ann")


@pytest.fixture
def group(telegram: FakeTelegram, ann: Person) -> Chat:
    return telegram.add_group("Group", admins=[ann], kind="group")


async def test_a_pin_on_a_map(telegram: FakeTelegram, api: Bot, group: Chat) -> None:
    sent = await api.send_venue(group.id, 51.5074, -0.1278, "The Cafe", "1 High Street")
    assert sent.venue is not None
    assert (sent.venue.title, sent.venue.address) == ("The Cafe", "1 High Street")
    assert (sent.venue.location.latitude, sent.venue.location.longitude) == (51.5074, -0.1278)
    [message] = telegram.messages
    assert message.venue is not None
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("The Cafe")


@pytest.mark.parametrize(
    ("venue", "reason"),
    [
        (Venue(Location(0, 90.5), "a", "b"), "Invalid location"),
        (Venue(Location(-181, 0), "a", "b"), "Invalid location"),
        (Venue(Location(0, 0), " ", "b"), "Venue title must be non-empty"),
        (Venue(Location(0, 0), "a", ""), "Venue address must be non-empty"),
    ],
)
async def test_pins_that_are_refused(telegram: FakeTelegram, api: Bot, group: Chat, venue: Venue, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        await api.send_venue(group.id, venue=venue)
    assert telegram.problems != []
    telegram.problems.clear()
    assert telegram.messages == []


def test_rules_for_pins() -> None:
    right = {"chat_id": "1", "latitude": "51.5", "longitude": "-0.12", "title": "a", "address": "b"}
    assert rule_problems("sendVenue", right) == []
    for name, wrong in (
        ("latitude", "91"),
        ("longitude", "nan"),
        ("longitude", "1e9"),
        ("title", " "),
        ("address", ""),
    ):
        [problem] = rule_problems("sendVenue", right | {name: wrong})
        assert name in problem


async def test_messages_that_can_be_changed_no_more(telegram: FakeTelegram, api: Bot, ann: Person, group: Chat) -> None:
    deleted, old = [await api.send_message(group.id, "card") for _ in range(2)]
    telegram.delete(telegram.messages[0])
    telegram.fix(telegram.messages[1])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await deleted.edit_text("new")
    with pytest.raises(BadRequest, match="Message to pin not found"):
        await deleted.pin()
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await old.edit_text("new")


async def test_places_whose_messages_cannot_be_changed(
    telegram: FakeTelegram, api: Bot, ann: Person, group: Chat
) -> None:
    forum = telegram.add_group("Forum", [ann], is_forum=True)
    topic = telegram.add_topic(forum, "Meet-ups", ann)
    card = await api.send_message(forum.id, "card", message_thread_id=topic.id)
    telegram.close_topic(forum, topic, ann)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await card.edit_text("new")
    card = await api.send_message(group.id, "card")
    new = telegram.migrate(group)
    with pytest.raises(ChatMigrated) as moved:
        await card.edit_text("new")
    assert moved.value.new_chat_id == new.id
    telegram.change_bot(new, "kicked", ann)
    with pytest.raises(Forbidden, match="kicked"):
        await api.edit_message_text("new", new.id, card.message_id)
