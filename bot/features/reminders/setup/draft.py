"""What was answered so far, with the way back. Pure.

Each question has a name and an answer of a few characters. A question that comes once for each step of a plan bears
its number: "times-1". Going back takes answers away in the order in which they were given, so that a question may be
asked again from anywhere ("Change something") and Back still leads to where the person came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Answers = Mapping[str, str]
"""Answers by the name of their question."""

Patch = Mapping[str, str | None]
"""Answers to give; None takes one away."""

# So far back leads Back; older answers can be changed from the preview.
_LONGEST_TRAIL = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to understand what was typed: how it is said back, and the answers that it gives."""

    label: str = field(repr=False)
    patch: Patch = field(repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that is being set up.

    `mark` tells its buttons from those of an earlier draft, `plan_id` is the id that the plan gets or has, `version`
    that of the plan that is being changed (0: a new one). `trail`: what each answer took the place of, the last one at
    the end. `offers` stand beside the present question, and `turn` tells them from earlier ones.
    """

    mark: str
    plan_id: str
    version: int = 0
    answers: Answers = field(default_factory=dict, repr=False)
    trail: tuple[Patch, ...] = field(default=(), repr=False)
    offers: tuple[Offer, ...] = field(default=(), repr=False)
    turn: int = 0

    def answered(self, patch: Patch) -> Draft:
        """Give answers; Back takes them away together."""
        before = {name: self.answers.get(name) for name in patch}
        trail = (*self.trail, before)[-_LONGEST_TRAIL:]
        return replace(self, answers=_patched(self.answers, patch), trail=trail, offers=())

    def chosen(self, patch: Patch, *, stays: bool) -> Draft:
        """Give the answers of a choice. Back does not stop at one that `stays` on its question, nor at one of none."""
        if stays or not patch:
            return replace(self, answers=_patched(self.answers, patch))
        return self.answered(patch)

    def offering(self, offers: Iterable[Offer]) -> Draft:
        """Put a choice beside the present question."""
        return replace(self, offers=tuple(offers), turn=self.turn + 1)

    def back(self) -> Draft:
        """Take the last answers away; what stood there before stands there again."""
        if not self.trail:
            return replace(self, offers=())
        return replace(self, answers=_patched(self.answers, self.trail[-1]), trail=self.trail[:-1], offers=())

    def asked_again(self, questions: Iterable[str]) -> Draft:
        """Ask some questions again, whatever their number."""
        again = set(questions)
        return self.answered({name: None for name in self.answers if base(name) in again})

    def state(self) -> dict[str, Any]:
        """Give all of it as JSON can hold it."""
        return {
            "mark": self.mark,
            "plan_id": self.plan_id,
            "version": self.version,
            "answers": dict(self.answers),
            "trail": [dict(patch) for patch in self.trail],
            "offers": [[offer.label, dict(offer.patch)] for offer in self.offers],
            "turn": self.turn,
        }


def read_draft(state: Mapping[str, Any]) -> Draft | None:
    """Give the draft of this state; None if another version of the bot wrote it."""
    try:
        offers = tuple(Offer(label, patch) for label, patch in state["offers"])
        return Draft(
            mark=state["mark"],
            plan_id=state["plan_id"],
            version=state["version"],
            answers=dict(state["answers"]),
            trail=tuple(state["trail"]),
            offers=offers,
            turn=state["turn"],
        )
    except (KeyError, TypeError, ValueError):
        return None


def base(name: str) -> str:
    """Give a question's name without its number."""
    return name.partition("-")[0]


def number(name: str) -> int:
    """Give a question's number; 0 without one."""
    return int(name.partition("-")[2] or 0)


def numbered(name: str, number: int) -> str:
    """Give the name of a question that comes once for each step."""
    return f"{name}-{number}"


def _patched(answers: Answers, patch: Patch) -> Answers:
    return {name: value for name, value in {**answers, **patch}.items() if value is not None}
