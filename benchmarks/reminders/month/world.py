"""The whole bot over real storage, in fast time, with platforms that can be away and people who live with it."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from benchmarks.reminders.crowd import code_of
from benchmarks.reminders.month.dose import Message
from benchmarks.reminders.month.habits import done_after, presses
from benchmarks.reminders.month.making import doses, plan_of
from benchmarks.reminders.month.outages import Outages
from benchmarks.reminders.month.people import START, Deed, Human
from benchmarks.reminders.month.wall import DAY
from bot.app import Bot, Files, build_bot
from bot.asking import Nobody
from bot.core.actions import Action
from bot.core.errors import Unreachable
from bot.core.incoming import Incoming, Origin, Pressed, Said
from bot.core.keeping import Profile
from bot.core.people import Person, Place, Platform
from bot.core.ports import Receipt
from bot.core.reply import Reply
from bot.core.richtext import plain
from bot.delivery.counting import Counts
from bot.delivery.courier import Courier
from bot.delivery.due import Due
from bot.delivery.manners import MANNERS
from bot.delivery.outbox import Outbox
from bot.delivery.tending import Tending
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.consents import VERSION, Purpose
from bot.features.reminders.managing.travel import slug
from bot.features.reminders.nudging import Nudging
from bot.features.reminders.plans import DosePlan, Plan
from bot.features.reminders.reminding import Proof, Reminding
from bot.storage.stores import Stores
from bot.surroundings import Surroundings

ON = (Platform.TELEGRAM, Platform.DISCORD)
LOOK = timedelta(seconds=30)

_CLOCK = re.compile(r"\b\d\d:\d\d\b")
_COUNT = re.compile(r"\b(\d+) reminders\b")

_KINDS = {"reminder nudge": "nudge", "reminder snoozed": "snoozed", "reminder late": "late"}
_KINDS |= {"reminder of a date": "date", "missed": "missed", "still": "still", "carer notice": "carer notice"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that arrived, and what stood in it."""

    message: Message
    text: str
    reply: Reply


