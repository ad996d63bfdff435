"""What a message may go on from: the answer that it replies to, or in private the last one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.incoming import Origin, Said
from bot.features.faq.answers import Answers
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.topics import Topics
from tests.reading import codes
from tests.scenes import ALONE, IN_GROUP, STRANGER


def said(origin: Origin = ALONE, *replies_to: str) -> Said:
    return Said(origin, "and with wine?", replies_to)


def later(minutes: float, origin: Origin = ALONE) -> Origin:
    return replace(origin, at=origin.at + timedelta(minutes=minutes))


def test_in_private_the_last_answer_counts_for_ten_minutes() -> None:
    topics = Topics()
    assert topics.of(said()) is None
    topics.answered(ALONE, "alcohol")
    topics.answered(later(1), "missed-dose")
    assert topics.of(said(later(10.9))) == "missed-dose"
    assert topics.of(said(later(11))) is None


def test_each_person_has_an_own_topic() -> None:
    topics = Topics()
    topics.answered(ALONE, "alcohol")
    topics.answered(replace(ALONE, person=STRANGER), "missed-dose")
    assert topics.of(said()) == "alcohol"


def test_in_a_group_nothing_is_remembered_and_only_a_reply_goes_on() -> None:
    topics = Topics()
    topics.answered(IN_GROUP, "alcohol")
    assert topics.of(said(IN_GROUP)) is None
    topics.answered(ALONE, "alcohol")
    assert topics.of(said(IN_GROUP)) is None, "what was asked in private stays there"
    assert topics.of(said(IN_GROUP, "faq:helpful:missed-dose")) == "missed-dose"


def test_what_is_long_past_is_forgotten() -> None:
    topics = Topics()
    topics.answered(ALONE, "alcohol")
    topics.answered(later(10, replace(ALONE, person=STRANGER)), "alcohol")
    assert "700000001" not in str(topics._last)


def test_a_reply_goes_before_the_last_answer() -> None:
    topics = Topics()
    topics.answered(ALONE, "alcohol")
    assert topics.of(said(ALONE, "faq:helpful:missed-dose", "faq:remove:abc")) == "missed-dose"


@pytest.mark.parametrize("opened", [False, True])
def test_the_buttons_of_a_real_answer_name_its_entry(answers: Answers, knowledge: Knowledge, opened: bool) -> None:
    for entry in knowledge:
        reply = answers.full(entry, knowledge, IN_GROUP, opened=opened)
        assert Topics().of(said(IN_GROUP, *codes(reply))) == entry.id


def test_a_reply_to_something_else_goes_on_from_nothing(answers: Answers, knowledge: Knowledge) -> None:
    entries = tuple(knowledge)[:2]
    for reply in (
        answers.unknown(IN_GROUP, "your team"),
        answers.no_question(IN_GROUP),
        answers.suggest(entries, IN_GROUP),
    ):
        assert Topics().of(said(IN_GROUP, *codes(reply))) is None


@pytest.mark.parametrize(
    "code", ["", "faq", "faq:helpful", "faq:remove:abc", "help:show", "organisers:helpful:x", "::", "x" * 99]
)
def test_codes_that_name_no_entry(code: str) -> None:
    assert Topics().of(said(IN_GROUP, code)) is None


def test_repr_shows_nobody() -> None:
    topics = Topics()
    topics.answered(ALONE, "alcohol")
    assert repr(topics) == "Topics()"
