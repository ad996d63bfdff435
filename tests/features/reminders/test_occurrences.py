"""What presses make of one occurrence, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.features.reminders.occurrences import (
    ANSWER_WITHIN,
    EARLIEST,
    SNOOZES,
    UNDO_WITHIN,
    Answer,
    Occurrence,
    Pressed,
    Refusal,
    begun_anew,
    missed,
    seen,
    skipped,
    snoozed,
    taken,
    undone,
)

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DUE = Occurrence("1", "2", "3", AT.replace(tzinfo=None), AT, AT + 2 * HOUR, AT + 12 * HOUR, AT + DAY)


def changed(pressed: Pressed) -> Occurrence:
    assert isinstance(pressed, Occurrence)
    return pressed


def test_begun_anew_it_is_as_it_is_planned_now() -> None:
    known = replace(missed(DUE, DUE.closes_at), settled=True, summary="s")
    planned = replace(DUE, id="4", next_at=None)
    assert begun_anew(known, planned) == replace(planned, id="1", epoch=2)
    answered = changed(taken(DUE, AT))
    assert begun_anew(answered, planned).is_open


def test_taken_now_or_at_an_earlier_time() -> None:
    assert changed(taken(DUE, AT + HOUR)).taken_at == AT + HOUR
    assert changed(taken(DUE, AT + HOUR, AT + MINUTE)).taken_at == AT + MINUTE
    assert taken(DUE, AT + HOUR, AT + 2 * HOUR) is Refusal.IN_THE_FUTURE
    assert taken(DUE, AT + HOUR, AT - DAY) is Refusal.TOO_EARLY


def test_early_and_late_have_their_bounds() -> None:
    assert changed(taken(DUE, AT - EARLIEST)).answer is Answer.TAKEN
    assert taken(DUE, AT - EARLIEST - MINUTE) is Refusal.TOO_EARLY
    assert changed(skipped(DUE, AT + ANSWER_WITHIN)).answer is Answer.SKIPPED
    assert skipped(DUE, AT + ANSWER_WITHIN + MINUTE) is Refusal.TOO_LATE


def test_changing_ones_mind_begins_with_undo() -> None:
    answered = changed(taken(DUE, AT))
    assert skipped(answered, AT + MINUTE) is Refusal.ANSWERED
    assert taken(answered, AT + MINUTE) is Refusal.ANSWERED
    assert changed(skipped(changed(undone(answered, AT + MINUTE)), AT + MINUTE)).answer is Answer.SKIPPED


def test_a_correction_of_the_time_keeps_the_answer() -> None:
    answered = changed(taken(DUE, AT + HOUR))
    corrected = changed(taken(answered, AT + 2 * HOUR, AT))
    assert (corrected.taken_at, corrected.answered_at) == (AT, AT + HOUR)


def test_no_snooze_ends_behind_the_next_one() -> None:
    assert changed(snoozed(DUE, AT, SNOOZES[0])).snoozed_until == AT + SNOOZES[0]
    assert snoozed(DUE, AT + DAY - SNOOZES[0], SNOOZES[0]) is Refusal.PAST_THE_NEXT
    assert snoozed(changed(taken(DUE, AT)), AT, SNOOZES[0]) is Refusal.ANSWERED
    assert snoozed(missed(DUE, AT + DAY), AT + DAY, SNOOZES[0]) is Refusal.TOO_LATE


def test_undo_brings_back_what_it_would_be_by_now() -> None:
    answered = changed(taken(DUE, AT + HOUR))
    assert changed(undone(answered, AT + 2 * HOUR)).answer is Answer.NONE
    assert changed(undone(answered, AT + 13 * HOUR)).answer is Answer.MISSED
    assert undone(answered, AT + HOUR + UNDO_WITHIN + MINUTE) is Refusal.TOO_LATE
    assert undone(DUE, AT) is Refusal.NOTHING_TO_UNDO


def test_it_is_missed_when_its_time_is_over() -> None:
    assert missed(DUE, AT + 12 * HOUR).answer is Answer.MISSED
    assert missed(DUE, AT + 12 * HOUR - MINUTE) is DUE
    answered = changed(taken(DUE, AT))
    assert missed(answered, AT + DAY) is answered


def test_notices_are_only_seen() -> None:
    assert seen(DUE, AT).answer is Answer.SEEN
    assert seen(seen(DUE, AT), AT + MINUTE) == seen(DUE, AT)
    assert undone(seen(DUE, AT), AT + MINUTE) is Refusal.NOTHING_TO_UNDO


class Presses(RuleBasedStateMachine):
    """One person presses whatever there is, whenever they like; the bot comes round in between."""

    def __init__(self) -> None:
        super().__init__()
        self.now = AT - 7 * HOUR
        self.one = DUE
        self.answers = [Answer.NONE]

    def press(self, pressed: Pressed) -> None:
        before = self.one
        if isinstance(pressed, Refusal):
            return
        assert pressed.epoch == before.epoch + 1
        assert (pressed.id, pressed.local, pressed.at, pressed.late_until) == (
            DUE.id,
            DUE.local,
            DUE.at,
            DUE.late_until,
        )
        self.one = pressed
        self.answers.append(pressed.answer)

    @rule(minutes=st.integers(0, 3 * 24 * 60))
    def time_goes_by(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule()
    def takes(self) -> None:
        self.press(taken(self.one, self.now))

    @rule(ago=st.integers(-60, 24 * 60))
    def took(self, ago: int) -> None:
        self.press(taken(self.one, self.now, self.now - ago * MINUTE))

    @rule()
    def skips(self) -> None:
        self.press(skipped(self.one, self.now))

    @rule(pause=st.sampled_from(SNOOZES))
    def snoozes(self, pause: timedelta) -> None:
        self.press(snoozed(self.one, self.now, pause))

    @rule()
    def undoes(self) -> None:
        self.press(undone(self.one, self.now))

    @precondition(lambda self: self.one.is_open)
    @rule()
    def the_bot_comes_round(self) -> None:
        then = missed(self.one, self.now)
        if then is not self.one:
            self.press(then)

    @rule()
    def the_same_press_twice_changes_nothing_more(self) -> None:
        for what in (taken, skipped):
            once = what(self.one, self.now)
            if isinstance(once, Occurrence):
                assert what(once, self.now) is Refusal.ANSWERED

    @invariant()
    def an_answer_has_its_moment(self) -> None:
        one = self.one
        assert one.is_dose_answer == (one.answered_at is not None)
        assert (one.answer is Answer.TAKEN) == (one.taken_at is not None)
        if one.answered_at is not None:
            assert one.at - EARLIEST <= one.answered_at <= one.at + ANSWER_WITHIN
        if one.taken_at is not None:
            assert one.at - EARLIEST <= one.taken_at <= self.now
        assert one.snoozed_until is None or one.next_at is None or one.snoozed_until < one.next_at

    @invariant()
    def nothing_becomes_open_again_once_its_time_is_over(self) -> None:
        if len(self.answers) > 1 and self.answers[-2] is Answer.MISSED:
            assert self.answers[-1] is not Answer.NONE


Presses.TestCase.settings = settings(max_examples=150, stateful_step_count=30)
TestPresses = Presses.TestCase
