"""What members saw, compared with what the ledger says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.delivery.transport import State

AGAIN = "This is a repeat."


@dataclass(frozen=True, slots=True)
class Seen:
    """One message that a member saw: which delivery it is of, and whether it says that it is a repeat."""

    name: str
    is_marked: bool

    @classmethod
    def read(cls, text: str) -> Seen:
        """Read what stands in a message."""
        return cls(text.rsplit(maxsplit=1)[-1], AGAIN in text)


@dataclass(frozen=True, slots=True)
class Tally:
    """The verdict over many deliveries.

    `lost`: never seen, and the ledger does not own up to it. `doubled`: seen twice or more without a mark.
    `repeated`: seen with a mark, once; `repeated_more`: more often. `given_up`: never seen, and the ledger says that
    nobody knows, since two attempts in a row got no answer. `untrue`: seen, but the ledger says that it was not sent.
    """

    deliveries: int = 0
    lost: int = 0
    doubled: int = 0
    repeated: int = 0
    repeated_more: int = 0
    given_up: int = 0
    untrue: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__slots__))

    @property
    def is_clean(self) -> bool:
        """Whether all promises were kept."""
        return not (self.lost or self.doubled or self.repeated_more or self.untrue)


def tally(states: Mapping[str, State], seen: Iterable[Seen]) -> Tally:
    """Compare the ends of deliveries, by name, with what was seen of them."""
    plain, marked = Counter[str](), Counter[str]()
    for one in seen:
        (marked if one.is_marked else plain)[one.name] += 1
    unseen = {name: state for name, state in states.items() if not plain[name] + marked[name]}
    return Tally(
        deliveries=len(states),
        lost=sum(state is not State.UNKNOWN for state in unseen.values()),
        doubled=sum(plain[name] > 1 for name in states),
        repeated=sum(marked[name] == 1 for name in states),
        repeated_more=sum(marked[name] > 1 for name in states),
        given_up=sum(state is State.UNKNOWN for state in unseen.values()),
        untrue=sum(state not in (State.SENT, State.UNKNOWN) for name, state in states.items() if name not in unseen),
    )
