from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed
from bot.core.reply import Audience, Reply, Showing
from bot.features.reminders.history.routes import TABLE, WEEK, HistoryRoutes, month_action
from bot.features.reminders.keeping import KEPT_DAYS
from bot.features.reminders.occurrences import Answer
from bot.features.reminders.plans import Plan
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.features.reminders.history.given import dose, dose_plan
from tests.reading import codes, words
from tests.scenes import ALONE, IN_GROUP, MEMBER, NOW, STRANGER

TODAY = date(2026, 11, 20)


@pytest.fixture
def routes(texts: Texts, stores: Stores) -> HistoryRoutes:
    return HistoryRoutes(texts, stores.people, stores.plans, stores.occurrences)


@pytest.fixture
async def plan(stores: Stores) -> Plan:
    """A plan of the member, with answers of two months kept for ninety days."""
    person_id = await stores.people.ensure(MEMBER, NOW)
    plan = dose_plan(person_id)
    await stores.plans.add(plan, None)
    await stores.occurrences.keep_for(person_id, KEPT_DAYS)
    days = [TODAY - timedelta(days=ago) for ago in range(40)]
    answers = {3: Answer.MISSED, 5: Answer.SKIPPED}
    doses = [dose(plan, day, time(8), answers.get(ago, Answer.TAKEN)) for ago, day in enumerate(days)]
    for one in await stores.plans.plan_occurrences(plan, [replace(one, answer=Answer.NONE) for one in doses], None):
        known = next(found for found in doses if found.id == one.id)
        assert await stores.occurrences.change(one, replace(known, epoch=1))
    return plan


async def pressed(routes: HistoryRoutes, action: Action, origin: Origin = ALONE) -> Reply:
    reply = await routes.routes().presses[action.feature, action.verb](Pressed(origin, action.code), action)
    assert reply is not None
    return reply


def test_what_is_declared(routes: HistoryRoutes) -> None:
    declared = routes.routes()
    [command] = declared.commands
    assert (command.spec.name, command.spec.private, command.spec.listed) == ("history", True, True)
    assert declared.words == {"history": "history", "my history": "history"}


async def test_the_week(routes: HistoryRoutes, plan: Plan) -> None:
    reply = await routes.history(Called(ALONE, "history"))
    assert "Tuesday 17 November: 08:00 ○ missed" in words(reply)
    assert "“Missed” means only" in words(reply)
    assert "kept for 90 days" in words(reply)
    assert codes(reply) == ["reminders:month:2026-11", TABLE.code, "reminders:show"]
    assert (await pressed(routes, WEEK)) == reply.in_place()


async def test_a_month_with_its_picture(routes: HistoryRoutes, plan: Plan) -> None:
    reply = await pressed(routes, month_action(date(2026, 11, 1)))
    [file] = reply.attachments
    assert (file.name, file.media_type) == ("november-2026.png", "image/png")
    assert file.content.startswith(b"\x89PNG")
    assert "November 2026: 18 taken, 1 skipped, 1 missed." in words(reply)
    assert codes(reply) == ["reminders:month:2026-10", WEEK.code, TABLE.code]
    assert reply.showing is Showing.NEW, "a picture takes no other one's place"


async def test_the_month_before_goes_on_as_far_as_answers_are_kept(routes: HistoryRoutes, plan: Plan) -> None:
    reply = await pressed(routes, month_action(date(2026, 10, 1)))
    assert "October 2026: 20 taken." in words(reply)
    assert codes(reply)[0] == "reminders:month:2026-11"
    assert "reminders:month:2026-09" not in codes(reply)


@pytest.mark.parametrize(
    "code", ["reminders:month", "reminders:month:2026-13", "reminders:month:x", "reminders:month:2099-01"]
)
async def test_a_month_that_cannot_be_is_this_one(routes: HistoryRoutes, plan: Plan, code: str) -> None:
    action = Action.parse(code)
    assert action is not None
    assert "November 2026:" in words(await pressed(routes, action))


async def test_a_month_without_anything_has_no_picture(routes: HistoryRoutes, plan: Plan) -> None:
    reply = await pressed(routes, month_action(date(2025, 2, 1)))
    assert reply.attachments == ()
    assert "Nothing was due in February 2025" in words(reply)


async def test_the_table(routes: HistoryRoutes, plan: Plan) -> None:
    [file] = (await pressed(routes, TABLE)).attachments
    assert (file.name, file.media_type) == ("history.csv", "text/csv")
    assert len(file.content.decode().splitlines()) == 41


async def test_what_is_older_than_it_is_kept_is_not_shown(routes: HistoryRoutes, plan: Plan, stores: Stores) -> None:
    await stores.occurrences.keep_for(plan.person_id, 8)
    [file] = (await pressed(routes, TABLE)).attachments
    assert len(file.content.decode().splitlines()) == 9
    assert "deleted after 8 days" in words(await pressed(routes, WEEK))


@pytest.mark.parametrize("action", [WEEK, TABLE, month_action(date(2026, 11, 1))])
async def test_nobody_sees_the_history_of_another(
    routes: HistoryRoutes, plan: Plan, stores: Stores, action: Action
) -> None:
    for other in (ALONE, IN_GROUP):
        reply = await pressed(routes, action, replace(other, person=STRANGER))
        assert words(reply) == "You have no reminders, so there is no history."
        assert (reply.audience, reply.attachments) == (Audience.ASKER, ())
    await stores.people.ensure(STRANGER, NOW)
    assert "no history" in words(await pressed(routes, action, replace(ALONE, person=STRANGER)))


@pytest.mark.parametrize("action", [WEEK, TABLE, month_action(date(2026, 11, 1)), month_action(date(2025, 1, 1))])
async def test_it_is_for_the_asker_alone(routes: HistoryRoutes, plan: Plan, action: Action) -> None:
    reply = await pressed(routes, action, IN_GROUP)
    assert (reply.audience, reply.private_at) == (Audience.ASKER, WEEK)


async def test_without_answers_there_is_no_table(routes: HistoryRoutes, stores: Stores) -> None:
    await stores.plans.add(dose_plan(await stores.people.ensure(MEMBER, NOW)), None)
    assert words(await pressed(routes, TABLE)) == "There are no answers yet."
    assert "Nothing was due" in words(await pressed(routes, WEEK))
