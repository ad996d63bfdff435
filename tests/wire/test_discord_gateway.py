"""The gateway of the fake Discord, as discord.py sees it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import aiohttp
import discord
import pytest

from tests.wire import discord_fixtures as fixtures
from tests.wire.discord_gateway import MESSAGE_CONTENT
from tests.wire.discord_model import Channel, Guild, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.small_discord_client import SmallClient, pointed_at, running

server, client = fixtures.server, fixtures.client
ana, guild, channel = fixtures.ana, fixtures.guild, fixtures.channel


async def test_message_content_intent(server: FakeDiscord) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(server, SmallClient(intents=intents)):
            pass
    async with FakeDiscord(privileged=MESSAGE_CONTENT) as open_server:
        with pointed_at(open_server):
            person = open_server.add_user("ben")
            place = open_server.add_channel(open_server.add_guild(members=[person]))
            async with running(open_server, SmallClient(intents=intents)) as client:
                heard = client.wait_for("message", timeout=5)
                open_server.say(place, person, "plain talk")
                assert (await heard).content == "plain talk"


@pytest.mark.parametrize("code", [4000, None, 1001])
async def test_client_comes_back_after_a_drop(
    server: FakeDiscord, client: SmallClient, ana: User, code: int | None
) -> None:
    server.gateway.drop(code)
    server.dm(ana, "while away")
    if code == 1001:
        await server.gateway.ready(2)
        server.dm(ana, "afterwards")
        assert (await server.next_message(ana)).text == "heard: afterwards", "the session was over"
    else:
        await server.gateway.resumed()
        assert (await server.next_message(ana)).text == "heard: while away"


async def test_op_7_resumes_and_op_9_logs_in_anew(server: FakeDiscord, client: SmallClient, ana: User) -> None:
    server.gateway.send_op7()
    await server.gateway.resumed()
    server.gateway.send_op9()
    await server.gateway.ready(2)
    server.dm(ana, "hello")
    assert (await server.next_message(ana)).text == "heard: hello"


async def test_unknown_session_logs_in_anew(server: FakeDiscord, client: SmallClient) -> None:
    server.gateway.sessions.clear()
    server.gateway.drop(4000)
    await server.gateway.ready(2)
    assert server.gateway.resumes == 0


async def test_missing_heartbeat_answers() -> None:
    async with FakeDiscord(heartbeat_interval=0.1) as server:
        with pointed_at(server):
            person = server.add_user("ben", installed=True)
            async with running(server, SmallClient(heartbeat_timeout=0.4)):
                server.gateway.stop_acks()
                await server.gateway.resumed()
                server.dm(person, "hello")
                assert (await server.next_message(person)).text == "heard: hello"
                assert server.gateway.heartbeats > 1


async def test_garbage_event_ends_the_client(server: FakeDiscord) -> None:
    with pytest.raises(KeyError):
        await _until_it_ends(server, server.gateway.send_garbage_event)


async def test_close_4014_ends_the_client(server: FakeDiscord) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await _until_it_ends(server, lambda: server.gateway.close(4014))


async def _until_it_ends(server: FakeDiscord, act: Callable[[], None]) -> None:
    client = SmallClient()
    task = asyncio.create_task(client.start("fake-discord-token"))
    await server.gateway.ready()
    act()
    try:
        await asyncio.wait_for(task, 5)
    finally:
        await client.close()


async def test_gateway_outage(server: FakeDiscord, client: SmallClient) -> None:
    refused = server.fault("GET", "/gateway", status=503, times=1)
    server.gateway.drop(4000)
    await server.gateway.resumed()
    assert refused.hits == 1


async def test_offline_and_online_again(server: FakeDiscord, client: SmallClient, ana: User) -> None:
    await server.go_offline()
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.fetch_user(ana.id)
    await server.go_online()
    await server.gateway.ready(2)
    server.dm(ana, "hello")
    assert (await server.next_message(ana)).text == "heard: hello"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"op": 8, "d": {}}, 4003),
        ({"op": 99}, 4001),
        ("nonsense", 4002),
        ({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004),
        ({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}, 4004),
        ({"op": 2, "d": {"token": "fake-discord-token", "intents": 1 << 40}}, 4013),
    ],
)
async def test_gateway_closes_on_nonsense(server: FakeDiscord, payload: object, code: int) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{server.gateway_url}?v=10&encoding=json") as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json(payload)
        assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE
        assert ws.close_code == code


async def test_members_are_sent_on_request(guild: Guild, server: FakeDiscord, ana: User, client: SmallClient) -> None:
    place = client.get_guild(guild.id)
    assert place is not None
    assert [member.name for member in await place.query_members("an")] == ["ana"]


async def test_client_in_a_process_of_its_own(server: FakeDiscord, ana: User, guild: Guild) -> None:
    arguments = ("-m", "tests.wire.small_discord_client", server.api_url, server.gateway_url)
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
    try:
        await server.gateway.ready()
        server.dm(ana, "hello")
        assert (await server.next_message(ana)).text == "heard: hello"
    finally:
        process.kill()
        await process.wait()
    await server.gateway.disconnected()
    server.assert_clean()


async def test_two_copies_get_the_same_interaction(server: FakeDiscord, ana: User, channel: Channel) -> None:
    async with running(server), running(server):
        interaction = server.slash(ana, channel, "ask", question="why")
        await server.until(lambda: interaction.refused or None, "second answer")
    assert interaction.refused == [40060]
    assert len(server.messages) == 1


async def test_sharded_client(server: FakeDiscord, guild: Guild) -> None:
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True), guild_ready_timeout=0.01)
    task = asyncio.create_task(client.start("fake-discord-token"))
    await server.gateway.ready()
    try:
        await client.wait_until_ready()
        assert client.get_guild(guild.id) is not None
        assert server.gateway.identifies[0]["shard"] == [0, 1]
    finally:
        await client.close()
        await task
    server.assert_clean()
