"""What all handlers of /reminders work with, and how they find what belongs to whoever pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.commands import PressHandler
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Origin, Pressed
from bot.core.keeping import People
from bot.core.people import Platform
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks
from bot.features.reminders.keeping import Occurrences, Plans, Together
from bot.features.reminders.occurrences import EARLIEST
from bot.features.reminders.plans import Plan, Status
from bot.features.reminders.reminding import Reminding
from bot.features.reminders.schedule import Slot
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

FEATURE = "reminders"

_TICK = timedelta(microseconds=1)

OpenChange = Callable[[Plan, Origin], Awaitable[Reply]]
"""Opens the dialogue in which a plan is changed."""

PLATFORMS: Mapping[Platform, Key] = {
    Platform.DISCORD: "reminders.platform_discord",
    Platform.TELEGRAM: "reminders.platform_telegram",
    Platform.CONSOLE: "reminders.platform_console",
}


def act(verb: str, *arguments: str) -> Action:
    """Make an action of this feature."""
    return Action(FEATURE, verb, arguments)


SHOW = act("show")


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom and when something is worded. `labels`: their own words may be shown where they write from."""

    texts: Texts
    now: datetime
    zone: str | None = field(repr=False)
    labels: bool

    def today(self, plan: Plan) -> date:
        """Give the day that it is in the zone of a plan."""
        return self.now.astimezone(ZoneInfo(plan.zone)).date()


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts that handlers share. `labels_allowed` tells where a person's own words may be kept and shown.

    `how_to_open` tells how a private chat is opened there, `offered` whether there are reminders at all.
    """

    texts: Texts
    people: People
    plans: Plans
    occurrences: Occurrences
    reminding: Reminding
    together: Together
    labels_allowed: Callable[[Platform], bool]
    how_to_open: Callable[[Platform], Blocks]
    offered: Callable[[Platform], bool] = lambda _: True

    async def person_id(self, origin: Origin) -> str:
        """Give the id of whoever asks. Raises UserError if nothing is kept about them."""
        person_id = await self.people.find(origin.person)
        if person_id is None:
            raise UserError("reminders.gone")
        return person_id

    async def plans_of(self, origin: Origin) -> tuple[Plan, ...]:
        """Give all plans of whoever asks, the oldest first."""
        person_id = await self.people.find(origin.person)
        return () if person_id is None else await self.plans.of(person_id)

    async def plan(self, origin: Origin, action: Action) -> Plan:
        """Give the plan that an action names. Raises UserError if it is gone, or not that of whoever asks."""
        person_id = await self.person_id(origin)
        plan = await self.plans.plan(action.arguments[0]) if action.arguments else None
        if plan is None or plan.person_id != person_id:
            raise UserError("reminders.gone")
        return plan

    async def next_slot(self, plan: Plan, now: datetime) -> Slot | None:
        """Give when a plan reminds next; what was marked early stays silent."""
        slot = plan.next_slot(now)
        if slot is None or slot.at > now + EARLIEST:
            return slot
        known = await self.occurrences.of_plan(plan.id, now, now + EARLIEST + _TICK)
        marked = {one.local for one in known if not one.is_open}
        return next((slot for slot in plan.slots(slot.at - _TICK) if slot.local not in marked), None)

    async def asker(self, origin: Origin) -> Asker:
        """Give for whom something is worded."""
        person_id = await self.people.find(origin.person)
        zone = None if person_id is None else (await self.people.profile(person_id)).zone
        return Asker(self.texts, origin.at, zone, self.labels_allowed(origin.person.platform))

    def button(self, label: Key, action: Action, **values: str) -> Button:
        """Make a button."""
        return Button(self.texts.line(label, **values), action)

    @staticmethod
    def labelled(label: str, action: Action) -> Button:
        """Make a button with words that are no sentence of the bot."""
        return Button(label, action)

    def quiet_button(self, label: Key, action: Action) -> Button:
        """Make a button that does not stand out."""
        return Button(self.texts.line(label), action, quiet=True)


def reply(blocks: Blocks, *rows: tuple[Button, ...], outcome: str) -> Reply:
    """Make a reply for the asker alone, without the rows that are empty."""
    return Reply(blocks, tuple(row for row in rows if row), outcome=outcome).for_asker(SHOW)


def reminds(plan: Plan) -> bool:
    """Tell whether a plan reminds, or will some day without anybody's doing."""
    return plan.status is Status.ACTIVE or (plan.status is Status.PAUSED and plan.paused_until is not None)


def deliberate(change: PressHandler, show: PressHandler) -> PressHandler:
    """Let a button change something. A link to the same, which anybody may have sent, only shows where things stand."""

    async def handle(pressed: Pressed, action: Action) -> Reply | None:
        return await (show if pressed.fresh else change)(pressed, action)

    return handle
