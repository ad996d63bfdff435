"""Short questions at the end: a cue, own words, how often to ask again, and what messages show. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.features.reminders.cues import CUES
from bot.features.reminders.plans import LONGEST_LABEL, MOST_NUDGES
from bot.features.reminders.setup.agreeing import NO, YES
from bot.features.reminders.setup.asking import Asking, Choice, Doubt, Question, Step, choices
from bot.features.reminders.setup.draft import Offer, base
from bot.features.reminders.setup.spoken import NONE, STEPPED
from bot.texts.keys import Key

_NUDGES: tuple[Key, ...] = ("remind.nudges_none", "remind.nudges_one", "remind.nudges_two")


def _cue(asking: Asking) -> Question:
    texts = asking.texts
    labelled = ((cue, texts.line(key)) for cue, key in CUES.items())
    none = choices("cue", ((NONE, texts.line("remind.cue_none")),))
    return Question(texts.rich("remind.cue"), (choices("cue", labelled), none))


def _label(asking: Asking) -> Question:
    """Ask for own words; those of a plan in dated steps belong to a step each."""
    texts, name = asking.texts, label_name(asking)
    none = Choice(NONE, texts.line("remind.label_none"), {name: ""})
    words = texts.rich("remind.label", most=str(LONGEST_LABEL))
    return Question(words, ((none,),), texts.line("remind.label_example"))


def _read_label(asking: Asking, text: str) -> Offer | Doubt:
    words = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not words or len(words) > LONGEST_LABEL:
        return Doubt(asking.texts.rich("remind.label_doubt", most=str(LONGEST_LABEL)))
    return Offer(words, {label_name(asking): words})


def label_name(asking: Asking) -> str:
    """Name the question for own words."""
    return asking.mine("label") if STEPPED in asking.answers else "label"


def _nudges(asking: Asking) -> Question:
    texts = asking.texts
    labelled = ((str(number), texts.line(_NUDGES[number])) for number in range(MOST_NUDGES + 1))
    return Question(texts.rich("remind.nudges"), (choices("nudges", labelled),))


def _discreet(asking: Asking) -> Question:
    texts = asking.texts
    labelled = ((YES, texts.line("remind.discreet_yes")), (NO, texts.line("remind.discreet_no")))
    return Question(texts.rich("remind.discreet"), (choices("discreet", labelled),))


def has_own_words(asking: Asking) -> bool:
    """Tell whether there is something that messages could show beside the time."""
    answers = asking.answers
    own = any(base(name) == "label" and words for name, words in answers.items())
    return own or answers.get("cue", NONE) != NONE


STEPS: Mapping[str, Step] = {
    "cue": Step(_cue),
    "label": Step(_label, _read_label),
    "nudges": Step(_nudges),
    "discreet": Step(_discreet),
}
