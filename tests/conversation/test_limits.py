"""How much is answered within a minute, to a person and in a place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.conversation.limits import Admission, Limit, Limits
from bot.core.incoming import Origin
from bot.core.people import Person, Platform
from tests.scenes import ALONE, IN_GROUP, OTHER_IN_GROUP

ALLOWED, REFUSED, AGAIN = Admission.ALLOWED, Admission.REFUSED, Admission.REFUSED_AGAIN


def later(origin: Origin, seconds: float) -> Origin:
    return replace(origin, at=origin.at + timedelta(seconds=seconds))


def somebody(number: int, origin: Origin = IN_GROUP) -> Origin:
    return replace(origin, person=Person(Platform.TELEGRAM, str(number)))


def limits(per_person: int = 3, per_place: int = 100) -> Limits:
    return Limits(Limit(per_person), Limit(per_place))


def test_a_person_is_told_once_and_then_met_with_silence() -> None:
    counted = limits()
    assert [counted.admit(ALONE) for _ in range(6)] == [ALLOWED] * 3 + [REFUSED] + [AGAIN] * 2


def test_persons_do_not_count_for_each_other() -> None:
    counted = limits(per_person=1)
    assert counted.admit(IN_GROUP) is ALLOWED
    assert counted.admit(OTHER_IN_GROUP) is ALLOWED
    assert counted.admit(IN_GROUP) is REFUSED
    assert counted.admit(OTHER_IN_GROUP) is REFUSED


def test_a_person_is_counted_across_places() -> None:
    counted = limits(per_person=2)
    assert [counted.admit(ALONE), counted.admit(IN_GROUP), counted.admit(ALONE)] == [ALLOWED, ALLOWED, REFUSED]


def test_the_window_passes() -> None:
    counted = limits(per_person=2)
    assert [counted.admit(later(ALONE, at)) for at in (0, 30, 59, 59.9)] == [ALLOWED, ALLOWED, REFUSED, AGAIN]
    assert counted.admit(later(ALONE, 60)) is ALLOWED
    assert counted.admit(later(ALONE, 61)) is AGAIN, "told two seconds ago"
    assert counted.admit(later(ALONE, 90)) is ALLOWED


def test_who_goes_on_is_told_again_after_a_while() -> None:
    counted = limits(per_person=1)
    told = [counted.admit(later(ALONE, at)) for at in (0, 1, 2, 60, 61, 62)]
    assert told == [ALLOWED, REFUSED, AGAIN, ALLOWED, REFUSED, AGAIN]


def test_what_was_refused_does_not_count() -> None:
    counted = limits(per_person=1)
    for at in range(60):
        counted.admit(later(ALONE, at))
    assert counted.admit(later(ALONE, 60)) is ALLOWED


def test_a_place_is_counted_over_all_persons_and_told_once() -> None:
    counted = limits(per_place=3)
    assert [counted.admit(somebody(number)) for number in range(6)] == [ALLOWED] * 3 + [REFUSED] + [AGAIN] * 2
    assert counted.admit(later(somebody(9), 60)) is ALLOWED


def test_a_full_place_costs_a_person_nothing() -> None:
    counted = limits(per_person=1, per_place=1)
    counted.admit(somebody(1))
    assert counted.admit(IN_GROUP) is REFUSED
    assert counted.admit(ALONE) is ALLOWED


def test_private_chats_have_no_limit_of_their_own() -> None:
    counted = limits(per_place=1)
    assert [counted.admit(ALONE) for _ in range(3)] == [ALLOWED] * 3


def test_who_asks_no_more_is_forgotten() -> None:
    counted = limits()
    for number in range(100):
        counted.admit(later(somebody(number, ALONE), number * 60))
    assert len(counted._windows) <= 2


def test_nobody_is_forgotten_who_is_still_counted() -> None:
    counted = limits(per_person=1, per_place=100)
    for number in range(5):
        assert counted.admit(later(somebody(number), number)) is ALLOWED
    assert [counted.admit(later(somebody(number), 59)) for number in range(5)] == [REFUSED] * 5


def test_what_nobody_else_sees_counts_for_the_person_alone() -> None:
    counted = limits(per_place=1)
    assert [counted.admit(somebody(number), unseen=True) for number in range(50)] == [ALLOWED] * 50
    assert [counted.admit(somebody(7), unseen=True) for _ in range(3)] == [ALLOWED, ALLOWED, REFUSED]
    assert counted.admit(somebody(60)) is ALLOWED
