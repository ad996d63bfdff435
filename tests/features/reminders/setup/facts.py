"""What is known of somebody who has agreed to everything."""

from __future__ import annotations

from bot.core.keeping import Profile
from bot.core.people import Platform
from bot.features.reminders.consents import Purpose
from bot.features.reminders.plans import Plan
from bot.features.reminders.setup.asking import Facts
from tests.features.reminders.setup.chatting import PRESETS, START


def facts(
    *,
    labels: bool = True,
    plans: tuple[Plan, ...] = (),
    quiet: tuple[str, str] | None = None,
    consents: frozenset[Purpose] = frozenset(Purpose),
) -> Facts:
    return Facts(START, Platform.TELEGRAM, consents, Profile(quiet=quiet), plans, PRESETS, labels)
