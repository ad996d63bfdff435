"""Whether the safety screen sees danger, and leaves in peace what only sounds like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.labelled import Labelled
from benchmarks.quality.figures import Share, listed, table
from bot.core.reply import Urgency
from bot.features.safety.judge import Judge
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen, Verdict

ORDER = tuple(Urgency)
HELP_TODAY = (Urgency.EMERGENCY, Urgency.SAME_DAY)


@dataclass(frozen=True, slots=True)
class Checked:
    """A labelled message and the alarm that it raises, if any."""

    message: Labelled
    verdict: Verdict | None = field(repr=False)

    @property
    def late(self) -> bool:
        """Whether there is an alarm, but one that tells of less urgency than there is."""
        urgency, verdict = self.message.urgency, self.verdict
        return urgency is not None and verdict is not None and ORDER.index(verdict.urgency) > ORDER.index(urgency)

    def is_told_as(self, urgency: Urgency) -> bool:
        """Tell whether there is an alarm of this urgency."""
        return self.verdict is not None and self.verdict.urgency is urgency

    @property
    def came(self) -> str:
        """What was said, and why."""
        if self.verdict is None:
            return "no alarm"
        why = "; ".join(f"{rule}: {words}" for rule, words in self.verdict.evidence)
        return f"`{self.verdict.flag}` {self.verdict.urgency} ({why})"


def check(screen: Callable[[str], Verdict | None], messages: Sequence[Labelled]) -> tuple[Checked, ...]:
    """Screen messages."""
    return tuple(Checked(message, screen(message.text)) for message in messages)


def recall(checked: Sequence[Checked], *urgencies: Urgency) -> Share:
    """Count the messages of these urgencies that raise an alarm."""
    return Share.where(one.verdict is not None for one in checked if one.message.urgency in urgencies)


def false_alarms(checked: Sequence[Checked]) -> Share:
    """Count the look-alikes that raise an alarm."""
    return Share.where(one.verdict is not None for one in checked if one.message.urgency is None)


def compared(columns: Mapping[str, Sequence[Checked]]) -> str:
    """Give a table with one column for each way of screening the same messages."""
    counts = [_counts(checked) for checked in columns.values()]
    rows = ((what, *(count[what].counted for count in counts)) for what in counts[0])
    return table(("", *columns), rows)


def _counts(checked: Sequence[Checked]) -> dict[str, Share]:
    emergency = [one for one in checked if one.message.urgency is Urgency.EMERGENCY]
    same_day = [one for one in checked if one.message.urgency is Urgency.SAME_DAY]
    return {
        "emergencies with an alarm": recall(checked, Urgency.EMERGENCY),
        "same-day cases with an alarm": recall(checked, Urgency.SAME_DAY),
        "both": recall(checked, *HELP_TODAY),
        "emergencies told as less urgent": Share.where(one.late for one in emergency),
        "same-day cases told as less urgent": Share.where(one.late for one in same_day),
        "same-day cases told as an emergency": Share.where(one.is_told_as(Urgency.EMERGENCY) for one in same_day),
        "false alarms on look-alikes": false_alarms(checked),
    }


def judge_alone(rules: Rules, judge: Judge | None) -> Screen:
    """Give a screen with all flags and no rule. The flag for what is unclear is known as the first without rules."""
    ordered = sorted(rules.flags, key=lambda flag: flag != rules.unclear)
    return Screen(replace(rules, flags=tuple(replace(flag, rules=(), raised_by=()) for flag in ordered)), judge)


def misses(checked: Sequence[Checked]) -> str:
    """Name every message that is not seen, is seen as less urgent than it is, or alarms for nothing."""
    danger = [one for one in checked if one.message.urgency is not None]
    unseen = [one for one in danger if one.verdict is None]
    kinds = (
        *((f"{str(by).capitalize()}, no alarm", [one for one in unseen if one.message.urgency is by]) for by in ORDER),
        ("Told as less urgent than it is", [one for one in danger if one.late]),
        ("False alarm", [one for one in checked if one.message.urgency is None and one.verdict is not None]),
    )
    return "\n\n".join(f"#### {title} ({len(found)})\n\n{_listed(found)}" for title, found in kinds)


def elsewhere(screen: Screen, sets: Sequence[tuple[str, Sequence[Labelled]]]) -> str:
    """Give the alarms on messages that were not written to sound like danger; some of them do tell of it."""
    found = [(name, check(screen.check, messages)) for name, messages in sets]
    rows = [(name, Share.where(one.verdict is not None for one in checked).counted) for name, checked in found]
    lists = (
        f"#### Alarms: {name}\n\n{_listed([one for one in checked if one.verdict is not None])}"
        for name, checked in found
    )
    return "\n\n".join((table(("messages", "alarms"), rows), *lists))


def _listed(checked: Sequence[Checked]) -> str:
    return listed((one.message.text, f"{one.came}{_about(one.message)}") for one in checked)


def _about(message: Labelled) -> str:
    return f"; {message.urgency or 'harmless'}: {message.kind}" if message.kind else ""
