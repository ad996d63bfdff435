"""What people do when a message comes: the same for whoever asks, by who it is, what came and when. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.reminders.month.outages import Outages
from benchmarks.reminders.month.people import ODD, Human

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that is pressed: taken, skip, undo, snooze (with its minutes), or done (of a test)."""

    at: datetime
    verb: str
    minutes: int = 0


def presses(human: Human, label: str, came: datetime, outages: Outages) -> list[Press]:
    """Give what somebody presses on a reminder that came, in order."""
    chance = random.Random(f"{human.number}:{label}:{came.isoformat()}")
    found: list[Press] = []
    for after, verb, minutes in _wants(human.habit, chance):
        at = came + timedelta(seconds=round(after * 60)) + ODD
        at = max(outages.acts(at, human.platform), found[-1].at + 20 * MINUTE / 60 if found else at)
        found.append(Press(outages.acts(at, human.platform), verb, minutes))
    return [one for one in found if not human.is_absent(one.at) and not human.blocks(one.at)]


def _wants(habit: str, chance: random.Random) -> list[tuple[float, str, int]]:
    """Give minutes after the message, the button, and for how many minutes to snooze."""
    soon, luck = chance.uniform(0.3, 14), chance.random()
    if habit == "snoozer":
        return _snoozes(soon, luck, chance)
    if habit == "undoer" and luck >= 0.5:
        back = [(soon, "taken", 0), (soon + chance.uniform(1, 40), "undo", 0)]
        return [*back, (soon + chance.uniform(41, 200), "taken", 0)] if luck < 0.9 else back
    if habit == "forgetful":
        after = chance.uniform(15, 200) if luck < 0.8 else chance.uniform(800, 2_400)
        return [(after, "taken", 0)] if luck >= 0.5 else []
    if habit == "late":
        return [(chance.uniform(15, 130), "taken", 0)] if luck < 0.9 else []
    return [(soon, "skip" if habit == "skipper" and luck < 0.4 else "taken", 0)] if luck < 0.95 else []


def _snoozes(soon: float, luck: float, chance: random.Random) -> list[tuple[float, str, int]]:
    """Snooze once or twice, then mark it or forget it."""
    pause = chance.choice((10, 30, 60))
    found = [(soon, "snooze", pause)]
    if luck < 0.2:
        found.append((soon + pause + 4, "snooze", chance.choice((10, 30, 60))))
    if luck < 0.85:
        found.append((soon + pause + chance.uniform(6, 90), "taken", 0))
    return found


def done_after(human: Human, came: datetime, outages: Outages) -> datetime | None:
    """Give when somebody says that a test is done, after a message about it; None if they do not."""
    chance = random.Random(f"{human.number}:test:{came.isoformat()}")
    if chance.random() < 0.3:
        return None
    at = came + timedelta(seconds=round(chance.uniform(50_000, 140_000))) + ODD
    return outages.acts(at, human.platform)
