from __future__ import annotations

import pytest

from bot.conversation.zones.rules import zone_names
from bot.core.actions import Action
from bot.features.reminders.managing.travel import slug
from bot.features.reminders.plans import Kind, Plan, Status
from tests.features.reminders.managing.conftest import ANNA, DATE, LONDON, ZOE, Managed
from tests.features.town import buttons
from tests.reading import words


async def zone_of(town: Managed, plan: Plan) -> str | None:
    return (await town.stores.people.profile(plan.person_id)).zone


async def to(town: Managed, place: str) -> str:
    await town.follow("Settings", "Time zone", "Another place")
    return words(await town.says(ANNA, place))


async def test_what_the_new_clock_shows_is_told_first(town: Managed) -> None:
    plan = await town.plan()
    await town.plan(status=Status.ENDED)
    assert await to(town, "Tokyo") == (
        "Is it 21:00 for you now? That is Tokyo time.\n\n"
        "Your reminders, and what the clock shows when they come:\n\n"
        "- 1. Doses: every day, 08:00 and 20:00. Kept on the old clock: Saturday 21 November 2026, 05:00. "
        "Moved: Saturday 21 November 2026, 08:00.\n"
        "- 2. Doses: every day, 08:00 and 20:00. Nothing ahead.\n\n"
        "Shall they keep the clock that they go by now, or move to Tokyo time?"
    )
    assert (await zone_of(town, plan), await town.kept(plan)) == (LONDON, plan), "nothing has changed yet"


async def test_moving(town: Managed) -> None:
    plan, date = await town.plan(), await town.plan(kind=Kind.APPOINTMENT, content=DATE)
    await to(town, "Tokyo")
    await town.press("reminders:zone-move:asia--tokyo")
    assert {(await town.kept(one)).zone for one in (plan, date)} == {"Asia/Tokyo"}
    assert (await town.kept(plan)).content == plan.content, "the same wall clock there"
    assert await zone_of(town, plan) == "Asia/Tokyo"


async def test_keeping(town: Managed) -> None:
    plan = await town.plan()
    told = await town.press("reminders:zone-keep:asia--tokyo")
    assert "keep the clock that they went by" in told
    assert (await town.kept(plan), await zone_of(town, plan)) == (plan, "Asia/Tokyo")
    assert "20:00 (London time)" in await town.press("reminders:show")


async def test_back_home_again(town: Managed) -> None:
    plan = await town.plan()
    await town.press("reminders:zone-keep:asia--tokyo")
    await to(town, "London UK")
    assert "zone-keep:europe--london" in str(buttons(await town.shown("reminders:zone-pick:europe--london")))
    await town.press("reminders:zone-keep:europe--london")
    assert (await town.kept(plan), await zone_of(town, plan)) == (plan, LONDON)


async def test_twice_is_as_once(town: Managed) -> None:
    plan = await town.plan()
    for _ in range(2):
        await town.press("reminders:zone-move:asia--tokyo")
    assert (await town.kept(plan)).version == plan.version + 1


async def test_among_several_places_the_person_chooses(town: Managed) -> None:
    await town.plan()
    await town.follow("Settings", "Time zone", "Another place")
    reply = await town.says(ANNA, "Birmingham")
    assert "Which place do you mean?" in words(reply)
    assert "reminders:zone-pick:america--chicago" in buttons(reply).values()


async def test_an_unknown_place_changes_nothing(town: Managed) -> None:
    plan = await town.plan()
    told = await to(town, "qwrtzp")
    assert "You wrote “qwrtzp”. I know no such place." in told
    assert await zone_of(town, plan) == LONDON


@pytest.mark.parametrize("made_up", ["zone-move", "zone-keep", "zone-pick", "zone-move:x", "zone-keep:europe-london"])
async def test_a_button_that_was_made_up_shows_the_zone(town: Managed, made_up: str) -> None:
    plan = await town.plan()
    assert "Your time zone: London time" in await town.press(f"reminders:{made_up}")
    assert await town.kept(plan) == plan


async def test_a_plan_that_changed_meanwhile_is_told(town: Managed, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await town.plan()

    async def refuse(before: Plan, after: Plan) -> bool:
        return False

    monkeypatch.setattr(town.reminding, "change", refuse)
    assert "changed in the meantime" in await town.press("reminders:zone-move:asia--tokyo")
    assert (await town.kept(plan)).zone == LONDON


async def test_the_zone_of_another_stays(town: Managed) -> None:
    plan, other = await town.plan(), await town.plan(ZOE)
    await town.press("reminders:zone-move:asia--tokyo", ZOE)
    assert await town.kept(plan) == plan
    assert (await town.kept(other)).zone == "Asia/Tokyo"


def test_each_zone_fits_a_button_and_is_known_again() -> None:
    names = zone_names()
    assert len({slug(name) for name in names}) == len(names)
    assert all(Action("reminders", "zone-move", (slug(name),)) for name in names)
