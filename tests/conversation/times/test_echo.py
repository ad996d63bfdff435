"""What was read, said back in plain words."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.conversation.times.echo import echo, explain
from bot.conversation.times.reading import read
from bot.conversation.times.values import (
    LAST,
    Daily,
    Doubt,
    EveryDays,
    EveryWeeks,
    MonthDay,
    MonthWeekday,
    Once,
    OnWeekdays,
    Reason,
    Spoken,
)
from bot.texts.catalogue import Texts
from tests.conversation.times.spoken import NOW

EIGHT = (time(8),)
TUESDAY = frozenset({1})


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (Spoken(None, (time(8), time(20, 30))), "8:00 in the morning (08:00) and 8:30 in the evening (20:30)"),
        (Spoken(Daily(), (time(20, 30),)), "every day at 8:30 in the evening (20:30)"),
        (
            Spoken(Daily(), (time(0), time(12), time(15))),
            "every day at midnight (00:00), noon (12:00) and 3:00 in the afternoon (15:00)",
        ),
        (Spoken(Once(), (time(18),), date(2026, 12, 24)), "Thursday 24 December 2026 at 6:00 in the evening (18:00)"),
        (
            Spoken(Once(), (time(0),), date(2026, 12, 24)),
            "Thursday 24 December 2026 at midnight as the day begins (00:00)",
        ),
        (Spoken(OnWeekdays(frozenset({0, 2, 4}))), "every Monday, Wednesday and Friday"),
        (Spoken(EveryDays(2), EIGHT), "every 2 days at 8:00 in the morning (08:00)"),
        (Spoken(EveryWeeks(12, TUESDAY)), "every 12 weeks on a Tuesday"),
        (Spoken(EveryWeeks(2, frozenset({0, 3}))), "every 2 weeks on Monday and Thursday"),
        (Spoken(EveryWeeks(1)), "every week"),
        (Spoken(MonthDay(1)), "every month on the 1st"),
        (Spoken(MonthDay(31, 3)), "every 3 months on the 31st, or the last day of a shorter month"),
        (Spoken(MonthDay(None, 3)), "every 3 months"),
        (
            Spoken(MonthWeekday(2, 1), (time(19),)),
            "on the second Tuesday of every month at 7:00 in the evening (19:00)",
        ),
        (Spoken(MonthWeekday(LAST, 4)), "on the last Friday of every month"),
        (Spoken(MonthWeekday(5, 4)), "on the fifth Friday of every month that has one"),
        (
            Spoken(Daily(), EIGHT, date(2027, 3, 3)),
            "every day at 8:00 in the morning (08:00), from Wednesday 3 March 2027",
        ),
    ],
)
def test_says_it_in_plain_words(spoken: Spoken, said: str, texts: Texts) -> None:
    assert echo(spoken, texts) == said
    assert read(said, NOW) == spoken


@pytest.mark.parametrize("reason", Reason)
def test_every_doubt_is_explained_in_a_line_or_two(reason: Reason, texts: Texts) -> None:
    said = explain(Doubt(reason), texts)
    assert 30 <= len(said) <= 170
    assert said.endswith((".", "?"))


@pytest.mark.parametrize("reason", Reason)
def test_what_an_explanation_proposes_can_be_typed(reason: Reason, texts: Texts) -> None:
    said = explain(Doubt(reason), texts)
    for proposed in (part.split("”")[0] for part in said.split("“")[1:]):
        assert isinstance(read(proposed, NOW), Spoken), proposed
