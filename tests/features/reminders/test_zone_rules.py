"""A government changes its clocks: what is planned follows, nothing comes twice and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.zones.rules import zone
from bot.features.reminders import plans, zone_rules
from bot.features.reminders.occurrences import taken
from bot.features.reminders.zone_rules import Rules
from bot.storage import plans as kept_plans
from tests.features.reminders.living import DAY, HOUR, ZONE, Life, at, doses

# Clocks in "London" follow another zone's from now on: an hour ahead, or an hour behind.
AHEAD, BEHIND = "Europe/Paris", "Atlantic/Azores"


@contextmanager
def new_rules(instead: str) -> Iterator[None]:
    """Let the clocks of the zone go as those of another one, in all that works out moments."""

    def new_zone(name: str) -> ZoneInfo:
        return zone(instead if name == ZONE else name)

    with pytest.MonkeyPatch.context() as patch:
        for module in (plans, zone_rules, kept_plans):
            patch.setattr(module, "zone_of", new_zone)
        yield


def rules(print_: str) -> Rules:
    return Rules(
        lambda: (ZONE, "Asia/Tokyo"), lambda name, year: f"{name} {print_}", lambda name, kept: print_ not in kept
    )


@pytest.fixture
def life(life: Life) -> Life:
    """A life whose rules were noted down before."""
    life.rules = rules("old")
    life.zone_rules = replace(life.zone_rules, rules=life.rules)
    return life


async def follow(life: Life) -> None:
    """Start the bot with the new rules."""
    await replace(life.zone_rules, rules=rules("new")).follow(life.clock.now)


async def test_at_the_first_start_the_prints_are_noted_down(life: Life) -> None:
    await life.zone_rules.follow(life.clock.now)
    assert await life.stores.plans.zone_rules() == {ZONE: f"{ZONE} old", "Asia/Tokyo": "Asia/Tokyo old"}


@pytest.mark.parametrize(("instead", "hours"), [(AHEAD, -1), (BEHIND, 1)])
async def test_what_is_ahead_moves_with_the_clock(life: Life, instead: str, hours: int) -> None:
    await life.zone_rules.follow(life.clock.now)
    await life.starts(doses(time(8), time(20)))
    with new_rules(instead):
        await follow(life)
        await life.until(at(22, 23))
    wanted = [at(day, hour) + timedelta(hours=hours) for day in (21, 22) for hour in (8, 20)]
    assert [message.at for message in life.came] == wanted
    assert all("late" not in message.text for message in life.came)


async def test_what_is_in_the_ledger_already_moves_too(life: Life) -> None:
    await life.zone_rules.follow(life.clock.now)
    plan = await life.starts()
    await life.until(at(21, 7, 40))
    with new_rules(BEHIND):
        await follow(life)
        await life.until(at(21, 12))
    assert [message.at for message in life.came] == [at(21, 9)]
    assert len(await life.occurrences(plan)) == 1


async def test_what_would_have_been_due_already_comes_late(life: Life) -> None:
    await life.zone_rules.follow(life.clock.now)
    await life.starts()
    await life.until(at(21, 7, 40))
    with new_rules(AHEAD):
        await follow(life)
        await life.until(at(21, 12))
    assert [message.at for message in life.came] == [at(21, 7, 40)]
    assert "comes late" in life.came[0].text


async def test_what_was_sent_is_not_sent_again(life: Life) -> None:
    await life.zone_rules.follow(life.clock.now)
    await life.starts()
    await life.until(at(21, 8, 5))
    with new_rules(BEHIND):
        await follow(life)
        await life.until(at(22, 12))
    assert [message.at for message in life.came] == [at(21, 8), at(22, 9)]


async def test_what_was_taken_early_stays_so(life: Life) -> None:
    await life.zone_rules.follow(life.clock.now)
    plan = await life.starts()
    await life.until(at(21, 7))
    coming = await life.reminding.coming(plan)
    assert coming is not None
    await life.reminding.mark(coming, taken)
    with new_rules(BEHIND):
        await follow(life)
        await life.until(at(22, 12))
    assert [message.at for message in life.came] == [at(22, 9)]


@pytest.mark.parametrize("instead", [AHEAD, BEHIND])
@pytest.mark.parametrize("down_until", [at(21, 7, 30), at(21, 8, 30), at(21, 13), at(23, 13)])
async def test_while_the_bot_is_down_no_time_is_lost_or_doubled(life: Life, instead: str, down_until: datetime) -> None:
    await life.zone_rules.follow(life.clock.now)
    plan = await life.starts(doses(time(7), time(8), time(9), time(20)))
    await life.until(at(20, 22))
    await life.sleeps_until(down_until)
    with new_rules(instead):
        await follow(life)
        await life.until(at(24, 12))
    found = await life.occurrences(plan)
    locals_ = [one.local for one in found]
    assert locals_ == sorted(set(locals_))
    assert [f"{local:%d %H}" for local in locals_[:5]] == ["21 07", "21 08", "21 09", "21 20", "22 07"]
    assert not any(one.local - other.local > 12 * HOUR for other, one in pairwise(found))


async def test_plans_of_other_zones_stay_as_they_are(life: Life) -> None:
    await life.zone_rules.follow(life.clock.now)
    plan = await life.starts(zone="Asia/Kolkata")
    with new_rules(AHEAD):
        await follow(life)
    [planned] = await life.stores.plans.due(life.clock.now + DAY, 9)
    assert (planned.plan.id, planned.next_at) == (plan.id, at(21, 8, zone="Asia/Kolkata"))


async def test_it_is_done_once(life: Life) -> None:
    await life.zone_rules.follow(life.clock.now)
    await life.starts()
    await follow(life)
    assert set((await life.stores.plans.zone_rules()).values()) == {f"{ZONE} new", "Asia/Tokyo new"}
