"""Who sits at the terminal."""

from __future__ import annotations

from bot.core.people import Person, Platform, Role

# One person at one keyboard: there is nobody to be told apart from.
PERSON = Person(Platform.CONSOLE, "terminal")

ROLES = {"member": Role.MEMBER, "organiser": Role.ORGANISER}
