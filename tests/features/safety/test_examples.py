"""The shipped rules against labelled messages.

`safety_first.jsonl` was written before any rule; `safety_more.jsonl` holds what later rounds added, each written
and measured before the rules were changed; `safety_last.jsonl` was written last, and no rule was changed for it.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

import pytest

from bot.core.documents import read_document
from bot.core.reply import Urgency
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen
from tests.features.safety.conftest import KNOWLEDGE, ROOT

FILES = ("safety_first.jsonl", "safety_more.jsonl", "safety_last.jsonl")
ORDER = tuple(Urgency)


@dataclass(frozen=True)
class Example:
    """A message with the flag and urgency that it should raise, or neither."""

    text: str
    flag: str | None
    urgency: Urgency | None


def examples(file: str) -> list[Example]:
    rows = (ROOT / "tests" / "data" / file).read_text(encoding="utf-8").splitlines()
    found = []
    for row in rows:
        given = json.loads(row)
        urgency = Urgency(given["urgency"]) if given["urgency"] else None
        found.append(Example(given["text"], given["flag"], urgency))
    return found


@pytest.mark.parametrize("file", FILES)
def test_danger_is_found(screen: Screen, file: str) -> None:
    flagged = [example for example in examples(file) if example.flag]
    missed = [example.text for example in flagged if screen.check(example.text) is None]
    assert len(missed) <= 0.02 * len(flagged), missed


@pytest.mark.parametrize("file", FILES)
def test_ordinary_talk_does_not_alarm(screen: Screen, file: str) -> None:
    plain = [example for example in examples(file) if not example.flag]
    alarms = [example.text for example in plain if screen.check(example.text)]
    assert len(alarms) <= 0.05 * len(plain), alarms


@pytest.mark.parametrize("file", FILES)
def test_an_emergency_is_not_taken_for_less(screen: Screen, file: str) -> None:
    emergencies = [example for example in examples(file) if example.urgency is Urgency.EMERGENCY]
    verdicts = [(example.text, screen.check(example.text)) for example in emergencies]
    less = [text for text, verdict in verdicts if verdict is None or verdict.urgency is not Urgency.EMERGENCY]
    assert len(less) <= 0.02 * len(emergencies), less


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_taken_for_less_urgent_than_it_is(screen: Screen, file: str) -> None:
    for example in examples(file):
        verdict = screen.check(example.text)
        if example.urgency and verdict:
            assert ORDER.index(verdict.urgency) <= ORDER.index(example.urgency), example.text


@pytest.mark.parametrize("file", FILES)
def test_the_right_flag_is_among_those_named(screen: Screen, file: str) -> None:
    flagged = [example for example in examples(file) if example.flag]
    verdicts = [(example, screen.check(example.text)) for example in flagged]
    wrong = [
        example.text
        for example, verdict in verdicts
        if verdict is not None and example.flag not in (verdict.flag, *verdict.others)
    ]
    assert len(wrong) <= 0.03 * len(flagged), wrong


def test_every_flag_has_many_examples(shipped: Rules) -> None:
    count = Counter(example.flag for file in FILES for example in examples(file))
    assert {flag.id: count[flag.id] for flag in shipped.flags if count[flag.id] < 20} == {}
    assert count[None] >= 500


def test_one_slip_of_the_finger_hides_little(screen: Screen) -> None:
    flagged = [example.text for example in examples("safety_first.jsonl") if example.flag]
    slipped = [_slip(text, number) for number, text in enumerate(flagged)]
    missed = [text for text in slipped if screen.check(text) is None]
    assert len(missed) <= 0.05 * len(flagged), missed


def _slip(text: str, number: int) -> str:
    """Swap two letters in the middle of one longer word."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return text
    place = long[number % len(long)]
    middle = len(words[place]) // 2
    word = words[place]
    words[place] = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return " ".join(words)


def test_a_long_post_hides_nothing(screen: Screen) -> None:
    before = "Hi all, I have been on azathioprine since 2019 for Crohn's. Bloods were fine in March.\n"
    after = "\nThe clinic is shut until Monday. Anyone else had this? Thanks in advance x"
    flagged = [example.text for example in examples("safety_first.jsonl") if example.flag]
    missed = [text for text in flagged if screen.check(before + text + after) is None]
    assert len(missed) <= 0.02 * len(flagged), missed


def test_the_questions_of_the_knowledge_base_seldom_alarm(screen: Screen) -> None:
    asked, alarms = 0, 0
    for path in KNOWLEDGE.glob("*/*.yaml"):
        content = read_document(path, ROOT).content
        if path.parent.name == "urgent":
            continue
        for text in (content["question"], *content.get("also_asked", ())):
            asked += 1
            alarms += screen.check(text) is not None
    assert asked > 1000
    assert alarms <= 0.04 * asked
