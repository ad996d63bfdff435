"""Puts the pieces of a text in order: which times belong to which days, and what was said about the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from bot.conversation.times.clocks import Clock, by_24_hours, restated, within
from bot.conversation.times.dates import Dates
from bot.conversation.times.days import Days, first_days, together
from bot.conversation.times.items import Count, Item, Link, PartSaid, Restated
from bot.conversation.times.values import Reason, Unsure
from bot.conversation.times.vocabulary import Kind

Piece = Days | PartSaid | Clock


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole of a text: its days, its times, the day from which it starts, and how many times it is said to be."""

    days: Days
    clocks: tuple[Clock, ...]
    start: Dates | None
    counts: tuple[Count, ...]
    reason: Reason | None = None


def plan(items: Sequence[Item], today: date) -> Plan:
    """Put the pieces in order. Raises Unsure where it is not certain what belongs to what."""
    bound = tuple(_bound(items))
    if all(isinstance(item, Link) for item in bound):
        raise Unsure(Reason.NOT_UNDERSTOOD)
    _check_links(bound)
    start, rest = _start(bound, today)
    days, clocks = _belonging([item for item in rest if isinstance(item, Days | PartSaid | Clock)])
    counts = tuple(item for item in rest if isinstance(item, Count))
    return Plan(days, by_24_hours(clocks), start, counts, _bare(clocks))


def _bound(items: Sequence[Item]) -> Iterator[Item]:
    """Let "in the evening" and "(20:30)" tell of the time right before them."""
    clock: Clock | None = None
    for item in items:
        if clock and isinstance(item, PartSaid | Restated):
            clock = within(clock, item.part) if isinstance(item, PartSaid) else restated(clock, item.clock)
            continue
        if clock:
            if clock.bare and isinstance(item, Clock):
                raise Unsure(Reason.NOT_UNDERSTOOD)
            yield clock
        clock = item if isinstance(item, Clock) else None
        if clock is None:
            yield item
    if clock:
        yield clock


def _check_links(items: Sequence[Item]) -> None:
    """Refuse an "and" with nothing to join, an "at" without a time, an "on" without a day."""
    if items and items[0] == Link(Kind.AND):
        raise Unsure(Reason.NOT_UNDERSTOOD)
    for item, follower in pairwise((*items, None)):
        match item:
            case Link(Kind.AT) if not isinstance(follower, Days):
                raise Unsure(Reason.WHICH_TIME)
            case Link(Kind.ON) if not isinstance(follower, Days):
                raise Unsure(Reason.NOT_UNDERSTOOD)
            case Link(Kind.AND) if follower is None or follower == item:
                raise Unsure(Reason.NOT_UNDERSTOOD)
            case Restated():
                raise Unsure(Reason.NOT_UNDERSTOOD)


def _start(items: Sequence[Item], today: date) -> tuple[Dates | None, Sequence[Item]]:
    """Take out "from 3 March" or "starting on Monday"."""
    places = [place for place, item in enumerate(items) if item == Link(Kind.FROM)]
    if not places:
        return None, items
    place = places[0]
    rest = [item for item in items[place + 1 :] if not isinstance(item, Link) or item.kind is Kind.FROM]
    if len(places) > 1:
        raise Unsure(Reason.CONTRADICTION)
    if not rest or not isinstance(rest[0], Days):
        raise Unsure(Reason.RANGE if rest and isinstance(rest[0], Clock) else Reason.NOT_UNDERSTOOD)
    if len(rest) > 1 and _weekday_and_date(rest[0], rest[1]):
        both = (item for item in rest[:2] if isinstance(item, Days))
        return first_days(together(both), today), (*items[:place], *rest[2:])
    return first_days(rest[0], today), (*items[:place], *rest[1:])


def _weekday_and_date(first: Item, second: Item) -> bool:
    """Tell "Tuesday 24 November"."""
    return isinstance(first, Days) and isinstance(second, Days) and bool(first.weekdays and second.dates)


def _belonging(pieces: Sequence[Piece]) -> tuple[Days, tuple[Clock, ...]]:
    """Give days and times, if all times are of the same days. Days before times own them, or else days after them."""
    groups = [tuple(group) for _, group in groupby(pieces, key=lambda piece: isinstance(piece, Clock))]
    heads = [_head(group) for group in groups if not isinstance(group[0], Clock)]
    times = [tuple(piece for piece in group if isinstance(piece, Clock)) for group in groups]
    times = [group for group in times if group]
    if not times:
        if any(part for _, part in heads):
            raise Unsure(Reason.WHICH_TIME)
        return together(days for days, _ in heads), ()
    owned, days = _own_days(heads, len(times), days_first=not isinstance(pieces[0], Clock))
    return days, tuple(
        within(clock, part.part) if part else clock for part, group in zip(owned, times, strict=True) for clock in group
    )


Head = tuple[Days, PartSaid | None]


def _head(group: Sequence[Piece]) -> Head:
    parts = [piece for piece in group if isinstance(piece, PartSaid)]
    if len(parts) > 1:
        raise Unsure(Reason.WHICH_TIME)
    return together(piece for piece in group if isinstance(piece, Days)), parts[0] if parts else None


def _own_days(heads: Sequence[Head], groups: int, *, days_first: bool) -> tuple[list[PartSaid | None], Days]:
    """Give the part of the day of each group of times, and the days of them all. Raises Unsure if these differ."""
    if not heads:
        return [None], Days()
    owners, tail = (heads[:groups], heads[groups:]) if days_first else (heads, ())
    parts = [part for _, part in owners]
    if len(owners) < groups or (not days_first and groups > 1 and any(days == Days() for days, _ in owners)):
        raise Unsure(Reason.SEPARATE)
    if tail and tail[0][1]:
        if groups > 1 or parts[0]:
            raise Unsure(Reason.WHICH_TIME)
        parts = [tail[0][1]]
    first = owners[0][0]
    if any(days not in (Days(), first) for days, _ in owners):
        raise Unsure(Reason.SEPARATE)
    if tail and groups > 1 and first != Days():
        raise Unsure(Reason.SEPARATE)
    return parts, together((first, *(days for days, _ in tail)))


def _bare(clocks: Sequence[Clock]) -> Reason | None:
    """Doubt a mere number such as 20, unless an "at" or another time shows that it is one."""
    if any(clock.at or not clock.bare for clock in clocks):
        return None
    return Reason.WHICH_TIME if any(len(clock.options) == 1 for clock in clocks) else None
