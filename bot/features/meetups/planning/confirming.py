"""From a sketch that was confirmed to the meet-up that it makes, or changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.incoming import Origin
from bot.core.reply import Button, Reply
from bot.features.meetups.planning.asking import Asking
from bot.features.meetups.planning.building import announced_at, changed_meetup, new_meetup
from bot.features.meetups.planning.dialogue import Dialogue, Found
from bot.features.meetups.planning.hub import BEGIN
from bot.features.meetups.planning.readback import said
from bot.features.meetups.planning.sketch import Sketch
from bot.features.meetups.planning.wording import here_in_words
from bot.texts.keys import Key


@dataclass(frozen=True, slots=True)
class Confirming:
    """Makes what was set up, once, and changes what is as it was shown."""

    dialogue: Dialogue

    async def confirm(self, origin: Origin, sketch: Sketch) -> Reply:
        """Make or change the meet-up, and forget the sketch. Raises NotSaved; then the sketch is kept."""
        return await self._made(origin, sketch) if sketch.is_new else await self._changed(origin, sketch)

    async def _made(self, origin: Origin, sketch: Sketch) -> Reply:
        dialogue = self.dialogue
        asking = dialogue.asking(sketch, origin.at)
        organiser_id = await dialogue.people.ensure(origin.person, origin.at)
        places = [await dialogue.places.ensure(spot.place) for spot in asking.chosen]
        meetup = new_meetup(asking, organiser_id, places)
        await dialogue.organising.create(meetup, origin.at)
        await dialogue.forget(origin)
        at = announced_at(asking)
        if at <= origin.at:
            blocks = dialogue.texts.rich("meetup.made_now", places=said(asking, "places"))
        else:
            blocks = dialogue.texts.rich(
                "meetup.made_later", when=self._here(at, sketch.zone), places=said(asking, "places")
            )
        return Reply(blocks, ((self._all(),),), outcome="meetup made").for_asker(BEGIN)

    async def _changed(self, origin: Origin, sketch: Sketch) -> Reply:
        dialogue = self.dialogue
        found = await dialogue.found(sketch.meetup_id, origin.at)
        if found is None or (sketch.single and found.date(sketch.date_id) is None):
            await dialogue.forget(origin)
            raise UserError("meetup.gone")
        if not await self._is_as_shown(sketch, found):
            return await self._again(origin, sketch, found)
        if sketch.single:
            await self._date_changed(origin, sketch, found)
        else:
            await self._all_changed(origin, sketch, found)
        await dialogue.forget(origin)
        key: Key = "meetup.changed"
        return Reply(dialogue.texts.rich(key), ((self._all(),),), outcome="meetup changed").for_asker(BEGIN)

    async def _date_changed(self, origin: Origin, sketch: Sketch, found: Found) -> None:
        asking, on = self.dialogue.asking(sketch, origin.at), found.date(sketch.date_id)
        if asking.local is None or on is None:
            raise UserError("meetup.gone")
        tell = bool(sketch.values["tell"])
        await self.dialogue.organising.change_date(found.meetup, on, asking.content, asking.local, tell=tell)

    async def _all_changed(self, origin: Origin, sketch: Sketch, found: Found) -> None:
        dialogue = self.dialogue
        asking = dialogue.asking(sketch, origin.at)
        places = await self._places(asking, found)
        after = changed_meetup(asking, found.meetup, places)
        await dialogue.organising.change(found.meetup, after, origin.at, tell=bool(sketch.values["tell"]))

    async def _places(self, asking: Asking, found: Found) -> list[str]:
        """Give the ids of the places. One that stands in the settings no more stays, unless it was taken off."""
        dialogue, wanted = self.dialogue, list(asking.sketch.values["places"])
        ids = {key: place_id for place_id in found.meetup.places for key in await dialogue.keys((place_id,))}
        for spot in asking.chosen:
            ids.setdefault(spot.key, await dialogue.places.ensure(spot.place))
        return [ids[key] for key in wanted if key in ids]

    async def _is_as_shown(self, sketch: Sketch, found: Found) -> bool:
        """Tell whether nobody has changed it since."""
        if not sketch.single:
            return found.meetup.version == sketch.version
        fresh = await self.dialogue.opened(found, found.date(sketch.date_id))
        return (fresh.base, fresh.sequence) == (sketch.base, sketch.sequence)

    async def _again(self, origin: Origin, sketch: Sketch, found: Found) -> Reply:
        """Show it with what somebody else changed meanwhile; what was changed here stays."""
        sketch = await self.dialogue.rebased(sketch, found)
        return await self.dialogue.go_on(origin, sketch, before=self.dialogue.texts.rich("meetup.changed_by_other"))

    def _all(self) -> Button:
        return Button(self.dialogue.texts.line("meetup.all_button"), BEGIN)

    def _here(self, at: datetime, zone: str) -> str:
        return here_in_words(at.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone, self.dialogue.texts)
