"""What people saw and what was confirmed to them, compared with what the database says in the end. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields

from benchmarks.kill.tally import AGAIN
from bot.features.meetups.answers import Wish
from bot.features.meetups.attending import Answer, Attendee, Attendees, has_seat, settled, taken

Said = tuple[Answer | None, int]
"""An answer and how many guests."""


@dataclass(slots=True)
class Pressing:
    """What one person pressed on the cards of one date.

    `possible`: what may stand in the end; more than one where a press was not confirmed. `began` and `came` (loop's
    time): when the press that made them come was made and confirmed, if that is sure. `waits`: they were told last
    that they wait. `plus`: they ever pressed for a guest.
    """

    possible: set[Said] = field(default_factory=lambda: {(None, 0)})
    presses: int = 0
    confirmed: int = 0
    began: float | None = None
    came: float | None = None
    waits: bool = False
    plus: bool = False

    def pressed(self, wish: Wish, at: float) -> None:
        """Press, without a word of what comes of it yet."""
        self.presses += 1
        self.plus, self.waits = self.plus or wish is Wish.PLUS, False
        comes = {answer is Answer.GOING for answer, _ in self.possible}
        if wish is not Wish.GOING or comes != {True}:
            self.began = at if wish is Wish.GOING and comes == {False} else None
            self.came = None
        self.possible = self.possible | after(self.possible, wish)

    def heard(self, before: set[Said], wish: Wish, at: float, *, waits: bool) -> None:
        """Learn that a press was taken; `before` is what was possible when it was made."""
        self.confirmed += 1
        self.possible, self.waits = after(before, wish), waits
        if self.came is None and self.began is not None:
            self.came = at


def after(possible: Iterable[Said], wish: Wish) -> set[Said]:
    """Give what may stand after a press on one of these."""
    return {now for before in possible for now in _after(before, wish)}


def _after(before: Said, wish: Wish) -> set[Said]:
    answer, guests = before
    if wish is not Wish.PLUS:
        said = Answer(wish)
        return {(said, guests if answer is said else 0)}
    if answer is Answer.GOING and guests:
        return {(Answer.GOING, 0)}
    return {(Answer.GOING, 0), (Answer.GOING, 1)}


@dataclass(frozen=True, slots=True)
class Card:
    """One card: the messages that came of it, whether it was given up, and whether it shows how things stand."""

    texts: tuple[str, ...]
    is_lost: bool
    is_told: bool
    is_right: bool


@dataclass(frozen=True, slots=True)
class News:
    """What one person was to be told of one date in one way: deliveries in all, those sent, and what came."""

    put: int
    sent: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict over many meet-ups; the table says what each figure counts."""

    cards: int = 0
    missing: int = 0
    doubled: int = 0
    twice: int = 0
    repeated: int = 0
    given_up: int = 0
    stale: int = 0
    events: int = 0
    amiss: int = 0
    pins: int = 0
    presses: int = 0
    confirmed: int = 0
    forgotten: int = 0
    disorder: int = 0
    notices: int = 0
    again: int = 0
    unsent: int = 0
    edits: int = 0

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def is_clean(self) -> bool:
        """Whether all promises were kept."""
        broken = (self.missing, self.doubled, self.twice, self.stale, self.amiss, self.pins)
        return not any((*broken, self.forgotten, self.disorder, self.again, self.unsent))


def judge_cards(cards: Collection[Card]) -> Verdict:
    """Judge cards: each is there once, once more only with a mark, and shows how things stand."""
    counts = [_counted(card.texts) for card in cards]
    return Verdict(
        cards=len(cards),
        missing=sum(
            not any(count) and not (card.is_lost and card.is_told) for card, count in zip(cards, counts, strict=True)
        ),
        doubled=sum(plain > 1 for plain, _ in counts),
        twice=sum(marked > 1 for _, marked in counts),
        repeated=sum(marked == 1 for _, marked in counts),
        given_up=sum(card.is_lost for card in cards),
        stale=sum(not card.is_right and not card.is_lost for card in cards),
    )


def judge_news(news: Collection[News]) -> Verdict:
    """Judge private notices: each came once, once more only with a mark."""
    counts = [(one, *_counted(one.texts)) for one in news]
    return Verdict(
        notices=sum(one.sent for one in news),
        again=sum(max(0, plain - one.put) + max(0, marked - one.put) for one, plain, marked in counts),
        unsent=sum(max(0, one.sent - plain - marked) for one, plain, marked in counts),
    )


def judge_answers(
    attendees: Attendees, seats: int | None, pressed: Mapping[str, Pressing], told: Collection[str]
) -> Verdict:
    """Judge the list of one date. `told`: who was told that they have got a seat."""
    stand = {one.person_id: one for one in attendees}
    promoted = [id_ for id_, one in pressed.items() if one.waits and has_seat(stand.get(id_))]
    return Verdict(
        presses=sum(one.presses for one in pressed.values()),
        confirmed=sum(one.confirmed for one in pressed.values()),
        forgotten=sum(_said(stand.get(id_)) not in one.possible for id_, one in pressed.items()),
        disorder=_disorder(attendees, seats, pressed),
        unsent=sum(id_ not in told for id_ in promoted),
    )


def _counted(texts: Iterable[str]) -> tuple[int, int]:
    """Count messages without the mark of a repeat, and with it."""
    every = [AGAIN in text for text in texts]
    return every.count(False), every.count(True)


def _said(one: Attendee | None) -> Said:
    return (None, 0) if one is None else (one.answer, one.guests)


def _disorder(attendees: Attendees, seats: int | None, pressed: Mapping[str, Pressing]) -> int:
    """Count what is not as the line has it: too many seats, a free one, a number twice, and who got past another."""
    wrong = int(seats is not None and taken(attendees) > seats) + len(settled(attendees, seats)[1])
    wrong += len(attendees) - len({one.number for one in attendees})
    going = [one for one in attendees if one.answer is Answer.GOING and one.person_id in pressed]
    for first in going:
        for second in going:
            before, then = pressed[first.person_id], pressed[second.person_id]
            if before.came is None or then.began is None or before.came >= then.began or before.plus or then.plus:
                continue
            wrong += first.number > second.number or (first.waits and not second.waits)
    return wrong
