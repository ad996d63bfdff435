"""A clock that was wrong for a while, ahead or behind: no reminder is left out for it, and none comes twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.errors import NotRead, Unreachable
from bot.delivery.transport import State
from bot.features.reminders.agenda import MOST_AT_ONCE
from bot.features.reminders.clock_set_back import BELIEVED, STEP, believed_until, is_false
from bot.features.reminders.keeping import Leap, LookedAfter
from bot.features.reminders.occurrences import Answer, Occurrence, taken
from bot.features.reminders.plans import Kind, Plan, Status
from tests.features.reminders.living import DAY, HOUR, MINUTE, Life, at, doses
from tests.features.reminders.test_dates import blood_test
from tests.features.reminders.test_planning import Failing

YEAR = 365 * DAY

Again = Callable[[Life], Life]


@pytest.fixture(params=["the bot runs", "it is started anew"])
def again(request: pytest.FixtureRequest) -> Again:
    """Whether the bot runs on, or is started anew after the clock was set."""
    return Life.restarted if request.param == "it is started anew" else lambda life: life


async def goes_wrong(life: Life, by: timedelta, again: Again, lasting: timedelta = MINUTE) -> Life:
    """Let the clock be wrong for a while, and then right again."""
    await life.round()
    life.set_clock(by)
    life = again(life)
    await life.until(life.clock.now + lasting)
    life.set_clock(-by)
    life = again(life)
    await life.round()
    return life


def came_since(life: Life, known: int) -> list[str]:
    return [line[:8] for line in life.lines[known:] if "reminder." in line]


class TestAhead:
    async def test_by_a_year_it_leaves_nothing_out_now(self, life: Life, again: Again) -> None:
        await life.starts(doses(time(8), time(20)))
        life = await goes_wrong(life, YEAR, again)
        known = len(life.came)
        await life.until(at(22, 21))
        assert came_since(life, known) == ["21 08:00", "21 20:00", "22 08:00", "22 20:00"]

    async def test_by_a_year_it_leaves_nothing_out_then(self, life: Life, again: Again) -> None:
        """Also where so many were kept as missed, were sent, or were answered."""
        plan = await life.starts(doses(time(8), time(21, 10), nudges=1))
        life = await goes_wrong(life, YEAR, again, 2 * DAY)
        ahead = [one for one in await life.occurrences(plan) if one.at > life.clock.now]
        assert len(ahead) > MOST_AT_ONCE
        states = {await life.stores.deliveries.state("reminder", one.id) for one in ahead}
        assert {State.SENT, None} <= states
        life.clock.now = datetime(2027, 11, 10, 21, 30, tzinfo=UTC)
        await life.round()
        known = len(life.came)
        await life.until(datetime(2027, 11, 24, 9, tzinfo=UTC))
        due = [f"{day} {hour}" for day in range(11, 25) for hour in ("08:00", "21:10")]
        assert came_since(life, known) == due[:-1]

    async def test_what_was_answered_for_a_day_to_come_is_asked_again(self, life: Life) -> None:
        plan = await life.starts()
        life.set_clock(2 * DAY)
        await life.until(at(23, 8, 10))
        [*_, last] = await life.occurrences(plan)
        assert last.local == datetime(2026, 11, 23, 8)  # noqa: DTZ001
        await life.reminding.mark(last, taken)
        life.set_clock(-2 * DAY)
        await life.until(at(22, 8))
        known = len(life.came)
        await life.until(at(23, 9))
        assert came_since(life, known) == ["23 08:00"]
        [*_, last] = await life.occurrences(plan)
        assert last.answer is Answer.NONE

    async def test_by_two_days_with_a_dose_due_at_each(self, life: Life, again: Again) -> None:
        plan = await life.starts(doses(nudges=1))
        await life.until(at(20, 21, 5))
        life.set_clock(2 * DAY - 13 * HOUR)
        life = again(life)
        await life.round()
        assert [line[:8] for line in life.lines] == ["22 08:05", "22 08:05"], "late, and one message of the other"
        life.set_clock(13 * HOUR - 2 * DAY)
        life = again(life)
        await life.until(at(22, 9))
        assert came_since(life, 2) == ["21 08:00", "22 08:00"]
        assert sum(line.startswith(("21 08:30", "22 08:30")) for line in life.lines) == 2, "nudges come as ever"
        assert len(life.came) == 6
        [first, second] = await life.occurrences(plan)
        assert not first.summary
        assert not second.summary
        assert life.carers_told[-2:] == [(first.id, at(21, 8, 30)), (second.id, at(22, 8, 30))]

    async def test_what_was_due_meanwhile_is_made_up_for(self, life: Life, again: Again) -> None:
        await life.starts(doses(time(7), time(12)))
        await life.until(at(21, 6))
        life.set_clock(YEAR)
        life = again(life)
        await life.until(life.clock.now + 7 * HOUR, step=STEP)
        life.set_clock(-YEAR)
        known = len(life.came)
        life = again(life)
        await life.until(at(21, 14))
        lines = sorted(life.lines[known:])
        assert [line[:8] for line in lines] == ["21 13:00", "21 13:00"]
        assert lines[0].startswith("21 13:00 I couldn't send you a reminder.")
        assert lines[1].startswith("21 13:00 Your 12:00 reminder comes late.")

    @pytest.mark.parametrize("minutes", [5, 20, 60])
    async def test_by_less_nothing_odd_happens(self, life: Life, again: Again, minutes: int) -> None:
        plan = await life.starts()
        await life.until(at(21, 6))
        life = await goes_wrong(life, minutes * MINUTE, again)
        await life.until(at(22, 9))
        assert [line[:8] for line in life.lines] == ["21 08:00", "22 08:00"]
        assert all(not one.summary for one in await life.occurrences(plan))

    async def test_by_an_hour_what_came_too_soon_and_was_taken_is_not_asked_for_again(self, life: Life) -> None:
        plan = await life.starts()
        await life.until(at(21, 7, 15))
        life.set_clock(HOUR)
        await life.round()
        assert [line[:8] for line in life.lines] == ["21 08:15"]
        await life.press("Taken")
        life.set_clock(-HOUR)
        await life.until(at(21, 12))
        assert len(life.came) == 1
        [one] = await life.occurrences(plan)
        assert one.answer is Answer.TAKEN

    async def test_a_plan_that_ended_meanwhile_goes_on(self, life: Life, again: Again) -> None:
        await life.starts(doses(last=date(2026, 11, 22)))
        life = await goes_wrong(life, YEAR, again)
        known = len(life.came)
        await life.until(at(25, 9))
        assert came_since(life, known) == ["21 08:00", "22 08:00"]

    async def test_a_blood_test_is_announced_all_the_same(self, life: Life, again: Again) -> None:
        await life.starts(blood_test(), Kind.BLOOD_TEST)
        life = await goes_wrong(life, YEAR, again)
        known = len(life.came)
        await life.until(at(28), step=12 * HOUR)
        assert [line[:8] for line in life.lines[known:]] == ["23 18:00", "27 18:00"]

    async def test_a_pause_lasts_as_long_as_it_was_meant_to(self, life: Life, again: Again) -> None:
        """One that ended by the wrong clock is over: rather a reminder too many."""
        plan, other = await life.starts(), await life.starts(doses(time(9)))
        await life.reminding.pause(plan, date(2027, 11, 30))
        await life.reminding.pause(other, None)
        life = await goes_wrong(life, 300 * DAY, again)
        known = len(life.came)
        await life.until(at(22, 9))
        assert (await life.plan(plan)).status is Status.PAUSED
        assert (await life.plan(other)).status is Status.PAUSED
        assert came_since(life, known) == []
        await life.sleeps_until(datetime(2027, 11, 29, 23, tzinfo=UTC))
        await life.until(datetime(2027, 11, 30, 9, tzinfo=UTC))
        assert came_since(life, known) == ["30 08:00"]

    async def test_a_pause_that_ended_meanwhile_is_over(self, life: Life, again: Again) -> None:
        plan = await life.starts()
        await life.reminding.pause(plan, date(2026, 11, 25))
        life = await goes_wrong(life, YEAR, again)
        known = len(life.came)
        await life.until(at(21, 9))
        assert came_since(life, known) == ["21 08:00"]

    async def test_what_was_put_off_does_not_come_a_year_too_soon(self, life: Life, again: Again) -> None:
        await life.starts()
        life.set_clock(YEAR + 11 * HOUR)
        life.town.platforms.failures.append(Unreachable("blocked"))
        life = await goes_wrong(life, timedelta(0), again)
        life.set_clock(-YEAR - 11 * HOUR)
        known = len(life.came)
        life = again(life)
        await life.round()
        assert life.came[known:] == []


class TestBehind:
    async def test_by_four_hours_nothing_comes_twice_and_answers_stay(self, life: Life, again: Again) -> None:
        plan = await life.starts(doses(time(8), time(9), time(10), nudges=1))
        await life.until(at(21, 8, 5))
        await life.press("Taken")
        await life.until(at(21, 11))
        before = await life.occurrences(plan)
        life = await goes_wrong(life, -4 * HOUR, again, lasting=3 * HOUR + 30 * MINUTE)
        came = len(life.came)
        await life.until(at(21, 23))
        assert life.came[came:] == []
        reminders = [message.reply.outcome for message in life.came]
        assert reminders.count("reminder") == 3
        assert [one.answer for one in before] == [Answer.TAKEN, Answer.MISSED, Answer.NONE]
        after = await life.occurrences(plan)
        assert [one.id for one in after] == [one.id for one in before]
        assert [one.answer for one in after] == [Answer.TAKEN, Answer.MISSED, Answer.MISSED]

    async def test_by_a_year_nobody_is_told_of_what_was_sent_long_ago(self, life: Life, again: Again) -> None:
        """As on a machine whose battery is empty: it starts in the past, and is put right soon."""
        await life.starts()
        await life.until(at(21, 9, month=12), step=12 * HOUR)
        await life.stores.occurrences.remove_old(life.clock.now, 1_000)
        known = len(life.came)
        life = await goes_wrong(life, -YEAR, again)
        await life.until(at(22, 9, month=12))
        assert [line[:8] for line in life.lines[known:]] == ["22 08:00"]

    async def test_what_came_too_soon_before_that_is_still_believed(self, life: Life, again: Again) -> None:
        """The clock is ahead, right, behind, and right again in one night."""
        await life.starts(doses(time(4)))
        await life.until(at(21, 2, 51))
        life = await goes_wrong(life, HOUR, again, lasting=20 * MINUTE)
        assert [line[:8] for line in life.lines] == ["21 04:00"]
        life = await goes_wrong(life, -4 * HOUR, again)
        await life.until(at(22, 3))
        assert len(life.came) == 1

    async def test_a_plan_that_is_new_has_no_past(self, life: Life, again: Again) -> None:
        await life.until(at(21, 11))
        await life.starts()
        life = await goes_wrong(life, -4 * HOUR, again)
        await life.until(at(22, 9))
        assert [line[:8] for line in life.lines] == ["22 08:00"]


class TestNoticing:
    async def test_costs_nothing_while_all_is_well(self, life: Life) -> None:
        await life.round()
        kept = await life.stores.plans.looked_after()
        life.clock.move(STEP)
        await life.round()
        assert kept == LookedAfter(at(20, 21)) == await life.stores.plans.looked_after()
        life.clock.move(MINUTE)
        await life.round()
        assert await life.stores.plans.looked_after() == LookedAfter(at(20, 21, 11))

    async def test_says_how_many_and_not_who(self, life: Life, caplog: pytest.LogCaptureFixture) -> None:
        for _ in range(2):
            await life.starts()
        await goes_wrong(life, YEAR, lambda life: life)
        said = [record.message for record in caplog.records if "clock_set_back" in record.name]
        assert said == ["the clock was wrong; when 2 plans remind next was worked out anew"]

    async def test_goes_on_after_it_broke_off_half_way(self, life: Life) -> None:
        await life.starts()
        await life.round()
        life.set_clock(YEAR)
        await life.round()
        life.set_clock(-YEAR)
        failing = Failing(life.agenda.plans, "set_looked_after", NotRead("away"), 1)
        planner = replace(life.planner, agenda=replace(life.agenda, plans=failing))  # type: ignore[arg-type]
        with pytest.raises(NotRead):
            await planner.once()
        known = len(life.came)
        await life.until(at(21, 9))
        assert came_since(life, known) == ["21 08:00"]

    async def test_leaves_a_plan_as_it_is_that_is_changed_at_the_same_time(self, life: Life) -> None:
        plan = await life.starts()
        await goes_wrong(life, YEAR, lambda life: life)

        class Changing(Failing):
            """The plan is changed right after it was read."""

            async def on(self, behind: str, most: int) -> tuple[Plan, ...]:
                found: tuple[Plan, ...] = await life.stores.plans.on(behind, most)
                for one in found:
                    assert await life.reminding.change(one, one.changed(content=doses(time(9))))
                return found

        life.set_clock(DAY)
        await life.round()
        life.set_clock(-DAY)
        changing = Changing(life.agenda.plans, "", NotRead(""), 0)
        await replace(life.planner, agenda=replace(life.agenda, plans=changing)).once()  # type: ignore[arg-type]
        known = len(life.came)
        await life.until(at(21, 10))
        assert came_since(life, known) == ["21 09:00"]
        assert (await life.plan(plan)).version > plan.version


AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
ONE = Occurrence("1", "2", "3", AT.replace(tzinfo=None), AT, AT + 2 * HOUR, AT + 12 * HOUR)
NOW = AT - 30 * MINUTE


class TestWhatIsFalse:
    @pytest.mark.parametrize("state", [None, State.QUEUED, State.CANCELLED])
    def test_what_waits_is_true(self, state: State | None) -> None:
        assert not is_false(ONE, state, NOW, None)

    @pytest.mark.parametrize("believed", [None, NOW + BELIEVED])
    def test_what_was_over_before_it_was_due_is_false(self, believed: datetime | None) -> None:
        assert is_false(replace(ONE, answer=Answer.MISSED), None, NOW, believed)
        assert is_false(replace(ONE, settled=True), State.CANCELLED, NOW, believed)
        assert is_false(ONE, State.EXPIRED, NOW, believed)

    @pytest.mark.parametrize("state", list(State))
    def test_what_is_due_is_true(self, state: State) -> None:
        assert not is_false(replace(ONE, answer=Answer.MISSED), state, AT, None)

    @pytest.mark.parametrize("state", [State.SENT, State.SENDING, State.UNKNOWN, State.BLOCKED])
    def test_what_was_sent_is_believed_for_some_hours(self, state: State) -> None:
        for one in (ONE, replace(ONE, answer=Answer.MISSED)):
            assert not is_false(one, state, NOW, AT)
            assert is_false(one, state, NOW, AT - MINUTE)
            assert is_false(one, state, NOW, None)
            assert not is_false(one, state, AT - STEP, None)

    def test_what_was_answered_is_false_where_it_was_answered_in_the_future(self) -> None:
        early = replace(ONE, answer=Answer.TAKEN, answered_at=NOW - HOUR)
        later = replace(ONE, answer=Answer.TAKEN, answered_at=AT)
        assert not is_false(early, None, NOW, None)
        assert is_false(later, State.CANCELLED, NOW, None)
        assert not is_false(later, State.CANCELLED, NOW, NOW - HOUR + BELIEVED)


class TestWhatIsBelieved:
    def test_for_some_hours_from_where_the_clock_was_set_back_to(self) -> None:
        assert believed_until(None) is None
        assert believed_until(LookedAfter(NOW)) is None
        assert believed_until(LookedAfter(NOW, back=Leap(NOW + DAY, NOW), believed=NOW + DAY)) == NOW + BELIEVED

    def test_as_before_once_the_clock_is_right_again(self) -> None:
        assert believed_until(LookedAfter(NOW, believed=NOW + HOUR)) == NOW + HOUR
