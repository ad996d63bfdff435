from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.times.values import EveryWeeks, MonthWeekday, OnWeekdays
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Repeat, Series, Status, Where
from bot.features.meetups.repeating import begins, date_at, local_dates, moment_of
from bot.features.meetups.replanning import Step, cancelled, changed_content, must_be_told, replanned
from tests.features.meetups.test_repeating import DAYS, REPEATS, TIMES

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
TUESDAYS = OnWeekdays(frozenset({1}))
CONTENT = Content("Tea", Where("Library"))


def meetup(repeat: Repeat | None = TUESDAYS, first: date = date(2026, 11, 24), at: time = time(19)) -> Meetup:
    series = None if repeat is None else Series(repeat)
    return Meetup("m", None, CONTENT, "Europe/London", first, at, series, ("p",), NOW, NOW)


def planned(one: Meetup, most: int = 3) -> tuple[MeetupDate, ...]:
    ahead = islice(local_dates(one, NOW), most)
    return tuple(date_at(one, local, f"d{number}") for number, local in enumerate(ahead))


def days(steps: tuple[Step, ...]) -> dict[str, str]:
    """What becomes of each date."""
    return {
        step.before.id: f"{step.after.local:%d %b %H:%M}" if step.after.status is Status.PLANNED else "cancelled"
        for step in steps
    }


def test_nothing_happens_to_dates_where_nothing_is_changed() -> None:
    one = meetup()
    assert replanned(one, replace(one, places=("p", "q")), planned(one), NOW) == ()


def test_other_words_are_no_news_but_another_place_is() -> None:
    one = meetup()
    title = replace(one, content=replace(CONTENT, title="Coffee"))
    place = replace(one, content=replace(CONTENT, where=Where("Café")))
    assert [step.told for step in replanned(one, title, planned(one), NOW)] == [False] * 3
    assert [step.told for step in replanned(one, place, planned(one), NOW)] == [True] * 3
    assert must_be_told(CONTENT, replace(CONTENT, duration=timedelta(hours=2)))
    assert not must_be_told(CONTENT, replace(CONTENT, seats=4, text="Bring a cup."))


def test_a_date_with_words_of_its_own_keeps_them() -> None:
    one, (first, second, third) = meetup(), planned(meetup())
    own = changed_content(one, second, replace(CONTENT, title="Feast", duration=timedelta(hours=3)))
    longer = replace(one, content=replace(CONTENT, duration=timedelta(hours=2)))
    steps = {step.before.id: step.after for step in replanned(one, longer, (first, own, third), NOW)}
    assert set(steps) == {"d0", "d2"}
    assert steps["d0"].ends_at - steps["d0"].starts_at == timedelta(hours=2)
    assert changed_content(one, own, CONTENT) == second


def test_all_dates_move_to_the_new_ones_in_their_order() -> None:
    one = meetup()
    after = replace(one, first=date(2026, 12, 3), series=Series(EveryWeeks(2, frozenset({3}))))
    steps = replanned(one, after, planned(one), NOW)
    assert days(steps) == {"d0": "03 Dec 19:00", "d1": "17 Dec 19:00", "d2": "31 Dec 19:00"}
    assert all(step.told for step in steps)


def test_another_time_of_day_moves_them_all() -> None:
    one = meetup()
    steps = replanned(one, replace(one, time_of_day=time(20)), planned(one), NOW)
    assert days(steps) == {"d0": "24 Nov 20:00", "d1": "01 Dec 20:00", "d2": "08 Dec 20:00"}


def test_a_date_that_was_skipped_stays_so() -> None:
    one, (first, second, third) = meetup(), planned(meetup())
    after = replace(one, first=date(2026, 11, 23), series=Series(OnWeekdays(frozenset({0, 1}))))
    steps = replanned(one, after, (first, cancelled(second), third), NOW)
    assert days(steps) == {"d0": "23 Nov 19:00", "d2": "24 Nov 19:00"}


def test_a_series_that_ends_sooner_loses_its_last_dates() -> None:
    one = meetup()
    after = replace(one, series=Series(TUESDAYS, date(2026, 12, 1)))
    assert days(replanned(one, after, planned(one), NOW)) == {"d2": "cancelled"}
    once = replace(one, series=None)
    assert days(replanned(one, once, planned(one), NOW)) == {"d1": "cancelled", "d2": "cancelled"}


def test_what_has_begun_is_left_alone() -> None:
    one = meetup()
    later = datetime(2026, 11, 24, 19, 5, tzinfo=UTC)
    steps = replanned(one, replace(one, first=date(2026, 11, 24), time_of_day=time(20)), planned(one), later)
    assert "d0" not in days(steps)


def test_dates_change_places_without_ever_having_the_same_one() -> None:
    one = meetup()
    for first in (date(2026, 12, 1), date(2026, 12, 8)):
        taken = {date.local for date in planned(one)}
        for step in replanned(one, replace(one, first=first), planned(one), NOW):
            taken.remove(step.before.local)
            assert step.after.local not in taken
            taken.add(step.after.local)


@given(REPEATS, REPEATS, DAYS, DAYS, TIMES, TIMES, st.sets(st.integers(0, 4)), st.sets(st.integers(0, 4)))
def test_whatever_changes_the_dates_stay_in_order_and_apart(  # noqa: PLR0917
    old: Repeat, new: Repeat, start: date, then: date, at: time, later: time, skipped: set[int], moved: set[int]
) -> None:
    now = datetime.combine(min(start, then), time(0), UTC) - timedelta(days=2)
    one = replace(meetup(old, begins(old, start), at), announce_at=now)
    ahead = [date_at(one, local, str(number)) for number, local in enumerate(islice(local_dates(one, now), 5))]
    dates = [cancelled(date) if number in skipped else date for number, date in enumerate(ahead)]
    dates = [
        replace(date, starts_at=date.starts_at + timedelta(days=9), moved=True) if number in moved else date
        for number, date in enumerate(dates)
    ]
    after = replace(one, first=begins(new, then), time_of_day=later, series=Series(new))
    taken = {date.local for date in dates}
    for step in replanned(one, after, dates, now):
        taken.remove(step.before.local)
        assert step.after.local not in taken
        taken.add(step.after.local)
        assert step.after.moved or step.after.starts_at == moment_of(step.after.local, "Europe/London")
    kept = {step.before.id: step.after for step in replanned(one, after, dates, now)}
    order = [kept.get(date.id, date).local for date in ahead if int(date.id) not in skipped]
    assert order == sorted(order)


def test_one_that_did_not_repeat_becomes_a_series() -> None:
    one = meetup(None)
    after = replace(one, first=date(2026, 12, 8), series=Series(MonthWeekday(2, 1)))
    assert days(replanned(one, after, planned(one), NOW)) == {"d0": "08 Dec 19:00"}
