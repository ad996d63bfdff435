"""Plans of many people, as they might be set up."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import insert

from bot.core.people import Platform
from bot.features.reminders.plans import BloodTestPlan, Content, DatePlan, DosePlan, Kind, Plan, Status
from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.schedule import (
    Days,
    EveryDay,
    EveryDays,
    OnMonthDay,
    OnOff,
    OnWeekdays,
    Schedule,
    Step,
)
from bot.storage.owners import new_owner
from bot.storage.plans import sealed
from bot.storage.schema import person, plan
from bot.storage.stores import Stores

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PER_PERSON = 4
AT_ONCE = 5_000

ZONES = (
    *("Europe/Berlin", "Europe/London", "Europe/Zurich", "Europe/Lisbon", "Europe/Athens", "Asia/Tehran"),
    *("America/New_York", "America/Chicago", "America/Los_Angeles", "America/Santiago", "America/Sao_Paulo"),
    *("Australia/Sydney", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kolkata", "Asia/Tokyo", "Africa/Cairo"),
    *("Africa/Lagos", "Asia/Manila", "Pacific/Auckland"),
)
MOVED = ("Europe/Athens", "Africa/Cairo")
"""Zones whose clocks are taken to have changed, by an hour: a tenth of all plans."""

_FIRST = date(2026, 1, 5)
_DAYS: dict[str, Days] = {
    "every day": EveryDay(),
    "on some weekdays": OnWeekdays(frozenset({0, 2, 4})),
    "every third day": EveryDays(3),
    "three weeks on, one off": OnOff(21, 7),
    "on the 31st": OnMonthDay(31),
}


def _contents() -> dict[str, tuple[Kind, Content]]:
    twice, often = (time(8), time(20)), tuple(time(hour) for hour in range(7, 19))
    doses = {name: (Kind.DOSE, DosePlan(Schedule((Step(_FIRST, days, twice),)))) for name, days in _DAYS.items()}
    steps = tuple(Step(_FIRST + timedelta(days=90 * number), EveryDay(), twice) for number in range(5))
    test = BloodTestPlan((Phase(Interval(12, Unit.WEEK), None),), date(2026, 11, 2))
    return {
        **doses,
        "twelve times a day": (Kind.DOSE, DosePlan(Schedule((Step(_FIRST, EveryDay(), often),)))),
        "five dated steps": (Kind.DOSE, DosePlan(Schedule(steps))),
        "blood tests": (Kind.BLOOD_TEST, test),
        "an appointment": (Kind.APPOINTMENT, DatePlan(date(2027, 3, 1), (7, 1), at=time(14, 30))),
    }


CONTENTS = _contents()

# Most are of each day.
_USUAL = ("every day",) * 12 + tuple(CONTENTS)


def new_plan(person_id: str, name: str, zone: str) -> Plan:
    """Make an active plan with this content."""
    kind, content = CONTENTS[name]
    return Plan(secrets.token_hex(16), person_id, kind, content, zone, Platform.TELEGRAM, NOW, "", Status.ACTIVE)


async def fill(stores: Stores, count: int) -> None:
    """Put so many plans into the database, with the moments at which they remind next."""
    rows = _rows(stores, count)
    while batch := list(islice(rows, AT_ONCE)):
        async with stores.database.writing() as connection:
            await connection.execute(insert(person), [whose for whose, _ in batch])
            await connection.execute(insert(plan), [row for _, some in batch for row in some])


def _rows(stores: Stores, count: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Give people, each with some plans."""
    chosen = islice(zip(cycle(_USUAL), cycle(ZONES), strict=False), count)
    while some := list(islice(chosen, PER_PERSON)):
        person_id = secrets.token_hex(16)
        key, columns = new_owner(stores.keyring, person, person_id)
        plans = [new_plan(person_id, name, zone) for name, zone in some]
        whose = {**columns, "created_at": NOW, "seen_on": NOW.date()}
        yield whose, [{**_open(one), "content": sealed(one, key)} for one in plans]


def _open(one: Plan) -> dict[str, Any]:
    """Give the columns that are not sealed."""
    slot = one.next_slot(NOW)
    assert slot is not None
    local = slot.local.isoformat()
    return {
        "id": one.id,
        "person_id": one.person_id,
        "zone": one.zone,
        "platform": one.platform.value,
        "status": one.status.value,
        "version": one.version,
        "next_local": local,
        "next_at": slot.at + timedelta(hours=1) if one.zone in MOVED else slot.at,
        "created_at": one.created_at,
    }
