"""What a clock that was wrong has left behind: moments that lie years ahead, and reminders of days to come.

A clock that is set back was ahead before, or is behind now and will be put right. Nobody can tell for sure; so what
was sent or answered is believed for some hours, and what was planned is only ever planned again, never removed.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.transport import State
from bot.features.reminders.keeping import Leap, LookedAfter, Plans, Together
from bot.features.reminders.occurrences import Answer, Occurrence

log = logging.getLogger(__name__)

STEP = timedelta(minutes=10)
"""So far the kept moment may lie from now before it is written anew: a clock that is off by less does no harm."""

BELIEVED = timedelta(hours=12)
"""So far behind a clock may be that was set back, as one that mistakes its time zone is at most.

What lies nearer and was sent or answered may be true, and nobody is to take a dose twice.
"""

AT_ONCE = 200

_SURELY_UNSENT = (None, State.QUEUED, State.CANCELLED, State.EXPIRED)


async def follow_clock(plans: Plans, together: Together, now: datetime) -> None:
    """Notice a clock that was set back, also while the bot did not run, and let all plans remind from now on.

    Breaking off half-way does no harm: it begins anew the next time. Raises NotRead or NotSaved.
    """
    last = await plans.looked_after()
    if last is None:
        await plans.set_looked_after(LookedAfter(now))
        return
    leap = Leap(last.at, now)
    if abs(leap.size) <= STEP:
        return
    since = _since(last, leap)
    if since is not None:
        count = await _look_anew(plans, together, since, now)
        log.warning("the clock was wrong; when %d plans remind next was worked out anew", count)
    await plans.set_looked_after(_after(last, leap))


def believed_until(last: LookedAfter | None) -> datetime | None:
    """Tell up to when what was sent or answered is believed; None if only what is over is."""
    if last is None:
        return None
    return last.believed if last.back is None else last.back.end + BELIEVED


def is_false(one: Occurrence, state: State | None, now: datetime, believed: datetime | None) -> bool:
    """Tell whether what is known of an occurrence can only come from a clock that was wrong, as it lies ahead.

    `state` is that of its reminder, `believed` the moment up to which what was sent or answered is believed.
    """
    if one.at <= now:
        return False
    if state in _SURELY_UNSENT and one.answered_at is None:
        return one.answer is Answer.MISSED or one.settled or state is State.EXPIRED
    if one.at <= max(now + STEP, believed or now):
        return False
    return state not in _SURELY_UNSENT or (one.answered_at is not None and one.answered_at > now)


def _since(last: LookedAfter, leap: Leap) -> datetime | None:
    """Give since when what the plans remind of is to be looked for; None if they may stay as they are."""
    if leap.size > timedelta(0):
        return last.back.start if last.back and _is_right_again(last.back, leap) else None
    # What was due while the clock was ahead is made up for.
    return min(last.leap.start, leap.end) if last.leap and _undoes(leap, last.leap) else leap.end


def _after(last: LookedAfter, leap: Leap) -> LookedAfter:
    if leap.size < timedelta(0):
        return LookedAfter(leap.end, back=leap, believed=believed_until(last))
    if last.back and _is_right_again(last.back, leap):
        return LookedAfter(leap.end, believed=last.believed)
    # It is written all ten minutes; what is longer is a leap, or the bot did not run.
    return replace(last, at=leap.end, leap=leap if leap.size > 2 * STEP else last.leap)


def _is_right_again(back: Leap, leap: Leap) -> bool:
    """Tell whether the clock was behind since it was set back, and leaps over most of that now."""
    return leap.end >= back.start - STEP and back.start - leap.start > -back.size / 2


def _undoes(back: Leap, leap: Leap) -> bool:
    """Tell whether the clock was ahead since it leapt: it is set back by as much, as far as looks can tell."""
    return abs(back.size + leap.size) <= 3 * STEP


async def _look_anew(plans: Plans, together: Together, since: datetime, now: datetime) -> int:
    """Work out anew when the plans remind next after a moment; none of a time before there was the plan."""
    count, last = 0, ""
    while batch := await plans.on(last, AT_ONCE):
        count, last = count + len(batch), batch[-1].id
        async with together():
            for plan in batch:
                after = max(since, min(plan.created_at, now))
                await plans.plan_occurrences(plan, (), plan.next_look(after))
    return count
