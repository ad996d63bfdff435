"""Threads that were put away, channels and guilds that are gone, events of others: through discord.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest

from tests.wire import discord_fixtures as fixtures
from tests.wire.discord_messages import MOST_PINS
from tests.wire.discord_model import MANAGE_EVENTS, PIN_MESSAGES, Channel, Guild, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.discord_waiting import ActionNotPossibleError
from tests.wire.discord_world import BOT_PERMISSIONS
from tests.wire.small_discord_client import SmallClient

server, client = fixtures.server, fixtures.client
ana, guild, channel = fixtures.ana, fixtures.guild, fixtures.channel

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)


async def refused(code: int, attempt: object) -> None:
    with pytest.raises(discord.HTTPException) as refusal:
        await attempt  # type: ignore[misc]
    assert refusal.value.code == code


async def test_what_stands_in_a_thread_that_was_put_away_stays(
    server: FakeDiscord, client: SmallClient, channel: Channel
) -> None:
    channel.overrides[server.bot] = BOT_PERMISSIONS | PIN_MESSAGES
    thread = server.add_thread(channel)
    card = await client.get_partial_messageable(thread.id).send("card")
    server.archive(thread)
    await refused(50083, card.edit(content="new"))
    await refused(50083, card.pin())
    found = await client.fetch_channel(thread.id)
    assert isinstance(found, discord.Thread)
    assert found.archived
    await found.edit(archived=False)
    await card.edit(content="new")
    server.archive(thread)
    await client.get_partial_messageable(thread.id).send("writing opens it")
    assert not thread.archived


async def test_a_locked_thread_stays_closed(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    thread = server.add_thread(channel)
    server.archive(thread, locked=True)
    place = client.get_partial_messageable(thread.id)
    await refused(160005, place.send("hello"))
    found = await client.fetch_channel(thread.id)
    assert isinstance(found, discord.Thread)
    assert found.locked
    await refused(160005, found.edit(archived=False))


async def test_channels_and_guilds_that_are_gone(
    server: FakeDiscord, client: SmallClient, guild: Guild, channel: Channel
) -> None:
    other = server.add_channel(guild, "other")
    cards = [await client.get_partial_messageable(place.id).send("card") for place in (channel, other)]
    server.remove_channel(channel)
    await refused(10003, cards[0].edit(content="new"))
    place = client.get_guild(guild.id)
    assert place is not None
    server.remove_guild(guild)
    await refused(50001, cards[1].edit(content="new"))
    await refused(50001, place.fetch_scheduled_events())
    with pytest.raises(ActionNotPossibleError):
        server.remove_channel(server.private_channel(server.developer))


async def test_a_channel_takes_so_many_pins(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    channel.overrides[server.bot] = BOT_PERMISSIONS | PIN_MESSAGES
    place = client.get_partial_messageable(channel.id)
    card = await place.send("card")
    for _ in range(MOST_PINS):
        server.say(channel, server.developer, "pinned").pinned = True
    await refused(30003, card.pin())


async def test_events_of_others_need_another_permission(
    server: FakeDiscord, client: SmallClient, ana: User, guild: Guild
) -> None:
    event = server.add_event(guild, ana, "Picnic", SOON)
    place = client.get_guild(guild.id)
    assert place is not None
    found = await place.fetch_scheduled_event(event.id)
    await refused(50013, found.edit(name="Tea"))
    guild.roles[1].permissions |= MANAGE_EVENTS
    assert (await found.edit(name="Tea")).name == "Tea"
    server.delete_event(event)
    assert await place.fetch_scheduled_events() == []


async def test_an_event_that_has_begun_keeps_its_start(server: FakeDiscord, client: SmallClient, guild: Guild) -> None:
    place = client.get_guild(guild.id)
    assert place is not None
    found = await place.create_scheduled_event(
        name="Tea",
        start_time=SOON,
        end_time=SOON + timedelta(hours=1),
        location="Cafe",
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    event = server.scheduled_events[found.id]
    server.begin_event(event)
    await refused(50035, found.edit(start_time=SOON + timedelta(minutes=5)))
    assert (await found.edit(name="Coffee")).status is discord.EventStatus.active
    await refused(50035, found.edit(status=discord.EventStatus.cancelled))
    server.end_event(event)
    await refused(180000, found.edit(name="Milk"))
    with pytest.raises(ActionNotPossibleError):
        server.begin_event(event)


async def test_a_guild_takes_so_many_events(server: FakeDiscord, client: SmallClient, ana: User, guild: Guild) -> None:
    for number in range(100):
        server.add_event(guild, ana, f"Event {number}", SOON)
    place = client.get_guild(guild.id)
    assert place is not None
    attempt = place.create_scheduled_event(
        name="One more",
        start_time=SOON,
        end_time=SOON + timedelta(hours=1),
        location="Cafe",
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    await refused(30038, attempt)


async def test_what_was_done_may_be_answered_wrongly(
    server: FakeDiscord, client: SmallClient, channel: Channel
) -> None:
    card = await client.get_partial_messageable(channel.id).send("card")
    server.fault("PATCH", "/channels/*/messages/*", status=503, performed=True)
    await refused(0, card.edit(content="new"))
    assert server.messages[-1].content == "new"
