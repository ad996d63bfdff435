"""Questions about repeated blood tests: the pattern, where in it the person is, and when they are told. Pure.

The person picks the pattern that their own team named, or enters the team's plan. Nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.core.richtext import Block, Bullets, Link, Text
from bot.features.reminders.describing import counted_days, interval_in_words, phase_in_words
from bot.features.reminders.presets import Interval, Phase, Preset, Unit
from bot.features.reminders.setup.asking import Asking, Choice, Doubt, Listed, Question, Step, choices
from bot.features.reminders.setup.counting import Range, read_number
from bot.features.reminders.setup.draft import Answers, Offer, base, numbered
from bot.features.reminders.setup.spoken import NONE, Span, read_day
from bot.texts.keys import Key

MOST_PHASES = 6
"""Phases that a person can enter by hand."""

OWN = "own"
PATTERN = ("preset", "team", "gap", "count", "note", "phase", "done")
"""The questions that belong to the pattern."""

_MOST_TESTS, _MOST_SHOWN = 100, 9
_QUICK_GAPS = (
    Interval(1, Unit.WEEK),
    Interval(2, Unit.WEEK),
    Interval(4, Unit.WEEK),
    Interval(1, Unit.MONTH),
    Interval(3, Unit.MONTH),
)
_QUICK_COUNTS = (2, 3, 4, 6, 8)
_QUICK_WINDOWS = (0, 3, 7)
_UNIT_WORDS: Mapping[Unit, Key] = {
    Unit.DAY: "remind.unit_day",
    Unit.WEEK: "remind.unit_week",
    Unit.MONTH: "remind.unit_month",
}
LONGEST_WINDOW = 60
"""Days after the day it is due."""

_LONGEST_AGO, _FURTHEST = timedelta(days=3 * 366), timedelta(days=366)


def phases_of(answers: Answers) -> tuple[Phase, ...]:
    """Give the phases that were answered so far."""
    return tuple(_phases(answers))


def phases_patch(phases: tuple[Phase, ...]) -> dict[str, str | None]:
    """Give the answers that say these phases."""
    patch: dict[str, str | None] = {}
    for place, phase in enumerate(phases):
        patch[numbered("gap", place)] = f"{phase.every.number}-{phase.every.unit}"
        patch[numbered("count", place)] = NONE if phase.count is None else str(phase.count)
        patch[numbered("note", place)] = phase.note
    return patch


def _phases(answers: Answers) -> Iterator[Phase]:
    place = 0
    while (gap := answers.get(numbered("gap", place))) and (count := answers.get(numbered("count", place))):
        note = answers.get(numbered("note", place), "")
        yield Phase(_interval(gap), None if count == NONE else int(count), note)
        if count == NONE:
            return
        place += 1


def _interval(gap: str) -> Interval:
    number, _, unit = gap.partition("-")
    return Interval(int(number), Unit(unit))


def _preset(asking: Asking) -> Question:
    texts, presets = asking.texts, asking.facts.presets
    named = (Choice(one.id, one.name, {"preset": one.id, **phases_patch(one.phases)}) for one in presets.presets)
    own = Choice(OWN, presets.own_plan.name, {"preset": OWN, "team": OWN})
    own_plan = presets.own_plan
    words = texts.rich("remind.preset", use=presets.use, own=own_plan.name, note=own_plan.note)
    return Question(words, (Listed(texts.line("remind.preset_choose"), (*named, own)),))


def _team(asking: Asking) -> Question:
    """Show all that is known of the pattern that was picked, and ask whether the team named it."""
    texts, preset = asking.texts, asking.facts.presets.get(asking.answers["preset"])
    again = {name: None for name in asking.answers if base(name) in PATTERN}
    yes = Choice("yes", texts.line("remind.team_yes"), {"team": "yes"})
    no = Choice("no", texts.line("remind.team_no"), again)
    if preset is None:  # it was taken out of the file meanwhile
        return Question(texts.rich("remind.preset_gone"), ((no,),))
    return Question((*_shown(asking, preset), *texts.rich("remind.team")), ((yes,), (no,)))


def _shown(asking: Asking, preset: Preset) -> Iterator[Block]:
    texts = asking.texts
    yield from texts.rich("remind.preset_name", name=preset.name)
    phases = ((phase_in_words(phase, texts), phase.note) for phase in preset.phases)
    yield Bullets(tuple((Text(f"{words}. {note}".strip() if note else words),) for words, note in phases))
    if preset.gaps:
        yield from texts.rich("remind.preset_gaps", gaps=preset.gaps)
    yield from texts.rich("remind.preset_sources")
    yield Bullets(tuple((Link(source.title, source.url),) for source in preset.sources))


def _gap(asking: Asking) -> Question:
    texts, name = asking.texts, asking.mine("gap")
    every = ((f"{one.number}-{one.unit}", interval_in_words(one, texts)) for one in _QUICK_GAPS)
    words = texts.rich("remind.gap_next" if asking.number else "remind.gap")
    return Question(words, (choices(name, every),), texts.line("remind.gap_example"))


def _read_gap(asking: Asking, text: str) -> Offer | Doubt:
    """Read "every 12 weeks" or "12 weeks": one number and one unit."""
    texts = asking.texts
    units = {word: unit for unit, key in _UNIT_WORDS.items() for word in texts.words(key)}
    beside = set(texts.words("remind.number_words")) - units.keys()
    words = [word for word in text.lower().strip(" .!").split() if word not in beside]
    named = [units[word] for word in words if word in units]
    numbers = [word for word in words if word.isascii() and word.isdecimal() and len(word) <= 2]
    if len(named) == 1 and len(numbers) == len(words) - 1 <= 1:
        number = int(numbers[0]) if numbers else 1
        if number:
            gap = Interval(number, named[0])
            return Offer(interval_in_words(gap, texts), {asking.mine("gap"): f"{number}-{gap.unit}"})
    return Doubt(texts.rich("remind.gap_doubt"))


def _count(asking: Asking) -> Question:
    """Ask how many tests a phase has. The last phase that there is room for has no end."""
    texts, name = asking.texts, asking.mine("count")
    every = interval_in_words(_interval(asking.answers[asking.mine("gap")]), texts)
    words = texts.rich("remind.count", every=every)
    endless = (Choice(NONE, texts.line("remind.count_none"), {name: NONE}),)
    if asking.number + 1 >= MOST_PHASES:
        return Question(words, (endless,))
    row = choices(name, ((str(one), str(one)) for one in _QUICK_COUNTS))
    return Question(words, (row, endless), texts.line("remind.number_example"))


def _read_count(asking: Asking, text: str) -> Offer | Doubt:
    return read_number(asking, text, asking.mine("count"), Range(1, _MOST_TESTS))


def _phase(asking: Asking) -> Question:
    texts = asking.texts
    labelled = ((str(place), phase_in_words(one, texts)) for place, one in enumerate(phases_of(asking.answers)))
    return Question(texts.rich("remind.phase_ask"), (choices("phase", labelled),))


def _done(asking: Asking) -> Question:
    texts, count = asking.texts, tests_in_phase(asking.answers)
    row = choices("done", ((str(one), str(one)) for one in range(min(count, _MOST_SHOWN) + 1)))
    return Question(texts.rich("remind.done_ask", count=str(count)), (row,), texts.line("remind.number_example"))


def _read_done(asking: Asking, text: str) -> Offer | Doubt:
    return read_number(asking, text, "done", Range(0, tests_in_phase(asking.answers)))


def tests_in_phase(answers: Answers) -> int:
    """Give how many tests the phase that holds now has; 0 if it has no end."""
    return phases_of(answers)[int(answers.get("phase", "0"))].count or 0


def _lasttest(asking: Asking) -> Question:
    texts, today = asking.texts, asking.today
    days: tuple[tuple[Key, date], ...] = (
        ("remind.today", today),
        ("remind.yesterday", today - timedelta(days=1)),
    )
    row = choices("lasttest", ((day.isoformat(), texts.line(key)) for key, day in days))
    none = Choice(NONE, texts.line("remind.lasttest_none"), {"lasttest": NONE})
    return Question(texts.rich("remind.lasttest"), (row, (none,)), texts.line("remind.day_example"))


def _read_lasttest(asking: Asking, text: str) -> Offer | Doubt:
    span = Span(asking.today - _LONGEST_AGO, asking.today)
    return read_day(asking, text, span, lambda day, _: {"lasttest": day.isoformat()})


def _due(asking: Asking) -> Question:
    return Question(asking.texts.rich("remind.due"), example=asking.texts.line("remind.day_example"))


def _read_due(asking: Asking, text: str) -> Offer | Doubt:
    span = Span(asking.today, asking.today + _FURTHEST)
    return read_day(asking, text, span, lambda day, _: {"due": day.isoformat()})


def _window(asking: Asking) -> Question:
    texts = asking.texts
    row = choices("window", ((str(days), window_in_words(asking, days)) for days in _QUICK_WINDOWS))
    return Question(texts.rich("remind.window"), (row,), texts.line("remind.number_example"))


def _read_window(asking: Asking, text: str) -> Offer | Doubt:
    return read_number(asking, text, "window", Range(0, LONGEST_WINDOW))


def window_in_words(asking: Asking, days: int) -> str:
    """Say for how long after the day it is due a test counts as in time."""
    if days == 0:
        return asking.texts.line("remind.window_none")
    return asking.texts.line("remind.window_days", days=counted_days(days, asking.texts))


STEPS: Mapping[str, Step] = {
    "preset": Step(_preset),
    "team": Step(_team),
    "gap": Step(_gap, _read_gap),
    "count": Step(_count, _read_count),
    "phase": Step(_phase),
    "done": Step(_done, _read_done),
    "lasttest": Step(_lasttest, _read_lasttest),
    "due": Step(_due, _read_due),
    "window": Step(_window, _read_window),
}
