"""Presses on cards: an answer, the calendar, a reminder, and what more there is to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.conversation.commands import PressHandler, Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Origin, Pressed
from bot.core.keeping import People
from bot.core.reply import Button, Reply, Row, Showing
from bot.core.richtext import Blocks
from bot.features.meetups import dues
from bot.features.meetups.answers import Answered, Answers, Refusal, Standing, Wish
from bot.features.meetups.attending import Answer, Attendee, Remind, has_seat
from bot.features.meetups.calendar import Discretion, date_file, series_file
from bot.features.meetups.cards import MINE, Cards, act
from bot.features.meetups.keeping import MeetupStores
from bot.features.meetups.meetup import content_of
from bot.texts.keys import Key

NAMED, SERIES = "named", "series"
"""Which file is wanted: with the name of the meet-up although that is usually left out, with all dates."""

_REFUSALS: Mapping[Refusal, Key] = {
    Refusal.CANCELLED: "meet.is_cancelled",
    Refusal.OVER: "meet.is_over",
    Refusal.BEGUN: "meet.has_begun",
    Refusal.CLOSED: "meet.is_closed",
}
_REMINDS: Mapping[Remind, Key] = {
    Remind.DAY: "meet.remind_day",
    Remind.HOUR: "meet.remind_hour",
    Remind.BOTH: "meet.remind_both",
    Remind.NEVER: "meet.remind_never",
}
_REMINDED: Mapping[Remind, Key] = {
    Remind.DAY: "meet.reminded_day",
    Remind.HOUR: "meet.reminded_hour",
    Remind.BOTH: "meet.reminded_both",
    Remind.NEVER: "meet.reminded_never",
}


@dataclass(frozen=True, slots=True)
class Answering:
    """Handlers of presses on cards, on copies of them however old, and on what one person sees of them."""

    cards: Cards
    answers: Answers
    stores: MeetupStores
    people: People

    def routes(self) -> Routes:
        """Declare the buttons."""
        presses: dict[tuple[str, str], PressHandler] = {("meet", wish.value): self.answer for wish in Wish}
        presses |= {
            ("meet", "show"): self.show,
            ("meet", "more"): self.more,
            ("meet", "remind"): self.remind,
            ("meet", "reminds"): self.reminds,
            ("meet", "calendar"): self.file,
        }
        return Routes(presses=presses, unseen=frozenset(presses))

    async def answer(self, pressed: Pressed, action: Action) -> Reply:
        """Take an answer. What came by a link only shows the date: whoever made the link does not answer for others."""
        if pressed.fresh:
            return await self.show(pressed, action)
        origin, wish = pressed.origin, Wish(action.verb)
        result = await self.answers.answer(origin, argument(action, 0), wish)
        is_mine = argument(action, 1) == MINE
        if isinstance(result, Refusal):
            words = self.cards.texts.rich(_REFUSALS[result])
            return await self._shown(origin, action, words) if is_mine else _note(words, f"meet {result}")
        words, outcome = self._said(result, wish), f"meet {wish}"
        names = self.cards.texts.rich("meet.told_names") if result.before is None else ()
        closed = await self._closed(origin) if result.now.line else ()
        if is_mine:
            return replace(self._details(origin, result.now, (*words, *closed)).in_place(), outcome=outcome)
        if self._needs_private(result):
            return self._told_alone(result.now, (*words, *names, *closed), outcome)
        return _note((*words, *names), outcome)

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show one person how a date stands."""
        return await self._shown(pressed.origin, action)

    async def more(self, pressed: Pressed, action: Action) -> Reply:
        """Give all of a text that did not fit on the card."""
        found = await self.answers.found(argument(action, 0))
        return self.cards.words(*found.both).for_asker(act("more", found.on.id))

    async def remind(self, pressed: Pressed, action: Action) -> Reply:
        """Ask when to remind."""
        now = await self.answers.standing(pressed.origin, argument(action, 0))
        return await self._asked_when(pressed.origin, now)

    async def reminds(self, pressed: Pressed, action: Action) -> Reply:
        """Keep when to remind."""
        date_id, wanted = argument(action, 0), argument(action, 1)
        if wanted not in {one.value for one in Remind}:
            raise UserError("error.old_button")
        if pressed.fresh:
            return await self.remind(pressed, action)
        now = await self.answers.remind(pressed.origin, date_id, Remind(wanted))
        return (await self._asked_when(pressed.origin, now)).in_place()

    async def file(self, pressed: Pressed, action: Action) -> Reply:
        """Hand over the file for a calendar: one date or all of them, by its name unless the person is discreet."""
        now = await self.answers.standing(pressed.origin, argument(action, 0))
        meetup, on = now.found.both
        whole, named = SERIES in action.arguments, NAMED in action.arguments
        person_id = await self.people.find(pressed.origin.person)
        discreet = person_id is None or (await self.people.profile(person_id)).discreet
        neutral = discreet and not named
        texts = self.cards.texts
        discretion = Discretion(texts.line("meetcal.title") if neutral else "", _known_link(now))
        if whole:
            dates = await self.stores.meetups.dates(meetup.id, meetup.created_at)
            file = series_file(meetup, dates, discretion, pressed.origin.at)
        else:
            file = date_file(meetup, on, discretion, pressed.origin.at)
        words = (*texts.rich("meet.calendar"), *(texts.rich("meet.calendar_neutral") if neutral else ()))
        rows = self._files(now, whole=whole, neutral=neutral)
        return Reply(words, rows, attachments=(file,), outcome="meet calendar").for_asker(act("calendar", on.id))

    def _files(self, now: Standing, *, whole: bool, neutral: bool) -> tuple[Row, ...]:
        """Offer the other files."""
        meetup, on = now.found.both
        line = self.cards.texts.line
        named = (NAMED,) if not neutral else ()
        behind = (SERIES,) if whole else ()
        row = (
            *((Button(line("meet.calendar_named"), act("calendar", on.id, *behind, NAMED)),) if neutral else ()),
            *(
                (Button(line("meet.calendar_series"), act("calendar", on.id, SERIES, *named)),)
                if meetup.series is not None and not whole
                else ()
            ),
        )
        return (row,) if row else ()

    async def _shown(self, origin: Origin, action: Action, note: Blocks = ()) -> Reply:
        reply = self._details(origin, await self.answers.standing(origin, argument(action, 0)), note)
        return reply.in_place() if argument(action, 1) == MINE else reply

    def _details(self, origin: Origin, now: Standing, note: Blocks = ()) -> Reply:
        return details(self.cards, now, origin, note)

    def _needs_private(self, result: Answered) -> bool:
        """Tell whether there is more to tell than all may know, or something to come that needs the private chat."""
        before, now = result.before, result.now
        link = content_of(*now.found.both).where
        told_link = has_seat(now.mine) and not has_seat(before) and bool(link.link) and link.link_hidden
        return told_link or (bool(now.line) and not (before is not None and before.waits))

    def _told_alone(self, now: Standing, words: Blocks, outcome: str) -> Reply:
        meetup, on = now.found.both
        shown = self.cards.secret(meetup, on) if has_seat(now.mine) else ()
        return Reply((*words, *shown), outcome=outcome).for_asker(act("show", on.id))

    def _said(self, result: Answered, wish: Wish) -> Blocks:
        """Say what was taken."""
        texts, mine, before = self.cards.texts, result.now.mine, result.before
        if mine is None:
            raise ValueError("whoever answered has an answer")
        if mine.waits:
            key: Key = "meet.told_waiting_guest" if mine.guests else "meet.told_waiting"
            key = "meet.told_alone_waits" if wish is Wish.PLUS and before is not None and before.guests else key
            return texts.rich(key, number=str(result.now.line))
        return texts.rich(_told(mine, before, wish))

    async def _asked_when(self, origin: Origin, now: Standing) -> Reply:
        texts, on = self.cards.texts, now.found.on
        if now.mine is None or now.mine.answer is Answer.CANNOT:
            return _note(texts.rich("meet.not_coming"), "meet not coming")
        left = [kind for kind, before in dues.BEFORE.items() if on.starts_at - before > origin.at]
        if not left:
            return _note(texts.rich("meet.remind_none_left"), "meet no time to remind")
        wanted = (*left, *((Remind.BOTH,) if len(left) > 1 else ()), Remind.NEVER)
        row = tuple(Button(texts.line(_REMINDS[one]), act("reminds", on.id, one)) for one in wanted)
        words = (
            *texts.rich(_REMINDED[now.mine.remind]),
            *texts.rich("meet.remind_when" if now.mine.remind is Remind.NEVER else "meet.remind_other"),
            *await self._closed(origin),
        )
        return Reply(words, (row,), outcome=f"meet remind {now.mine.remind}").for_asker(act("remind", on.id))

    async def _closed(self, origin: Origin) -> Blocks:
        """Say how to open the private chat, if the last message there did not arrive."""
        person_id = await self.people.find(origin.person)
        account = None if person_id is None else await self.people.account(person_id, origin.person.platform)
        is_closed = account is not None and account.blocked_at is not None and origin.place.is_group
        return self.cards.texts.rich("meet.private_closed") if is_closed else ()


