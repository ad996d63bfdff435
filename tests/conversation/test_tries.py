"""Codes can't be guessed, and two taps are one."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.tries import MOST_TRIES, TWICE_WITHIN, WITHIN, Taps, Tries
from tests.scenes import MEMBER, NOW, STRANGER

SECOND = timedelta(seconds=1)


def test_some_wrong_codes_an_hour() -> None:
    tries = Tries()
    for number in range(MOST_TRIES):
        assert tries.may_try(MEMBER, NOW)
        tries.wrong(MEMBER, NOW + number * SECOND)
    assert not tries.may_try(MEMBER, NOW + WITHIN - SECOND)
    assert tries.may_try(STRANGER, NOW), "people do not count for each other"
    assert tries.may_try(MEMBER, NOW + WITHIN)


def test_nobody_is_remembered_longer_than_needed() -> None:
    tries = Tries()
    tries.wrong(MEMBER, NOW)
    assert tries.may_try(STRANGER, NOW + WITHIN)
    assert tries == Tries()


def test_a_second_tap_is_known() -> None:
    taps = Taps()
    assert [taps.again(MEMBER, "one", NOW) for _ in range(3)] == [False, True, True]
    assert not taps.again(MEMBER, "two", NOW)
    assert not taps.again(STRANGER, "one", NOW)
    assert not taps.again(MEMBER, "one", NOW + TWICE_WITHIN)


def test_a_tap_that_led_to_nothing_is_forgotten() -> None:
    taps = Taps()
    taps.again(MEMBER, "one", NOW)
    taps.forget(MEMBER, "one")
    taps.forget(MEMBER, "two")
    assert not taps.again(MEMBER, "one", NOW)


def test_taps_are_not_remembered_for_long() -> None:
    taps = Taps()
    taps.again(MEMBER, "one", NOW)
    taps.again(STRANGER, "one", NOW + TWICE_WITHIN)
    taps.forget(STRANGER, "one")
    assert taps == Taps()
