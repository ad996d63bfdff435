"""Messages that stand in a channel already: changed and pinned, whatever became of them or of their place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.adapters.discord.gateway import DiscordAdapter
from bot.core.errors import (
    Gone,
    NotAllowed,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)
from bot.core.people import Person, Place, Platform
from bot.core.reply import Point, Reply
from bot.core.richtext import paragraph
from tests.adapters.discord.script import button, words
from tests.adapters.discord.serving import QUICK, TOKEN, Group, new_group, place, requests
from tests.wire.discord_model import SEND_MESSAGES, VIEW_CHANNEL
from tests.wire.discord_server import FakeDiscord

CARD = Reply(words("Tea: 1 going"), ((button("Going", "meet:going:1"),),))
NEW = Reply(words("Tea: 2 going. @everyone *now*"), ((button("Can't", "meet:cannot:1"),),))
LONG = Reply(tuple(paragraph("word " * 100) for _ in range(5)), NEW.rows)


@pytest.fixture
async def group() -> AsyncIterator[Group]:
    async with FakeDiscord(token=TOKEN) as fake:
        yield new_group(fake)
        fake.assert_clean()


@pytest.fixture
async def adapter(group: Group) -> AsyncIterator[DiscordAdapter]:
    async with group.serving() as adapter:
        yield adapter


@pytest.fixture
async def ref(group: Group, adapter: DiscordAdapter) -> str:
    return (await adapter.send(place(group.channel), CARD, "nonce")).message_ref


@pytest.fixture
def here(group: Group) -> Place:
    return place(group.channel)


async def test_a_message_shows_something_else(group: Group, adapter: DiscordAdapter, here: Place, ref: str) -> None:
    for _ in range(2):
        await adapter.edit(here, ref, NEW)
    [message] = group.server.messages
    assert message.content == "Tea: 2 going. @\u200beveryone \\*now\\*"
    assert [each.label for each in message.buttons] == ["Can't"]
    assert not message.pings_everyone
    await adapter.edit(here, ref, Reply(words("It is over.")))
    assert (message.content, message.buttons) == ("It is over.", [])


async def test_as_much_is_shown_as_fits(group: Group, adapter: DiscordAdapter, here: Place, ref: str) -> None:
    await adapter.edit(here, ref, LONG)
    [message] = group.server.messages
    assert 1500 < len(message.content) <= 2000
    assert [each.label for each in message.buttons] == ["Can't"]
    await adapter.edit(here, ref, Reply())
    assert message.edits == 1


async def test_a_pin_on_a_map_is_shown_in_words(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    await adapter.send(here, replace(CARD, point=Point(51.5, -0.12, "Cafe", "1 High Street")), "nonce")
    assert group.server.messages[0].content == "Tea: 1 going"


async def test_a_message_in_a_thread(group: Group, adapter: DiscordAdapter) -> None:
    thread = group.server.add_thread(group.channel)
    ref = (await adapter.send(place(thread), CARD, "nonce")).message_ref
    assert ref == f"{thread.id}/{thread.messages[0].id}"
    await adapter.edit(place(thread), ref, NEW)
    assert thread.messages[0].edits == 1


async def test_a_thread_that_was_put_away_is_opened(group: Group, adapter: DiscordAdapter) -> None:
    thread = group.server.add_thread(group.channel)
    ref = (await adapter.send(place(thread), CARD, "nonce")).message_ref
    group.server.archive(thread)
    await adapter.edit(place(thread), ref, NEW)
    assert (thread.archived, thread.messages[0].edits) == (False, 1)
    group.server.archive(thread, locked=True)
    with pytest.raises(Unreachable):
        await adapter.edit(place(thread), ref, CARD)
    with pytest.raises(Unreachable):
        await adapter.pin(place(thread), ref)
    with pytest.raises(Unreachable):
        await adapter.send(place(thread), CARD, "again")


async def test_a_deleted_message_is_gone(group: Group, adapter: DiscordAdapter, here: Place, ref: str) -> None:
    group.server.delete_message(group.server.messages[0])
    with pytest.raises(Gone):
        await adapter.edit(here, ref, NEW)
    with pytest.raises(Gone):
        await adapter.pin(here, ref)


async def test_a_message_of_somebody_else_cannot_be_changed(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    said = group.server.say(group.channel, group.alice, "hello")
    with pytest.raises(Gone):
        await adapter.edit(here, f"{group.channel.id}/{said.id}", NEW)


@pytest.mark.parametrize("lost", ["channel", "guild", "view"])
async def test_a_lost_place_is_out_of_reach(
    group: Group, adapter: DiscordAdapter, here: Place, ref: str, lost: str
) -> None:
    if lost == "channel":
        group.server.remove_channel(group.channel)
    elif lost == "guild":
        group.server.remove_guild(group.guild)
    else:
        group.channel.overrides[group.server.bot] = SEND_MESSAGES
    with pytest.raises(Unreachable):
        await adapter.edit(here, ref, NEW)
    with pytest.raises(Unreachable):
        await adapter.pin(here, ref)


async def test_it_is_pinned(group: Group, adapter: DiscordAdapter, here: Place, ref: str) -> None:
    for _ in range(2):
        await adapter.pin(here, ref)
    assert group.server.messages[0].pinned
    for _ in range(2):
        await adapter.unpin(here, ref)
    assert not group.server.messages[0].pinned
    group.channel.overrides[group.server.bot] = VIEW_CHANNEL | SEND_MESSAGES
    with pytest.raises(NotAllowed):
        await adapter.pin(here, ref)


async def test_a_change_whose_answer_is_lost_is_made_once_more(
    group: Group, adapter: DiscordAdapter, here: Place, ref: str
) -> None:
    group.server.fault("PATCH", "/channels/*", lose_answer=True)
    await adapter.edit(here, ref, NEW)
    group.server.fault("PUT", "/channels/*", lose_answer=True)
    await adapter.pin(here, ref)
    [message] = group.server.messages
    assert (message.edits, message.pinned) == (2, True)
    assert len(requests(group.server, "POST")) == 1


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with changes, and what is told of it."""

    fault: dict[str, Any]
    error: type[PlatformError]
    after: float = 0.0


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble({"drop": True, "times": None}, OutcomeUnknown),
        Trouble({"status": 503, "times": 2}, OutcomeUnknown),
        Trouble({"status": 401}, PermanentFailure),
        Trouble({"status": 403, "code": 40003}, TryAgainLater, 60.0),
        Trouble({"retry_after": 90.0}, TryAgainLater, 90.0),
        Trouble({"status": 400, "code": 50035}, PlatformError),
    ],
)
async def test_what_fails_is_told(
    group: Group, adapter: DiscordAdapter, here: Place, ref: str, trouble: Trouble
) -> None:
    group.server.fault("PATCH", "/channels/*", **trouble.fault)
    with pytest.raises(PlatformError) as raised:
        await adapter.edit(here, ref, NEW)
    assert type(raised.value) is trouble.error
    assert getattr(raised.value, "after", 0.0) == trouble.after


