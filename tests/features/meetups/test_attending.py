"""The list of who comes: seats, guests, and the waiting list in its order."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Platform
from bot.features.meetups.answers import Wish, wished
from bot.features.meetups.attending import (
    Answer,
    Attendee,
    Attendees,
    Remind,
    answered,
    changed,
    counted,
    of,
    place_in_line,
    settled,
    taken,
    with_guests,
)
from bot.features.meetups.meetup import Counts
from tests.scenes import NOW


def said(person: str, answer: Answer = Answer.GOING, number: int = 1, **more: object) -> Attendee:
    return replace(Attendee(person, answer, number, NOW, Platform.DISCORD), **more)  # type: ignore[arg-type]


def pressed(list_: Attendees, person: str, wish: Wish, seats: int | None) -> Attendees:
    number = max((one.number for one in list_), default=0) + 1
    return settled(wished(list_, said(person, number=number), wish, seats), seats)[0]


def play(seats: int | None, *taps: tuple[str, Wish]) -> Attendees:
    list_: Attendees = ()
    for person, wish in taps:
        list_ = pressed(list_, person, wish, seats)
    return list_


def seated(list_: Attendees) -> list[str]:
    return [one.person_id for one in list_ if one.answer is Answer.GOING and not one.waits]


GOING, MAYBE, CANNOT, PLUS = Wish


def test_full_means_waiting_in_order() -> None:
    list_ = play(2, *((person, GOING) for person in "abcd"))
    assert seated(list_) == ["a", "b"]
    assert [place_in_line(list_, person) for person in "abcd"] == [0, 0, 1, 2]
    assert counted(list_) == Counts(2, 0, 0, 2)
    list_ = pressed(list_, "a", CANNOT, 2)
    assert seated(list_) == ["b", "c"]
    assert counted(list_) == Counts(2, 0, 1, 1)


def test_who_comes_again_is_at_the_end_of_the_line() -> None:
    list_ = play(1, ("a", GOING), ("b", GOING), ("c", GOING), ("b", CANNOT), ("b", GOING))
    assert [place_in_line(list_, person) for person in "bc"] == [2, 1]


def test_the_same_again_changes_nothing() -> None:
    list_ = play(1, ("a", GOING), ("b", GOING))
    again = answered(list_, said("b", number=9, at=NOW.replace(year=2030)), 1)
    assert again == list_
    assert changed(list_, again) == ()


def test_a_seat_goes_to_the_first_whose_party_fits() -> None:
    list_ = play(3, ("a", PLUS), ("b", GOING), ("c", PLUS), ("d", GOING))
    assert of(list_, "c").guests == 1  # type: ignore[union-attr]
    assert seated(list_) == ["a", "b"]
    list_ = pressed(list_, "b", CANNOT, 3)
    assert seated(list_) == ["a", "d"], "two do not fit, one does"
    list_ = pressed(list_, "a", CANNOT, 3)
    assert seated(list_) == ["c", "d"]


def test_no_seat_for_a_guest() -> None:
    list_ = play(2, ("a", GOING), ("b", GOING), ("a", PLUS))
    assert (seated(list_), taken(list_)) == (["a", "b"], 2)
    alone = play(2, ("a", GOING), ("b", PLUS))
    assert of(alone, "b") == said("b", number=2), "the one seat that is left, without a guest"


def test_a_guest_comes_and_goes() -> None:
    list_ = play(4, ("a", PLUS))
    assert counted(list_) == Counts(2)
    assert counted(pressed(list_, "a", PLUS, 4)) == Counts(1)
    assert with_guests(list_, "a", 2, 4) == list_, "one guest at most"
    assert with_guests(play(4, ("a", MAYBE)), "a", 1, 4) == play(4, ("a", MAYBE)), "only who comes brings one"


def test_lowered_seats_take_none_away() -> None:
    list_ = play(3, ("a", GOING), ("b", GOING), ("c", GOING), ("d", GOING))
    lowered, promoted = settled(list_, 1)
    assert (seated(lowered), promoted) == (["a", "b", "c"], ())
    assert seated(pressed(pressed(list_, "a", CANNOT, 1), "b", CANNOT, 1)) == ["c"]
    raised, promoted = settled(list_, None)
    assert [one.person_id for one in promoted] == ["d"]
    assert seated(raised) == list("abcd")


def test_reminders_stay_with_maybe_and_go_with_cannot() -> None:
    list_ = (said("a", remind=Remind.BOTH),)
    maybe = answered(list_, said("a", Answer.MAYBE, 2), None)
    assert maybe[0].remind is Remind.BOTH
    assert answered(maybe, said("a", Answer.CANNOT, 3), None)[0].remind is Remind.NEVER


TAPS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(Wish)), max_size=40)
SEATS = st.one_of(st.none(), st.integers(1, 6))


@given(TAPS, SEATS)
def test_whatever_is_tapped(taps: list[tuple[str, Wish]], seats: int | None) -> None:
    list_: Attendees = ()
    for person, wish in taps:
        before = set(seated(list_))
        list_ = pressed(list_, person, wish, seats)
        assert seats is None or taken(list_) <= seats
        assert before - {person} <= set(seated(list_)), "nobody else loses a seat"
        assert settled(list_, seats)[1] == (), "nobody waits who need not"
    assert {one.person_id for one in list_} == {person for person, _ in taps}
    assert [one.number for one in list_] == sorted({one.number for one in list_})
    assert all(one.answer is Answer.GOING for one in list_ if one.waits or one.guests)
    last = {person: wish for person, wish in taps if wish is not PLUS}
    for person in {person for person, wish in taps} - {person for person, wish in taps if wish is PLUS}:
        assert of(list_, person).answer == last[person].value  # type: ignore[union-attr]


@given(TAPS, SEATS, st.lists(st.integers(0, 8), max_size=5))
def test_however_seats_change(taps: list[tuple[str, Wish]], seats: int | None, later: list[int]) -> None:
    list_ = play(seats, *taps)
    for now in later:
        before = seated(list_)
        list_, promoted = settled(list_, now)
        assert seated(list_)[: len(before)] == before or set(before) <= set(seated(list_))
        assert not promoted or taken(list_) <= now


@given(
    st.lists(st.sampled_from(Wish), max_size=6),
    st.lists(st.sampled_from(Wish), max_size=6),
    st.integers(0, 1_000_000),
    SEATS,
)
def test_two_people_in_any_order(one: list[Wish], other: list[Wish], seed: int, seats: int | None) -> None:
    """Whoever is first: each of them ends with the answer that they gave last, and seats are as many as there are."""
    left, right, taps = list(one), list(other), []
    for step in count():
        if not left and not right:
            break
        source = left if right == [] or (left and seed >> step & 1) else right
        taps.append(("a" if source is left else "b", source.pop(0)))
    list_ = play(seats, *taps)
    roomy = play(None, *taps)
    for person in {person for person, _ in taps}:
        mine, free = of(list_, person), of(roomy, person)
        assert mine is not None
        assert free is not None
        assert mine.answer is free.answer
    assert seats is None or taken(list_) <= seats
