"""What a person has agreed to, and how each of it is taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.actions import Action
from bot.core.incoming import Origin, Pressed
from bot.core.keeping import Consent
from bot.core.people import Person
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, Bullets, Line, Text
from bot.features.reminders.consents import Purpose, purpose_of
from bot.features.reminders.keeping import UNKEPT_DAYS, Carers
from bot.features.reminders.managing.desk import Desk, act, reminds, reply
from bot.features.reminders.managing.settings import SETTINGS
from bot.texts.keys import Key

EndLink = Callable[[Person, str], Awaitable[object]]
"""Ends what two people agreed on, and tells the other one; with the id of their link."""

PURPOSES: Mapping[Purpose, Key] = {
    Purpose.DOSES: "reminders.purpose_doses",
    Purpose.BLOOD_TESTS: "reminders.purpose_blood_tests",
    Purpose.DATES: "reminders.purpose_dates",
    Purpose.HISTORY: "reminders.purpose_history",
    Purpose.CARERS: "reminders.purpose_carers",
    Purpose.CARING: "reminders.purpose_caring",
}
_AFTER: Mapping[Purpose, Key] = {
    Purpose.HISTORY: "reminders.withdraw_history",
    Purpose.CARERS: "reminders.withdraw_links",
    Purpose.CARING: "reminders.withdraw_links",
}


@dataclass(frozen=True, slots=True)
class Consenting:
    """Handlers of the list of consents."""

    desk: Desk
    carers: Carers
    end_link: EndLink

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show what was agreed to, and when."""
        return await self._shown(pressed.origin)

    async def ask(self, pressed: Pressed, action: Action) -> Reply:
        """Ask whether a consent shall be taken back, saying what follows."""
        desk, purpose = self.desk, _purpose(action)
        if purpose is None:
            return await self._shown(pressed.origin)
        row = (
            desk.button("reminders.withdraw_yes", act("withdrawn", purpose)),
            desk.quiet_button("reminders.back_button", act("consents")),
        )
        after = desk.texts.line(_AFTER.get(purpose, "reminders.withdraw_plans"), **_days(purpose))
        blocks = desk.texts.rich("reminders.withdraw_ask", purpose=desk.texts.line(PURPOSES[purpose]))
        return reply((*blocks, Bullets(((Text(after),),))), row, outcome="withdraw asked").in_place()

    async def withdraw(self, pressed: Pressed, action: Action) -> Reply:
        """Take a consent back, with all that rests on it: both, or neither."""
        purpose, origin = _purpose(action), pressed.origin
        if purpose is None:
            return await self._shown(origin)
        person_id = await self.desk.person_id(origin)
        async with self.desk.together():
            await self._end(person_id, purpose, origin)
            await self.desk.people.withdraw(person_id, purpose, origin.at)
        return await self._shown(origin, self.desk.texts.rich("reminders.withdrawn"))

    async def _end(self, person_id: str, purpose: Purpose, origin: Origin) -> None:
        """End what rests on a consent."""
        match purpose:
            case Purpose.HISTORY:
                await self.desk.occurrences.keep_for(person_id, UNKEPT_DAYS)
            case Purpose.CARERS | Purpose.CARING:
                for link in await self.carers.links(person_id):
                    if (link.person_id == person_id) is (purpose is Purpose.CARERS):
                        await self.end_link(origin.person, link.id)
            case _:
                for plan in await self.desk.plans.of(person_id):
                    if purpose_of(plan.kind) is purpose and reminds(plan):
                        await self.desk.reminding.pause(plan, None)

    async def _shown(self, origin: Origin, note: Blocks = ()) -> Reply:
        desk, person_id = self.desk, await self.desk.people.find(origin.person)
        consents = () if person_id is None else await desk.people.consents(person_id)
        back = (desk.quiet_button("reminders.back_button", SETTINGS),)
        latest = _latest(consents)
        if person_id is None or not latest:
            return reply((*note, *desk.texts.rich("reminders.consents_none")), back, outcome="consents").in_place()
        zone = ZoneInfo((await desk.people.profile(person_id)).zone or "UTC")
        lines = Bullets(tuple(self._line(purpose, one, zone) for purpose, one in latest.items()))
        buttons = tuple(self._button(purpose) for purpose, one in latest.items() if one.withdrawn_at is None)
        blocks = (*note, *desk.texts.rich("reminders.consents"), lines)
        return reply(blocks, *((button,) for button in buttons[:3]), buttons[3:], back, outcome="consents").in_place()

    def _line(self, purpose: Purpose, consent: Consent, zone: ZoneInfo) -> Line:
        texts, withdrawn = self.desk.texts, consent.withdrawn_at
        key: Key = "reminders.consent" if withdrawn is None else "reminders.consent_withdrawn"
        day: date = (withdrawn or consent.given_at).astimezone(zone).date()
        return (Text(texts.line(key, purpose=texts.line(PURPOSES[purpose]), day=texts.day(day))),)

    def _button(self, purpose: Purpose) -> Button:
        named = self.desk.texts.line(PURPOSES[purpose])
        return self.desk.button("reminders.withdraw_button", act("withdraw", purpose), purpose=named)


def _latest(consents: Iterable[Consent]) -> dict[Purpose, Consent]:
    """Give the consent to each purpose that holds, or else the last one, in the order of the purposes."""
    given: dict[str, Consent] = {}
    for consent in consents:
        if consent.purpose not in given or given[consent.purpose].withdrawn_at is not None:
            given[consent.purpose] = consent
    return {purpose: given[purpose] for purpose in Purpose if purpose in given}


def _purpose(action: Action) -> Purpose | None:
    named = action.arguments[0] if action.arguments else ""
    return next((purpose for purpose in Purpose if purpose.value == named), None)


def _days(purpose: Purpose) -> dict[str, str]:
    return {"days": str(UNKEPT_DAYS)} if purpose is Purpose.HISTORY else {}
