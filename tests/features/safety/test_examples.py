"""The shipped rules, and the shipped screen with its judge, against labelled messages.

`safety_first.jsonl` was written before any rule; `safety_more.jsonl` holds what later rounds added, each written
and measured before the rules were changed; `safety_last.jsonl` was written last, and no rule was changed for it.
The judge has learnt from all three. It has not read the `*_dev.jsonl` files: what is asked for there lies just below
what was measured, so that no change makes it worse unseen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from bot.core.documents import read_document
from bot.core.reply import Urgency
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen, Verdict
from tests.features.safety.conftest import KNOWLEDGE, ROOT

FILES = ("safety_first.jsonl", "safety_more.jsonl", "safety_last.jsonl")
ORDER = tuple(Urgency)


Check = Callable[[str], Verdict | None]


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
    assert {flag.id: count[flag.id] for flag in shipped.flags if flag.rules and count[flag.id] < 20} == {}
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


BEFORE = "Hi all, I have been on azathioprine since 2019 for Crohn's. Bloods were fine in March.\n"
AFTER = "\nThe clinic is shut until Monday. Anyone else had this? Thanks in advance x"


def test_a_long_post_hides_nothing(screen: Screen) -> None:
    flagged = [example.text for example in examples("safety_first.jsonl") if example.flag]
    missed = [text for text in flagged if screen.check(BEFORE + text + AFTER) is None]
    assert len(missed) <= 0.02 * len(flagged), missed


def questions(*, near: frozenset[str] = frozenset()) -> list[str]:
    """The ways to ask for the entries outside of the urgent section, but for those that are `near` danger."""
    paths = [path for path in KNOWLEDGE.glob("*/*.yaml") if path.parent.name != "urgent" and path.stem not in near]
    contents = [read_document(path, ROOT).content for path in paths]
    return [text for content in contents for text in (content["question"], *content.get("also_asked", ()))]


def test_the_questions_of_the_knowledge_base_seldom_alarm(screen: Screen) -> None:
    asked = questions()
    assert len(asked) > 1000
    assert sum(screen.check(text) is not None for text in asked) <= 0.04 * len(asked)


@pytest.fixture(scope="session")
def check(guarded: Screen) -> Check:
    """What people meet; each message is looked at once."""
    return cache(guarded.check)


class TestWithTheJudge:
    """The screen that people meet."""

    @pytest.mark.parametrize("file", FILES)
    def test_what_the_rules_find_is_not_lost(self, check: Check, file: str) -> None:
        flagged = [example for example in examples(file) if example.flag]
        missed = [example.text for example in flagged if check(example.text) is None]
        assert len(missed) <= 0.005 * len(flagged), missed
        emergencies = [example for example in flagged if example.urgency is Urgency.EMERGENCY]
        verdicts = [(example.text, check(example.text)) for example in emergencies]
        assert [text for text, one in verdicts if one is None or one.urgency is not Urgency.EMERGENCY] == []

    @pytest.mark.parametrize("file", FILES)
    def test_ordinary_talk_alarms_less_than_by_the_rules(self, check: Check, file: str) -> None:
        plain = [example.text for example in examples(file) if not example.flag]
        alarms = [text for text in plain if check(text)]
        assert len(alarms) <= 0.005 * len(plain), alarms

    def test_danger_in_words_that_no_rule_knows(self, screen: Screen, check: Check) -> None:
        flagged = [text for text, urgency in unread("safety_dev.jsonl") if urgency]
        found = [text for text in flagged if check(text)]
        assert len(found) >= 0.97 * len(flagged)
        by_rules = [text for text in flagged if screen.check(text)]
        assert len(found) >= len(by_rules) + 0.2 * len(flagged)
        silenced = set(by_rules) - set(found)
        assert len(silenced) <= 0.01 * len(flagged), silenced

    def test_emergencies(self, check: Check) -> None:
        verdicts = [check(text) for text, urgency in unread("safety_dev.jsonl") if urgency is Urgency.EMERGENCY]
        found = [verdict for verdict in verdicts if verdict]
        assert len(found) >= 0.97 * len(verdicts)
        assert sum(verdict.urgency is Urgency.EMERGENCY for verdict in found) >= 0.78 * len(verdicts)

    def test_what_is_for_today_is_seldom_told_as_an_emergency(self, check: Check) -> None:
        verdicts = [check(text) for text, urgency in unread("safety_dev.jsonl") if urgency is Urgency.SAME_DAY]
        raised = [verdict for verdict in verdicts if verdict and verdict.urgency is Urgency.EMERGENCY]
        assert len(raised) <= 0.05 * len(verdicts)

    @pytest.mark.parametrize(
        ("file", "most"),
        [
            ("safety_dev.jsonl", 0.055),
            ("chatter_dev.jsonl", 0.03),
            ("questions_dev.jsonl", 0.04),
            ("edge_dev.jsonl", 0.02),
        ],
    )
    def test_false_alarms(self, check: Check, file: str, most: float) -> None:
        plain = [text for text, urgency in unread(file) if not urgency]
        alarms = [text for text in plain if check(text)]
        assert len(alarms) <= most * len(plain), alarms

    @pytest.mark.parametrize("file", FILES)
    def test_an_emergency_is_heard_in_talk_to_others(self, guarded: Screen, file: str) -> None:
        emergencies = [example.text for example in examples(file) if example.urgency is Urgency.EMERGENCY]
        assert [text for text in emergencies if guarded.check(text, addressed=False) is None] == []

    def test_danger_is_heard_in_talk_to_others(self, guarded: Screen) -> None:
        found = Counter(urgency for text, urgency in unread("safety_dev.jsonl") if guarded.check(text, addressed=False))
        asked = Counter(urgency for _, urgency in unread("safety_dev.jsonl"))
        assert found[Urgency.EMERGENCY] >= 0.87 * asked[Urgency.EMERGENCY]
        assert found[Urgency.SAME_DAY] >= 0.75 * asked[Urgency.SAME_DAY]
        assert found[None] <= 0.07 * asked[None]

    def test_ordinary_talk_to_others_is_not_interrupted(self, guarded: Screen) -> None:
        talk = [text for text, _ in unread("chatter_dev.jsonl")]
        alarms = [text for text in talk if guarded.check(text, addressed=False)]
        assert len(alarms) <= 0.003 * len(talk), alarms

    def test_the_questions_of_the_knowledge_base_seldom_alarm(self, shipped: Rules, check: Check) -> None:
        """But for the entries to which the flags point: who asks for these in a few words may well be in danger."""
        asked = questions(near=frozenset(topic for flag in shipped.flags for topic in flag.topics))
        assert len(asked) > 1000
        assert sum(check(text) is not None for text in asked) <= 0.02 * len(asked)

    def test_one_slip_of_the_finger_hides_little(self, check: Check) -> None:
        flagged = [example.text for example in examples("safety_first.jsonl") if example.flag]
        missed = [text for n, text in enumerate(flagged) if check(_slip(text, n)) is None]
        assert len(missed) <= 0.03 * len(flagged), missed

    def test_a_long_post_hides_nothing_that_the_rules_find(self, check: Check) -> None:
        flagged = [example.text for example in examples("safety_first.jsonl") if example.flag]
        missed = [text for text in flagged if check(BEFORE + text + AFTER) is None]
        assert len(missed) <= 0.02 * len(flagged), missed

    def test_a_long_post_hides_little_of_what_the_judge_finds(self, check: Check) -> None:
        found = [text for text, urgency in unread("safety_dev.jsonl") if urgency and check(text)]
        missed = [text for text in found if check(BEFORE + text + AFTER) is None]
        assert len(missed) <= 0.13 * len(found), missed

    def test_a_cry_for_help_behind_a_thousand_words_is_heard(self, check: Check) -> None:
        story = harmless([text for text, _ in unread("chatter_dev.jsonl")], 5500, check)
        for cry in ("I can't breathe and my lips are blue.", "I want to die.", "Temp of 39.5 and shaking all over."):
            assert check(f"{story}\n{cry}") is not None, cry


def harmless(talk: list[str], longest: int, check: Check) -> str:
    """Put talk of many people together, without what would sound like danger where it then stands."""
    story = ""
    for text in talk:
        longer = f"{story}\n{text}"
        if len(longer) > longest:
            break
        if check(longer) is None:
            story = longer
    return story


def unread(file: str) -> list[tuple[str, Urgency | None]]:
    """Messages that nothing was learnt from, with the urgency that they should raise."""
    rows = map(json.loads, (ROOT / "tests" / "data" / file).read_text(encoding="utf-8").splitlines())
    return [(row["text"], Urgency(row["urgency"]) if row.get("urgency") else None) for row in rows]
