"""What people saw and what was confirmed to them, compared with what the database says in the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.reminders.kills.chats import Arrived
from bot.delivery.transport import State
from bot.features.reminders.occurrences import Answer

ON_ITS_WAY = 1.5
"""Seconds within which a nudge that comes after a confirmed press was on its way already."""


@dataclass(slots=True)
class Pressing:
    """What one person pressed about one occurrence.

    `possible`: the answers that may stand in the end; more than one where a press was not confirmed. `taken`: the
    spans (loop's time) in which it was confirmed as taken, the last of them perhaps without an end.
    """

    possible: set[Answer] = field(default_factory=lambda: {Answer.NONE})
    taken: list[tuple[float, float]] = field(default_factory=list)
    presses: int = 0
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """How an occurrence ended: its answer, how its reminder stands, and whether a summary told of it."""

    answer: Answer
    state: State | None
    told: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict over many occurrences.

    `lost`: neither seen, nor told of, nor owned up to. `doubled`: seen twice without a mark; `twice`: marked twice.
    `given_up`: never seen, and the ledger says that nobody knows. `untrue`: seen, but the ledger says it was not sent.
    `forgotten`: presses that were confirmed and do not stand. `nudged`: nudges after a confirmed Taken.
    """

    occurrences: int = 0
    missing: int = 0
    lost: int = 0
    doubled: int = 0
    repeated: int = 0
    twice: int = 0
    told: int = 0
    given_up: int = 0
    untrue: int = 0
    presses: int = 0
    confirmed: int = 0
    forgotten: int = 0
    nudges: int = 0
    nudged: int = 0

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(*(getattr(self, name) + getattr(other, name) for name in Verdict.__slots__))

    @property
    def is_clean(self) -> bool:
        """Whether all promises were kept."""
        broken = (self.missing, self.lost, self.doubled, self.twice, self.untrue, self.forgotten, self.nudged)
        return not any(broken)


def judge(
    ended: Mapping[str, Ended], arrived: Iterable[Arrived], pressed: Mapping[str, Pressing], missing: int
) -> Verdict:
    """Compare. `missing`: occurrences that should be there and are not."""
    plain, marked, nudges = Counter[str](), Counter[str](), defaultdict[str, list[float]](list)
    for one in arrived:
        if one.kind == "reminder":
            (marked if one.is_marked else plain)[one.name] += 1
        elif one.kind == "nudge":
            nudges[one.name].append(one.at)
    unseen = {name: one for name, one in ended.items() if not plain[name] + marked[name]}
    return Verdict(
        occurrences=len(ended),
        missing=missing,
        lost=sum(not one.told and one.state is not State.UNKNOWN for one in unseen.values()),
        doubled=sum(plain[name] > 1 for name in ended),
        repeated=sum(marked[name] == 1 for name in ended),
        twice=sum(marked[name] > 1 for name in ended),
        told=sum(one.told for one in unseen.values()),
        given_up=sum(not one.told and one.state is State.UNKNOWN for one in unseen.values()),
        untrue=sum(name not in unseen and one.state not in (State.SENT, State.UNKNOWN) for name, one in ended.items()),
        presses=sum(one.presses for one in pressed.values()),
        confirmed=sum(one.confirmed for one in pressed.values()),
        forgotten=sum(name in ended and not _stands(ended[name].answer, one.possible) for name, one in pressed.items()),
        nudges=sum(len(nudges[name]) for name in ended),
        nudged=sum(_is_within(at, pressed[name]) for name in nudges if name in pressed for at in nudges[name]),
    )


def _stands(answer: Answer, possible: set[Answer]) -> bool:
    """Tell whether an answer is one of those; what has none counts as missed when its time is over."""
    return answer in possible or (answer is Answer.MISSED and Answer.NONE in possible)


def _is_within(at: float, pressing: Pressing) -> bool:
    return any(begin + ON_ITS_WAY < at < end for begin, end in pressing.taken)
