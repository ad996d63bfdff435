"""Messages, places and scheduled events on the fake Discord, through discord.py."""

from __future__ import annotations

import io
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import discord
import pytest

from tests.wire import discord_fixtures as fixtures
from tests.wire.discord_model import PIN_MESSAGES, SEND_MESSAGES, VIEW_CHANNEL, Channel, Guild, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.discord_world import BOT_PERMISSIONS
from tests.wire.small_discord_client import SmallClient, running

server, client = fixtures.server, fixtures.client
ana, guild, channel = fixtures.ana, fixtures.guild, fixtures.channel


async def test_private_message_is_answered(server: FakeDiscord, client: SmallClient, ana: User) -> None:
    said = server.dm(ana, "hello")
    answer = await server.next_message(ana)
    assert answer.text == "heard: hello"
    assert answer.reply_to is said
    assert answer.pings == []


async def test_closed_private_chat(server: FakeDiscord, client: SmallClient, guild: Guild) -> None:
    closed, stranger = server.add_user("closed", dms_open=False), server.add_user("stranger")
    server.add_member(guild, closed)
    for person, code in ((closed, 50007), (stranger, 50278)):
        private = await client.create_dm(discord.Object(person.id))
        with pytest.raises(discord.Forbidden) as refusal:
            await private.send("hello")
        assert refusal.value.code == code
    assert [(refusal.status, refusal.code) for refusal in server.refusals] == [(403, 50007), (403, 50278)]


