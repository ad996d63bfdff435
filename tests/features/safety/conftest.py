"""The shipped rules, read once, and a way to build small ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.documents import parse_document
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
    return Screen(shipped)


@pytest.fixture(scope="session")
def read() -> Callable[[str], Rules]:
    return lambda text: read_rules(parse_document(text, "red_flags.yaml"))


@pytest.fixture(scope="session")
def small(read: Callable[[str], Rules]) -> Screen:
    return Screen(read(SMALL))
