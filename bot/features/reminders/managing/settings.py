"""What a person sets for all of their reminders: quiet hours, own words on the screen, how long answers are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.times.reading import read
from bot.conversation.times.values import Spoken
from bot.conversation.zones.wording import spoken_zone
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Pressed, Submitted
from bot.core.keeping import Profile
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, Bullets, Line, Text
from bot.features.reminders.consents import VERSION, Purpose, holding
from bot.features.reminders.keeping import LEAST_KEPT_DAYS, MOST_KEPT_DAYS, UNKEPT_DAYS
from bot.features.reminders.managing.desk import SHOW, Desk, act, reply
from bot.features.reminders.managing.overview import Overview
from bot.texts.keys import Key

SETTINGS = act("settings")
NIGHT = ("22:00", "07:00")

_OFFERED_DAYS = (30, 90, 180, 400)
_FROM, _TO, _DAYS = "from", "to", "days"


@dataclass(frozen=True, slots=True)
class Settings:
    """Handlers of the settings."""

    desk: Desk
    overview: Overview

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show all settings; the list to whom none are kept of."""
        if await self.desk.people.find(pressed.origin.person) is None:
            return (await self.overview.listed(pressed.origin)).in_place()
        return await self._shown(pressed.origin)

    async def ask_quiet(self, pressed: Pressed, action: Action) -> Reply:
        """Offer quiet hours."""
        desk = self.desk
        row = (
            desk.button("reminders.quiet_night", act("quiet-set", "night")),
            desk.button("reminders.quiet_own", act("quiet-own")),
            desk.button("reminders.quiet_off", act("quiet-set", "off")),
        )
        return reply(desk.texts.rich("reminders.quiet_ask"), row, self._back(), outcome="quiet asked").in_place()

    async def set_quiet(self, pressed: Pressed, action: Action) -> Reply:
        """Keep the quiet hours of a button."""
        return await self._set(pressed.origin, quiet=NIGHT if action.arguments == ("night",) else None)

    async def ask_hours(self, pressed: Pressed, action: Action) -> Reply:
        """Ask for quiet hours in the person's own words."""
        line = self.desk.texts.line
        fields = (
            Field(_FROM, line("reminders.quiet_from"), line("reminders.quiet_hint"), longest=40),
            Field(_TO, line("reminders.quiet_to"), line("reminders.quiet_hint"), longest=40),
        )
        form = Form(line("reminders.quiet_title"), fields, act("quiet-hours"))
        return Reply(form=form, outcome="quiet form").for_asker(SETTINGS)

    async def take_hours(self, submitted: Submitted, action: Action) -> Reply:
        """Keep the quiet hours that were typed, if it is sure which ones these are."""
        start, end = submitted.answers.get(_FROM, ""), submitted.answers.get(_TO, "")
        hours = (_read_clock(start, submitted.origin.at), _read_clock(end, submitted.origin.at))
        if hours[0] is None or hours[1] is None or hours[0] == hours[1]:
            row = (self.desk.button("reminders.again_button", act("quiet-own")), *self._back())
            blocks = self.desk.texts.rich("reminders.quiet_doubt", start=start, end=end)
            return reply(blocks, row, outcome="quiet doubt")
        return await self._set(submitted.origin, quiet=(hours[0], hours[1]))

    async def set_discreet(self, pressed: Pressed, action: Action) -> Reply:
        """Let messages show the person's own words, or nothing but the time; the former is asked once more."""
        desk = self.desk
        if action.arguments == ("ask",):
            row = (desk.button("reminders.discreet_yes", act("discreet", "off")), *self._back())
            return reply(desk.texts.rich("reminders.discreet_ask"), row, outcome="discreet asked").in_place()
        return await self._set(pressed.origin, discreet=action.arguments != ("off",))

    async def ask_keep(self, pressed: Pressed, action: Action) -> Reply:
        """Ask how long answers may be kept, saying what that means: it is a consent of its own."""
        desk = self.desk
        days = tuple(
            desk.button("reminders.keep_days", act("keep-for", str(number)), days=str(number))
            for number in _OFFERED_DAYS
        )
        more = (
            desk.button("reminders.keep_own", act("keep-own")),
            desk.button("reminders.keep_never", act("keep-for", "0")),
            *self._back(),
        )
        return reply(desk.texts.rich("reminders.keep_ask"), days, more, outcome="keep asked").in_place()

    async def keep(self, pressed: Pressed, action: Action) -> Reply:
        """Keep answers for so many days (0: no history), after one more question where that deletes some."""
        days = _read_days(action.arguments[0]) if action.arguments else None
        if days is None:
            return await self.ask_keep(pressed, action)
        return await self._keep(pressed.origin, days, sure=action.arguments[1:] == ("sure",))

    async def ask_days(self, pressed: Pressed, action: Action) -> Reply:
        """Ask for a number of days."""
        line, least, most = self.desk.texts.line, str(LEAST_KEPT_DAYS), str(MOST_KEPT_DAYS)
        hint = line("reminders.keep_hint", least=least, most=most)
        asked = Field(_DAYS, line("reminders.keep_label"), hint, longest=20)
        form = Form(line("reminders.keep_title"), (asked,), act("keep-days"))
        return Reply(form=form, outcome="keep form").for_asker(SETTINGS)

    async def take_days(self, submitted: Submitted, action: Action) -> Reply:
        """Keep answers for the number of days that was typed."""
        typed, desk = submitted.answers.get(_DAYS, ""), self.desk
        words = [word for word in typed.lower().split() if word not in desk.texts.words("reminders.keep_words")]
        days = _read_days(words[0]) if len(words) == 1 else None
        if days:
            return await self._keep(submitted.origin, days, sure=False)
        row = (desk.button("reminders.again_button", act("keep-own")), *self._back())
        least, most = str(LEAST_KEPT_DAYS), str(MOST_KEPT_DAYS)
        blocks = desk.texts.rich("reminders.keep_doubt", typed=typed, least=least, most=most)
        return reply(blocks, row, outcome="keep doubt")

    async def _keep(self, origin: Origin, days: int, *, sure: bool) -> Reply:
        desk, person_id = self.desk, await self.desk.person_id(origin)
        kept = days or UNKEPT_DAYS
        if kept < await desk.occurrences.kept_for(person_id) and not sure:
            row = (desk.button("reminders.keep_yes", act("keep-for", str(days), "sure")), *self._back())
            blocks = desk.texts.rich("reminders.keep_shorter" if days else "reminders.keep_none", days=str(kept))
            return reply(blocks, row, outcome="keep sure").in_place()
        async with desk.together():
            if not days:
                await desk.people.withdraw(person_id, Purpose.HISTORY, origin.at)
            elif Purpose.HISTORY not in holding(await desk.people.consents(person_id)):
                await desk.people.consent(person_id, Purpose.HISTORY, VERSION, origin.at)
            await desk.occurrences.keep_for(person_id, kept)
        return await self._shown(origin, desk.texts.rich("reminders.saved"))

    async def _set(self, origin: Origin, **changes: object) -> Reply:
        person_id = await self.desk.person_id(origin)
        profile = await self.desk.people.profile(person_id)
        await self.desk.people.set_profile(person_id, replace(profile, **changes))  # type: ignore[arg-type]
        return await self._shown(origin, self.desk.texts.rich("reminders.saved"))

    async def _shown(self, origin: Origin, note: Blocks = ()) -> Reply:
        desk, person_id = self.desk, await self.desk.person_id(origin)
        profile = await desk.people.profile(person_id)
        lines = Bullets(
            (
                self._zone(profile, origin.at),
                self._quiet(profile),
                self._plain("reminders.discreet_on" if profile.discreet else "reminders.discreet_off"),
                self._kept(await desk.occurrences.kept_for(person_id)),
            )
        )
        words = (
            desk.button("reminders.discreet_button", act("discreet", "ask"))
            if profile.discreet
            else desk.button("reminders.neutral_button", act("discreet", "on"))
        )
        rows = (
            (desk.button("reminders.zone_button", act("zone")), desk.button("reminders.quiet_button", act("quiet"))),
            (words, desk.button("reminders.keep_button", act("keep"))),
            self._elsewhere(),
            (desk.quiet_button("reminders.all_button", SHOW),),
        )
        blocks = (*note, *desk.texts.rich("reminders.settings"), lines)
        return reply(blocks, *rows, outcome="reminders settings").in_place()

    def _elsewhere(self) -> tuple[Button, ...]:
        desk = self.desk
        return (
            desk.button("reminders.consents_button", act("consents")),
            desk.button("reminders.carers_button", Action("carers", "show")),
            desk.button("reminders.link_button", Action("link", "show")),
        )

    def _zone(self, profile: Profile, now: datetime) -> Line:
        if profile.zone is None:
            return self._plain("reminders.zone_none")
        zone, time = spoken_zone(profile.zone, self.desk.texts), f"{now.astimezone(ZoneInfo(profile.zone)):%H:%M}"
        return (Text(self.desk.texts.line("reminders.zone_now", zone=zone, time=time)),)

    def _quiet(self, profile: Profile) -> Line:
        if profile.quiet is None:
            return self._plain("reminders.quiet_none")
        start, end = profile.quiet
        return (Text(self.desk.texts.line("reminders.quiet_now", start=start, end=end)),)

    def _kept(self, days: int) -> Line:
        key: Key = "reminders.kept_none" if days <= UNKEPT_DAYS else "reminders.kept_days"
        return (Text(self.desk.texts.line(key, days=str(days))),)

    def _plain(self, key: Key) -> Line:
        return (Text(self.desk.texts.line(key)),)

    def _back(self) -> tuple[Button, ...]:
        return (self.desk.quiet_button("reminders.back_button", SETTINGS),)


def _read_clock(typed: str, now: datetime) -> str | None:
    """Read one time of day, as "22:00"; None if it is not sure which one was meant."""
    found = read(typed, now.replace(tzinfo=None))
    one_time = isinstance(found, Spoken) and found.repeat is None and found.on is None and len(found.times) == 1
    return f"{found.times[0]:%H:%M}" if isinstance(found, Spoken) and one_time else None


def _read_days(written: str) -> int | None:
    """Read for how many days answers are kept; 0 stands for no history."""
    days = int(written) if written.isascii() and written.isdecimal() and len(written) <= 3 else -1
    return days if days == 0 or LEAST_KEPT_DAYS <= days <= MOST_KEPT_DAYS else None
