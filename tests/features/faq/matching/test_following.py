"""Questions that go on from an answer, and questions about a case of one's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.faq.matching import Lessons, Matcher, Outcome, Phrasings, Reason
from bot.features.faq.matching.following import Topic, goes_on
from bot.features.faq.matching.reading import Part
from bot.features.faq.words import Own, OwnCase, Phrases
from tests.features.faq.matching.languages import ENTRIES, SMALL, phrases

CASES = (
    OwnCase(Own.DOSE, phrases("kg"), phrases("my dose"), ("missed-dose",)),
    OwnCase(Own.RESULT, phrases("alt"), Phrases({}), ("blood-tests", "sun")),
)
WORDS = replace(SMALL, following=phrases("and", "what about"), filler=SMALL.filler | {"about"}, own_cases=CASES)
MORE = (*ENTRIES, Phrasings("wine-and-sun", ("wine on the beach", "a beer in the sun", "drinking in the heat")))
MATCHER = Matcher.build(Lessons(MORE, WORDS))

ALCOHOL = Topic("alcohol", "can I drink alcohol on azathioprine", frozenset({"painkillers"}), frozenset({"sun"}))


@pytest.mark.parametrize(
    ("text", "asks", "expected"),
    [
        ("and the sun", False, True),
        ("what about it", False, True),
        ("the sun and me", False, False),
        ("sun", True, True),
        ("sun", False, False),
        ("and " * 14, False, True),
        ("and " * 15, True, False),
    ],
)
def test_what_may_go_on_from_an_answer(text: str, asks: bool, expected: bool) -> None:
    assert goes_on(Part(tuple(text.split()), asks), WORDS) is expected


def test_what_is_near_the_answer_comes_first_and_the_answer_itself_last() -> None:
    ids = ("alcohol", "painkillers", "sun", "hair-loss")
    alike = np.full(4, 0.4)
    scores = ALCOHOL.scores(ids, alike, alike)
    assert [ids[place] for place in np.argsort(-scores)] == ["painkillers", "sun", "hair-loss", "alcohol"]


def test_what_the_words_say_counts_more_than_where_the_answer_stands() -> None:
    alone = np.array([0.0, 0.0, 0.0, 0.9])
    assert int(np.argmax(ALCOHOL.scores(("alcohol", "painkillers", "sun", "hair-loss"), alone, alone))) == 3


def test_a_short_question_is_understood_behind_the_last_answer() -> None:
    text = "what should I do with it?"
    alone, behind = MATCHER.match(text), MATCHER.match(text, topic=ALCOHOL)
    assert alone.outcome is Outcome.NONE
    assert behind.outcome is Outcome.SUGGEST
    assert {entry for entry, _ in behind.ranked[:2]} == {"alcohol", "painkillers"}
    assert behind.explanation.reasons == (Reason.FOLLOWS_ON,)
    assert behind.ranked[0] == (behind.entry, behind.score)
    assert 2 <= len(behind.ranked) <= 4
    assert all(0.0 <= score <= 1.0 for _, score in behind.ranked)


def test_what_is_sure_by_itself_does_not_hang_on_the_answer_before() -> None:
    for text in ("hair loss on imuran", "and what if I forget a dose?"):
        assert MATCHER.match(text, topic=ALCOHOL) == MATCHER.match(text)


@pytest.mark.parametrize(
    "text", ["", "🙂", "thanks!", "zebra quokka giraffe", "see you on sunday", "and a zebra?", "who won the football?"]
)
def test_talk_after_an_answer_is_still_talk(text: str) -> None:
    assert MATCHER.match(text, topic=ALCOHOL) == MATCHER.match(text)


def test_another_medicine_is_never_surely_answered_behind_an_answer() -> None:
    for topic in (ALCOHOL, replace(ALCOHOL, entry="sun", question="do I burn in the sun on azathioprine")):
        for text in ("and methotrexate?", "what about methotrexate", "and on methotrexate?", "methotrexate?"):
            assert MATCHER.match(text, topic=topic).outcome is not Outcome.ANSWER


def test_a_long_message_stands_for_itself() -> None:
    text = "and " + "then my neighbour told me about her train and the weather " * 3 + "?"
    assert MATCHER.match(text, topic=ALCOHOL) == MATCHER.match(text)


def test_an_entry_that_is_gone_may_be_gone_on_from() -> None:
    gone = Topic("gone", "was there ever a question")
    assert MATCHER.match("and the sun?", topic=gone).entry is not None
    assert Matcher.build(Lessons(())).match("and the sun?", topic=gone).outcome is Outcome.NONE


@settings(max_examples=60)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_behind_any_question(text: str, question: str) -> None:
    match = MATCHER.match(text, topic=Topic("alcohol", question))
    assert 0 <= match.score <= 1
    assert match == MATCHER.match(text, topic=Topic("alcohol", question))
    assert "wine" not in repr(Topic("alcohol", "is wine ok"))


class TestOwnCases:
    def test_a_number_beside_a_word_is_answered_in_general(self) -> None:
        match = MATCHER.match("I missed a dose, I weigh 70 kg, what now?")
        assert (match.outcome, match.entry, match.own) == (Outcome.ANSWER, "missed-dose", Own.DOSE)
        assert match.explanation.reasons == (Reason.OWN_CASE,)
        assert match.second is None

    def test_a_phrase_too(self) -> None:
        assert MATCHER.match("should I skip my dose").own is Own.DOSE

    def test_the_best_of_its_entries_answers(self) -> None:
        match = MATCHER.match("blood test: alt 85, is it ok?")
        assert (match.outcome, match.entry, match.own) == (Outcome.ANSWER, "blood-tests", Own.RESULT)
        assert dict(match.ranked)["blood-tests"] == match.score

    def test_what_is_surely_about_something_else_is_answered_so(self) -> None:
        match = MATCHER.match("can I drink alcohol on azathioprine, I weigh 70 kg")
        assert (match.entry, match.own) == ("alcohol", None)

    def test_without_a_number_or_phrase_it_is_a_question_like_others(self) -> None:
        assert MATCHER.match("what if I forget a dose").own is None

    def test_nobody_is_told_so_unasked(self) -> None:
        match = MATCHER.match("I missed a dose, I weigh 70 kg, what now?", addressed=False)
        assert match.own is None

    def test_entries_that_are_not_there_answer_nothing(self) -> None:
        cases = (replace(CASES[0], entries=("gone",)),)
        matcher = Matcher.build(Lessons(MORE, replace(WORDS, own_cases=cases)))
        assert matcher.match("I missed a dose, I weigh 70 kg").own is None
