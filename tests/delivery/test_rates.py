"""Buckets let out what they should, and no more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Person, Place, PlaceKind, Platform
from bot.delivery.manners import MANNERS, Manners, Rate
from bot.delivery.rates import MOST_BUCKETS, Bucket, Rates

ANA = Person(Platform.TELEGRAM, "1")
GROUP = Place(Platform.TELEGRAM, "-1", PlaceKind.GROUP)
TOPIC = Place(Platform.TELEGRAM, "-1", PlaceKind.GROUP, "7")


@given(st.lists(st.floats(min_value=0, max_value=2), min_size=1, max_size=200), st.integers(1, 5))
def test_no_second_sees_more_than_the_rate_and_the_burst(pauses: list[float], burst: int) -> None:
    bucket, now, left = Bucket(Rate(10, burst)), 0.0, []
    for pause in pauses:
        now += pause
        if bucket.wait(now) == 0:
            bucket.take(now)
            left.append(now)
    for first in left:
        assert sum(first <= moment < first + 1 for moment in left) <= 10 + burst


def test_the_rate_is_reached_even_by_a_sleeper_that_is_late() -> None:
    bucket, now, sent = Bucket(Rate(25, 3)), 0.0, 0
    while now < 10:
        while bucket.wait(now) == 0:
            bucket.take(now)
            sent += 1
        now += bucket.wait(now) + 0.03
    assert sent >= 250


def test_each_chat_has_a_bucket_and_all_share_one() -> None:
    rates = Rates(Manners(keyed=False, overall=Rate(2, 1)))
    rates.take(ANA, 0.0)
    assert rates.wait(0.0) == 0.5
    assert rates.wait_for(ANA, 0.0) == 1.0
    assert rates.wait_for(GROUP, 0.0) == 0.0


def test_a_telegram_group_takes_18_a_minute_in_all_its_topics() -> None:
    rates, now, sent = Rates(MANNERS[Platform.TELEGRAM]), 0.0, 0
    while now < 60:
        target = GROUP if sent % 2 else TOPIC
        if rates.wait_for(target, now) == 0:
            rates.take(target, now)
            sent += 1
        now += 0.1
    assert sent == 18


def test_chats_that_may_be_sent_to_again_are_forgotten() -> None:
    rates = Rates(Manners(keyed=False, overall=Rate(1e9)))
    for number in range(3 * MOST_BUCKETS):
        rates.take(Person(Platform.TELEGRAM, str(number)), number / 100)
    assert len(rates._chats) <= MOST_BUCKETS
