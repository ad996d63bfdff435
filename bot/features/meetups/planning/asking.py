"""What a question about one part of a meet-up is, and what it is made of. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.people import Place
from bot.core.richtext import Blocks
from bot.features.meetups.codec import unpacked_content, unpacked_series
from bot.features.meetups.meetup import Content, Series
from bot.features.meetups.planning.sketch import Doubt, Offer, Patch, Sketch
from bot.texts.catalogue import Texts
from bot.texts.keys import Key


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in which meet-ups can be announced, by the name that it has in the settings."""

    name: str
    place: Place = field(repr=False)

    @property
    def key(self) -> str:
        """Name it in a draft."""
        return "/".join((self.place.platform, self.place.id, self.place.topic or ""))


@dataclass(frozen=True, slots=True)
class Asking:
    """All that a question is made of. `now` is aware; `page` counts pages of a long list."""

    texts: Texts
    now: datetime
    spots: tuple[Spot, ...] = field(repr=False)
    sketch: Sketch
    page: int = 0

    @property
    def zone(self) -> str:
        """The time zone of the meet-up."""
        return self.sketch.zone

    @property
    def here(self) -> datetime:
        """What the clock on the wall shows now, without a zone."""
        return self.now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    @property
    def first(self) -> date | None:
        """The day on which it is, once that is known."""
        value = self.sketch.values["first"]
        return None if value is None else date.fromisoformat(value)

    @property
    def time_of_day(self) -> time | None:
        """The time of day at which it begins, once that is known."""
        value = self.sketch.values["time_of_day"]
        return None if value is None else time.fromisoformat(value)

    @property
    def local(self) -> datetime | None:
        """What the clock on the wall shows at the start, once that is known."""
        if self.first is None or self.time_of_day is None:
            return None
        return datetime.combine(self.first, self.time_of_day)

    @property
    def series(self) -> Series | None:
        """How it repeats."""
        value = self.sketch.values["series"]
        return None if value is None else unpacked_series(value)

    @property
    def content(self) -> Content:
        """What is said of it. The title is empty as long as there is none."""
        return unpacked_content(dict(self.sketch.values))

    @property
    def chosen(self) -> tuple[Spot, ...]:
        """The places in which it is to be announced."""
        keys = set(self.sketch.values["places"])
        return tuple(spot for spot in self.spots if spot.key in keys)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. `value` stands in the code of its button; `stays`: the question is shown again."""

    value: str
    label: str
    patch: Patch = field(repr=False)
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A button to the question about another part; `page` of it, if it has several."""

    label: str
    part: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a part. `example` shows what can be typed; empty: nothing can."""

    words: Blocks
    rows: tuple[tuple[Choice | Way, ...], ...] = ()
    example: str = ""

    def choice(self, value: str) -> Choice | None:
        """Give the choice with this value."""
        every = (one for row in self.rows for one in row if isinstance(one, Choice))
        return next((one for one in every if one.value == value), None)


Ask = Callable[[Asking], Question]
Read = Callable[[Asking, str], Offer | Doubt]
"""Understands what was typed about a part, as one thing alone or not at all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a meet-up: what it is called, how it is asked for, and how what is typed is read.

    `longest` counts characters that can be typed. `under` names the question that it belongs to; empty: the hub.
    """

    label: Key
    ask: Ask
    read: Read | None = None
    longest: int = 200
    several_lines: bool = False
    under: str = ""
