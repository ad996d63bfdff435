"""What a question is: its words, its choices, and how what is typed is read. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.keeping import Profile
from bot.core.people import Platform
from bot.core.richtext import Blocks
from bot.features.reminders.consents import Purpose
from bot.features.reminders.plans import Kind, Plan
from bot.features.reminders.presets import Presets
from bot.features.reminders.setup.draft import Answers, Offer, Patch, numbered
from bot.texts.catalogue import Texts


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the answers: about the person, and what may be asked for where they write from.

    `now` is aware. `consents` are those that hold, `plans` those that the person has. `labels`: own words may be kept.
    """

    now: datetime
    platform: Platform
    consents: frozenset[Purpose]
    profile: Profile
    plans: tuple[Plan, ...] = field(repr=False)
    presets: Presets = field(repr=False)
    labels: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """All that a question is made of. `number` is that of the step of the plan which it is about."""

    texts: Texts
    facts: Facts
    answers: Answers = field(repr=False)
    number: int = 0

    def mine(self, name: str) -> str:
        """Name the question about the same step of the plan."""
        return numbered(name, self.number)

    @property
    def kind(self) -> Kind:
        """What the plan is about."""
        return Kind(self.answers["kind"])

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone, once the person has said that its clock shows theirs."""
        return ZoneInfo(self.answers["place"]) if "place" in self.answers and "clock" in self.answers else None

    @property
    def here(self) -> datetime:
        """What the clock on the person's wall shows now, without a zone. Only where the zone is known."""
        return self.facts.now.astimezone(ZoneInfo(self.answers["place"])).replace(tzinfo=None)

    @property
    def today(self) -> date:
        """The day that it is for the person."""
        return self.here.date()


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. `value` stands in the code of its button; `stays`: it only ticks something off or on."""

    value: str
    label: str
    patch: Patch
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """Choices that are shown as a list where the platform has one."""

    prompt: str
    choices: tuple[Choice, ...]


ChoiceRow = tuple[Choice, ...] | Listed


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked. `example` shows what can be typed instead; empty: nothing can."""

    words: Blocks
    rows: tuple[ChoiceRow, ...] = ()
    example: str = ""

    def choice(self, value: str) -> Choice | None:
        """Give the choice with this value."""
        every = (one for row in self.rows for one in (row.choices if isinstance(row, Listed) else row))
        return next((one for one in every if one.value == value), None)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was typed is not sure, or cannot be: why, and what it may have meant."""

    words: Blocks
    offers: tuple[Offer, ...] = ()


Ask = Callable[[Asking], Question]
Read = Callable[[Asking, str], Offer | Doubt]
"""Understands what was typed, as one thing alone or not at all."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question of the dialogue, and what becomes of what is typed in answer to it."""

    ask: Ask
    read: Read | None = None


def choices(name: str, labelled: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Give the choices of a question whose answer is the value that was chosen: pairs of value and label."""
    return tuple(Choice(value, label, {name: value}) for value, label in labelled)
