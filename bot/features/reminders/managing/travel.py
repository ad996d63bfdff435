"""A new zone: what it makes of each reminder is shown first, and the person says which clock they go by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.zones.city import City
from bot.conversation.zones.finding import find
from bot.conversation.zones.rules import zone_names
from bot.conversation.zones.wording import clock_question, spoken_zone
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Pressed, Submitted
from bot.core.reply import Button, Reply, Select
from bot.core.richtext import Blocks, Bullets, Line, Text
from bot.features.reminders.describing import moment_in_words
from bot.features.reminders.managing.desk import Asker, Desk, act, reply
from bot.features.reminders.managing.settings import SETTINGS
from bot.features.reminders.managing.wording import title
from bot.features.reminders.plans import Plan, Status

MOST_PLACES = 6

_PLACE = "place"


@dataclass(frozen=True, slots=True)
class Travel:
    """Handlers of a change of zone. Nothing changes before the person has answered."""

    desk: Desk

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show the zone that is set, and offer another one."""
        desk, profile = self.desk, await self.desk.people.profile(await self.desk.person_id(pressed.origin))
        blocks = desk.texts.rich("reminders.travel_none")
        if profile.zone is not None:
            zone, time = spoken_zone(profile.zone, desk.texts), _clock(profile.zone, pressed.origin.at)
            blocks = desk.texts.rich("reminders.travel_ask", zone=zone, time=time)
        return reply(blocks, (self._another(), *self._back()), outcome="zone").in_place()

    async def ask_place(self, pressed: Pressed, action: Action) -> Reply:
        """Ask where the person is."""
        line = self.desk.texts.line
        asked = Field(_PLACE, line("reminders.travel_label"), line("reminders.travel_hint"), longest=80)
        form = Form(line("reminders.travel_title"), (asked,), act("zone-place"))
        return Reply(form=form, outcome="zone form").for_asker(SETTINGS)

    async def take_place(self, submitted: Submitted, action: Action) -> Reply:
        """Look a place up. What is found is always shown by its clock first; among several the person chooses."""
        desk, typed = self.desk, submitted.answers.get(_PLACE, "")
        found = find(typed, submitted.origin.at, MOST_PLACES)
        if not found:
            blocks = desk.texts.rich("reminders.travel_unknown", typed=typed)
            return reply(blocks, (self._another(), *self._back()), outcome="zone unknown")
        if len({city.zone for city in found}) == 1:
            return await self._asked(submitted.origin, found[0].zone)
        blocks = desk.texts.rich("reminders.travel_which", typed=typed)
        places = Select(desk.texts.line("reminders.travel_choose"), tuple(_offered(desk, found)))
        return Reply(blocks, (places, (self._another(),)), outcome="zone which").for_asker(SETTINGS)

    async def pick(self, pressed: Pressed, action: Action) -> Reply:
        """Show what a zone makes of each reminder, and ask which clock they shall go by."""
        zone = _zone(action)
        return (
            await self.show(pressed, action) if zone is None else (await self._asked(pressed.origin, zone)).in_place()
        )

    async def move(self, pressed: Pressed, action: Action) -> Reply:
        """Let all reminders go by the clock of the new zone."""
        zone, desk = _zone(action), self.desk
        if zone is None:
            return await self.show(pressed, action)
        changing = [plan for plan in await desk.plans_of(pressed.origin) if plan.zone != zone]
        kept = [plan for plan in changing if not await desk.reminding.change(plan, plan.changed(zone=zone))]
        note = desk.texts.rich("reminders.travel_some" if kept else "reminders.travel_moved")
        return await self._travelled(pressed.origin, zone, note)

    async def keep(self, pressed: Pressed, action: Action) -> Reply:
        """Keep the zone of each reminder, and the new one for all that is set up from now on."""
        zone = _zone(action)
        if zone is None:
            return await self.show(pressed, action)
        others = any(plan.zone != zone for plan in await self.desk.plans_of(pressed.origin))
        note = self.desk.texts.rich("reminders.travel_kept") if others else ()
        return await self._travelled(pressed.origin, zone, note)

    async def _asked(self, origin: Origin, zone: str) -> Reply:
        desk, asker = self.desk, await self.desk.asker(origin)
        plans = [
            (number, plan) for number, plan in enumerate(await desk.plans_of(origin), start=1) if plan.zone != zone
        ]
        spoken, named = spoken_zone(zone, desk.texts), slug(zone)
        question = clock_question(zone, origin.at, desk.texts)
        blocks = desk.texts.rich("reminders.travel_confirm", question=question, zone=spoken)
        no = desk.quiet_button("reminders.travel_no", act("zone-type"))
        if not plans:
            row = (desk.button("reminders.travel_yes", act("zone-keep", named)), no)
            return reply(blocks, row, outcome="zone asked")
        lines = Bullets(tuple(self._line(number, plan, zone, asker) for number, plan in plans))
        rows = (
            (desk.button("reminders.travel_move", act("zone-move", named), zone=spoken),),
            (desk.button("reminders.travel_keep", act("zone-keep", named)), no),
        )
        listed = (*desk.texts.rich("reminders.travel_plans"), lines)
        which = desk.texts.rich("reminders.travel_which_way", zone=spoken)
        return reply((*blocks, *listed, *which), *rows, outcome="zone asked")

    def _line(self, number: int, plan: Plan, zone: str, asker: Asker) -> Line:
        """Say what the clock at the new place shows at the next time, if the reminder stays and if it moves."""
        texts, named = self.desk.texts, title(number, plan, asker)
        kept, moved = next(plan.slots(asker.now), None), next(replace(plan, zone=zone).slots(asker.now), None)
        if kept is None or moved is None or plan.status is Status.ENDED:
            return (Text(texts.line("reminders.travel_nothing", title=named)),)
        there = kept.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        first, second = moment_in_words(there, texts), moment_in_words(moved.local, texts)
        return (Text(texts.line("reminders.travel_line", title=named, kept=first, moved=second)),)

    async def _travelled(self, origin: Origin, zone: str, note: Blocks) -> Reply:
        """Keep the zone last, so that whatever breaks before can be done again."""
        desk, person_id = self.desk, await self.desk.person_id(origin)
        profile = await desk.people.profile(person_id)
        await desk.people.set_profile(person_id, replace(profile, zone=zone))
        blocks = desk.texts.rich("reminders.travelled", zone=spoken_zone(zone, desk.texts))
        return reply((*blocks, *note), self._back(), outcome="zone changed").in_place()

    def _another(self) -> Button:
        return self.desk.button("reminders.travel_button", act("zone-type"))

    def _back(self) -> tuple[Button, ...]:
        return (self.desk.quiet_button("reminders.back_button", SETTINGS),)


def slug(zone: str) -> str:
    """Write the name of a zone as buttons carry it: "america--new-york"."""
    return zone.lower().replace("/", "--").replace("_", "-").replace("+", "-plus-")


def _zone(action: Action) -> str | None:
    named = action.arguments[0] if action.arguments else ""
    return next((zone for zone in zone_names() if slug(zone) == named), None)


def _offered(desk: Desk, cities: Iterable[City]) -> Iterable[Button]:
    """Offer each place, also several of one zone: a person looks for their own."""
    return (desk.labelled(city.label, act("zone-pick", slug(city.zone))) for city in dict.fromkeys(cities))


def _clock(zone: str, now: datetime) -> str:
    return f"{now.astimezone(ZoneInfo(zone)):%H:%M}"