async def test_group_talk_is_readable_only_when_the_bot_is_addressed(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    server.say(channel, ana, "secret talk")
    server.say(channel, ana, "a question", mentions=[server.bot])
    answer = await server.next_message(channel)
    server.say(channel, ana, "quiet reply", reply_to=answer, ping=False)
    server.say(channel, ana, "loud reply", reply_to=answer)
    await server.next_message(channel)
    heard = [message.content for message in client.heard if not message.author.bot]
    assert heard == ["", f"<@{server.bot.id}> a question", "", "loud reply"]
    await server.no_message(channel, 0.05)


async def test_own_ephemeral_answers_come_back_like_private_messages(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    await server.slash(ana, channel, "ask", question="why").response()
    server.dm(ana, "hello")
    await server.next_message(ana)
    assert client.heard[0].content == "why x1"
    assert client.heard[0].guild is None


async def test_people_edit_and_delete(server: FakeDiscord, client: SmallClient, ana: User) -> None:
    said = server.dm(ana, "hello")
    answer = await server.next_message(ana)
    server.edit_message(said, "hullo")
    server.delete_message(said)
    server.dm(ana, "again")
    await server.next_message(ana)
    assert client.edited == ["hullo"]
    assert server.private_channel(ana).messages[0] is answer


async def test_history_edits_files_and_reactions(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    place = client.get_partial_messageable(channel.id)
    sent = await place.send("one", file=discord.File(io.BytesIO(b"a,b"), "data.csv", description="a table"))
    await sent.edit(content="two", embed=discord.Embed(title="Card").add_field(name="When", value="Monday"))
    await sent.add_reaction("\N{THUMBS UP SIGN}")
    message = await server.next_message(channel)
    assert message.text == "two\nCard\nWhen\nMonday"
    assert message.files == {"data.csv": b"a,b"}
    assert message.edits == 1
    assert list(message.reactions) == ["\N{THUMBS UP SIGN}"]
    await place.send("three")
    assert [found.content async for found in place.history(limit=5)] == ["three", "two"]
    assert (await place.fetch_message(sent.id)).attachments[0].description == "a table"
    await sent.delete()
    with pytest.raises(discord.NotFound):
        await place.fetch_message(sent.id)


async def test_edits_keep_what_they_do_not_name(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    first, second = (discord.File(io.BytesIO(name.encode()), name) for name in ("a.txt", "b.txt"))
    sent = await client.get_partial_messageable(channel.id).send("one", file=first)
    message = await server.next_message(channel)
    await sent.edit(content="two")
    assert list(message.files) == ["a.txt"]
    await sent.edit(attachments=[*sent.attachments, second])
    assert (message.text, list(message.files)) == ("two", ["a.txt", "b.txt"])
    await sent.edit(attachments=[])
    with pytest.raises(discord.HTTPException) as refusal:
        await sent.edit(content="")
    assert refusal.value.code == 50006
    assert (message.text, message.files, message.edits) == ("two", {}, 3)
    assert await server.edited(message, times=3) is message


async def test_file_that_is_too_large(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    with pytest.raises(discord.HTTPException) as refusal:
        await client.get_partial_messageable(channel.id).send(file=discord.File(io.BytesIO(bytes(11 << 20)), "big"))
    assert (refusal.value.status, refusal.value.code) == (413, 40005)


async def test_unknown_things(server: FakeDiscord, client: SmallClient, guild: Guild, channel: Channel) -> None:
    place = client.get_guild(guild.id)
    assert place is not None
    stranger = server.add_user("stranger")
    attempts: list[tuple[Awaitable[object], int]] = [
        (client.fetch_user(1), 10013),
        (client.fetch_channel(1), 10003),
        (client.fetch_guild(1, with_counts=False), 10004),
        (place.fetch_member(stranger.id), 10007),
        (client.get_partial_messageable(channel.id).fetch_message(1), 10008),
        (client.create_dm(discord.Object(1)), 10013),
    ]
    for attempt, code in attempts:
        with pytest.raises(discord.NotFound) as refusal:
            await attempt
        assert refusal.value.code == code
    assert (await client.fetch_guild(guild.id, with_counts=False)).name == guild.name


async def test_whom_a_message_pings(server: FakeDiscord, client: SmallClient, ana: User, channel: Channel) -> None:
    place = client.get_partial_messageable(channel.id)
    text = f"{ana.mention} <@&{channel.id}> @everyone"
    await place.send(text)
    await place.send(text, allowed_mentions=discord.AllowedMentions.all())
    quiet, loud = await server.next_message(channel), await server.next_message(channel)
    assert (quiet.pings, quiet.pings_roles, quiet.pings_everyone) == ([], [], False)
    assert (loud.pings, loud.pings_roles) == ([ana], [channel.id])
    assert not loud.pings_everyone, "the bot lacks the permission"


async def test_permissions(server: FakeDiscord, client: SmallClient, ana: User, guild: Guild) -> None:
    hidden = server.add_channel(guild, "hidden", bot_permissions=0)
    mute = server.add_channel(guild, "mute", bot_permissions=VIEW_CHANNEL)
    plain = server.add_channel(guild, "plain", bot_permissions=VIEW_CHANNEL | SEND_MESSAGES)
    post = server.say(plain, ana, "hello")
    message = client.get_partial_messageable(plain.id).get_partial_message(post.id)
    attempts = [
        (client.get_partial_messageable(hidden.id).send("x"), 50001),
        (client.get_partial_messageable(mute.id).send("x"), 50013),
        (client.get_partial_messageable(plain.id).send(embed=discord.Embed(title="x")), 50013),
        (message.reply("x"), 160002),
        (message.pin(), 50013),
        (message.delete(), 50013),
        (message.edit(content="x"), 50005),
    ]
    for attempt, code in attempts:
        with pytest.raises(discord.Forbidden) as refusal:
            await attempt
        assert refusal.value.code == code


async def test_scheduled_events(server: FakeDiscord, client: SmallClient, ana: User, guild: Guild) -> None:
    place = client.get_guild(guild.id)
    assert place is not None
    start = datetime.now(UTC) + timedelta(days=1)
    event = await place.create_scheduled_event(
        name="Coffee",
        start_time=start,
        end_time=start + timedelta(hours=2),
        location="Cafe",
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    await event.edit(name="Tea")
    (kept,) = server.scheduled_events.values()
    server.follow_event(ana, kept)
    assert kept.data["name"] == "Tea"
    assert [found.name for found in await place.fetch_scheduled_events()] == ["Tea"]
    await event.cancel()
    with pytest.raises(discord.HTTPException, match="finished event"):
        await event.edit(name="Milk")
    await event.delete()
    assert kept.deleted
    with pytest.raises(discord.NotFound):
        await place.fetch_scheduled_event(event.id)


async def test_event_needs_its_permission(server: FakeDiscord, ana: User) -> None:
    guild = server.add_guild(members=[ana], bot_permissions=0)
    async with running(server) as client:
        place = client.get_guild(guild.id)
        assert place is not None
        start = datetime.now(UTC) + timedelta(days=1)
        with pytest.raises(discord.Forbidden):
            await place.create_scheduled_event(
                name="Coffee",
                start_time=start,
                end_time=start + timedelta(hours=1),
                location="Cafe",
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
            )


async def test_places_and_people_can_come_later(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    joined = client.wait_for("guild_join", timeout=5)
    other = server.add_guild("Second", members=[ana])
    assert (await joined).id == other.id
    thread = server.add_thread(channel, "topic")
    server.say(thread, ana, "in here", mentions=[server.bot])
    assert (await server.next_message(thread)).channel is thread
    assert (await client.fetch_user(ana.id)).name == "ana"
    assert (await client.fetch_channel(channel.id)).id == channel.id
    place = client.get_guild(other.id)
    assert place is not None
    assert (await place.fetch_member(ana.id)).name == "ana"
    left = client.wait_for("guild_remove", timeout=5)
    server.remove_guild(other)
    assert (await left).id == other.id


async def test_typing_pins_and_reactions(
    server: FakeDiscord, client: SmallClient, ana: User, guild: Guild, channel: Channel
) -> None:
    channel.overrides[server.bot] = BOT_PERMISSIONS | PIN_MESSAGES
    place = client.get_partial_messageable(channel.id)
    async with place.typing():
        sent = await place.send("card")
    card = await server.next_message(channel)
    assert server.typing == [channel]
    await sent.pin()
    assert card.pinned
    await sent.unpin()
    assert not card.pinned
    server.react(ana, card, "\N{THUMBS UP SIGN}")
    await sent.add_reaction("\N{THUMBS UP SIGN}")
    assert card.reactions == {"\N{THUMBS UP SIGN}": [ana, server.bot]}
    assert client.user is not None
    await sent.remove_reaction("\N{THUMBS UP SIGN}", client.user)
    assert card.reactions == {"\N{THUMBS UP SIGN}": [ana]}
