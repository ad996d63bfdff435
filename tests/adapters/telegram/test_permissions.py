"""Roles come from the lists in the settings alone."""

from __future__ import annotations

import pytest

from bot.adapters.telegram.permissions import role_of
from bot.core.people import Role

ORGANISERS, OPERATORS = frozenset({"1", "2"}), frozenset({"2", "3"})


@pytest.mark.parametrize(
    ("person", "role"), [("1", Role.ORGANISER), ("2", Role.OPERATOR), ("3", Role.OPERATOR), ("12", Role.MEMBER)]
)
def test_role_is_the_highest_of_the_lists(person: str, role: Role) -> None:
    assert role_of(person, ORGANISERS, OPERATORS) is role


def test_nobody_is_an_organiser_without_a_list() -> None:
    assert role_of("1", frozenset(), frozenset()) is Role.MEMBER
