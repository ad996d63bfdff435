"""What is first goes first, and nothing starves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.due import Priority
from bot.delivery.sharing import shares

MANY = dict.fromkeys(Priority, 1000)


def test_all_room_goes_to_those_that_wait() -> None:
    assert shares(100, {Priority.NEWS: 1000}) == {Priority.MINUTES: 0, Priority.TODAY: 0, Priority.NEWS: 100}
    assert shares(100, {}) == dict.fromkeys(Priority, 0)


def test_the_first_get_most_and_the_last_get_some() -> None:
    assert shares(100, MANY) == {Priority.MINUTES: 80, Priority.TODAY: 15, Priority.NEWS: 5}


def test_the_smallest_room_goes_to_the_first() -> None:
    assert shares(1, MANY)[Priority.MINUTES] == 1


@given(st.integers(0, 500), st.dictionaries(st.sampled_from(Priority), st.integers(0, 600)))
def test_room_is_neither_wasted_nor_exceeded(room: int, waiting: dict[Priority, int]) -> None:
    given = shares(room, waiting)
    assert sum(given.values()) == min(room, sum(waiting.values()))
    assert all(given[priority] <= waiting.get(priority, 0) for priority in Priority)
