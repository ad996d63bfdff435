"""The rules and the judge together: who decides what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf

import pytest

from bot.core.reply import Urgency
from bot.core.richtext import plain
from bot.features.safety.judge import Judge, Weights
from bot.features.safety.replies import UrgentReplies
from bot.features.safety.routes import Safety
from bot.features.safety.rules import Rules
from bot.features.safety.screen import LEARNT, Screen, Verdict
from bot.texts.catalogue import Texts
from tests.features.safety.conftest import SMALL
from tests.features.safety.test_examples import unread
from tests.features.safety.test_replies import HERE
from tests.scenes import ALONE

UNCLEAR = """
  rf-unclear:
    urgency: same-day
    topic: when-to-seek-help
    rules: {}
    say: Ask somebody today.
    if_worse: it gets worse.
"""
BANANA = "he went the colour of a banana"
UNSURE = "a knob, hot and banana"  # words of three flags
NONSENSE = "he talks nonsense to the wall and is banana coloured"

Made = Callable[..., Screen]


@pytest.fixture
def made(read: Callable[[str], Rules], taught: Judge) -> Made:
    """The small rules with the small judge, and other thresholds where a test names them."""

    def make(text: str = SMALL + UNCLEAR, **thresholds: object) -> Screen:
        given = {"alarm": 0.0, "overheard": 0.0, "emergency": inf, "surely_emergency": inf, **thresholds}
        return Screen(read(text), replace(taught, thresholds=replace(taught.thresholds, **given)))  # type: ignore[arg-type]

    return make


def found(screen: Screen, text: str) -> Verdict:
    verdict = screen.check(text)
    assert verdict is not None
    return verdict


def test_the_judge_finds_what_no_rule_knows(made: Made, small: Screen) -> None:
    assert small.check(BANANA) is None
    verdict = found(made(), BANANA)
    assert (verdict.flag, verdict.urgency, verdict.say) == ("rf-jaundice", Urgency.SAME_DAY, "Call the team today.")
    [(reason, told)] = verdict.evidence
    assert reason == LEARNT
    assert "banana" in told


def test_the_judge_knows_an_alarm_of_the_rules_that_is_none(made: Made, small: Screen) -> None:
    ordinary = "my eyes see a lovely yellow soup"
    assert small.check(ordinary) is not None
    assert made(alarm=0.3).check(ordinary) is None


def test_the_rules_speak_for_danger_and_tip_the_scale(made: Made, taught: Judge) -> None:
    text = "my eyes see a lovely yellow soup"
    weights = Weights(*(*taught.thresholds.weights[:2], 50.0, taught.thresholds.weights.constant))
    verdict = found(made(weights=weights), text)
    assert verdict.evidence == (("yellow-eyes", "eyes yellow"),)
    assert made(weights=weights).check("a lovely soup") is None


def test_an_alarm_of_the_judge_can_be_an_emergency(made: Made) -> None:
    verdict = found(made(emergency=-inf), NONSENSE)
    assert (verdict.urgency, verdict.say) == (Urgency.EMERGENCY, "Say that it is urgent.")
    assert found(made(emergency=inf), NONSENSE).urgency is Urgency.SAME_DAY


def test_what_the_rules_find_can_be_raised_to_an_emergency(made: Made) -> None:
    text = "his eyes are yellow, " + NONSENSE
    assert found(made(), text).urgency is Urgency.SAME_DAY
    verdict = found(made(surely_emergency=-inf), text)
    assert (verdict.urgency, verdict.say) == (Urgency.EMERGENCY, "Say that it is urgent.")
    assert verdict.evidence == (("yellow-eyes", "eyes yellow"),)


def test_raising_keeps_the_other_flags(made: Made) -> None:
    text = "his eyes are yellow, temp 39, a lump. " + NONSENSE
    assert found(made(surely_emergency=-inf), text).others == ("rf-fever", "rf-lump")


@pytest.mark.parametrize("text", ["i found a lump", "there is a knob on my neck that grows"])
def test_what_has_no_words_for_an_emergency_does_not_become_one(made: Made, text: str) -> None:
    """The number to call now must not stand above the advice to show it to somebody in the next days."""
    verdict = found(made(alarm=-inf, emergency=-inf, surely_emergency=-inf), text)
    assert (verdict.flag, verdict.urgency, verdict.say) == ("rf-lump", Urgency.SOON, "Show it to somebody.")


def test_where_it_is_not_clear_which_danger_it_is_help_is_named_all_the_same(made: Made) -> None:
    verdict = found(made(alarm=-inf, emergency=-inf), UNSURE)
    assert (verdict.flag, verdict.urgency, verdict.say) == ("rf-unclear", Urgency.SAME_DAY, "Ask somebody today.")


def test_without_a_flag_for_it_the_likeliest_is_named_and_no_emergency(made: Made) -> None:
    verdict = found(made(SMALL, alarm=-inf, emergency=-inf), UNSURE)
    assert verdict.flag in {"rf-fever", "rf-jaundice", "rf-lump"}
    assert verdict.urgency is not Urgency.EMERGENCY


def test_a_flag_that_was_taken_out_of_the_rules_is_told_as_unclear(made: Made) -> None:
    start, end = SMALL.index("  rf-jaundice:"), SMALL.index("  rf-fever:")
    assert found(made(SMALL[:start] + SMALL[end:] + UNCLEAR), BANANA).flag == "rf-unclear"
    assert made(SMALL[:start] + SMALL[end:]).check(BANANA) is None


def test_what_a_sure_rule_finds_is_not_overruled_by_the_judge(made: Made) -> None:
    told = "his eyes are yellow"
    plain_rule = 'yellow-eyes: ["eye & @yellow"]'
    assert plain_rule in SMALL
    sure = SMALL.replace(plain_rule, 'yellow-eyes: {says: ["eye & @yellow"], sure: true}')
    assert made(alarm=50.0).check(told) is None
    assert found(made(sure, alarm=50.0), told).sure
    assert made(sure, alarm=50.0, overheard=50.0).check(told, addressed=False) is None


@pytest.mark.parametrize("answer", ["3", "30 min", "8 pm", "10,000", "19:00", "2 h"])
def test_what_is_nothing_but_figures_is_left_to_the_rules(made: Made, answer: str) -> None:
    """Else how many seats there are, or how long it lasts, would bring a call for help."""
    assert made(alarm=-inf).check(answer) is None
    assert found(made(alarm=-inf), f"temp {answer} 39").flag == "rf-fever"


def test_in_talk_to_others_it_must_be_surer(made: Made) -> None:
    screen = made(overheard=50.0)
    assert screen.check(BANANA) is not None
    assert screen.check(BANANA, addressed=False) is None
    assert made().check(BANANA, addressed=False) == made().check(BANANA)


def test_an_emergency_that_the_rules_find_need_not_be_addressed_to_the_bot(made: Made) -> None:
    screen = made(alarm=-10.0, overheard=50.0)
    emergency = "yellow eyes. he is confused"
    assert found(screen, emergency).urgency is Urgency.EMERGENCY
    assert screen.check(emergency, addressed=False) == screen.check(emergency)
    assert screen.check("my eyes are yellow") is not None
    assert screen.check("my eyes are yellow", addressed=False) is None


def test_no_alarm_no_verdict(made: Made) -> None:
    screen = made()
    assert screen.check("when do i take the tablets") is None
    assert screen.check("") is None


def test_the_words_are_hidden_in_the_repr(made: Made) -> None:
    assert "banana" not in repr(found(made(), BANANA))


class TestReplies:
    """What a person reads does not depend on who found the danger."""

    def test_every_emergency_starts_with_the_number_or_with_warm_words(
        self, shipped: Rules, guarded: Screen, texts: Texts
    ) -> None:
        replies = UrgentReplies(texts, HERE)
        learnt = [
            (text, verdict) for text, _ in unread("safety_dev.jsonl") if (verdict := learnt_emergency(guarded, text))
        ]
        assert len(learnt) >= 15
        flags = {flag.id: flag for flag in shipped.flags}
        for text, verdict in learnt:
            flag, reply = flags[verdict.flag], replies.reply(verdict, ALONE)
            first, *_ = plain(reply.blocks).split("\n\n")
            assert verdict.voice == flag.voice
            assert verdict.say == (flag.say_emergency or flag.say)
            assert reply.urgency is Urgency.EMERGENCY
            if flag.voice == "crisis":
                assert "Listeners 133" in plain(reply.blocks)
                assert reply.final
            else:
                assert "Call 199 now" in first, text

    def test_no_emergency_tells_to_wait(self, shipped: Rules) -> None:
        for flag in shipped.flags:
            if flag.say_emergency:
                assert "today" not in flag.say_emergency.casefold(), flag.id

    def test_the_router_is_given_it(self, guarded: Screen, screen: Screen, texts: Texts) -> None:
        safety = Safety(lambda: (guarded,), UrgentReplies(texts, HERE), lambda: ())
        text = next(text for text, _ in unread("safety_dev.jsonl") if learnt_emergency(guarded, text))
        assert screen.check(text) is None
        reply = safety.look(text, ALONE)
        assert reply is not None
        assert reply.urgency is Urgency.EMERGENCY


def learnt_emergency(screen: Screen, text: str) -> Verdict | None:
    """The verdict, if the judge alone told of an emergency."""
    verdict = screen.check(text)
    by_judge = verdict is not None and verdict.evidence[0][0] == LEARNT and verdict.urgency is Urgency.EMERGENCY
    return verdict if by_judge else None