@dataclass
class Post(Nobody):
    """Both platforms: away when they are, and closed for whoever has blocked the bot."""

    world: World
    seen: list[Seen] = field(default_factory=list)
    refused: int = 0

    def is_ready(self, platform: Platform) -> bool:
        """Tell whether a platform can be reached now."""
        return not self.world.outages.away(self.world.now, platform)

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Take a message."""
        assert isinstance(to, Person)
        human = self.world.humans.get(to.id)
        if human is not None and human.blocks(self.world.now):
            self.refused += 1
            raise Unreachable("blocked")
        self.seen.append(_seen(self.world.now, to, reply))
        return Receipt(f"1/{len(self.seen)}")


class Heard(Outbox):
    """Tells when something put is due."""

    def __init__(self, world: World) -> None:
        super().__init__(world.stores.deliveries, (), world.clock)
        self._world = world

    async def put(self, *dues: Due) -> int:
        """Put, as the outbox does."""
        for due in dues:
            self._world.wake(due)
        return await super().put(*dues)


@dataclass
class World:
    """Lives from moment to moment. `lives` counts how often the bot was started."""

    stores: Stores
    files: Files
    outages: Outages
    end: datetime
    humans: dict[str, Human] = field(default_factory=dict)
    plans: dict[tuple[int, int], Plan] = field(default_factory=dict)
    now: datetime = START
    lives: int = 0

    def __post_init__(self) -> None:
        self.post = Post(self)
        self.counts = Counts()
        self._heap: list[tuple[datetime, int, int, tuple[Human, Deed | Action] | None]] = []
        self._number = count()
        self._ahead: dict[datetime, set[Platform]] = {}
        self._start()

    def clock(self) -> datetime:
        """Give the moment that it is."""
        return self.now

    def wake(self, due: Due) -> None:
        """Look at what is due when it is."""
        self._ahead.setdefault(due.at, set()).add(due.platform)
        if due.at > self.now:
            self._at(due.at, 1, None)

    async def settle(self, people: list[Human]) -> None:
        """Let people be known, and begin with what they want to be reminded of."""
        for human in people:
            self.humans[human.account.id] = human
            async with self.stores.together():
                person_id = await self._known(human, (Purpose.DOSES, Purpose.BLOOD_TESTS, Purpose.DATES))
                if human.carer is not None:
                    await self._cared_for(person_id, human.carer)
            for setup in human.plans:
                plan = plan_of(person_id, human, setup)
                self.plans[human.number, setup.number] = plan
                await self.reminding.start(plan, human.account)
            for deed in human.deeds:
                self._at(deed.at, 2, (human, deed))

    async def live(self) -> None:
        """Live until the end."""
        every = self.outages.every
        grid = {START + number * every for number in range((self.end - START) // every + 1)}
        moments = grid | set(self.outages.ends)
        for moment in moments:
            self._at(moment, 0, None)
        while self._heap and self._heap[0][0] <= self.end:
            at, rank, _, what = heapq.heappop(self._heap)
            await self._move(at)
            if self.outages.bot_down(at):
                assert rank < 2
            elif rank == 0:
                await self._round()
            elif rank == 1:
                await self._deliver()
            elif what is not None:
                await self._act(*what)

    def _start(self) -> None:
        """Start the bot anew: what it held in memory is gone."""
        self.lives += 1
        around = Surroundings(self.stores, Heard(self), self.post, self.clock)
        self.bot: Bot = build_bot(self.files, {}, around, ON)
        self.tending = Tending(self.stores.deliveries, counts=self.counts, clock=self.clock, steady=self._steady)
        self.couriers = {platform: self._courier(platform) for platform in ON}
        stores = self.stores
        agenda = Agenda(stores.plans, stores.occurrences, around.outbox, stores.together, stores.deliveries.state)
        self.reminding = Reminding(
            agenda, Nudging(agenda), prove=_arrives, clock=self.clock, texts=self.files.main.texts
        )
        self.bot.reminders.steady.look()

    def _courier(self, platform: Platform) -> Courier:
        stores, again = self.stores, self.files.main.texts.rich("delivery.again")
        composers, manners = self.bot.composers, MANNERS[platform]
        return Courier(
            stores.deliveries,
            stores.recipients,
            self.post,
            composers,
            manners=manners,
            again=again,
            counts=self.counts,
            clock=self.clock,
        )

    def _steady(self) -> float:
        return self.now.timestamp()

    def _at(self, at: datetime, rank: int, what: tuple[Human, Deed | Action] | None) -> None:
        heapq.heappush(self._heap, (at, rank, next(self._number), what))

    async def _move(self, at: datetime) -> None:
        """Let time go by; the bot looks at its platforms meanwhile."""
        while self.now + LOOK < at:
            self.now += LOOK
            if not self.outages.bot_down(self.now):
                self.bot.reminders.steady.look()
        was, self.now = self.now, at
        if any(was < end <= at for _, end in self.outages.bot):
            self._start()
        if not self.outages.bot_down(at):
            self.bot.reminders.steady.look()

    async def _round(self) -> None:
        self._ahead[self.now] = set(ON)
        await self.bot.reminders.planner.once()
        await self.tending.step()
        await self._deliver()

    async def _deliver(self) -> None:
        """Send all that is due, on the platforms where something may be."""
        first = len(self.post.seen)
        due = [at for at in self._ahead if at <= self.now]
        for platform in sorted({platform for at in due for platform in self._ahead.pop(at)}):
            while self.post.is_ready(platform):
                held = await self.stores.deliveries.claim(platform, "month", 50, self.now)
                if not held:
                    break
                for delivery in held:
                    to = await self.stores.recipients.reach(delivery.due.to, platform)
                    courier = self.couriers[platform]
                    await (courier.bar(delivery) if to is None else courier.deliver(delivery, to))
        for seen in self.post.seen[first:]:
            self._react(seen)

    def _react(self, seen: Seen) -> None:
        """Let a person do what they do when a message comes."""
        human, kind, label = self.humans.get(seen.message.to[1]), seen.message.kind, seen.message.label
        if human is None:
            return
        if kind in ("reminder", "late"):
            name = code_of(seen.reply, "taken").rsplit(":", 1)[-1]
            for press in presses(human, label, self.now, self.outages):
                arguments = (name, str(press.minutes)) if press.minutes else (name,)
                self._at(press.at, 2, (human, Action("rem", press.verb, arguments)))
        at = done_after(human, self.now, self.outages)
        if kind == "date" and at is not None:
            name, *version = code_of(seen.reply, "done", "over").split(":")[2:]
            if version:  # else it is a day, and no test
                day = at.astimezone(ZoneInfo(human.zone)).date()
                self._at(at, 2, (human, Action("rem", "done-on", (name, f"{day:%Y%m%d}", *version))))

    async def _act(self, human: Human, deed: Deed | Action) -> None:
        if isinstance(deed, Action):
            await self._say(human, Pressed(self._origin(human), deed.code))
        else:
            await self._do(human, deed)
        await self._deliver()

    async def _do(self, human: Human, deed: Deed) -> None:
        """Do something of one's own accord, by the buttons and words that there are for it."""
        name, _, how = deed.what.partition(" ")
        match name:
            case "writes":
                await self._say(human, Said(self._origin(human), "hello"))
            case "stop":
                await self._say(human, Said(self._origin(human), "stop all reminders"))
            case "travel":
                action = Action("reminders", "zone-move", (slug(deed.zone),))
                await self._say(human, Pressed(self._origin(human), action.code))
            case "edit" | "early":
                await self._with_plan(human, deed)
            case _:
                plan_id, verb = self.plans[human.number, deed.plan or 0].id, "delete-yes" if name == "delete" else name
                action = Action("rem", verb, (plan_id, how) if how else (plan_id,))
                await self._say(human, Pressed(self._origin(human), action.code))

    async def _with_plan(self, human: Human, deed: Deed) -> None:
        plan = await self.stores.plans.plan(self.plans[human.number, deed.plan or 0].id)
        if plan is None:
            return
        if deed.rule is not None:
            content = doses(deed.rule, plan.content.nudges if isinstance(plan.content, DosePlan) else 0)
            assert await self.reminding.change(plan, plan.changed(content=content))
        elif (coming := await self.reminding.coming(plan)) is not None:
            await self._say(human, Pressed(self._origin(human), Action("rem", "taken", (coming.id,)).code))

    async def _say(self, human: Human, incoming: Incoming) -> None:
        reply = await self.bot.responder.respond(incoming)
        assert reply is not None
        assert reply.outcome not in ("error", "crash"), reply.outcome

    def _origin(self, human: Human) -> Origin:
        return Origin(human.account, Place(human.platform, human.account.id), self.now)

    async def _known(self, human: Human, purposes: tuple[Purpose, ...]) -> str:
        people = self.stores.people
        person_id = await people.ensure(human.account, START)
        quiet = None if human.quiet is None else (f"{human.quiet[0]:%H:%M}", f"{human.quiet[1]:%H:%M}")
        await people.set_profile(person_id, Profile(zone=human.zone or None, quiet=quiet))
        for purpose in purposes:
            await people.consent(person_id, purpose, VERSION, START)
        return person_id

    async def _cared_for(self, person_id: str, carer: Human) -> None:
        carer_id = await self._known(carer, (Purpose.CARING,))
        await self.stores.people.consent(person_id, Purpose.CARERS, VERSION, START)
        link = await self.stores.carers.invite(person_id, f"code {person_id}", START, START + DAY)
        assert await self.stores.carers.accept(link.id, carer_id, carer.platform, START) is not None


async def _arrives(person: Person, reply: Reply) -> Proof:
    return Proof.ARRIVED


def _seen(now: datetime, to: Person, reply: Reply) -> Seen:
    text = plain(reply.blocks)
    kind = _KINDS.get(reply.outcome, reply.outcome)
    found = _COUNT.search(text) if kind == "missed" else None if kind == "date" else _CLOCK.search(text)
    label = found[1 if kind == "missed" else 0] if found else "1" if kind == "missed" else ""
    return Seen(Message(now, (to.platform, to.id), kind, "" if kind == "still" else label), text, reply)
