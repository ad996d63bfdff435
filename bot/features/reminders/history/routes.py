"""What a person answered, shown to that person alone."""

from __future__ import annotations

import asyncio
import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed
from bot.core.keeping import People
from bot.core.ports import CommandSpec
from bot.core.reply import Attachment, Button, Reply
from bot.core.richtext import Blocks
from bot.features.reminders.history import picture, table, text
from bot.features.reminders.history.days import Entry, Mark, by_day, entries, month_after, month_before
from bot.features.reminders.keeping import UNKEPT_DAYS, Occurrences, Plans
from bot.features.reminders.occurrences import EARLIEST
from bot.features.reminders.plans import Plan
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

WEEK = Action("reminders", "history")
TABLE = Action("reminders", "table")
OVERVIEW = Action("reminders", "show")

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_DAY = timedelta(days=1)


def month_action(first: date) -> Action:
    """Give the action that shows a month."""
    return Action("reminders", "month", (f"{first:%Y-%m}",))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept for one person now. `today` is the day on their own wall."""

    plans: tuple[Plan, ...]
    entries: tuple[Entry, ...]
    days: int
    today: date


@dataclass(frozen=True, slots=True)
class HistoryRoutes:
    """Handlers of /history and its buttons. Each shows what belongs to the person who wrote or pressed."""

    texts: Texts
    people: People
    plans: Plans
    occurrences: Occurrences

    def routes(self) -> Routes:
        """Declare all commands and buttons of this feature."""
        line = self.texts.line
        return Routes(
            commands=(Command(CommandSpec("history", line("command.history"), private=True), self.history),),
            presses={
                (WEEK.feature, WEEK.verb): self.week,
                (TABLE.feature, TABLE.verb): self.table,
                ("reminders", "month"): self.month,
            },
            words=dict.fromkeys(self.texts.words("words.history"), "history"),
        )

    async def history(self, called: Called) -> Reply:
        """Tell the last days."""
        return await self._week(called.origin)

    async def week(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a button."""
        return (await self._week(pressed.origin)).in_place()

    async def month(self, pressed: Pressed, action: Action) -> Reply:
        """Show a month as a picture, and say in words what it shows."""
        kept = await self._kept(pressed.origin)
        if kept is None:
            return self._nobody()
        first = _first(action, kept.today)
        days = {day: found for day, found in by_day(kept.entries).items() if day.replace(day=1) == first}
        blocks = text.month(first, days, self.texts)
        rows = (self._around(first, kept), self._row(("history.week_button", WEEK), ("history.table_button", TABLE)))
        shown = tuple(row for row in rows if row)
        if not days:
            return Reply(blocks, shown, outcome="history month").for_asker(WEEK)
        drawn = await asyncio.to_thread(picture.draw, self._drawing(first, kept))
        file = Attachment(f"{month_name[first.month].lower()}-{first.year}.png", picture.MEDIA_TYPE, drawn)
        blocks = (*blocks, *self._what_missed_means(kept))
        return Reply(blocks, shown, attachments=(file,), outcome="history month").for_asker(WEEK)

    async def table(self, pressed: Pressed, action: Action) -> Reply:
        """Hand over all that is kept as a table."""
        kept = await self._kept(pressed.origin)
        if kept is None:
            return self._nobody()
        if not kept.entries:
            return Reply(self.texts.rich("history.nothing_table"), outcome="history table").for_asker(WEEK)
        file = Attachment("history.csv", table.MEDIA_TYPE, table.table(kept.entries))
        return Reply(self.texts.rich("history.table"), attachments=(file,), outcome="history table").for_asker(WEEK)

    async def _week(self, origin: Origin) -> Reply:
        kept = await self._kept(origin)
        if kept is None:
            return self._nobody()
        blocks = text.week(kept.entries, kept.today, self.texts)
        first = kept.today.replace(day=1)
        row = self._row(
            ("history.month_button", month_action(first)), ("history.table_button", TABLE), ("history.back", OVERVIEW)
        )
        shown = (*blocks, *self._what_missed_means(kept), *self._how_long(kept))
        return Reply(shown, (row,), outcome="history").for_asker(WEEK)

    async def _kept(self, origin: Origin) -> _Kept | None:
        """Find what is kept for whoever asks; None if they have no reminders."""
        person_id = await self.people.find(origin.person)
        plans = () if person_id is None else await self.plans.of(person_id)
        if person_id is None or not plans:
            return None
        days = await self.occurrences.kept_for(person_id)
        since, until = origin.at - timedelta(days=days), origin.at + EARLIEST + _DAY
        found = await self.occurrences.of_person(person_id, since, until)
        profile = await self.people.profile(person_id)
        today = origin.at.astimezone(ZoneInfo(profile.zone or plans[0].zone)).date()
        return _Kept(plans, entries(found, plans, origin.at), days, today)

    def _drawing(self, first: date, kept: _Kept) -> picture.Month:
        marks = {day: [entry.mark for entry in found] for day, found in by_day(kept.entries).items()}
        return picture.Month(
            first,
            text.month_name(first, self.texts),
            self.texts.line("history.short_weekdays").split(),
            {mark: self.texts.line(key) for mark, key in text.NAMES.items()},
            {day: found for day, found in marks.items() if day.replace(day=1) == first},
            kept.today,
        )

    def _around(self, first: date, kept: _Kept) -> tuple[Button, ...]:
        """Give the buttons for the months before and after, as far as anything is kept of them."""
        oldest = min((entry.local.date() for entry in kept.entries), default=kept.today)
        months = (month_before(first), month_after(first))
        near = [month for month in months if oldest.replace(day=1) <= month <= kept.today]
        return tuple(Button(text.month_name(month, self.texts), month_action(month)) for month in near)

    def _what_missed_means(self, kept: _Kept) -> Blocks:
        missed = any(entry.mark is Mark.MISSED for entry in kept.entries)
        return self.texts.rich("history.missed_means") if missed else ()

    def _how_long(self, kept: _Kept) -> Blocks:
        key: Key = "history.not_kept" if kept.days <= UNKEPT_DAYS else "history.kept"
        return self.texts.rich(key, days=str(kept.days))

    def _nobody(self) -> Reply:
        return Reply(self.texts.rich("history.nobody"), outcome="history none").for_asker(WEEK)

    def _row(self, *buttons: tuple[Key, Action]) -> tuple[Button, ...]:
        return tuple(Button(self.texts.line(label), action) for label, action in buttons)


def _first(action: Action, today: date) -> date:
    """Read the first day of the month that a button names; of this month if it names none that can be."""
    found = _MONTH.fullmatch(action.arguments[0]) if action.arguments else None
    first = today.replace(day=1) if found is None else date(int(found[1]), int(found[2]), 1)
    return min(first, today.replace(day=1))
