"""Faults, rate limits and findings of the fake Discord."""

from __future__ import annotations

import asyncio

import aiohttp
import discord
import pytest

from tests.wire import discord_fixtures as fixtures
from tests.wire.discord_model import Channel, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.discord_spec import discord_spec
from tests.wire.small_discord_client import SmallClient, pointed_at, running

server, client = fixtures.server, fixtures.client
ana, guild, channel = fixtures.ana, fixtures.guild, fixtures.channel


async def test_too_many_requests_are_repeated_by_the_library(
    server: FakeDiscord, client: SmallClient, channel: Channel
) -> None:
    fault = server.fault("POST", "/channels/*/messages", retry_after=0.05, times=2)
    await client.get_partial_messageable(channel.id).send("hello")
    assert fault.hits == 2
    assert (await server.next_message(channel)).text == "hello"


async def test_rate_limit_window(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    server.limit("POST", "/channels/*/messages", limit=2, per=0.15)
    place = client.get_partial_messageable(channel.id)
    await asyncio.gather(*(place.send(str(number)) for number in range(6)))
    assert len(server.messages) == 6
    sends = [request.at for request in server.requests if request.path.endswith("/messages")]
    assert sends[-1] - sends[0] >= 0.3


async def test_a_request_that_meets_a_fault_is_checked_all_the_same(
    server: FakeDiscord, client: SmallClient, channel: Channel
) -> None:
    server.fault("POST", "/channels/*", status=403, code=50013)
    with pytest.raises(discord.Forbidden):
        await client.get_partial_messageable(channel.id).send("x" * 2001)
    assert server.problems != []
    server.problems.clear()


async def test_error_faults(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    place = client.get_partial_messageable(channel.id)
    server.fault("POST", "/channels/*", status=403, code=50007)
    with pytest.raises(discord.Forbidden) as refused:
        await place.send("1")
    assert refused.value.code == 50007
    server.fault("POST", "/channels/*", status=503, text="<html>down</html>")
    with pytest.raises(discord.DiscordServerError):
        await place.send("2")
    server.fault("POST", "/channels/*", drop=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await place.send("3")
    assert server.messages == []
    server.fault("POST", "/channels/*", status=500, times=None)
    server.clear_faults()
    await place.send("4")
    assert server.refusals == []


async def test_lost_answer_and_the_nonce(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    place = client.get_partial_messageable(channel.id)
    server.fault("POST", "/channels/*/messages", lose_answer=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await place.send("hello", nonce="reminder-1")
    again = await place.send("hello", nonce="reminder-1")
    assert [message.id for message in server.messages] == [again.id]
    assert (await place.send("hello", nonce="reminder-2")).id != again.id


async def test_a_held_request_goes_on_when_released(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    fault = server.fault("POST", "/channels/*/messages", hold=True)
    sending = asyncio.create_task(client.get_partial_messageable(channel.id).send("hello"))
    await server.until(lambda: fault.hits or None, "held request")
    assert server.messages == []
    fault.release()
    await sending
    assert (await server.next_message(channel)).text == "hello"


async def test_wrong_requests_are_refused_and_kept(server: FakeDiscord, client: SmallClient, channel: Channel) -> None:
    place = client.get_partial_messageable(channel.id)
    with pytest.raises(discord.HTTPException) as too_long:
        await place.send("x" * 2001)
    assert too_long.value.code == 50035
    with pytest.raises(discord.HTTPException) as empty:
        await place.send("  ")
    assert empty.value.code == 50006
    with pytest.raises(discord.NotFound):
        await client.fetch_invite("nothing")
    with pytest.raises(AssertionError, match=r"(?s)2001 characters.*empty message.*unknown route"):
        server.assert_clean()
    server.problems.clear()


async def test_no_json_is_refused(server: FakeDiscord) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.api_url}/users/@me/channels", data=b"{") as got,
    ):
        assert (got.status, got.content_type, got.charset) == (400, "application/json", None)
    assert len(server.problems) == 1


async def test_limit_for_everything_together(server: FakeDiscord, client: SmallClient, ana: User) -> None:
    server.limit("GET", "*", limit=2, per=0.1, together=True)
    await asyncio.gather(*(client.fetch_user(ana.id) for _ in range(2)), client.application_info())
    assert [request.path for request in server.requests].count("/oauth2/applications/@me") >= 2


async def test_without_a_specification_the_rules_still_hold() -> None:
    async with FakeDiscord(load_spec=lambda: None) as server:
        with pointed_at(server):
            person = server.add_user("ben", installed=True)
            async with running(server) as client:
                private = await client.create_dm(discord.Object(person.id))
                with pytest.raises(discord.HTTPException):
                    await private.send("x" * 2001)
    assert len(server.problems) == 1


async def test_mistakes_of_the_fake_are_findings(server: FakeDiscord) -> None:
    del server.bot.name
    assert await _status_of_me(server) == 400
    with pytest.raises(AssertionError, match="the fake server failed"):
        server.assert_clean()


async def _status_of_me(server: FakeDiscord) -> int:
    headers = {"Authorization": "Bot fake-discord-token"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{server.api_url}/users/@me") as answer,
    ):
        return answer.status


if discord_spec() is not None:

    async def test_wrong_answers_of_the_fake_are_findings(server: FakeDiscord) -> None:
        server.bot.locale = server.bot.name = 5  # type: ignore[assignment]
        assert await _status_of_me(server) == 200
        with pytest.raises(AssertionError, match="username"):
            server.assert_clean()
