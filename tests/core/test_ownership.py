from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.core.actions import Action
from bot.core.ownership import Ownership
from bot.core.people import Person, Platform

OWNERSHIP = Ownership({Platform.DISCORD: "token one", Platform.TELEGRAM: "token two"})


@given(st.builds(Person, st.sampled_from(Platform), st.text(min_size=1)))
def test_a_mark_fits_a_button_and_is_owned(person: Person) -> None:
    mark = OWNERSHIP.mark(person)
    assert re.fullmatch(r"[0-9a-f]{12}", mark)
    assert Action("faq", "remove", (mark,)).arguments == (mark,)
    assert OWNERSHIP.owns(person, mark)


def test_marks_differ_by_person_platform_and_key() -> None:
    ann, ben = Person(Platform.DISCORD, "1"), Person(Platform.DISCORD, "2")
    there = Person(Platform.TELEGRAM, "1")
    other = Ownership({Platform.DISCORD: "another token"})
    assert len({OWNERSHIP.mark(ann), OWNERSHIP.mark(ben), OWNERSHIP.mark(there), other.mark(ann)}) == 4
    assert not OWNERSHIP.owns(ben, OWNERSHIP.mark(ann))


def test_marks_last_as_long_as_the_token() -> None:
    again = Ownership({Platform.DISCORD: "token one"})
    ann = Person(Platform.DISCORD, "1")
    assert again.owns(ann, OWNERSHIP.mark(ann))


def test_forged_marks_are_not_owned() -> None:
    ann = Person(Platform.CONSOLE, "terminal")
    assert not OWNERSHIP.owns(ann, "")
    assert not OWNERSHIP.owns(ann, "0" * 12)
    assert not OWNERSHIP.owns(ann, OWNERSHIP.mark(ann)[:11])
