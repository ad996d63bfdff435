"""Running forms, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.conversation.forms import Running
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.storage.address import Address, Kind
from bot.storage.schema import form
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, open_stores
from tests.scenes import GROUP, MEMBER, NOW, PRIVATE, STRANGER

FORM = Form(
    "A meet-up",
    (Field("title", "What?", "Tea", longest=10, several_lines=True), Field("where", "Where?", optional=True)),
    Action("meetups", "send", ("7",)),
)
RUNNING = Running(FORM, NOW, ("CANARY ä",))


async def test_a_form_comes_back_as_it_was(stores: Stores) -> None:
    assert await stores.forms.find(MEMBER, PRIVATE) is None
    await stores.forms.put(MEMBER, PRIVATE, RUNNING)
    assert await stores.forms.find(MEMBER, PRIVATE) == RUNNING
    assert await stores.forms.find(MEMBER, GROUP) is None
    assert await stores.forms.find(STRANGER, PRIVATE) is None
    later = replace(RUNNING, since=NOW + timedelta(minutes=1), answers=("one", "two"))
    await stores.forms.put(MEMBER, PRIVATE, later)
    assert await stores.forms.find(MEMBER, PRIVATE) == later


async def test_a_form_outlives_a_restart(tmp_path: Path) -> None:
    address, keyring = Address(Kind.SQLITE, tmp_path / "bot.db"), Keyring.throw_away()
    async with open_stores(address, keyring) as stores:
        await stores.forms.put(MEMBER, PRIVATE, RUNNING)
    async with open_stores(address, keyring) as stores:
        assert await stores.forms.find(MEMBER, PRIVATE) == RUNNING
    assert b"CANARY" not in (tmp_path / "bot.db").read_bytes()


async def test_with_its_form_a_person_goes(stores: Stores) -> None:
    await stores.forms.put(MEMBER, PRIVATE, RUNNING)
    await stores.forms.put(MEMBER, GROUP, RUNNING)
    assert await stores.forms.remove(MEMBER, PRIVATE)
    assert await stores.people.find(MEMBER) is not None
    assert await stores.forms.remove(MEMBER, GROUP)
    assert await stores.people.find(MEMBER) is None
    assert not await stores.forms.remove(MEMBER, GROUP)


async def test_a_person_with_something_else_stays(stores: Stores) -> None:
    one = await stores.people.ensure(MEMBER, NOW)
    await stores.people.consent(one, "reminders", "1", NOW)
    await stores.forms.put(MEMBER, PRIVATE, RUNNING)
    await stores.forms.remove(MEMBER, PRIVATE)
    assert await stores.people.find(MEMBER) == one


async def test_old_forms_are_removed_with_their_people(stores: Stores) -> None:
    await stores.forms.put(MEMBER, PRIVATE, RUNNING)
    await stores.forms.put(STRANGER, PRIVATE, replace(RUNNING, since=NOW + timedelta(minutes=10)))
    await stores.forms.remove_older(NOW)
    assert await stores.forms.find(MEMBER, PRIVATE) is not None
    await stores.forms.remove_older(NOW + timedelta(minutes=10))
    assert await stores.people.find(MEMBER) is None
    assert await stores.forms.find(STRANGER, PRIVATE) is not None


async def test_no_answer_and_no_place_stands_in_the_tables(stores: Stores) -> None:
    await stores.forms.put(MEMBER, GROUP, RUNNING)
    async with stores.database.reading() as connection:
        kept = repr((await connection.execute(select(form))).all())
    for word in ("CANARY", "meet-up", MEMBER.id, GROUP.id):
        assert word not in kept
