"""Anything can happen in any order: what comes by itself is never lost, never doubled, never wrong about its time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from itertools import takewhile
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot.core.clock import moment
from bot.core.errors import OutcomeUnknown, TryAgainLater
from bot.core.people import Person, Place
from bot.core.ports import Receipt
from bot.core.reply import Reply
from bot.core.richtext import plain
from bot.delivery.transport import State
from bot.features.reminders.clock_set_back import BELIEVED, STEP
from bot.features.reminders.lateness import ON_TIME
from bot.features.reminders.occurrences import taken
from bot.features.reminders.plans import DosePlan, Plan, Status
from bot.storage.address import MEMORY
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from bot.texts.catalogue import load_texts
from tests.fakes.clock import StoppedClock
from tests.fakes.platforms import ScriptedPlatforms
from tests.features.reminders.living import DAY, HOUR, MINUTE, Life, at, doses
from tests.features.town import buttons

TEXTS = load_texts("en")
TICK = timedelta(microseconds=1)
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata")
HOURS = st.sets(st.integers(0, 23), min_size=1, max_size=3).map(
    lambda found: tuple(time(hour) for hour in sorted(found))
)
FATES = ("arrives", "arrives, unconfirmed", "lost, nobody knows", "refused")


@dataclass
class Fates(ScriptedPlatforms):
    """A platform that says less than it does. `arrived`: what the person has seen, and when."""

    clock: Callable[[], datetime] = field(default=lambda: at(20))
    fates: list[str] = field(default_factory=list)
    arrived: list[tuple[datetime, Reply]] = field(default_factory=list)

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        fate = self.fates.pop(0) if self.fates else FATES[0]
        if fate.startswith("arrives"):
            self.arrived.append((self.clock(), reply))
        if fate == "refused":
            raise TryAgainLater("busy", 20.0)
        if fate != FATES[0]:
            raise OutcomeUnknown("no answer")
        return await super().send(to, reply, nonce)


class Living(RuleBasedStateMachine):
    """One person with one plan, and a bot that may be down, cut off, misled, or told to do something else."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.do(self.open())

    def do(self, work: Awaitable[None]) -> None:
        self.loop.run_until_complete(work)

    async def open(self) -> None:
        database = await self.stack.enter_async_context(open_database(MEMORY))
        stores = build_stores(database, Keyring.throw_away(), keeps=True)
        self.life = Life(stores, TEXTS, StoppedClock(at(20, 21)))
        self.seen = self.life.town.platforms = Fates(clock=self.life.clock)

    def teardown(self) -> None:
        try:
            if hasattr(self, "plan"):
                self.do(self.look_back())
        finally:
            self.do(self.stack.aclose())
            self.loop.close()

    @initialize(times=HOURS, nudges=st.integers(0, 2))
    def starts(self, times: tuple[time, ...], nudges: int) -> None:
        self.do(self.start(times, nudges))

    async def start(self, times: tuple[time, ...], nudges: int) -> None:
        self.plan = await self.life.starts(doses(*times, nudges=nudges))
        self.since = self.goes_on_at = self.life.clock.now

    @rule(minutes=st.sampled_from([1, 10, 31, 60, 300, 24 * 60]))
    def time_goes_by(self, minutes: int) -> None:
        self.do(self.life.until(self.life.clock.now + minutes * MINUTE))

    @rule(minutes=st.sampled_from([1, 20, 90, 300, 3 * 24 * 60]))
    def the_bot_is_down(self, minutes: int) -> None:
        self.life.clock.move(minutes * MINUTE)
        self.do(self.life.round())

    @rule(hours=st.sampled_from([-30, -4, 1, 4, 50, 9_000]), minutes=st.sampled_from([1, 20, 90]))
    def the_clock_is_wrong(self, hours: int, minutes: int) -> None:
        self.do(self.set_clock(hours * HOUR, minutes))

    async def set_clock(self, by: timedelta, minutes: int) -> None:
        """What came of a time far ahead counts as never come: it is to come again."""
        await self.life.round()
        self.life.set_clock(by)
        await self.life.until(self.life.clock.now + minutes * MINUTE, step=STEP)
        self.life.set_clock(-by)
        await self.life.round()
        now = self.life.clock.now
        self.seen.arrived = [(came_at, reply) for came_at, reply in self.seen.arrived if came_at < now + BELIEVED]

    @rule(minutes=st.sampled_from([1, 4, 20, 50, 300]), how=st.sampled_from(["lives", "is down", "is cut off"]))
    def the_next_one_comes_meanwhile(self, minutes: int, how: str) -> None:
        self.do(self.go_over_the_next(minutes, how))

    async def go_over_the_next(self, minutes: int, how: str) -> None:
        slot = next((await self.life.plan(self.plan)).slots(self.life.clock.now), None)
        assert slot is not None
        if how == "lives":
            await self.life.until(slot.at + minutes * MINUTE)
        elif how == "is down":
            await self.life.sleeps_until(slot.at + minutes * MINUTE)
            await self.life.round()
        else:
            await self.life.until(slot.at - 5 * MINUTE)
            await self.go_without_it(minutes + 5)

    @rule(minutes=st.sampled_from([10, 90, 300]))
    def the_platform_is_away(self, minutes: int) -> None:
        self.do(self.go_without_it(minutes))

    async def go_without_it(self, minutes: int) -> None:
        self.life.away = True
        await self.life.until(self.life.clock.now + minutes * MINUTE)
        self.life.away = False
        await self.life.round()

    @rule(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=3))
    def sends_have_their_fates(self, fates: list[str]) -> None:
        self.seen.fates = fates

    @rule(label=st.sampled_from(["Taken", "Skip", "Snooze 10", "60 min", "Mark what you did"]), back=st.integers(1, 4))
    def presses(self, label: str, back: int) -> None:
        self.do(self.press(label, back))

    async def press(self, label: str, back: int) -> None:
        shown = self.seen.arrived[-back][1] if len(self.seen.arrived) >= back else None
        if shown is not None and label in buttons(shown):
            reply = await self.life.press(label, shown)
            if "Undo" in buttons(reply) and back % 2:
                await self.life.press("Undo", reply)

    @rule()
    def marks_the_coming_one(self) -> None:
        self.do(self.mark())

    async def mark(self) -> None:
        coming = await self.life.reminding.coming(await self.life.plan(self.plan))
        if coming is not None:
            await self.life.reminding.mark(coming, taken)

    @rule(times=HOURS)
    def changes_the_times(self, times: tuple[time, ...]) -> None:
        self.do(self.change(partial(_with_times, times)))

    @rule()
    def changes_the_label(self) -> None:
        self.do(self.change(lambda plan: plan.changed(label=plan.label + "x")))

    @rule(zone=st.sampled_from(ZONES))
    def travels(self, zone: str) -> None:
        self.do(self.change_zone(zone))

    async def change_zone(self, zone: str) -> None:
        """A pause ends at midnight in the new zone."""
        plan = await self.life.plan(self.plan)
        await self.change(lambda plan: plan.changed(zone=zone))
        if plan.paused_until is not None:
            self.goes_on_at = moment(datetime.combine(plan.paused_until, time(0)), ZoneInfo(zone)) - TICK

    async def change(self, how: Callable[[Plan], Plan]) -> None:
        await self.life.round()
        plan = await self.life.plan(self.plan)
        assert await self.life.reminding.change(plan, how(plan))
        self.since = self.life.clock.now

    @rule(days=st.sampled_from([None, 1, 3]))
    def pauses(self, days: int | None) -> None:
        self.do(self.pause(days))

    async def pause(self, days: int | None) -> None:
        await self.life.round()
        until = None if days is None else self.life.clock.now.date() + days * DAY
        plan = await self.life.plan(self.plan)
        if await self.life.reminding.pause(plan, until) and until is not None:
            self.goes_on_at = moment(datetime.combine(until, time(0)), ZoneInfo(plan.zone)) - TICK

    @rule()
    def goes_on(self) -> None:
        self.do(self.resume())

    async def resume(self) -> None:
        if await self.life.reminding.resume(await self.life.plan(self.plan)):
            self.since = self.goes_on_at = self.life.clock.now

    @rule()
    def all_of_it_is_looked_at(self) -> None:
        self.do(self.look())

    async def look_back(self) -> None:
        self.seen.fates = []
        await self.life.until(self.life.clock.now + 3 * HOUR)
        await self.look()

    async def look(self) -> None:
        self.nothing_comes_twice_unmarked()
        await self.what_is_late_says_so()
        await self.no_time_is_left_out()
        await self.nothing_is_lost()

    def nothing_comes_twice_unmarked(self) -> None:
        again = plain(TEXTS.rich("delivery.again"))
        unmarked = [reply for _, reply in self.seen.arrived if not plain(reply.blocks).startswith(("Again.", again))]
        reminders = [reply for reply in unmarked if reply.outcome in ("reminder", "reminder late")]
        counts = Counter(buttons(reply)["Taken"] for reply in reminders)
        assert all(count == 1 for count in counts.values()), counts

    async def what_is_late_says_so(self) -> None:
        known = {one.id: one for one in await self.life.occurrences(self.plan)}
        for came_at, reply in self.seen.arrived:
            if reply.outcome in ("reminder", "reminder late"):
                one = known.get(buttons(reply)["Taken"].split(":")[2])
                assert one is None or one.at <= came_at < one.late_until
                assert one is None or (came_at - one.at >= ON_TIME) == (reply.outcome == "reminder late")

    async def no_time_is_left_out(self) -> None:
        """Since it last began or was changed, everything that was due is known."""
        plan, now = await self.life.plan(self.plan), self.life.clock.now
        await self.life.round()
        if plan.status is Status.ACTIVE and plan.paused_until is None:
            known = {one.local for one in await self.life.occurrences(plan)}
            since = max(self.since, self.goes_on_at)
            due = {slot.local for slot in takewhile(lambda slot: slot.at <= now, plan.slots(since))}
            assert due <= known, (due - known, since, now)

    async def nothing_is_lost(self) -> None:
        """Whatever can be sent no more has arrived, perhaps arrived, was told of, or was not wanted any more."""
        seen = {buttons(reply).get("Taken", "::").split(":")[2] for _, reply in self.seen.arrived}
        for one in await self.life.occurrences(self.plan):
            if one.late_until <= self.life.clock.now and not one.is_dose_answer:
                state = await self.life.stores.deliveries.state("reminder", one.id)
                over = state in (State.UNKNOWN, State.CANCELLED)
                assert one.id in seen or over or one.summary, (one, state)


def _with_times(times: tuple[time, ...], plan: Plan) -> Plan:
    assert isinstance(plan.content, DosePlan)
    return plan.changed(content=doses(*times, nudges=plan.content.nudges))


Living.TestCase.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
TestLiving = Living.TestCase
