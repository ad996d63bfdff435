"""Who lives through the month: what they are reminded of, how they live, and what they will do when. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from benchmarks.reminders.month.outages import Outages
from benchmarks.reminders.month.wall import DAY, Rule, slots
from bot.core.people import Person, Platform

START = datetime(2026, 10, 3, 0, 0, tzinfo=UTC)
"""Before the clocks change in Sydney and Lord Howe (4 October), Europe (25 October) and New York (1 November)."""

ZONES = (
    *("Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Lisbon", "America/New_York", "America/Santiago"),
    *("America/Los_Angeles", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Chatham"),
)

HABITS = ("punctual", "punctual", "punctual", "late", "late", "forgetful", "snoozer", "undoer", "skipper", "early")
LIVES = ("plain",) * 12 + ("pauser", "rester", "editor", "traveller", "stopper", "deleter", "blocker", "holiday")

_TIMES = tuple(time(hour, minute) for hour in range(24) for minute in range(0, 60, 5))
_USUAL = (
    time(7),
    time(7, 30),
    time(8),
    time(8),
    time(8),
    time(9),
    time(12),
    time(18),
    time(20),
    time(20),
    time(22, 30),
)
_AT_NIGHT = (time(1, 30), time(2), time(2, 30), time(3))


@dataclass(frozen=True, slots=True)
class Test:
    """Tests each so many days, from the last one on; asked after at the end of a window."""

    every: int
    last_done: int  # days before the start
    window: int = 3


@dataclass(frozen=True, slots=True)
class Setup:
    """What one plan is about: doses, tests, or a day that is announced (both in days from the start)."""

    number: int
    rule: Rule | None = None
    nudges: int = 1
    test: Test | None = None
    day: tuple[int, tuple[int, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does of their own accord: to one plan, or to all (None)."""

    at: datetime
    what: str
    plan: int | None = None
    zone: str = ""
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Human:
    """One of the people. `carer`: who is told when something stays unmarked."""

    number: int
    platform: Platform
    zone: str
    habit: str
    life: str
    quiet: tuple[time, time] | None = None
    plans: tuple[Setup, ...] = ()
    deeds: tuple[Deed, ...] = ()
    carer: Human | None = None
    blocked: tuple[datetime, datetime] | None = None
    absent: tuple[datetime, datetime] | None = None

    @property
    def account(self) -> Person:
        """Their account."""
        return Person(self.platform, str(self.number))

    def blocks(self, at: datetime) -> bool:
        """Tell whether they have blocked the bot."""
        return self.blocked is not None and self.blocked[0] <= at < self.blocked[1]

    def is_absent(self, at: datetime) -> bool:
        """Tell whether they look at nothing."""
        return self.absent is not None and self.absent[0] <= at < self.absent[1]


@dataclass
class Population:
    """Makes people, each by their number and a seed."""

    seed: int
    days: int
    outages: Outages
    carers: dict[int, Human] = field(default_factory=dict)

    def people(self, count: int) -> Iterator[Human]:
        """Make so many."""
        for number in range(1, count + 1):
            yield self._human(number)

    def _human(self, number: int) -> Human:
        chance = random.Random(f"{self.seed}:{number}")
        zone, platform = chance.choice(ZONES), chance.choice((Platform.TELEGRAM, Platform.DISCORD))
        life = chance.choice(LIVES)
        human = Human(number, platform, zone, chance.choice(HABITS), life, _quiet(chance))
        human = replace(human, plans=tuple(self._plans(chance, life)))
        if life == "plain" and chance.random() < 0.3:
            human = replace(human, carer=self._carer(chance, number))
        return self._with_life(chance, human)

    def _plans(self, chance: random.Random, life: str) -> Iterator[Setup]:
        taken: set[time] = set()
        for number in range(chance.choice((1, 1, 1, 2))):
            rule = _rule(chance, self.days, taken)
            yield Setup(number, rule, nudges=chance.choice((0, 1, 1, 1, 2)))
        if life == "plain" and chance.random() < 0.15:
            every = chance.choice((7, 14))
            yield Setup(8, test=Test(every, chance.randint(1, every - 3)))
        if life == "plain" and chance.random() < 0.15:
            yield Setup(9, day=(chance.randint(3, self.days + 5), chance.choice(((1,), (7, 1), (3, 0)))))

    def _carer(self, chance: random.Random, number: int) -> Human:
        """Some care for two people."""
        name = 900_000 + number - number % 2
        if name not in self.carers:
            platform = chance.choice((Platform.TELEGRAM, Platform.DISCORD))
            self.carers[name] = Human(name, platform, "", "", "", _quiet(chance))
        return self.carers[name]

    def _with_life(self, chance: random.Random, human: Human) -> Human:
        deeds = [self._deed(human, deed) for deed in _deeds(chance, human, self.days)]
        if human.habit == "early":
            deeds += [self._deed(human, deed) for deed in _early(chance, human, self.days)]
        spans = {}
        if human.life == "holiday":
            spans["absent"] = _span(chance, self.days, 4.5)
        if human.life == "blocker":
            begin, end = _span(chance, self.days, 2.5)
            spans["blocked"] = (begin, self.outages.acts(end, human.platform))
            deeds.append(Deed(spans["blocked"][1], "writes"))
        human = replace(human, **spans)  # type: ignore[arg-type]
        done = [
            deed for deed in deeds if deed.what != "early" or not (human.is_absent(deed.at) or human.blocks(deed.at))
        ]
        return replace(human, deeds=tuple(sorted(done, key=lambda deed: deed.at)))

    def _deed(self, human: Human, deed: Deed) -> Deed:
        return replace(deed, at=self.outages.acts(deed.at, human.platform))


