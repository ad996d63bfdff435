from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.features.faq.listening import PAUSE, Overheard
from tests.scenes import GROUP, NOW

OTHER = replace(GROUP, topic="7")
MINUTE = timedelta(minutes=1)


def test_once_per_topic_and_hour() -> None:
    heard = Overheard()
    assert heard.may_answer(GROUP, "one", NOW)
    assert not heard.may_answer(GROUP, "one", NOW + 59 * MINUTE)
    assert heard.may_answer(GROUP, "two", NOW)
    assert heard.may_answer(OTHER, "one", NOW)
    assert heard.may_answer(GROUP, "one", NOW + 60 * MINUTE)
    assert timedelta(hours=1) == PAUSE


def test_hushed_for_an_hour() -> None:
    heard = Overheard()
    heard.hush(GROUP, NOW)
    assert not heard.may_answer(GROUP, "one", NOW)
    assert not heard.may_answer(GROUP, "one", NOW + 59 * MINUTE)
    assert heard.may_answer(OTHER, "one", NOW)
    assert heard.may_answer(GROUP, "one", NOW + 60 * MINUTE)


def test_old_answers_leave_memory() -> None:
    heard = Overheard()
    for number in range(100):
        assert heard.may_answer(GROUP, "one", NOW + number * PAUSE)
    assert len(heard._answered) == 1
