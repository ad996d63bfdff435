"""How an occurrence of a dose stands, as shown in place of the message whose button was pressed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.actions import Action
from bot.core.reply import Button, Reply, Row, Select
from bot.core.richtext import Blocks
from bot.features.reminders.describing import clock, day_in_words, moment_in_words
from bot.features.reminders.occurrences import ANSWER_WITHIN, EARLIEST, UNDO_WITHIN, Answer, Occurrence, Refusal
from bot.features.reminders.owned import Found
from bot.features.reminders.plans import Plan
from bot.features.reminders.wording import Wording, act
from bot.texts.keys import Key

MOST_LISTED = 10

REFUSALS: Mapping[Refusal, Key] = {
    Refusal.TOO_LATE: "reminder.too_late",
    Refusal.TOO_EARLY: "reminder.too_early",
    Refusal.NOTHING_TO_UNDO: "reminder.nothing_to_undo",
    Refusal.PAST_THE_NEXT: "reminder.past_the_next",
    Refusal.IN_THE_FUTURE: "reminder.in_the_future",
}
"""What is said to a press that changes nothing. What is answered already says so by its state."""


@dataclass(frozen=True, slots=True)
class Showing:
    """Words the state of a dose, with the buttons that make sense now."""

    wording: Wording

    def state(self, found: Found, now: datetime, note: Blocks = ()) -> Reply:
        """Show how a dose stands, below a note."""
        words = self.wording.texts.rich(
            "reminder.state",
            time=clock(found.occurrence.local.time()),
            day=day_in_words(found.occurrence.local.date(), self.wording.texts),
            state=self.in_words(found.occurrence, found.zone, now),
        )
        return in_place(Reply((*note, *words), self.rows(found.occurrence, now), outcome="reminder state"), found)

    def in_words(self, occurrence: Occurrence, zone: ZoneInfo, now: datetime) -> str:
        """Say how a dose stands."""
        line = self.wording.texts.line
        match occurrence.answer:
            case Answer.TAKEN:
                return self._taken(occurrence, zone)
            case Answer.SKIPPED:
                return line("reminder.state_skipped")
            case Answer.MISSED:
                return line("reminder.state_missed")
        if occurrence.snoozed_until is not None and now < occurrence.snoozed_until:
            return line("reminder.state_snoozed", time=clock(occurrence.snoozed_until.astimezone(zone).time()))
        return line("reminder.state_coming" if now < occurrence.at else "reminder.state_open")

    def rows(self, occurrence: Occurrence, now: datetime) -> tuple[Row, ...]:
        """Give the buttons that make sense now."""
        id_ = occurrence.id
        more = Button(self.wording.texts.line("reminder.more_button"), act("more", id_), quiet=True)
        if occurrence.is_dose_answer:
            may_undo = occurrence.answered_at is not None and now <= occurrence.answered_at + UNDO_WITHIN
            undo = self.wording.buttons(("reminder.undo_button", act("undo", id_))) if may_undo else ()
            return ((*undo, more),)
        if not occurrence.at - EARLIEST <= now <= occurrence.at + ANSWER_WITHIN:
            return ((more,),)
        if occurrence.is_open and now >= occurrence.at:
            return self.wording.dose_rows(occurrence, now)
        # Long after its time, "now" is seldom when it was taken.
        when = (("reminder.took_at_button", act("at", id_)),) if now >= occurrence.at else ()
        answers = self.wording.buttons(
            ("reminder.taken_button", act("taken", id_)), *when, ("reminder.skip_button", act("skip", id_))
        )
        return (answers, (more,))

    def more(self, found: Found, now: datetime) -> Reply:
        """Show what else there is to do."""
        doors, buttons = self.wording.doors, self.wording.buttons
        id_ = found.occurrence.id
        # What was skipped becomes taken by Undo first, so that a slip of the finger changes nothing.
        skipped = found.occurrence.answer is Answer.SKIPPED
        answerable = not skipped and found.occurrence.at <= now <= found.occurrence.at + ANSWER_WITHIN
        rows = (
            buttons(("reminder.took_at_button", act("at", id_))) if answerable else (),
            self._doors(
                ("reminder.history_button", doors.history), ("reminder.pause_button", act("pause", found.plan.id))
            ),
            self._doors(("reminder.late_button", doors.missed_dose)),
            self._doors(("reminder.stop_button", doors.stop)),
            buttons(("reminder.back_button", act("show", id_))),
        )
        state = self.state(found, now)
        return in_place(Reply(state.blocks, tuple(row for row in rows if row), outcome="reminder more"), found)

    def listed(self, summary: str, told: list[Found], now: datetime) -> Reply:
        """Show doses to choose from, the newest first."""
        texts = self.wording.texts
        if not told:
            blocks, rows = texts.rich("reminder.mark_nothing"), ()
            return Reply(blocks, rows, outcome="reminder none to mark").for_asker().in_place()
        options = tuple(Button(self._label(one, now), act("show", one.occurrence.id)) for one in told[:MOST_LISTED])
        select = Select(texts.line("reminder.mark_choose"), options)
        shown = Reply(texts.rich("reminder.mark_which"), (select,), outcome="reminders to mark")
        return shown.for_asker(act("mark", summary)).in_place()

    def _label(self, found: Found, now: datetime) -> str:
        return self.wording.texts.line(
            "reminder.mark_label",
            moment=moment_in_words(found.occurrence.local, self.wording.texts),
            state=self.in_words(found.occurrence, found.zone, now),
        )

    def _taken(self, occurrence: Occurrence, zone: ZoneInfo) -> str:
        texts, at = self.wording.texts, (occurrence.taken_at or occurrence.at).astimezone(zone)
        if at.date() == occurrence.local.date():
            return texts.line("reminder.state_taken", time=clock(at.time()))
        return texts.line("reminder.state_taken_on", day=day_in_words(at.date(), texts), time=clock(at.time()))

    def _doors(self, *labelled: tuple[Key, Action | None]) -> tuple[Button, ...]:
        return self.wording.buttons(*((key, action) for key, action in labelled if action is not None))


def in_place(reply: Reply, found: Found) -> Reply:
    """Show a reply to the asker alone, in place of the message whose button was pressed."""
    return reply.for_asker(act("show", found.occurrence.id)).in_place()


def about_plan(reply: Reply, plan: Plan) -> Reply:
    """The same for what is about a plan as a whole: its question opens the private chat."""
    return reply.for_asker(act("pause", plan.id)).in_place()
