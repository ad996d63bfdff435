from __future__ import annotations

from bot.core.people import Person, Platform
from bot.features.faq.ratings import Ratings
from tests.scenes import MEMBER, STRANGER


def test_each_person_counts_once_for_each_entry() -> None:
    ratings = Ratings()
    assert ratings.rate(MEMBER, "one", helpful=True)
    assert not ratings.rate(MEMBER, "one", helpful=True)
    assert not ratings.rate(MEMBER, "one", helpful=False)
    assert ratings.rate(MEMBER, "two", helpful=False)
    assert ratings.rate(STRANGER, "one", helpful=False)
    assert ratings.rate(Person(Platform.DISCORD, MEMBER.id), "one", helpful=True), "somebody else elsewhere"
    assert (ratings.of("one"), ratings.of("two"), ratings.of("none")) == ((2, 1), (0, 1), (0, 0))


def test_nothing_that_is_kept_names_a_person() -> None:
    one, two = Ratings(), Ratings()
    for ratings in (one, two):
        ratings.rate(MEMBER, "one", helpful=True)
    assert MEMBER.id not in repr(one._seen) + repr(one)
    assert one._seen != two._seen, "the key is a new one each time"
