"""The list of a person's reminders, and the page of each one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed
from bot.core.keeping import Account
from bot.core.people import Platform
from bot.core.reply import Button, Reply, Row, Select
from bot.core.richtext import Blocks, Bold, Bullets, Line, Text
from bot.features.reminders.managing.desk import PLATFORMS, SHOW, Asker, Desk, act, reminds, reply
from bot.features.reminders.managing.wording import page, status, title
from bot.features.reminders.occurrences import EARLIEST
from bot.features.reminders.plans import DosePlan, Plan, Status

BEGIN = Action("remind", "begin")


@dataclass(frozen=True, slots=True)
class Overview:
    """Shows a person what they have."""

    desk: Desk

    async def called(self, called: Called) -> Reply:
        """Show the list."""
        return await self.listed(called.origin)

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a button."""
        return (await self.listed(pressed.origin)).in_place()

    async def show_plan(self, pressed: Pressed, action: Action) -> Reply:
        """Show one plan."""
        return await self.page(await self.desk.plan(pressed.origin, action), pressed.origin)

    async def listed(self, origin: Origin, note: Blocks = ()) -> Reply:
        """Give the list, below a note of what has just happened."""
        desk, asker = self.desk, await self.desk.asker(origin)
        plans = await desk.plans_of(origin)
        new = desk.button("reminders.new_button", BEGIN)
        settings = desk.quiet_button("reminders.settings_button", act("settings"))
        if not plans:
            known = (settings,) if await desk.people.find(origin.person) else ()
            return reply((*note, *desk.texts.rich("reminders.none")), (new, *known), outcome="reminders none")
        titles = [(plan, title(number, plan, asker)) for number, plan in enumerate(plans, start=1)]
        lines = Bullets(tuple([await self._line(named, plan, asker) for plan, named in titles]))
        options = tuple(Button(named, act("plan", plan.id)) for plan, named in titles)
        rows: tuple[Row, ...] = (
            Select(desk.texts.line("reminders.choose"), options),
            (new, desk.button("reminders.today_button", act("today")), self._history()),
            (settings, *((self._stop_all(),) if any(reminds(plan) for plan in plans) else ())),
        )
        blocks = (*note, *desk.texts.rich("reminders.list"), lines)
        return Reply(blocks, rows, outcome="reminders").for_asker(SHOW)

    async def page(self, plan: Plan, origin: Origin, note: Blocks = ()) -> Reply:
        """Give the page of a plan, below a note of what has just happened; in place of the message before."""
        desk, asker = self.desk, await self.desk.asker(origin)
        plans = [one.id for one in await desk.plans_of(origin)]
        number = plans.index(plan.id) + 1 if plan.id in plans else 1
        accounts = await self.accounts(plan.person_id)
        blocks = (*note, *page(number, plan, await desk.next_slot(plan, origin.at), asker), *self._switched_off(plan))
        rows = (self._changing(plan), self._more(plan, asker, accounts), (self._all(),))
        return reply(blocks, *rows, outcome="reminders plan").in_place()

    async def now(self, plan: Plan, origin: Origin, note: Blocks = ()) -> Reply:
        """Give the page of a plan as it is kept now; the list if it is gone."""
        found = await self.desk.plans.plan(plan.id)
        if found is None:
            return (await self.listed(origin, note)).in_place()
        return await self.page(found, origin, note)

    async def accounts(self, person_id: str) -> tuple[Account, ...]:
        """Give the accounts of a person on which reminders can come."""
        offered = [platform for platform in Platform if self.desk.offered(platform)]
        found = [await self.desk.people.account(person_id, platform) for platform in offered]
        return tuple(account for account in found if account is not None)

    def _changing(self, plan: Plan) -> tuple[Button, ...]:
        desk = self.desk
        pause = desk.button("reminders.pause_button", act("pause", plan.id))
        resume = desk.button("reminders.resume_button", act("resume", plan.id))
        return (
            desk.button("reminders.change_button", act("change", plan.id)),
            *((pause,) if plan.status is Status.ACTIVE else ()),
            *((resume,) if plan.status is Status.PAUSED else ()),
            desk.quiet_button("reminders.delete_button", act("delete", plan.id)),
        )

    def _more(self, plan: Plan, asker: Asker, accounts: tuple[Account, ...]) -> tuple[Button, ...]:
        desk = self.desk
        today = desk.button("reminders.today_button", act("today"))
        again = desk.button("reminders.try_button", act("try", plan.id))
        where = desk.button("reminders.where_button", act("where", plan.id))
        return (
            *((today,) if _is_near(plan, asker) else ()),
            *((again,) if plan.status is Status.UNPROVEN and desk.offered(plan.platform) else ()),
            desk.button("reminders.file_button", act("file", plan.id)),
            *((where,) if any(account.person.platform is not plan.platform for account in accounts) else ()),
        )

    async def _line(self, named: str, plan: Plan, asker: Asker) -> Line:
        slot = await self.desk.next_slot(plan, asker.now)
        return (Bold(named), Text(f"; {status(plan, slot, asker)}"))

    def _switched_off(self, plan: Plan) -> Blocks:
        """Say so if nothing is sent at present to where a reminder comes."""
        texts = self.desk.texts
        if self.desk.offered(plan.platform):
            return ()
        return texts.rich("reminders.switched_off", platform=texts.line(PLATFORMS[plan.platform]))

    def _history(self) -> Button:
        return self.desk.button("reminders.history_button", act("history"))

    def _stop_all(self) -> Button:
        return self.desk.quiet_button("reminders.stop_all_button", act("stop-all"))

    def _all(self) -> Button:
        return self.desk.quiet_button("reminders.all_button", SHOW)


def _is_near(plan: Plan, asker: Asker) -> bool:
    """Tell whether the next dose of a plan may be marked already."""
    slot = plan.next_slot(asker.now) if isinstance(plan.content, DosePlan) else None
    return slot is not None and slot.at <= asker.now + EARLIEST