def details(cards: Cards, now: Standing, origin: Origin, note: Blocks = (), *rows: Row) -> Reply:
    """Draw how a date stands for one person, below what was just said."""
    shown = cards.details(*now.found.both, now.counts, now.mine, now.line, origin.at)
    reply = replace(shown, blocks=(*note, *shown.blocks), rows=(*shown.rows, *rows))
    return reply.for_asker(act("show", now.found.on.id))


def argument(action: Action, number: int) -> str:
    """Give an argument, empty if there is none."""
    return action.arguments[number] if len(action.arguments) > number else ""


def _told(mine: Attendee, before: Attendee | None, wish: Wish) -> Key:
    """Name what to say to somebody who is not on the waiting list."""
    match mine.answer:
        case Answer.MAYBE:
            return "meet.told_maybe"
        case Answer.CANNOT:
            return "meet.told_cannot"
    if wish is Wish.PLUS:
        removed = before is not None and before.guests > mine.guests
        return "meet.told_guest" if mine.guests else "meet.told_no_guest" if removed else "meet.told_guest_full"
    return "meet.told_going_already" if has_seat(before) else "meet.told_going"


def _known_link(now: Standing) -> str:
    return content_of(*now.found.both).where.link if has_seat(now.mine) else ""


def _note(words: Blocks, outcome: str) -> Reply:
    return Reply(words, showing=Showing.NOTE, outcome=outcome).for_asker()
