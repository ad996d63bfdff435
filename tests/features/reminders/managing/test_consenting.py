from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import NotSaved
from bot.core.people import Person, Platform
from bot.features.reminders.consents import VERSION, Purpose, holding
from bot.features.reminders.keeping import UNKEPT_DAYS
from bot.features.reminders.plans import Kind, Plan, Status
from tests.features.reminders.managing.conftest import ANNA, DATE, TEST, ZOE, Managed
from tests.features.town import buttons
from tests.reading import words
from tests.scenes import NOW


async def held(town: Managed, plan: Plan) -> frozenset[Purpose]:
    return holding(await town.stores.people.consents(plan.person_id))


async def test_what_was_agreed_to_and_when(town: Managed) -> None:
    plan = await town.plan()
    await town.stores.people.withdraw(plan.person_id, Purpose.DATES, NOW + timedelta(days=1))
    reply = await town.follow("Settings", "Consents")
    assert "- Reminders of doses: agreed on 20 November 2026" in words(reply)
    assert "- Reminders of appointments and refills: taken back on 21 November 2026" in words(reply)
    assert "Take back: Reminders of appointments and refills" not in buttons(reply)
    assert len(reply.rows) <= 5


async def test_whoever_agreed_to_nothing(town: Managed) -> None:
    assert "not agreed to anything" in await town.press("reminders:consents", ZOE)


async def test_taking_back_pauses_what_rests_on_it(town: Managed) -> None:
    doses, more = await town.plan(), await town.plan(status=Status.PAUSED, paused_until=NOW.date() + timedelta(days=3))
    test = await town.plan(kind=Kind.BLOOD_TEST, content=TEST)
    await town.follow("Settings", "Consents", "Take back: Reminders of doses")
    assert Purpose.DOSES in await held(town, doses), "it is asked first"
    await town.follow("Settings", "Consents", "Take back: Reminders of doses", "Yes, take it back")
    assert Purpose.DOSES not in await held(town, doses)
    for plan in (doses, more):
        assert ((await town.kept(plan)).status, (await town.kept(plan)).paused_until) == (Status.PAUSED, None)
    assert (await town.kept(test)).status is Status.ACTIVE


async def test_each_consent_stands_by_itself(town: Managed) -> None:
    doses = await town.plan()
    date = await town.plan(kind=Kind.REFILL, content=DATE)
    await town.press("reminders:withdrawn:dates")
    assert (await town.kept(date)).status is Status.PAUSED
    assert (await town.kept(doses)).status is Status.ACTIVE
    assert await held(town, doses) == {Purpose.DOSES, Purpose.BLOOD_TESTS, Purpose.HISTORY}


async def test_taking_back_the_history(town: Managed) -> None:
    plan = await town.plan()
    await town.stores.occurrences.keep_for(plan.person_id, 90)
    assert "older than 8 days are deleted" in await town.press("reminders:withdraw:history")
    await town.press("reminders:withdrawn:history")
    assert await town.stores.occurrences.kept_for(plan.person_id) == UNKEPT_DAYS
    assert Purpose.HISTORY not in await held(town, plan)


@pytest.mark.parametrize(("purpose", "who"), [(Purpose.CARERS, 0), (Purpose.CARING, 1)])
async def test_taking_back_ends_the_links_of_that_side_alone(town: Managed, purpose: Purpose, who: int) -> None:
    plan, other = await town.plan(), await town.plan(ZOE)
    await town.stores.people.consent(plan.person_id, purpose, VERSION, NOW)
    for owner, carer, code in ((plan, other, "AAAA"), (other, plan, "BBBB")):
        link = await town.stores.carers.invite(owner.person_id, code, NOW, NOW + timedelta(hours=1))
        await town.stores.carers.accept(link.id, carer.person_id, Platform.TELEGRAM, NOW)
    owners = {link.id: link.person_id for link in await town.stores.carers.links(plan.person_id)}
    await town.press(f"reminders:withdrawn:{purpose}")
    assert [owners[id_] for id_ in town.ended] == [(plan, other)[who].person_id]
    assert purpose not in await held(town, plan)


async def test_all_of_it_or_nothing(town: Managed, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await town.plan()

    async def refuse(*given: object) -> bool:
        raise NotSaved("disk full")

    monkeypatch.setattr(town.stores.people, "withdraw", refuse, raising=True)
    assert "couldn't save that, so nothing has changed" in await town.press("reminders:withdrawn:doses")
    assert (await town.kept(plan)).status is Status.ACTIVE


@pytest.mark.parametrize("code", ["withdraw", "withdrawn", "withdraw:x", "withdrawn:x"])
async def test_a_button_that_was_made_up_shows_the_list(town: Managed, code: str) -> None:
    plan = await town.plan()
    before = await held(town, plan)
    assert "What you have agreed to" in await town.press(f"reminders:{code}")
    assert await held(town, plan) == before


async def test_taking_back_twice(town: Managed) -> None:
    plan = await town.plan()
    for _ in range(2):
        await town.press("reminders:withdrawn:doses")
    assert (await town.kept(plan)).status is Status.PAUSED


async def test_nobody_takes_back_the_consent_of_another(town: Managed) -> None:
    plan = await town.plan()
    await town.plan(ZOE)
    await town.press("reminders:withdrawn:doses", Person(Platform.DISCORD, ANNA.id))
    await town.press("reminders:withdrawn:doses", ZOE)
    assert Purpose.DOSES in await held(town, plan)
    assert (await town.kept(plan)).status is Status.ACTIVE
