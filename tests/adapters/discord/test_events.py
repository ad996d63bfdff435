"""The server's own list of events: each one once, kept in step, cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.events import fitting
from bot.adapters.discord.gateway import DiscordAdapter
from bot.core.errors import Gone, NotAllowed, OutcomeUnknown, PlatformError, TryAgainLater, Unreachable
from bot.core.people import Place, Platform
from bot.core.ports import PublicEvent
from tests.adapters.discord.serving import TOKEN, Group, new_group, place, requests
from tests.wire.discord_http import Answer
from tests.wire.discord_model import CANCELLED, COMPLETED, MEMBER_PERMISSIONS, ScheduledEvent
from tests.wire.discord_server import FakeDiscord

START = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
TEA = PublicEvent("Tea", START, START + timedelta(hours=2), "The Cafe", "Bring *cake* <@1>.")
LISTED = "/guilds/*/scheduled-events"


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
def here(group: Group) -> Place:
    return place(group.channel)


def listed(group: Group) -> list[ScheduledEvent]:
    """All events that were not deleted."""
    return [event for event in group.server.scheduled_events.values() if not event.deleted]


async def test_an_event_is_listed(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    ref = await adapter.keep_event(here, TEA, None)
    [event] = listed(group)
    assert ref == str(event.id)
    assert event.data["name"] == "Tea"
    assert event.data["description"] == "Bring \\*cake\\* \\<@\u200b1\\>."
    assert event.data["entity_metadata"] == {"location": "The Cafe"}
    assert [datetime.fromisoformat(event.data[f"scheduled_{end}_time"]) for end in ("start", "end")] == [
        TEA.starts_at,
        TEA.ends_at,
    ]


async def test_it_is_kept_in_step(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    ref = await adapter.keep_event(here, TEA, None)
    later = START + timedelta(days=1)
    moved = PublicEvent("Coffee", later, later + timedelta(hours=1), "The Bar", "")
    for _ in range(2):
        assert await adapter.keep_event(here, moved, ref) == ref
    [event] = listed(group)
    assert (event.data["name"], event.data["description"]) == ("Coffee", "")
    assert event.data["entity_metadata"] == {"location": "The Bar"}
    assert datetime.fromisoformat(event.data["scheduled_start_time"]) == later
    assert len(requests(group.server, "PATCH")) == 1, "what is so already is not sent again"


async def test_an_event_whose_answer_was_lost_is_found_again(
    group: Group, adapter: DiscordAdapter, here: Place
) -> None:
    group.server.fault("POST", LISTED, lose_answer=True)
    with pytest.raises(OutcomeUnknown):
        await adapter.keep_event(here, TEA, None)
    [event] = listed(group)
    changed = replace(TEA, where="The Bar")
    assert await adapter.keep_event(here, changed, None) == str(event.id)
    assert listed(group) == [event]
    assert event.data["entity_metadata"] == {"location": "The Bar"}


async def test_an_event_that_was_made_while_the_bot_was_killed_is_found_again(group: Group, here: Place) -> None:
    held = group.server.fault("POST", LISTED, hold=True)
    async with group.serving() as adapter:
        keeping = asyncio.create_task(adapter.keep_event(here, TEA, None))
        await group.server.until(lambda: held.hits or None, "request")
        keeping.cancel()
        await asyncio.wait({keeping})
    held.release()
    [event] = await group.server.until(lambda: listed(group) or None, "event")
    async with group.serving() as adapter:
        assert await adapter.keep_event(here, TEA, None) == str(event.id)
    assert listed(group) == [event]


async def test_an_event_that_the_library_made_twice_stands_once(
    group: Group, adapter: DiscordAdapter, here: Place
) -> None:
    group.server.fault("POST", LISTED, status=502, performed=True)
    ref = await adapter.keep_event(here, TEA, None)
    assert len(group.server.scheduled_events) == 2
    [event] = listed(group)
    assert ref == str(event.id)


async def test_events_of_others_and_other_times_are_left_alone(
    group: Group, adapter: DiscordAdapter, here: Place
) -> None:
    theirs = group.server.add_event(group.guild, group.alice, "Tea", START)
    next_week = await adapter.keep_event(
        here, replace(TEA, starts_at=START + timedelta(days=7), ends_at=START + timedelta(days=7, hours=1)), None
    )
    cancelled = await adapter.keep_event(here, TEA, None)
    await adapter.cancel_event(here, cancelled)
    ref = await adapter.keep_event(here, TEA, None)
    assert len({str(theirs.id), next_week, cancelled, ref}) == 4
    assert len(listed(group)) == 4


async def test_two_channels_of_a_server_share_an_event(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    other = group.server.add_channel(group.guild, "other")
    ref = await adapter.keep_event(here, TEA, None)
    assert await adapter.keep_event(place(other), TEA, None) == ref
    for channel in (group.channel, other):
        await adapter.cancel_event(place(channel), ref)
    assert [event.data["status"] for event in listed(group)] == [CANCELLED]


async def test_it_works_from_a_thread_even_if_that_was_put_away(group: Group) -> None:
    thread = group.server.add_thread(group.channel)
    group.server.archive(thread)
    async with group.serving() as adapter:
        refs = {await adapter.keep_event(place(thread), TEA, None) for _ in range(2)}
    assert refs == {str(event.id) for event in listed(group)}
    assert requests(group.server, "GET").count(f"/channels/{thread.id}") == 1


async def test_an_event_that_has_begun_keeps_its_start(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    ref = await adapter.keep_event(here, TEA, None)
    [event] = listed(group)
    group.server.begin_event(event)
    moved = replace(TEA, name="Coffee", starts_at=START + timedelta(minutes=30), ends_at=START + timedelta(hours=3))
    await adapter.keep_event(here, moved, ref)
    assert event.data["name"] == "Coffee"
    assert datetime.fromisoformat(event.data["scheduled_start_time"]) == START
    assert datetime.fromisoformat(event.data["scheduled_end_time"]) == START + timedelta(hours=3)
    await adapter.cancel_event(here, ref)
    assert event.data["status"] == COMPLETED


async def test_one_whose_time_has_come_keeps_its_start_too(group: Group) -> None:
    async with group.serving() as adapter:
        ref = await adapter.keep_event(place(group.channel), TEA, None)
    late = replace(group, clock=lambda: START + timedelta(minutes=5))
    async with late.serving() as adapter:
        await adapter.keep_event(place(group.channel), replace(TEA, name="Coffee"), ref)
        with pytest.raises(Gone):
            await adapter.keep_event(place(group.channel), replace(TEA, name="Milk"), None)
    [event] = listed(group)
    assert event.data["name"] == "Coffee"
    changes = [request.json for request in group.server.requests if request.method == "PATCH"]
    assert ["scheduled_start_time" in change for change in changes] == [False]


@pytest.mark.parametrize("how", ["deleted", "cancelled", "over"])
async def test_one_that_is_gone(group: Group, adapter: DiscordAdapter, here: Place, how: str) -> None:
    ref = await adapter.keep_event(here, TEA, None)
    [event] = listed(group)
    if how == "deleted":
        group.server.delete_event(event)
    elif how == "cancelled":
        await adapter.cancel_event(here, ref)
    else:
        group.server.begin_event(event)
        group.server.end_event(event)
    with pytest.raises(Gone):
        await adapter.keep_event(here, TEA, ref)
    await adapter.cancel_event(here, ref)


async def test_a_cancellation_whose_answer_was_lost(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    ref = await adapter.keep_event(here, TEA, None)
    group.server.fault("PATCH", f"{LISTED}/*", lose_answer=True)
    await adapter.cancel_event(here, ref)
    assert [event.data["status"] for event in listed(group)] == [CANCELLED]
    group.server.fault("GET", f"{LISTED}/*", drop=True, times=None)
    with pytest.raises(OutcomeUnknown):
        await adapter.cancel_event(here, ref)


async def test_what_is_not_allowed() -> None:
    async with FakeDiscord(token=TOKEN) as fake:
        group = new_group(fake, MEMBER_PERMISSIONS)
        theirs = fake.add_event(group.guild, group.alice, "Picnic", START)
        async with group.serving() as adapter:
            with pytest.raises(NotAllowed):
                await adapter.keep_event(place(group.channel), TEA, None)
            with pytest.raises(NotAllowed):
                await adapter.keep_event(place(group.channel), TEA, str(theirs.id))
            with pytest.raises(NotAllowed):
                await adapter.cancel_event(place(group.channel), str(theirs.id))
            private = Place(Platform.DISCORD, str(fake.private_channel(group.alice).id))
            with pytest.raises(NotAllowed):
                await adapter.keep_event(private, TEA, None)
        fake.assert_clean()


async def test_a_server_is_full_of_events(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    for number in range(100):
        group.server.add_event(group.guild, group.alice, f"Event {number}", START)
    with pytest.raises(NotAllowed):
        await adapter.keep_event(here, TEA, None)


async def test_a_place_that_is_lost(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    ref = await adapter.keep_event(here, TEA, None)
    group.server.remove_guild(group.guild)
    for attempt in (adapter.keep_event(here, TEA, ref), adapter.keep_event(here, TEA, None)):
        with pytest.raises(Unreachable):
            await attempt
    with pytest.raises(Unreachable):
        await adapter.cancel_event(here, ref)
    with pytest.raises(Unreachable):
        await adapter.keep_event(replace(here, id="4711"), TEA, None)


async def test_one_that_is_deleted_at_once(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    group.server.fault("GET", LISTED, status=200, times=2).answer = Answer(200, [])
    with pytest.raises(Gone):
        await adapter.keep_event(here, TEA, None)


async def test_times_that_discord_refuses(group: Group, adapter: DiscordAdapter, here: Place) -> None:
    with pytest.raises(PlatformError) as raised:
        await adapter.keep_event(here, replace(TEA, ends_at=START), None)
    assert type(raised.value) is PlatformError
    group.server.problems.clear()


async def test_without_a_connection(group: Group) -> None:
    adapter = group.adapter()
    with pytest.raises(TryAgainLater):
        await adapter.keep_event(place(group.channel), TEA, None)
    with pytest.raises(TryAgainLater):
        await adapter.cancel_event(place(group.channel), "1")


TEXT = st.text(st.characters() | st.sampled_from(list("*_[]()<>@#\\\n \u202e")), max_size=1200)


@given(name=TEXT, where=TEXT, text=TEXT)
def test_every_event_fits(name: str, where: str, text: str) -> None:
    cut = fitting(PublicEvent(name, START, START + timedelta(hours=1), where, text))
    assert 1 <= len(cut.name) <= 100
    assert 1 <= len(cut.where) <= 100
    assert len(cut.text) <= 1000
    assert not set(cut.name + cut.where) & set("\n\u202e")
    assert "<@" not in cut.text.replace("\\<@", "")


def test_long_words_are_cut_with_a_sign() -> None:
    cut = fitting(PublicEvent("word " * 40, START, START, "", "*" * 999))
    assert cut.name.endswith("word…")
    assert cut.where == "…"
    assert len(cut.text) <= 1000
    assert cut.text.endswith("…")
