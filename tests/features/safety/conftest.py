"""The shipped rules and the shipped judge, read once, and a way to build small ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.documents import parse_document
from bot.core.reply import Urgency
from bot.features.safety.judge import Judge, load_judge
from bot.features.safety.learning import ORDINARY, Example, learn
from bot.features.safety.loading import load_rules, read_rules
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen

ROOT = Path(__file__).parents[3]
KNOWLEDGE = ROOT / "knowledge" / "en"

# A whole small file; a test puts its own rules and look-alikes in.
SMALL = """
overview: when-to-seek-help
little_words: [is are the a my so and all]
spelling:
  endings: [s]
  mend_to: [fever, yellow]
  known: level
words:
  yellow: [yellow, yellowish]
numbers:
  hot: ["38 to 42.9"]
signs:
  fever: [fever, "temp .. @hot"]
situations:
  pregnant: [pregnant]
guards:
  denial:
    - {says: ["(no|not|without)"], after: 4, joined_by: [or], stops: [but]}
  question:
    - {says: ["can it cause", "is .. a side effect"], after: 8, admitted: true}
  past:
    - {says: [years ago], before: 5, unless: [again]}
turns: [but, i have]
admissions: [mine are]
no_guards:
  denial: [no idea]
lookalikes:
  names: ["[yellow] card", hay fever]
flags:
  rf-jaundice:
    urgency: same-day
    topic: jaundice
    also: [liver-damage]
    rules:
      yellow-eyes: ["eye & @yellow"]
    raised_by:
      very-ill: [confused]
    say: Call the team today.
    say_emergency: Say that it is urgent.
    if_worse: there is confusion.
  rf-fever:
    urgency: same-day
    topic: fever-infection-signs
    rules:
      fever: ["@fever"]
      itch: ["itchy + @pregnant"]
      shaking:
        says: [shaking]
        unless: [with laughter]
        despite: [question]
        urgency: emergency
    say: Call the team today.
    if_worse: it gets worse.
  rf-lump:
    urgency: soon
    voice: crisis
    topic: skin-cancer
    rules:
      lump: [lump]
    say: Show it to somebody.
    if_worse: it bleeds.
"""


@pytest.fixture(scope="session")
def shipped() -> Rules:
    return load_rules(KNOWLEDGE / "red_flags.yaml", ROOT)


@pytest.fixture(scope="session")
def screen(shipped: Rules) -> Screen:
    """The shipped rules alone."""
    return Screen(shipped)


@pytest.fixture(scope="session")
def judge() -> Judge:
    judge = load_judge(KNOWLEDGE, ROOT)
    assert judge is not None
    return judge


@pytest.fixture(scope="session")
def guarded(shipped: Rules, judge: Judge) -> Screen:
    """The screen that people meet: the shipped rules and the shipped judge."""
    return Screen(shipped, judge)


@pytest.fixture(scope="session")
def read() -> Callable[[str], Rules]:
    return lambda text: read_rules(parse_document(text, "red_flags.yaml"))


@pytest.fixture(scope="session")
def small(read: Callable[[str], Rules]) -> Screen:
    return Screen(read(SMALL))


# Messages from which a small judge learns: what each of three writers puts before the same sayings.
WRITERS = {"ann": "hello all", "bob": "so today", "cat": "well then"}
SAYINGS: tuple[tuple[str, str | None, Urgency | None], ...] = (
    ("i feel hot and shivery since noon", "rf-fever", Urgency.SAME_DAY),
    ("my skin burns hot and i shiver", "rf-fever", Urgency.SAME_DAY),
    ("he went the colour of a banana", "rf-jaundice", Urgency.SAME_DAY),
    ("banana colour all over, and he talks nonsense to the wall", "rf-jaundice", Urgency.EMERGENCY),
    ("he talks nonsense to the wall and is banana coloured", "rf-jaundice", Urgency.EMERGENCY),
    ("there is a knob on my neck that grows", "rf-lump", Urgency.SOON),
    ("the soup was hot and lovely", None, None),
    ("a banana a day and a walk", None, None),
    ("the wall needs paint of another colour", None, None),
)
EVERYDAY = (
    "when do i take the tablets",
    "thanks for the kind words",
    "the nurse was lovely",
    "we walk the dog by the lake",
    "is the clinic open on monday",
    "my blood test is next week",
)
FLAGS = ("rf-jaundice", "rf-fever", "rf-lump")


def small_examples() -> list[Example]:
    """Labelled messages of three writers, and what people say every day."""
    labelled = [
        Example(f"{greeting} {text}", flag, urgency, writer)
        for writer, greeting in WRITERS.items()
        for text, flag, urgency in SAYINGS
    ]
    return [*labelled, *(Example(text, None, None, ORDINARY) for text in EVERYDAY * 2)]


@pytest.fixture(scope="session")
def taught() -> Judge:
    """A judge that has learnt the small examples."""
    examples = small_examples()
    return learn(examples, FLAGS, [False] * len(examples))
