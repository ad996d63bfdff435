"""The sketch of one organiser, as it is kept between their presses, and what is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.conversation.drafts import LIFETIME, Draft, Drafts
from bot.core.errors import UserError
from bot.core.incoming import Origin
from bot.core.keeping import People, Places
from bot.core.people import Role
from bot.core.reply import Reply
from bot.core.richtext import Blocks
from bot.features.meetups.attending import counted
from bot.features.meetups.meetup import Meetup, MeetupDate, Status, content_of
from bot.features.meetups.organising import Organising
from bot.features.meetups.planning.asking import Asking, Spot
from bot.features.meetups.planning.building import told_anyway, values_of, values_of_date
from bot.features.meetups.planning.hub import FEATURE, Hub, Preview, Stage
from bot.features.meetups.planning.parts import PARTS
from bot.features.meetups.planning.sketch import NOTHING_YET, Sketch, read_sketch
from bot.texts.catalogue import Texts

_MARK_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A meet-up, and the dates of it that have not begun: at least one."""

    meetup: Meetup
    dates: tuple[MeetupDate, ...]

    def date(self, date_id: str) -> MeetupDate | None:
        """Give a date that has not begun."""
        return next((date for date in self.dates if date.id == date_id), None)


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Keeps and shows sketches.

    `spots` are the places in which meet-ups can be announced, `zone` is the group's own (IANA name).
    """

    texts: Texts
    drafts: Drafts
    people: People
    places: Places
    organising: Organising
    preview: Preview
    spots: Callable[[], tuple[Spot, ...]]
    zone: str
    new_id: Callable[[], str] = _new_id

    @property
    def hub(self) -> Hub:
        """What makes the pages."""
        return Hub(self.texts, self.preview)

    async def current(self, origin: Origin) -> Sketch | None:
        """Give the sketch of this person, unless it is too old. Raises NotRead."""
        kept = await self.drafts.find(origin.person, FEATURE)
        if kept is None or origin.at - kept.since >= LIFETIME:
            return None
        return read_sketch(kept.state)

    async def keep(self, origin: Origin, sketch: Sketch) -> None:
        """Keep a sketch instead of the one before. Raises NotSaved."""
        await self.drafts.put(origin.person, FEATURE, Draft(sketch.state(), origin.at))

    async def forget(self, origin: Origin) -> None:
        """Forget the sketch. Raises NotSaved."""
        await self.drafts.remove(origin.person, FEATURE)

    def asking(self, sketch: Sketch, now: datetime, page: int = 0) -> Asking:
        """Give what questions are made of."""
        return Asking(self.texts, now, self.spots(), sketch, page)

    async def show(self, origin: Origin, sketch: Sketch, before: Blocks = ()) -> Reply:
        """Show all of it. A meet-up that is no more is given up."""
        asking = self.asking(sketch, origin.at)
        return self.hub.page(asking, await self._stage(origin, asking), before)

    async def card(self, origin: Origin, sketch: Sketch) -> Reply:
        """Show the card alone, or all of it as long as there is no card."""
        asking = self.asking(sketch, origin.at)
        return self.hub.card(asking, await self._stage(origin, asking)) or await self.show(origin, sketch)

    async def _stage(self, origin: Origin, asking: Asking) -> Stage:
        """Look up what is changed. Raises UserError if that is no more."""
        sketch = asking.sketch
        if sketch.is_new:
            return Stage()
        found = await self.found(sketch.meetup_id, origin.at)
        on = None if found is None else found.date(sketch.date_id) if sketch.single else found.dates[0]
        if found is None or on is None:
            await self.forget(origin)
            raise UserError("meetup.gone")
        audience = await self.organising.audience(*((on,) if sketch.single else found.dates))
        told = told_anyway(asking, content_of(found.meetup, on))
        counts = counted(await self.organising.attendees(on))
        return Stage((found.meetup, on), found.meetup.announce_at <= origin.at, audience, told, counts)

    def ask(self, origin: Origin, sketch: Sketch, part: str, before: Blocks = (), page: int = 0) -> Reply:
        """Ask for one part."""
        return self.hub.part(self.asking(sketch, origin.at, page), part, before)

    async def go_on(self, origin: Origin, sketch: Sketch, under: str = "", before: Blocks = ()) -> Reply:
        """Keep the sketch and show it, or the question that this part belongs to."""
        await self.keep(origin, sketch)
        return self.ask(origin, sketch, under, before) if under in PARTS else await self.show(origin, sketch, before)

    def begun(self, meetup_id: str) -> Sketch:
        """Begin a new meet-up. Where it could be announced in one place alone, it is."""
        spots = self.spots()
        places = [spots[0].key] if len(spots) == 1 else []
        values = {**NOTHING_YET, "places": places}
        return Sketch(self.mark(), meetup_id, self.zone, base=values, values=values)

    async def opened(self, found: Found, on: MeetupDate | None = None) -> Sketch:
        """Begin to change a meet-up, or one date of it."""
        meetup = found.meetup
        keys = await self.keys(meetup.places)
        if on is None:
            values = values_of(meetup, found.dates[0], keys)
            return Sketch(self.mark(), meetup.id, meetup.zone, meetup.version, base=values, values=values)
        values = values_of_date(meetup, on, keys)
        return Sketch(self.mark(), meetup.id, meetup.zone, meetup.version, on.id, on.sequence, values, values)

    async def rebased(self, sketch: Sketch, found: Found) -> Sketch:
        """Put a sketch on top of what somebody else made of the meet-up meanwhile."""
        fresh = await self.opened(found, found.date(sketch.date_id) if sketch.single else None)
        return sketch.on_top_of(fresh.base, fresh.version, fresh.sequence)

    async def found(self, meetup_id: str, now: datetime) -> Found | None:
        """Look a meet-up up, if it is planned and has a date to come."""
        meetup = await self.organising.stores.meetups.meetup(meetup_id)
        if meetup is None or meetup.status is not Status.PLANNED:
            return None
        dates = await self.organising.coming(meetup, now)
        return Found(meetup, dates) if dates else None

    async def found_date(self, date_id: str, now: datetime) -> tuple[Found, MeetupDate]:
        """Look a date up that has not begun. Raises UserError if there is none (any more)."""
        date = await self.organising.stores.meetups.date(date_id)
        found = None if date is None else await self.found(date.meetup_id, now)
        on = None if found is None else found.date(date_id)
        if found is None or on is None:
            raise UserError("meetup.gone")
        return found, on

    async def keys(self, place_ids: Sequence[str]) -> list[str]:
        """Name the places in which a meet-up is announced, as far as they are known still."""
        found = [await self.places.place(place_id) for place_id in place_ids]
        return [Spot("", place).key for place in found if place is not None]

    def mark(self) -> str:
        """Make a mark for the buttons of a new sketch."""
        return self.new_id()[:_MARK_LENGTH]


def checked(origin: Origin) -> None:
    """Raise UserError for anybody but organisers, whatever button they found."""
    if origin.role < Role.ORGANISER:
        raise UserError("error.organisers_only")


def titled(meetup: Meetup, on: MeetupDate | None = None) -> str:
    """Give the title of a meet-up, or of one date of it."""
    return meetup.content.title if on is None else content_of(meetup, on).title
