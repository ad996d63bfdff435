"""What the shipped red flags say, and that they are whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.codes import ALPHABET, LENGTH, read_code, shown_code
from bot.core.reply import Urgency
from bot.features.safety.judge import Judge
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen

FLAGS = {
    *("rf-fever", "rf-throat", "rf-bleed", "rf-jaundice", "rf-belly", "rf-reaction", "rf-anaphylaxis", "rf-breath"),
    *("rf-skin-severe", "rf-zoster", "rf-measles", "rf-covid", "rf-overdose", "rf-suicide", "rf-neuro", "rf-vomit"),
    *("rf-transplant", "rf-pregitch", "rf-lowcount", "rf-gout", "rf-livevax", "rf-adrenal", "rf-lump"),
    "rf-unclear",
}
ALWAYS_EMERGENCY = {"rf-suicide", "rf-anaphylaxis", "rf-skin-severe", "rf-adrenal"}
# What only a clinician may tell somebody to do with a medicine.
ORDERS = re.compile(
    r"\b(?:stop|start|skip|double|halve|restart) (?:taking|your|the|it|them|azathioprine)\b|\byou should take\b"
)
CALMING = re.compile(r"nothing to worry|don't worry|harmless|probably (?:fine|nothing)|just a side effect|it will pass")


def test_all_flags_are_there(shipped: Rules) -> None:
    assert {flag.id for flag in shipped.flags} == FLAGS


def test_one_flag_is_for_what_is_not_clear(shipped: Rules) -> None:
    """It is raised by the judge alone, so it must send people to help without knowing what it is."""
    assert [flag.id for flag in shipped.flags if not flag.rules] == ["rf-unclear"]
    unclear = shipped.unclear
    assert unclear is not None
    assert (unclear.urgency, unclear.voice, unclear.topics) == (Urgency.SAME_DAY, "plain", (shipped.overview,))
    assert not unclear.raised_by


def test_the_judge_knows_the_flags_of_the_rules(shipped: Rules, judge: Judge) -> None:
    assert set(judge.flags) == {flag.id for flag in shipped.flags if flag.rules}


def test_urgencies_and_voices(shipped: Rules) -> None:
    by_id = {flag.id: flag for flag in shipped.flags}
    assert {id_ for id_, flag in by_id.items() if flag.urgency is Urgency.EMERGENCY} == ALWAYS_EMERGENCY
    assert [id_ for id_, flag in by_id.items() if flag.urgency is Urgency.SOON] == ["rf-lump"]
    assert [id_ for id_, flag in by_id.items() if flag.voice == "crisis"] == ["rf-suicide"]
    assert [id_ for id_, flag in by_id.items() if flag.voice == "poisoning"] == ["rf-overdose"]


def test_what_can_become_an_emergency_has_words_for_it(shipped: Rules) -> None:
    for flag in shipped.flags:
        rises = flag.raised_by or any(rule.urgency is Urgency.EMERGENCY for rule in flag.rules)
        assert bool(flag.say_emergency) == (bool(rises) and flag.urgency is Urgency.SAME_DAY), flag.id


@pytest.mark.parametrize("part", ["say", "say_emergency", "if_worse"])
def test_the_words_are_short_calm_and_give_no_orders(shipped: Rules, part: str) -> None:
    for flag in shipped.flags:
        text = getattr(flag, part)
        assert len(text.split()) <= 55, flag.id
        assert not re.search(r"\d{3}", text), flag.id
        assert not ORDERS.search(text.casefold()), flag.id
        assert not CALMING.search(text.casefold()), flag.id
        assert "!" not in text, flag.id


def test_what_is_for_today_says_so(shipped: Rules) -> None:
    for flag in shipped.flags:
        if flag.urgency is Urgency.SAME_DAY:
            assert "today" in flag.say or "now" in flag.say, flag.id


def test_when_it_gets_worse_ends_a_sentence(shipped: Rules) -> None:
    for flag in shipped.flags:
        assert flag.if_worse[0].islower(), flag.id
        assert flag.if_worse.endswith("."), flag.id


def test_rules_have_names_of_their_own(shipped: Rules) -> None:
    for flag in shipped.flags:
        names = [rule.name for rule in flag.rules]
        assert len(set(names)) == len(names)
        assert all(rule.lines for rule in (*flag.rules, *flag.raised_by)), flag.id


class TestCodes:
    """What links two accounts is typed by people who are well, and is read by the screen like all else."""

    @given(code=st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH), before=st.sampled_from(["", "/link ", "code: "]))
    def test_none_alarms(self, guarded: Screen, code: str, before: str) -> None:
        for form in (code, shown_code(code), shown_code(code).replace("-", " ")):
            assert guarded.check(before + form) is None

    @pytest.mark.parametrize("like", ["39CW-3X47", "RQRK-8BCG", "83HB-4T4D", "2KMS-F82S"])
    def test_what_would_alarm_is_no_code(self, guarded: Screen, like: str) -> None:
        assert guarded.check(like) is not None
        assert read_code(like) is None