def _quiet(chance: random.Random) -> tuple[time, time] | None:
    return chance.choice((None, None, (time(22), time(7)), (time(23, 30), time(6)), (time(13), time(15))))


def _rule(chance: random.Random, days: int, taken: set[time]) -> Rule:
    """Make a rule whose times no other one of this person has."""
    first = START.date() - chance.randint(0, 20) * DAY
    kinds = {
        "day": (),
        "weekdays": tuple(sorted(chance.sample(range(7), chance.randint(1, 5)))),
        "days": (chance.randint(2, 5),),
        "cycle": (chance.randint(2, 10), chance.randint(1, 5)),
        "month day": (chance.choice((5, 15, 28, 31)),),
    }
    every = chance.choice(("day",) * 8 + tuple(kinds))
    rule = Rule(first, every, _some_times(chance, taken), kinds[every])
    if chance.random() < 0.1:
        step = START.date() + chance.randint(3, days) * DAY
        return replace(rule, then=Rule(step, "day", _some_times(chance, taken)))
    if chance.random() < 0.1:
        return replace(rule, last=START.date() + chance.randint(5, days) * DAY)
    return rule


def _some_times(chance: random.Random, taken: set[time]) -> tuple[time, ...]:
    times = chance.choice((_USUAL, _USUAL, _USUAL, _TIMES, _TIMES, _AT_NIGHT))
    wanted = {chance.choice(times) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))} - taken
    while not wanted:
        wanted = {chance.choice(_TIMES)} - taken
    taken |= wanted
    return tuple(sorted(wanted))


def _some_moment(chance: random.Random, days: int) -> datetime:
    """Give a moment at an odd second, so that nothing happens at the very same one."""
    return START + timedelta(days=chance.uniform(1, days - 1)) // timedelta(seconds=1) * timedelta(seconds=1) + ODD


ODD = timedelta(milliseconds=250)


def _span(chance: random.Random, days: int, most: float) -> tuple[datetime, datetime]:
    begin = _some_moment(chance, days)
    return begin, begin + timedelta(days=chance.uniform(0.7, most)) // timedelta(seconds=1) * timedelta(seconds=1)


def _deeds(chance: random.Random, human: Human, days: int) -> Iterator[Deed]:
    at = _some_moment(chance, days)
    match human.life:
        case "pauser":
            yield Deed(at, chance.choice(("pause tomorrow", "pause week")), 0)
        case "rester":
            yield Deed(at, "pause always", 0)
            yield Deed(at + chance.randint(3_000, 600_000) * timedelta(seconds=1), "resume", 0)
        case "editor":
            rule = human.plans[0].rule
            assert rule is not None
            taken = {one for plan in human.plans if plan.rule for one in _all_times(plan.rule)}
            yield Deed(at, "edit", 0, rule=replace(rule, times=_some_times(chance, taken - set(rule.times)), then=None))
        case "traveller":
            yield Deed(at, "travel", zone=chance.choice([zone for zone in ZONES if zone != human.zone]))
            yield Deed(at + chance.randint(90_000, 700_000) * timedelta(seconds=1), "travel", zone=human.zone)
        case "stopper":
            yield Deed(at, "stop")
        case "deleter":
            yield Deed(at, "delete", 0)


def _all_times(rule: Rule) -> tuple[time, ...]:
    return rule.times + (_all_times(rule.then) if rule.then else ())


def _early(chance: random.Random, human: Human, days: int) -> Iterator[Deed]:
    """Mark some doses before they are due."""
    for plan in human.plans:
        if plan.rule is not None:
            for slot in slots(plan.rule, human.zone, START + DAY / 4, START + days * DAY):
                if chance.random() < 0.5:
                    yield Deed(slot.at - chance.randint(90, 20_000) * timedelta(seconds=1) + ODD, "early", plan.number)
