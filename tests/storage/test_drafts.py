"""What a person is setting up outlives a restart, is nobody else's, and is forgotten in time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.conversation.drafts import Draft
from bot.core.people import Person, Platform
from bot.storage.schema import draft
from bot.storage.stores import Stores, build_stores
from tests.scenes import MEMBER, NOW, STRANGER

CHOSEN = Draft({"step": "times", "times": ["08:00"], "before": [{"step": "kind"}], "nudges": 1, "last": None}, NOW)
LATER = NOW + timedelta(hours=1)


async def test_a_draft_is_kept_under_its_name(stores: Stores) -> None:
    assert await stores.drafts.find(MEMBER, "remind") is None
    await stores.drafts.put(MEMBER, "remind", CHOSEN)
    await stores.drafts.put(MEMBER, "other", Draft({}, NOW))
    again = build_stores(stores.database, stores.keyring, keeps=True)
    assert await again.drafts.find(MEMBER, "remind") == CHOSEN
    assert await again.drafts.find(MEMBER, "other") == Draft({}, NOW)
    assert await again.drafts.find(STRANGER, "remind") is None
    assert await again.drafts.find(Person(Platform.DISCORD, MEMBER.id), "remind") is None


async def test_the_last_one_counts(stores: Stores) -> None:
    await stores.drafts.put(MEMBER, "remind", CHOSEN)
    await stores.drafts.put(MEMBER, "remind", Draft({"step": "zone"}, LATER))
    assert await stores.drafts.find(MEMBER, "remind") == Draft({"step": "zone"}, LATER)


async def test_who_has_nothing_but_a_draft_goes_with_it(stores: Stores) -> None:
    await stores.drafts.put(MEMBER, "remind", CHOSEN)
    await stores.drafts.put(MEMBER, "other", CHOSEN)
    assert await stores.drafts.remove(MEMBER, "remind")
    assert await stores.people.find(MEMBER) is not None
    assert await stores.drafts.remove(MEMBER, "other")
    assert await stores.people.find(MEMBER) is None
    assert not await stores.drafts.remove(MEMBER, "other")


async def test_who_has_more_than_a_draft_stays(stores: Stores) -> None:
    await stores.drafts.put(MEMBER, "remind", CHOSEN)
    await stores.people.consent(str(await stores.people.find(MEMBER)), "doses", "1", NOW)
    assert await stores.drafts.remove(MEMBER, "remind")
    assert not await stores.drafts.remove(MEMBER, "remind")
    assert await stores.people.find(MEMBER) is not None


async def test_old_ones_are_forgotten(stores: Stores) -> None:
    await stores.drafts.put(MEMBER, "remind", CHOSEN)
    await stores.drafts.put(STRANGER, "remind", Draft({}, LATER))
    await stores.drafts.remove_older(NOW)
    assert await stores.drafts.find(MEMBER, "remind") == CHOSEN
    await stores.drafts.remove_older(LATER)
    assert await stores.people.find(MEMBER) is None
    assert await stores.drafts.find(STRANGER, "remind") == Draft({}, LATER)


async def test_what_was_chosen_is_sealed(stores: Stores) -> None:
    await stores.drafts.put(MEMBER, "remind", CHOSEN)
    async with stores.database.reading() as connection:
        [row] = (await connection.execute(select(draft))).all()
    assert b"08:00" not in row.state
