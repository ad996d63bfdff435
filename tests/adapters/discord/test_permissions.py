"""Who is an organiser, and who the operator."""

from __future__ import annotations

import pytest

from bot.adapters.discord.options import DiscordOptions
from bot.adapters.discord.permissions import role_of
from bot.core.people import Role

OPTIONS = DiscordOptions(
    organiser_roles=frozenset({"10", "11"}),
    organiser_people=frozenset({"2", "3"}),
    organiser_servers=frozenset({"90"}),
    operators=frozenset({"3"}),
)


@pytest.mark.parametrize(
    ("person", "roles", "manages", "role"),
    [
        (1, (), None, Role.MEMBER),
        (1, (12, 13), None, Role.MEMBER),
        (1, (12, 11), None, Role.ORGANISER),
        (1, (), 90, Role.ORGANISER),
        (1, (), 91, Role.MEMBER),
        (2, (), None, Role.ORGANISER),
        (3, (), None, Role.OPERATOR),
        (3, (10,), 90, Role.OPERATOR),
        (10, (2,), None, Role.MEMBER),
    ],
)
def test_roles(person: int, roles: tuple[int, ...], manages: int | None, role: Role) -> None:
    assert role_of(person, roles, OPTIONS, manages=manages) is role


def test_nobody_is_special_by_default() -> None:
    assert role_of(3, (10,), DiscordOptions(), manages=90) is Role.MEMBER


def test_options_show_no_ids() -> None:
    assert "10" not in repr(OPTIONS)
