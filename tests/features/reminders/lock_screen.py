"""Every message that reminders send by themselves, as it is read on a locked phone.

Written to a file that is looked through when the words change: python -m tests.features.reminders.lock_screen
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from bot.core.reply import Button, Reply
from bot.core.richtext import plain
from bot.features.reminders.agenda import occurrence_of
from bot.features.reminders.occurrences import Occurrence
from bot.features.reminders.plans import BloodTestPlan, Content, DatePlan, Kind, Plan, Status
from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.schedule import Slot
from bot.features.reminders.settling import UNANSWERED_DAYS
from bot.features.reminders.wording import Wording
from bot.texts.catalogue import Texts, load_texts
from tests.features.reminders.living import ANNA, DAY, DOORS, HOUR, ZONE, at, doses

FILE = Path(__file__).with_name("lock_screen.txt")

LABEL = "Azathioprine 50 mg, blood test at the clinic"
TWO = time(8), time(20)
TEST = BloodTestPlan((Phase(Interval(1, Unit.WEEK), None),), date(2026, 11, 17))
VISIT = DatePlan(date(2026, 11, 24), (3, 1, 0), time(18), time(14, 30))
PICK_UP = replace(VISIT, at=None)

# What others tell a person or a carer without being asked; their words stand beside those of reminders.
FURTHER: Mapping[str, Mapping[str, str]] = {
    "carers.notice": {"time": "09:30"},
    "carers.notice_of": {"time": "09:30", "number": "2"},
    "carers.accepted": {},
    "carers.declined": {},
    "carers.ended": {},
    "carers.lost": {},
    "linking.told_linked": {"platform": "Discord"},
    "linking.told_unlinked": {},
    "delivery.again": {},
}


@dataclass(frozen=True)
class Shown:
    """One message, with what leads to it. `late`: it comes when it is no longer the time."""

    when: str
    text: str
    labels: tuple[str, ...] = ()
    late: bool = False

    def __str__(self) -> str:
        lines = [
            self.when,
            *(f"  | {line}" for line in self.text.splitlines()),
            *(f"    [{one}]" for one in self.labels),
        ]
        return "\n".join(lines) + "\n"


def plan_of(content: Content, kind: Kind = Kind.DOSE) -> Plan:
    """A plan with words of the person's own that nobody else should see."""
    return Plan("1" * 32, "2" * 32, kind, content, ZONE, ANNA.platform, at(20), LABEL, Status.ACTIVE)


def due(plan: Plan, moment: datetime) -> Occurrence:
    """What is due then."""
    local = moment.replace(tzinfo=None)
    return replace(occurrence_of(plan, Slot(local, moment), moment + 12 * HOUR), id="3" * 32)


def all_shown(texts: Texts) -> Iterator[Shown]:
    """Word all that reminders send by themselves, with discreet text, as it is set at first."""
    words = Wording(texts, DOORS)
    yield from _doses(words)
    yield from _dates(words)
    for key, values in FURTHER.items():
        yield Shown(f"{key}:", plain(texts.rich(key, **values)))  # type: ignore[arg-type]


def _doses(words: Wording) -> Iterator[Shown]:
    plan = plan_of(doses(*TWO, cue="after-breakfast"))
    eight = due(plan, at(24, 8))
    yield _shown("A dose, on time:", words.reminder(plan, eight, "", at(24, 8)))
    yield _shown("A dose, 20 minutes late:", words.reminder(plan, eight, "", at(24, 8, 20)), late=True)
    yield _shown("A nudge:", words.nudge(eight, "", at(24, 8, 30)))
    yield _shown("After a snooze:", words.snoozed(eight, "", at(24, 8, 40)))
    yield _shown("One could not be sent:", words.missed("4" * 32, [(plan, eight)], at(24, 13)), late=True)
    several = [(plan, due(plan, at(day, hour))) for day in (21, 22, 23) for hour in (8, 20)]
    yield _shown("Several could not be sent:", words.missed("4" * 32, several, at(24, 13)), late=True)
    many = [(plan, due(plan, at(1, 8) + number * 12 * HOUR)) for number in range(60)]
    yield _shown("Many could not be sent:", words.missed("4" * 32, many, at(24, 13)), late=True)
    yield _shown("Nothing was marked for three days:", words.still(plan, UNANSWERED_DAYS))


def _dates(words: Wording) -> Iterator[Shown]:
    contents = ((TEST, Kind.BLOOD_TEST), (VISIT, Kind.APPOINTMENT), (PICK_UP, Kind.REFILL))
    for content, kind in contents:
        plan = plan_of(content, kind)
        for ahead in (3, 1, 0, -3):
            moment = at(24, 18) - ahead * DAY
            yield _shown(f"{kind}, {ahead} days before:", words.reminder(plan, due(plan, moment), "", moment))
    plan = plan_of(TEST, Kind.BLOOD_TEST)
    lost = words.missed("4" * 32, [(plan, due(plan, at(23, 18)))], at(24, 18))
    yield _shown("A notice could not be sent:", lost, late=True)


def _shown(when: str, reply: Reply, *, late: bool = False) -> Shown:
    labels = tuple(one.label for row in reply.rows if isinstance(row, tuple) for one in row if isinstance(one, Button))
    return Shown(when, plain(reply.blocks), labels, late)


def page(texts: Texts) -> str:
    """Give the whole file."""
    return "\n".join(map(str, all_shown(texts)))


if __name__ == "__main__":
    FILE.write_text(page(load_texts("en")), encoding="utf-8")