async def test_a_change_that_gets_no_answer_ends(group: Group) -> None:
    async with group.serving(replace(QUICK, send_within=0.2)) as adapter:
        ref = (await adapter.send(place(group.channel), CARD, "nonce")).message_ref
        group.server.fault("PATCH", "/channels/*", delay=1.0, times=2)
        with pytest.raises(OutcomeUnknown):
            await adapter.edit(place(group.channel), ref, NEW)


async def test_changes_keep_to_what_the_channel_bears(
    group: Group, adapter: DiscordAdapter, here: Place, ref: str
) -> None:
    group.server.limit("PATCH", "/channels/*", limit=2, per=0.1)
    for number in range(6):
        await adapter.edit(here, ref, Reply(words(str(number))))
    assert group.server.messages[0].content == "5"
    assert group.server.put_off == 0


async def test_without_a_connection_nothing_is_changed(group: Group) -> None:
    adapter = group.adapter()
    with pytest.raises(TryAgainLater):
        await adapter.edit(place(group.channel), "1/2", NEW)
    with pytest.raises(TryAgainLater):
        await adapter.pin(place(group.channel), "1/2")
    with pytest.raises(TryAgainLater):
        await adapter.send(Person(Platform.DISCORD, "1"), NEW, "nonce")


async def test_what_the_platform_calls_the_person(group: Group, adapter: DiscordAdapter, ref: str) -> None:
    group.script.answers |= {"hello": CARD, "meet:going:1": Reply(words("Noted."))}
    group.server.say(group.channel, group.alice, "hello", mentions=(group.server.bot,))
    await group.server.until(lambda: group.server.messages[1:] or None, "answer")
    await group.server.press(group.alice, group.server.messages[0], "Going").response()
    assert [incoming.origin.name for incoming in group.script.seen] == ["Alice", "Alice"]
    assert "Alice" not in repr(group.script.seen)
