"""Whatever a person presses or types in whatever order, they get an answer, and nobody else's reminders change."""

from __future__ import annotations

import asyncio
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.capabilities import Capabilities, degrade
from bot.core.people import Place, Platform
from bot.core.reply import Audience, Reply, Showing
from bot.features.reminders.plans import Kind, Status
from bot.storage.address import MEMORY
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from bot.texts.catalogue import Texts, load_texts
from tests.fakes.clock import StoppedClock
from tests.features.reminders.managing.conftest import ANNA, DATE, TEST, ZOE, Managed
from tests.reading import codes
from tests.scenes import NOW

TYPED = (
    "/reminders", "/history", "stop", "stop all reminders", "pause reminders", "/cancel",
    "3 march", "12/01", "22:00", "10", "90", "Berlin", "Springfield", "?", "x" * 200,
)  # fmt: skip

# What Discord can show: five rows of five buttons.
NARROW = Capabilities(2000, 80, 5, 5, most_options=25, forms=True)
# A number picks one of the buttons that are shown, a text is typed, and a negative number lets hours go by.
STEPS = st.lists(st.integers(0, 30) | st.sampled_from(TYPED) | st.integers(-9, -1), min_size=1, max_size=20)


@cache
def english() -> Texts:
    return load_texts("en")


async def walk(texts: Texts, steps: list[int | str]) -> None:
    async with open_database(MEMORY) as database:
        stores = build_stores(database, Keyring.throw_away(), keeps=True)
        clock = StoppedClock(NOW)
        town = Managed(stores, texts, clock)
        other = await town.plan(ZOE)
        await town.plan()
        await town.plan(kind=Kind.BLOOD_TEST, content=TEST)
        await town.plan(kind=Kind.APPOINTMENT, content=DATE, status=Status.UNPROVEN)
        reply: Reply | None = await town.says(ANNA, "/reminders")
        for step in steps:
            if isinstance(step, str):
                reply = await town.says(ANNA, step)
            elif step < 0:
                await town.wait(hours=-step)
            elif reply is not None and (offered := _ours(reply)):
                reply = await town.presses(ANNA, offered[step % len(offered)])
            check(reply)
        assert await town.kept(other) == other


def _ours(reply: Reply) -> list[str]:
    return [code for code in codes(reply) if code.startswith(("reminders:", "form:"))]


def check(reply: Reply | None) -> None:
    assert reply is not None
    assert reply.outcome != "failed"
    assert reply.blocks or reply.form
    assert reply.audience is Audience.ASKER or reply.outcome in {"form cancelled", "form none", "answer"}
    shown = degrade(reply, NARROW, Place(Platform.DISCORD, "1"))
    assert codes(shown) == codes(reply), "no button gets lost on a platform with little room"
    assert reply.showing in {Showing.NEW, Showing.IN_PLACE}


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_any_walk_ends_well(steps: list[int | str]) -> None:
    asyncio.run(walk(english(), steps))
