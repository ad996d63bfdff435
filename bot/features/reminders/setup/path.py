"""The order of the questions: the first one on the path that has no answer is asked. Pure.

The path is written down as it is walked: behind a question stands what depends on its answer, which is read only once
there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.features.reminders.consents import Purpose, purpose_of
from bot.features.reminders.plans import Kind
from bot.features.reminders.setup import agreeing, bloodtests, dates, extras, rhythm, whereabouts
from bot.features.reminders.setup.agreeing import NO
from bot.features.reminders.setup.asking import Asking, Facts, Step
from bot.features.reminders.setup.bloodtests import MOST_PHASES, OWN, phases_of, tests_in_phase
from bot.features.reminders.setup.draft import Draft, base, number, numbered
from bot.features.reminders.setup.extras import has_own_words
from bot.features.reminders.setup.rhythm import MOST_STEPS
from bot.features.reminders.setup.spoken import NONE, STEPPED
from bot.texts.catalogue import Texts

PREVIEW = "preview"
"""Where every path ends."""

STEPS: Mapping[str, Step] = {
    **agreeing.STEPS,
    **rhythm.STEPS,
    **bloodtests.STEPS,
    **dates.STEPS,
    **extras.STEPS,
    **whereabouts.STEPS,
}
"""All questions, by their names without a number."""

# What else is asked for a way to say on which days.
_DETAILS = {"weekdays": ("weekdays",), "every": ("every",), "cycle": ("on", "off"), "monthly": ("monthday",)}


def present(draft: Draft, facts: Facts, texts: Texts) -> str:
    """Name the question that is to be asked now, or PREVIEW."""
    asking = Asking(texts, facts, draft.answers)
    return next((name for name in _path(asking) if name not in draft.answers), PREVIEW)


def asking(draft: Draft, facts: Facts, texts: Texts, name: str) -> Asking:
    """Give all that the question of this name is made of."""
    return Asking(texts, facts, draft.answers, number(name))


def step(name: str) -> Step:
    """Give the question of this name."""
    return STEPS[base(name)]


def _path(asking: Asking) -> Iterator[str]:
    consents = asking.facts.consents
    if not consents and "kind" not in asking.answers:
        yield "consent"
    yield "kind"
    if purpose_of(asking.kind) not in consents:
        yield "consent"
    match asking.kind:
        case Kind.DOSE:
            if asks_history(asking):
                yield "history"
            yield from _doses(asking)
        case Kind.BLOOD_TEST:
            yield from _blood_tests(asking)
        case Kind.APPOINTMENT | Kind.REFILL:
            yield from _date(asking)


def asks_history(asking: Asking) -> bool:
    """Tell whether to ask for a history: once, with a person's first plan of doses."""
    known = any(plan.kind is Kind.DOSE for plan in asking.facts.plans)
    return not known and Purpose.HISTORY not in asking.facts.consents


def _doses(asking: Asking) -> Iterator[str]:
    if STEPPED in asking.answers:
        yield from _zone()
        for place in range(MOST_STEPS):
            yield from _dated_step(replace(asking, number=place))
            if place + 1 == MOST_STEPS or asking.answers[numbered("more", place)] == NO:
                break
    else:
        yield from _rhythm(asking)
        yield from _zone()
        yield "first-0"
    yield "last"
    yield "cue"
    if asking.facts.labels and STEPPED not in asking.answers:
        yield "label"
    yield "nudges"
    yield from _discreet(asking)


def _dated_step(asking: Asking) -> Iterator[str]:
    yield asking.mine("first")
    yield from _rhythm(asking)
    if asking.facts.labels:
        yield asking.mine("label")
    if asking.number + 1 < MOST_STEPS:
        yield asking.mine("more")


def _rhythm(asking: Asking) -> Iterator[str]:
    yield asking.mine("days")
    for detail in _DETAILS.get(asking.answers[asking.mine("days")], ()):
        yield asking.mine(detail)
    yield asking.mine("times")


def _blood_tests(asking: Asking) -> Iterator[str]:
    answers = asking.answers
    yield "preset"
    yield "team"
    if answers["preset"] == OWN:
        for place in range(MOST_PHASES):
            yield numbered("gap", place)
            yield numbered("count", place)
            if answers[numbered("count", place)] == NONE:
                break
    if len(phases_of(answers)) > 1:
        yield "phase"
    if tests_in_phase(answers):
        yield "done"
    yield from _zone()
    yield "lasttest"
    if answers["lasttest"] == NONE:
        yield "due"
    yield "window"
    yield "notice"
    yield from _words(asking)


def _date(asking: Asking) -> Iterator[str]:
    yield from _zone()
    yield "day"
    if asking.kind is Kind.APPOINTMENT:
        yield "at"
    yield "before"
    yield "notice"
    yield from _words(asking)


def _words(asking: Asking) -> Iterator[str]:
    if asking.facts.labels:
        yield "label"
    yield from _discreet(asking)


def _discreet(asking: Asking) -> Iterator[str]:
    """Ask whether messages may show own words, where there are any and it was not said before."""
    if has_own_words(asking) and asking.facts.profile.discreet:
        yield "discreet"


def _zone() -> Iterator[str]:
    yield "place"
    yield "clock"
