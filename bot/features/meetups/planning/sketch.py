"""A meet-up that is being set up or changed, as it is kept between an organiser's presses. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Values = Mapping[str, Any]
"""What was set so far, as JSON can hold it: what `codec` packs of a content, and

`first` ("2026-11-24") and `time_of_day` ("19:00:00") by the clock on the wall, None until they are known; `series` as
it packs one; `places` as keys of the places that are set up; `announce` the moment from which on it is announced (UTC),
None for at once; `tell` whether people are told of what they need not know.
"""

Patch = Mapping[str, Any]
"""Values to set."""

NOTHING_YET: Values = {
    "title": "",
    "place": "",
    "address": "",
    "point": None,
    "link": "",
    "link_hidden": True,
    "text": "",
    "duration": 3600,
    "seats": None,
    "closes_before": 0,
    "asks": True,
    "first": None,
    "time_of_day": None,
    "series": None,
    "places": (),
    "announce": None,
    "tell": False,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to understand what was typed."""

    label: str = field(repr=False)
    patch: Patch = field(repr=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was typed is not sure, or cannot be: why, and what it may have meant."""

    words: str
    offers: tuple[Offer, ...] = ()
    typed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A meet-up that is being set up or changed.

    `mark` tells its buttons from those of an earlier one, `zone` (IANA name) is that of its times. `version` is that
    of the meet-up that is changed, 0 for a new one; with a `date_id` that date alone is changed, as it stood at
    `sequence`. `base` are the values before any change.
    `doubts` stand by the part that they are about; `turn` rises with each, so that older buttons are known.
    """

    mark: str
    meetup_id: str
    zone: str
    version: int = 0
    date_id: str = ""
    sequence: int = 0
    base: Values = field(default_factory=lambda: NOTHING_YET, repr=False)
    values: Values = field(default_factory=lambda: NOTHING_YET, repr=False)
    doubts: Mapping[str, Doubt] = field(default_factory=dict, repr=False)
    turn: int = 0

    @property
    def is_new(self) -> bool:
        """Whether it is no meet-up yet."""
        return self.version == 0

    @property
    def single(self) -> bool:
        """Whether one date of several is changed."""
        return bool(self.date_id)

    @property
    def digest(self) -> str:
        """Tell these values from others: what is confirmed is what was shown."""
        written = json.dumps(_plain(self.values), sort_keys=True)
        return hashlib.blake2b(written.encode(), digest_size=6).hexdigest()

    def with_values(self, part: str, patch: Patch) -> Sketch:
        """Set what was said about a part."""
        doubts = {name: doubt for name, doubt in self.doubts.items() if name != part}
        return replace(self, values={**self.values, **patch}, doubts=doubts)

    def doubting(self, part: str, doubt: Doubt) -> Sketch:
        """Keep that something about a part was not sure."""
        return replace(self, doubts={**self.doubts, part: doubt}, turn=self.turn + 1)

    def on_top_of(self, base: Values, version: int, sequence: int) -> Sketch:
        """Put the changes made here on what somebody else made of it meanwhile."""
        mine = {name: value for name, value in self.values.items() if value != self.base.get(name)}
        return replace(self, base=base, values={**base, **mine}, version=version, sequence=sequence)

    def state(self) -> dict[str, Any]:
        """Give all of it as JSON can hold it."""
        doubts = {
            part: [doubt.words, [[offer.label, dict(offer.patch)] for offer in doubt.offers], doubt.typed]
            for part, doubt in self.doubts.items()
        }
        return {
            "mark": self.mark,
            "meetup_id": self.meetup_id,
            "zone": self.zone,
            "version": self.version,
            "date_id": self.date_id,
            "sequence": self.sequence,
            "base": _plain(self.base),
            "values": _plain(self.values),
            "doubts": doubts,
            "turn": self.turn,
        }


def read_sketch(state: Mapping[str, Any]) -> Sketch | None:
    """Give the sketch of this state; None if another version of the bot wrote it."""
    try:
        doubts = {
            part: Doubt(words, tuple(Offer(label, patch) for label, patch in offers), typed)
            for part, (words, offers, typed) in state["doubts"].items()
        }
        base, values = dict(state["base"]), dict(state["values"])
        if NOTHING_YET.keys() != base.keys() or NOTHING_YET.keys() != values.keys():
            return None
        return Sketch(
            state["mark"],
            state["meetup_id"],
            state["zone"],
            state["version"],
            state["date_id"],
            state["sequence"],
            base,
            values,
            doubts,
            state["turn"],
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _plain(values: Values) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
