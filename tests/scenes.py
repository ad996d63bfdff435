"""People and places that the tests play in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.incoming import Origin
from bot.core.people import Person, Place, PlaceKind, Platform, Role

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

MEMBER = Person(Platform.TELEGRAM, "700000001")
STRANGER = Person(Platform.TELEGRAM, "700000002")

PRIVATE = Place(Platform.TELEGRAM, "700000001")
GROUP = Place(Platform.TELEGRAM, "-100700000003", PlaceKind.GROUP)

ALONE = Origin(MEMBER, PRIVATE, NOW)
"""The member in the private chat."""

IN_GROUP = Origin(MEMBER, GROUP, NOW, seen_by_others=True)
"""The member in the group, where others see what is said."""

HIDDEN = Origin(MEMBER, GROUP, NOW)
"""The member in the group, unseen by the others: a slash command."""

OTHER_IN_GROUP = replace(IN_GROUP, person=STRANGER)
"""Somebody else in the group, in front of all."""

ORGANISER = replace(ALONE, role=Role.ORGANISER)
"""An organiser in the private chat."""
