"""What is sent by itself. It names no medicine, test or illness, as others may see a locked phone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.core.actions import Action
from bot.core.reply import Button, Reply, Row
from bot.core.richtext import Block, Blocks, Bullets, Text, paragraph
from bot.features.reminders.cues import CUES
from bot.features.reminders.describing import clock, clocks, day_in_words
from bot.features.reminders.lateness import Lateness, lateness
from bot.features.reminders.occurrences import SNOOZES, Occurrence
from bot.features.reminders.plans import BloodTestPlan, DatePlan, DosePlan, Plan
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

MOST_TOLD = 20
"""So many times stand in a summary, the newest; of the others it says how many."""

_DAY = timedelta(days=1)

_PAUSE_LABELS: tuple[Key, ...] = ("reminder.snooze_button", "reminder.minutes_button", "reminder.minutes_button")

_DATES: dict[str, tuple[Key, Key]] = {
    "ahead": ("reminder.date_in_days", "reminder.date_in_days_at"),
    "tomorrow": ("reminder.date_tomorrow", "reminder.date_tomorrow_at"),
    "today": ("reminder.date_today", "reminder.date_today_at"),
    "past": ("reminder.date_past", "reminder.date_past_at"),
}


def act(verb: str, *arguments: str) -> Action:
    """Make an action of this feature."""
    return Action("rem", verb, arguments)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where other parts of the bot are: the answer about late and missed doses, the history, the way to stop all."""

    missed_dose: Action | None = None
    history: Action | None = None
    stop: Action | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """Words each message that is sent by itself. `own`: the person's own words and cue; empty: they stay out of it."""

    texts: Texts
    doors: Doors = Doors()

    def reminder(self, plan: Plan, occurrence: Occurrence, own: str, now: datetime) -> Reply:
        """Remind of a dose, or of a test or date. Late, it says so, and never what to do now."""
        if not isinstance(plan.content, DosePlan):
            return self.notice(plan, occurrence, own, now)
        if lateness(occurrence.at, occurrence.late_until, now) is Lateness.ON_TIME:
            return self._dose("reminder.due", occurrence, own, now, "reminder")
        words = self.texts.rich("reminder.late", day=self._day(occurrence.local.date()), time=_time(occurrence))
        late = self._door("reminder.late_button", self.doors.missed_dose)
        rows = (*self.dose_rows(occurrence, now), *late)
        return Reply((*words, *_own(own)), rows, outcome="reminder late")

    def nudge(self, occurrence: Occurrence, own: str, now: datetime) -> Reply:
        """Remind once more of a dose that has no answer."""
        return self._dose("reminder.nudge", occurrence, own, now, "reminder nudge")

    def snoozed(self, occurrence: Occurrence, own: str, now: datetime) -> Reply:
        """Remind again, as the person asked."""
        return self._dose("reminder.snoozed", occurrence, own, now, "reminder snoozed")

    def notice(self, plan: Plan, occurrence: Occurrence, own: str, now: datetime) -> Reply:
        """Announce a test or date, or ask after it."""
        row = self.date_row(plan, occurrence)
        return Reply((*self.date_words(plan, now), *_own(own)), (row,), outcome="reminder of a date")

    def missed(self, summary: str, told: Sequence[tuple[Plan, Occurrence]], now: datetime) -> Reply:
        """Tell in one message of all that could not be sent; of a test or date, when it is."""
        one = len(told) == 1
        count = {} if one else {"count": str(len(told))}
        words = self.texts.rich("reminder.missed_one" if one else "reminder.missed_many", **count)
        lines = Bullets(tuple((Text(line),) for line in self._told([occurrence for _, occurrence in told])))
        dates = {plan.id: (plan, occurrence) for plan, occurrence in told if not isinstance(plan.content, DosePlan)}
        said = [block for plan, _ in dates.values() for block in self.date_words(plan, now)]
        rows: list[Row] = [self.date_row(*one) for one in dates.values()] if len(dates) == 1 else []
        if len(dates) < len(told):
            rows.append((Button(self.texts.line("reminder.mark_button"), act("mark", summary)),))
            rows += self._door("reminder.late_button", self.doors.missed_dose)
        return Reply((*words, lines, *said), tuple(rows), outcome="missed")

    def still(self, plan: Plan, days: int) -> Reply:
        """Ask whether to go on after some days without an answer."""
        times = {at for step in _steps(plan) for at in step}
        words = self.texts.rich("reminder.still", times=clocks(sorted(times), self.texts), days=str(days))
        row = self.buttons(
            ("reminder.still_keep", act("keep", plan.id)),
            ("reminder.still_pause", act("pause", plan.id)),
            ("reminder.still_delete", act("delete", plan.id)),
        )
        return Reply(words, (row,), outcome="still")

    def dose_rows(self, occurrence: Occurrence, now: datetime) -> tuple[Row, ...]:
        """Give the buttons under a dose that has no answer. No snooze goes past the next one."""
        id_, end = occurrence.id, occurrence.next_at or occurrence.closes_at
        row = self.buttons(("reminder.taken_button", act("taken", id_)), ("reminder.skip_button", act("skip", id_)))
        minutes = [str(int(pause.total_seconds() // 60)) for pause in SNOOZES if now + pause < end]
        pauses = tuple(
            Button(self.texts.line(key, minutes=pause), act("snooze", id_, pause))
            for key, pause in zip(_PAUSE_LABELS, minutes, strict=False)
        )
        more = (Button(self.texts.line("reminder.more_button"), act("more", id_), quiet=True),)
        return tuple(part for part in (row, pauses, more) if part)

    def date_row(self, plan: Plan, occurrence: Occurrence) -> tuple[Button, ...]:
        """Give the buttons under a test or date. Those of a test hold for this version of the plan."""
        if not isinstance(plan.content, BloodTestPlan):
            done, seen = act("over", occurrence.id), act("ok", occurrence.id)
            return self.buttons(("reminder.done_button", done), ("reminder.ok_button", seen))
        asked = (occurrence.id, str(plan.version))
        return self.buttons(
            ("reminder.booked_button", act("booked", *asked)),
            ("reminder.done_button", act("done", *asked)),
            ("reminder.not_yet_button", act("not-yet", *asked)),
        )

    def buttons(self, *labelled: tuple[Key, Action]) -> tuple[Button, ...]:
        """Make a row of buttons."""
        return tuple(Button(self.texts.line(key), action) for key, action in labelled)

    def date_words(self, plan: Plan, now: datetime) -> Blocks:
        """Say when the planned date is, counted from the day that it is now."""
        content = plan.content
        if isinstance(content, DosePlan):
            raise TypeError("doses have no date")
        at, day = (content.at, content.on) if isinstance(content, DatePlan) else (None, content.due)
        local = now.astimezone(ZoneInfo(plan.zone))
        ahead = (day - local.date()).days
        is_past = ahead < 0 or (ahead == 0 and at is not None and at <= local.time())
        plain, timed = _DATES["past" if is_past else "today" if ahead == 0 else "tomorrow" if ahead == 1 else "ahead"]
        values = {"day": self._day(day), **({"count": str(ahead)} if ahead > 1 else {})}
        return self.texts.rich(plain, **values) if at is None else self.texts.rich(timed, time=clock(at), **values)

    def _dose(self, key: Key, occurrence: Occurrence, own: str, now: datetime, outcome: str) -> Reply:
        words = self.texts.rich(key, time=_time(occurrence))
        return Reply((*words, *_own(own)), self.dose_rows(occurrence, now), outcome=outcome)

    def _door(self, key: Key, action: Action | None) -> tuple[Row, ...]:
        return () if action is None else ((Button(self.texts.line(key), action, quiet=True),),)

    def _told(self, occurrences: Sequence[Occurrence]) -> Iterator[str]:
        """Give the lines of a summary: one for each day."""
        newest = sorted({one.local for one in occurrences})[-MOST_TOLD:]
        if left := len({one.local for one in occurrences}) - len(newest):
            yield self.texts.line("reminder.missed_before", count=str(left))
        for day, locals_ in groupby(newest, key=datetime.date):
            times = clocks([local.time() for local in locals_], self.texts)
            yield self.texts.line("reminder.missed_day", day=self._day(day), times=times)

    def _day(self, day: date) -> str:
        return day_in_words(day, self.texts)


def own_words(plan: Plan, day: date, texts: Texts) -> str:
    """Give the words that a person chose for a plan, or for the step that holds on a day, with its cue."""
    label, cue = plan.label, ""
    if isinstance(plan.content, DosePlan):
        step = next((one for one in reversed(plan.content.schedule.steps) if one.first <= day), None)
        label = (step.label if step else "") or label
        cue = texts.line(CUES[plan.content.cue]) if plan.content.cue in CUES else ""
    return ", ".join(part for part in (label, cue) if part)


def _steps(plan: Plan) -> Iterable[tuple[time, ...]]:
    return (step.times for step in plan.content.schedule.steps) if isinstance(plan.content, DosePlan) else ()


def _own(own: str) -> tuple[Block, ...]:
    return (paragraph(own),) if own else ()


def _time(occurrence: Occurrence) -> str:
    return clock(occurrence.local.time())
