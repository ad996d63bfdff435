from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.features.reminders.history.days import Mark, by_day, counted, entries, month_after, month_before
from bot.features.reminders.occurrences import Answer
from tests.features.reminders.history.given import date_plan, dose, dose_plan
from tests.scenes import NOW

TODAY = date(2026, 11, 20)


def test_what_each_answer_is_marked_as() -> None:
    plan = dose_plan()
    answers = [Answer.TAKEN, Answer.SKIPPED, Answer.MISSED, Answer.NONE]
    found = entries([dose(plan, TODAY, time(8 + n), answer) for n, answer in enumerate(answers)], [plan], NOW)
    assert [entry.mark for entry in found] == [Mark.TAKEN, Mark.SKIPPED, Mark.MISSED, Mark.WAITING]
    assert counted(found) == dict.fromkeys(Mark, 1)


def test_what_is_over_without_an_answer_is_missed_before_anybody_notes_it() -> None:
    plan = dose_plan()
    [entry] = entries([dose(plan, TODAY - timedelta(days=1), answer=Answer.NONE)], [plan], NOW)
    assert entry.mark is Mark.MISSED


def test_what_is_to_come_is_left_out_unless_it_was_taken_early() -> None:
    plan = dose_plan()
    ahead = [dose(plan, TODAY, time(20), Answer.NONE), dose(plan, TODAY, time(16), Answer.TAKEN, later=-300)]
    [entry] = entries(ahead, [plan], NOW)
    assert (entry.local.hour, entry.taken) == (16, datetime.combine(TODAY, time(11)))


def test_notices_and_plans_of_others_are_left_out() -> None:
    doses, notice = dose_plan(), date_plan()
    found = entries([dose(notice, TODAY), dose(dose_plan(), TODAY)], [doses, notice], NOW)
    assert found == ()


def test_the_time_it_was_taken_is_that_of_the_zone_of_the_plan() -> None:
    plan = dose_plan(zone="Asia/Tokyo")
    [entry] = entries([dose(plan, TODAY, time(8), later=30, hours=9)], [plan], NOW)
    assert (entry.local, entry.taken) == (datetime.combine(TODAY, time(8)), datetime.combine(TODAY, time(8, 30)))


def test_days_are_in_order_and_so_are_their_doses() -> None:
    one, two = dose_plan(), dose_plan()
    found = entries([dose(two, TODAY), dose(one, TODAY), dose(one, TODAY - timedelta(days=1))], [one, two], NOW)
    days = by_day(found)
    assert list(days) == [TODAY - timedelta(days=1), TODAY]
    assert [entry.plan for entry in days[TODAY]] == [1, 2]


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)).map(lambda day: day.replace(day=1)))
def test_months_follow_each_other(first: date) -> None:
    assert month_after(first).day == 1
    assert month_before(month_after(first)) == first
    assert timedelta(days=28) <= month_after(first) - first <= timedelta(days=31)
