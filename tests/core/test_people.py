from __future__ import annotations

from bot.core.people import Person, Place, PlaceKind, Platform, Role


def test_repr_shows_no_ids() -> None:
    shown = f"{Person(Platform.DISCORD, 'CANARY')!r} {Place(Platform.DISCORD, 'CANARY', PlaceKind.GROUP, 'CANARY')!r}"
    assert "CANARY" not in shown
    assert "discord" in shown


def test_places() -> None:
    assert Place(Platform.TELEGRAM, "1", PlaceKind.GROUP).is_group
    assert not Place(Platform.TELEGRAM, "1").is_group
    assert Place(Platform.TELEGRAM, "1", topic="2") != Place(Platform.TELEGRAM, "1", topic="3")


def test_each_role_includes_the_ones_before() -> None:
    assert Role.MEMBER < Role.ORGANISER < Role.OPERATOR
