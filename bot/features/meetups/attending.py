"""Who comes: answers in their order, seats and the waiting list. Pure.

Who has a seat keeps it. A seat that gets free goes to the first of the waiting list whose party fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.core.people import Platform
from bot.features.meetups.meetup import Counts


class Answer(StrEnum):
    """What a person said."""

    GOING = "going"
    MAYBE = "maybe"
    CANNOT = "cannot"


class Remind(StrEnum):
    """When a person wants to be reminded."""

    NEVER = "never"
    DAY = "day"  # a day before
    HOUR = "hour"  # an hour before
    BOTH = "both"


MOST_GUESTS = 1


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person's answer to one date.

    `number` is the place in the order in which people said that they come, from 1 on; saying so again after another
    answer gives a new one. `platform` is where they answered last. `waits`: there was no seat. `name` is what the
    platform calls them, for organisers alone.
    """

    person_id: str = field(repr=False)
    answer: Answer
    number: int
    at: datetime
    platform: Platform
    guests: int = 0
    waits: bool = False
    remind: Remind = Remind.NEVER
    name: str = field(default="", repr=False)

    @property
    def party(self) -> int:
        """How many seats they need."""
        return 1 + self.guests


Attendees = tuple[Attendee, ...]
"""All answers to a date, by rising number."""


def answered(attendees: Attendees, said: Attendee, seats: int | None) -> Attendees:
    """Let a person give an answer, under a new number.

    The same one again leaves their place in the line, their guests and reminders as they are. Another one is a new
    beginning: who comes gets a seat if there is one, else the end of the waiting list; who cannot is not reminded.
    """
    before = of(attendees, said.person_id)
    others = without(attendees, said.person_id)
    if before is not None and before.answer is said.answer:
        now = replace(before, platform=said.platform, name=said.name or before.name)
        return tuple(now if one is before else one for one in attendees)
    remind = Remind.NEVER if before is None or said.answer is Answer.CANNOT else before.remind
    waits = said.answer is Answer.GOING and not fits(others, said.party, seats)
    return (*others, replace(said, waits=waits, remind=remind))


def with_guests(attendees: Attendees, person_id: str, guests: int, seats: int | None) -> Attendees:
    """Let somebody who comes bring guests, or no more. Without room for them all stays as it was.

    Who waits for a seat waits for all of the party.
    """
    before = of(attendees, person_id)
    if before is None or before.answer is not Answer.GOING or not 0 <= guests <= MOST_GUESTS:
        return attendees
    now = replace(before, guests=guests)
    if not before.waits and guests > before.guests and not fits(attendees, guests - before.guests, seats):
        return attendees
    return tuple(now if one is before else one for one in attendees)


def settled(attendees: Attendees, seats: int | None) -> tuple[Attendees, Attendees]:
    """Give free seats to those who wait, the first whose party fits before the next; give all, and who got one."""
    left = None if seats is None else seats - taken(attendees)
    now, promoted = list(attendees), []
    for number, one in enumerate(attendees):
        if one.waits and (left is None or one.party <= left):
            left = None if left is None else left - one.party
            now[number] = seated = replace(one, waits=False)
            promoted.append(seated)
    return tuple(now), tuple(promoted)


def fits(attendees: Iterable[Attendee], party: int, seats: int | None) -> bool:
    """Tell whether there are so many seats left."""
    return seats is None or taken(attendees) + party <= seats


def taken(attendees: Iterable[Attendee]) -> int:
    """Count the seats that people have, guests included."""
    return sum(one.party for one in attendees if one.answer is Answer.GOING and not one.waits)


def counted(attendees: Iterable[Attendee]) -> Counts:
    """Count who said what."""
    all_ = tuple(attendees)
    said = {answer: sum(one.answer is answer for one in all_) for answer in Answer}
    waiting = sum(one.party for one in all_ if one.waits)
    return Counts(taken(all_), said[Answer.MAYBE], said[Answer.CANNOT], waiting)


def place_in_line(attendees: Attendees, person_id: str) -> int:
    """Give which one of the waiting list a person is, from 1 on; 0 if they are not on it."""
    line = [one.person_id for one in attendees if one.waits]
    return line.index(person_id) + 1 if person_id in line else 0


def has_seat(mine: Attendee | None) -> bool:
    """Tell whether somebody is going and has a seat."""
    return mine is not None and mine.answer is Answer.GOING and not mine.waits


def of(attendees: Iterable[Attendee], person_id: str) -> Attendee | None:
    """Give a person's answer."""
    return next((one for one in attendees if one.person_id == person_id), None)


def without(attendees: Iterable[Attendee], person_id: str) -> Attendees:
    """Give all answers but a person's."""
    return tuple(one for one in attendees if one.person_id != person_id)


def changed(before: Attendees, after: Attendees) -> Attendees:
    """Give those that are new or other than before."""
    known = {one.person_id: one for one in before}
    return tuple(one for one in after if known.get(one.person_id) != one)
