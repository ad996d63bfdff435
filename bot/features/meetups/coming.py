"""What is coming: /meetups, and a card brought down to the end of a chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Called, Origin, Pressed
from bot.core.keeping import People, Places
from bot.core.people import Role
from bot.core.ports import ArgumentSpec, CommandSpec
from bot.core.reply import Button, LinkButton, Reply, Row, Select, Showing
from bot.core.richtext import Bullets, Line, Text
from bot.features.meetups.announcing import Announcing
from bot.features.meetups.answering import argument, details
from bot.features.meetups.answers import Answers, refusal
from bot.features.meetups.attending import Answer, Attendee
from bot.features.meetups.cards import LIST, Cards
from bot.features.meetups.describing import moment, short_day, title_of
from bot.features.meetups.keeping import MeetupStores
from bot.features.meetups.meetup import Meetup, MeetupDate, content_of
from bot.features.meetups.telling import Found
from bot.texts.keys import Key

HERE = "here"
"""The argument of /meetups."""

MOST_SHOWN = 10
REPOST_EVERY = timedelta(minutes=10)
"""So often members can bring a card down in one place."""

_LONGEST_LABEL = 60
_MOST = 100
_MINE: dict[Answer, Key] = {
    Answer.GOING: "meetups.going",
    Answer.MAYBE: "meetups.maybe",
    Answer.CANNOT: "meetups.cannot",
}


@dataclass(frozen=True, slots=True)
class Coming:
    """Handlers of /meetups. `further` gives a row of buttons that other parts put below the list.

    `again` puts new cards wherever there are none, for organisers, and gives in how many places.
    """

    cards: Cards
    answers: Answers
    stores: MeetupStores
    people: People
    places: Places
    announcing: Announcing
    wake: Callable[[], None]
    again: Callable[[Meetup, MeetupDate], Awaitable[int]]
    further: Callable[[], tuple[Button | LinkButton, ...]] = tuple
    _shown: dict[str, datetime] = field(default_factory=dict, repr=False)

    def routes(self) -> Routes:
        """Declare the command and its buttons."""
        line = self.cards.texts.line
        here = ArgumentSpec(HERE, line("command.meetups_here"))
        spec = CommandSpec("meetups", line("command.meetups"), (here,), private=True)
        return Routes(
            commands=(Command(spec, self.called),),
            presses={
                (LIST.feature, LIST.verb): self.list,
                ("meetups", "show"): self.show,
                ("meetups", "repost"): self.repost,
                ("meet", "again"): self.announce_again,
            },
            words=dict.fromkeys(self.cards.texts.words("words.meetups"), "meetups"),
        )

    async def called(self, called: Called) -> Reply | None:
        """Show the list; or bring the next card of this place down, which then is the answer."""
        asked = called.arguments.get(HERE, "").strip().lower()
        if called.origin.place.is_group and asked in self.cards.texts.words("meetups.here"):
            await self._repost(called.origin, await self._next_here(called.origin))
            return None
        return await self._list(called.origin)

    async def list(self, pressed: Pressed, action: Action) -> Reply:
        """The same list, from a button."""
        return (await self._list(pressed.origin)).in_place()

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show one date of the list in its place."""
        origin = pressed.origin
        now = await self.answers.standing(origin, argument(action, 0))
        found = now.found
        rows: tuple[Row, ...] = ()
        if origin.place.is_group and not refusal(*found.both, origin.at) and await self._may_show(origin, found):
            label = self.cards.texts.line("meet.repost_button")
            rows = ((Button(label, Action("meetups", "repost", (found.on.id,)), quiet=True),),)
        return details(self.cards, now, origin, (), *rows).in_place()

    async def repost(self, pressed: Pressed, action: Action) -> Reply:
        """Bring a card down in this place."""
        found = await self.answers.found(argument(action, 0))
        await self._repost(pressed.origin, found)
        words = self.cards.texts.rich("meet.repost_done")
        return Reply(words, showing=Showing.NOTE, outcome="meet reposted").for_asker()

    async def announce_again(self, pressed: Pressed, action: Action) -> Reply:
        """Put new cards wherever there are none, for an organiser."""
        origin, found = pressed.origin, await self.answers.found(argument(action, 0))
        if not await self.answers.organises(origin, found.meetup):
            raise UserError("error.organisers_only")
        if refusal(*found.both, origin.at):
            raise UserError("meet.is_over")
        if pressed.fresh:  # a link, which anybody may have sent
            return details(self.cards, await self.answers.standing(origin, found.on.id), origin)
        count = await self.again(*found.both)
        words = self.cards.texts.rich("meet.again_done" if count else "meet.again_none")
        return Reply(words, outcome="meet announced again").for_asker()

    async def _list(self, origin: Origin) -> Reply:
        texts, dates = self.cards.texts, await self._dates(origin.at)
        below = self.further()
        if not dates:
            rows: tuple[Row, ...] = (below,) if below else ()
            return Reply(texts.rich("meetups.none"), rows, outcome="meetups none").for_asker(LIST)
        person_id = await self.people.find(origin.person)
        mine = {} if person_id is None else dict(await self.stores.attendance.of_person(person_id, origin.at))
        shown = dates[:MOST_SHOWN]
        items = Bullets(tuple(self._line(found, mine.get(found.on.id), origin.at) for found in shown))
        left = len(dates) - len(shown)
        more = texts.rich("meetups.more", count=str(left)) if left else ()
        options = tuple(Button(self._label(found), Action("meetups", "show", (found.on.id,))) for found in shown)
        chosen = Select(texts.line("meetups.choose"), options)
        rows = (chosen, below) if below else (chosen,)
        return Reply((*texts.rich("meetups.list"), items, *more), rows, outcome="meetups list").for_asker(LIST)

    async def _dates(self, now: datetime) -> Sequence[Found]:
        """Give the dates to come of what has been announced."""
        meetups = {meetup.id: meetup for meetup in await self.stores.meetups.planned() if meetup.announce_at <= now}
        dates = await self.stores.meetups.coming(now, _MOST)
        return [Found(meetups[on.meetup_id], on) for on in dates if on.meetup_id in meetups]

    def _line(self, found: Found, mine: Attendee | None, now: datetime) -> Line:
        texts, title = self.cards.texts, title_of(content_of(*found.both))
        if mine is None:
            said = texts.line("meetups.item", title=title)
        else:
            key: Key = "meetups.waiting" if mine.waits else _MINE[mine.answer]
            said = texts.line("meetups.item_mine", title=title, mine=texts.line(key))
        return moment(found.on.starts_at, found.meetup.zone, texts, now), Text(said)

    def _label(self, found: Found) -> str:
        local = found.on.starts_at.astimezone(ZoneInfo(found.meetup.zone))
        return f"{short_day(local, self.cards.texts)} {title_of(content_of(*found.both))}"[:_LONGEST_LABEL]

    async def _next_here(self, origin: Origin) -> Found:
        place_id = await self.places.ensure(origin.place)
        for found in await self._dates(origin.at):
            if place_id in found.meetup.places and not refusal(*found.both, origin.at):
                return found
        raise UserError("meetups.none_here")

    async def _may_show(self, origin: Origin, found: Found) -> bool:
        """Tell whether a card may be shown in this place: where it is announced, or by organisers anywhere."""
        if origin.role >= Role.ORGANISER:
            return True
        return await self.places.ensure(origin.place) in found.meetup.places

    async def _repost(self, origin: Origin, found: Found) -> None:
        if not origin.place.is_group or not await self._may_show(origin, found):
            raise UserError("meet.repost_elsewhere")
        if refusal(*found.both, origin.at):
            raise UserError("meet.is_over")
        place_id = await self.places.ensure(origin.place)
        last = self._shown.get(place_id)
        if origin.role < Role.ORGANISER and last is not None and origin.at - last < REPOST_EVERY:
            raise UserError("meet.repost_soon")
        await self.announcing.repost(found, origin.place)
        self._shown[place_id] = origin.at
        self.wake()
