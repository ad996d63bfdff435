"""What becomes of the planned dates of a meet-up when an organiser changes it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Status, content_of
from bot.features.meetups.repeating import local_dates, moment_of


@dataclass(frozen=True, slots=True)
class Step:
    """A date as it was and as it becomes. `told`: those who come have to know."""

    before: MeetupDate
    after: MeetupDate
    told: bool


def must_be_told(before: Content, after: Content) -> bool:
    """Tell whether those who come have to know of this change of content: of how long and where."""
    return (before.duration, before.where) != (after.duration, after.where)


def replanned(before: Meetup, after: Meetup, dates: Sequence[MeetupDate], now: datetime) -> tuple[Step, ...]:
    """Say what becomes of the dates of a meet-up that is changed as a whole, in the order in which it can be kept.

    Where the days or times are other ones, all planned dates move to the new ones in their order, so that the list of
    who comes stays with the next date; what has no new time is cancelled. A date that was skipped stays so.
    """
    planned = (date for date in dates if date.status is Status.PLANNED and date.starts_at > now)
    coming = sorted(planned, key=lambda date: date.local)
    if _rule(before) == _rule(after):
        steps = [_kept(before, after, date) for date in coming]
    else:
        taken = {date.local for date in dates} - {date.local for date in coming}
        steps = list(_moved(before, after, coming, local_dates(after, now), taken))
    changed = [step for step in steps if step.before != step.after or _said(before, after, step.before)]
    return tuple(_in_order(changed, {date.local for date in dates}))


def changed_content(meetup: Meetup, on: MeetupDate, content: Content) -> MeetupDate:
    """Give a date with content of its own, or with that of its meet-up again."""
    own = None if content == meetup.content else content
    return replace(on, content=own, ends_at=on.starts_at + content.duration)


def cancelled(on: MeetupDate) -> MeetupDate:
    """Give a date as it is when it does not take place."""
    return replace(on, status=Status.CANCELLED, sequence=on.sequence + 1)


def _rule(meetup: Meetup) -> object:
    return meetup.first, meetup.time_of_day, meetup.series and meetup.series.repeat


def _said(before: Meetup, after: Meetup, on: MeetupDate) -> bool:
    """Tell whether other things are said of a date now."""
    return on.content is None and before.content != after.content


def _kept(before: Meetup, after: Meetup, date: MeetupDate) -> Step:
    """Leave a date where it is, unless the series ends before it."""
    if after.series is not None and after.series.until is not None and date.local.date() > after.series.until:
        return Step(date, cancelled(date), told=True)
    told = date.content is None and must_be_told(before.content, after.content)
    return Step(date, _ended(after, date), told)


def _moved(
    before: Meetup,
    after: Meetup,
    coming: Iterable[MeetupDate],
    targets: Iterator[datetime],
    taken: Collection[datetime],
) -> Iterator[Step]:
    free = (local for local in targets if local not in taken)
    for date in coming:
        local = next(free, None)
        if local is None:
            yield Step(date, cancelled(date), told=True)
            continue
        starts_at = moment_of(local, after.zone)
        moved = _ended(after, replace(date, local=local, starts_at=starts_at, moved=False))
        other = starts_at != date.starts_at
        yield Step(date, moved, other or (date.content is None and must_be_told(before.content, after.content)))


def _ended(after: Meetup, date: MeetupDate) -> MeetupDate:
    return replace(date, ends_at=date.starts_at + content_of(after, date).duration)


def _in_order(steps: Sequence[Step], taken: Collection[datetime]) -> Iterator[Step]:
    """Let no date take a local time that another one still has: no two of a meet-up have the same."""
    left, held = list(steps), set(taken)
    while left:
        step = next(one for one in left if one.after.local == one.before.local or one.after.local not in held)
        left.remove(step)
        held = (held - {step.before.local}) | {step.after.local}
        yield step
