"""The first questions: what the person agrees to, and what the plan is about."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.richtext import Blocks
from bot.features.reminders.consents import Purpose, purpose_of
from bot.features.reminders.plans import Kind
from bot.features.reminders.setup.asking import Asking, Choice, Question, Step, choices
from bot.texts.keys import Key

NO = "no"
YES = "yes"

# Where one purpose stands for several kinds of plan, the kind is asked afterwards.
_ONLY_KIND = {Purpose.DOSES: Kind.DOSE, Purpose.BLOOD_TESTS: Kind.BLOOD_TEST}

_WHAT_IS_KEPT: Mapping[Purpose, Key] = {
    Purpose.DOSES: "remind.consent_doses",
    Purpose.BLOOD_TESTS: "remind.consent_blood_tests",
    Purpose.DATES: "remind.consent_dates",
}
_AGREE: Mapping[Purpose, Key] = {
    Purpose.DOSES: "remind.agree_doses",
    Purpose.BLOOD_TESTS: "remind.agree_blood_tests",
    Purpose.DATES: "remind.agree_dates",
}
_KINDS: Mapping[Kind, Key] = {
    Kind.DOSE: "remind.kind_dose",
    Kind.BLOOD_TEST: "remind.kind_blood_test",
    Kind.APPOINTMENT: "remind.kind_appointment",
    Kind.REFILL: "remind.kind_refill",
}


def _consent(asking: Asking) -> Question:
    """Ask for consent: to what the plan is about if that is known, else to one of all purposes."""
    texts = asking.texts
    known = "kind" in asking.answers
    purposes = (purpose_of(asking.kind),) if known else tuple(_WHAT_IS_KEPT)
    agree = tuple(Choice(purpose, texts.line(_AGREE[purpose]), _agreed(purpose, known=known)) for purpose in purposes)
    no = Choice(NO, texts.line("remind.agree_no"), {})
    return Question(_consent_words(asking, purposes), (*((one,) for one in agree), (no,)))


def _agreed(purpose: Purpose, *, known: bool) -> dict[str, str | None]:
    """Consent is kept apart from the answers. Here it only says what the plan is about, if that was not known."""
    if known:
        return {}
    return {"kind": _ONLY_KIND[purpose].value} if purpose in _ONLY_KIND else {"about": purpose.value}


def _consent_words(asking: Asking, purposes: tuple[Purpose, ...]) -> Blocks:
    kept = tuple(block for purpose in purposes for block in asking.texts.rich(_WHAT_IS_KEPT[purpose]))
    own = asking.texts.rich("remind.consent_own_words") if asking.facts.labels else ()
    about, ask = asking.texts.rich("remind.consent_about"), asking.texts.rich("remind.consent_ask")
    return (*about, *kept, *own, *ask)


def _kind(asking: Asking) -> Question:
    """Ask what the plan is about. Who has agreed to one purpose just now is asked for its kinds alone."""
    about = asking.answers.get("about")
    labelled = (
        (kind.value, asking.texts.line(key)) for kind, key in _KINDS.items() if about in (None, purpose_of(kind).value)
    )
    return Question(asking.texts.rich("remind.kind"), tuple((one,) for one in choices("kind", labelled)))


def _history(asking: Asking) -> Question:
    line = asking.texts.line
    labelled = ((YES, line("remind.history_yes")), (NO, line("remind.history_no")))
    return Question(asking.texts.rich("remind.history"), tuple((one,) for one in choices("history", labelled)))


STEPS = {"consent": Step(_consent), "kind": Step(_kind), "history": Step(_history)}
