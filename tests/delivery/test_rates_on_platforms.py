"""Real adapters deliver as fast as they may, and no platform ever has to put one off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.adapters.discord.gateway import DiscordAdapter, DiscordOptions
from bot.adapters.telegram.gateway import TelegramAdapter, TelegramOptions
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.ports import Adapter
from bot.core.reply import Reply
from bot.core.richtext import parse
from bot.delivery.composing import Moment
from bot.delivery.delivering import Delivering
from bot.delivery.due import Due, Priority, ToPerson, ToPlace
from bot.delivery.outbox import Outbox
from bot.running import Adapters
from bot.storage.stores import Stores, passing_stores
from bot.texts.catalogue import Texts
from tests.fakes.responder import ScriptedResponder
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram

PEOPLE, EACH = 40, 2
HOUR = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


async def word(due: Due, moment: Moment) -> Reply:
    return Reply(parse(f"{due.subject}"))


@asynccontextmanager
async def delivering(platform: Platform, build: Callable[[], Adapter], stores: Stores) -> AsyncIterator[Delivering]:
    """One adapter and what delivers through it, running."""
    adapters = Adapters({platform: build})
    serving = asyncio.create_task(adapters.build(platform).run())
    all_of_it = Delivering(
        stores.deliveries,
        stores.recipients,
        adapters,
        {"test": word},
        outbox=Outbox(stores.deliveries, [platform], now),
        again=(),
        clock=now,
    )
    try:
        async with asyncio.timeout(20):
            while not adapters.is_ready(platform):
                await asyncio.sleep(0.01)
        working = asyncio.create_task(all_of_it.run())
        yield all_of_it
        working.cancel()
        await asyncio.wait({working})
    finally:
        serving.cancel()
        await asyncio.wait({serving})


def due(to: ToPerson | ToPlace, name: str, platform: Platform, priority: Priority) -> Due:
    return Due("test", name, to, platform, now(), now() + HOUR, name, priority)


async def to_people(stores: Stores, platform: Platform, ids: list[str]) -> list[Due]:
    """Two each, of different priority."""
    dues = []
    for id_ in ids:
        to = ToPerson(await stores.people.ensure(Person(platform, id_), now()))
        dues += [
            due(to, f"{priority.name}-{id_}", platform, priority) for priority in (Priority.NEWS, Priority.MINUTES)
        ]
    return dues


async def test_telegram(texts: Texts) -> None:
    responder = ScriptedResponder({"hello": Reply(parse("Answer."))})
    async with FakeTelegram() as server, passing_stores() as stores:
        users = [server.add_user(f"Person {number}") for number in range(PEOPLE)]
        for user in users:
            server.start(user)
        asker = server.add_user("Asker")
        server.start(asker)
        group = server.add_group("Group", users)
        server.rates.enforced = True
        options = TelegramOptions(api_url=server.api_url)
        platform = Platform.TELEGRAM
        async with delivering(
            platform, lambda: TelegramAdapter(server.token, responder, texts, options, now), stores
        ) as running:
            place = ToPlace(await stores.places.ensure(Place(platform, str(group.id), PlaceKind.GROUP)))
            dues = await to_people(stores, platform, [str(user.id) for user in users])
            dues += [due(place, f"GROUP-{number}", platform, Priority.TODAY) for number in range(2)]
            began = time.monotonic()
            await running.outbox.put(*dues)
            server.say(asker, asker, "hello")
            assert (await server.next_message(asker, timeout=2)).text == "Answer."
            await server.until(lambda: len(server.messages) == len(dues) + 1 or None, timeout=20)
            assert time.monotonic() - began < 3 + len(dues) / 25 * 1.5
    said = [message.text.split("-")[0] for message in server.messages if "-" in message.text]
    assert server.rates.put_off == 0
    assert said[: PEOPLE // 2].count("MINUTES") >= PEOPLE // 3
    assert len(set(said)) == 3


async def test_discord(texts: Texts) -> None:
    token = "MTEyMjMzNDQ1NTY2Nzc4ODk5.GcanaR.a-token-for-tests-0123456789"
    async with FakeDiscord(token=token) as server, passing_stores() as stores:
        users = [server.add_user(f"person{number}") for number in range(PEOPLE)]
        server.add_guild(members=users)
        server.limit("*", "*", limit=50, per=1.0, together=True)
        server.limit("POST", "/channels/*/messages", limit=5, per=5.0)
        options = DiscordOptions(api_url=server.api_url, gateway_url=server.gateway_url)
        platform = Platform.DISCORD
        async with delivering(
            platform, lambda: DiscordAdapter(token, ScriptedResponder(), texts, options, now), stores
        ) as running:
            dues = await to_people(stores, platform, [str(user.id) for user in users])
            await running.outbox.put(*dues)
            await server.until(lambda: len(server.messages) == len(dues) or None, "all messages", timeout=20)
    assert server.put_off == 0
