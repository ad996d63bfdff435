"""What two people agree on: one invites, the other one accepts, and either of them ends it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.conversation.tries import Tries
from bot.core.codes import new_code, read_code
from bot.core.errors import UserError
from bot.core.incoming import Origin
from bot.core.keeping import People
from bot.core.people import Person
from bot.delivery.due import Due, Priority, ToPerson
from bot.features.reminders.agenda import Outgoing
from bot.features.reminders.consents import VERSION, Purpose, holding
from bot.features.reminders.homes import Homes
from bot.features.reminders.keeping import CarerLink, Carers, LinkState, Together

MOST_CARERS = 3
"""Carers of one person."""

MOST_CARED_FOR = 5
"""People whom one carer cares for."""

INVITED_FOR = timedelta(hours=48)

ACCEPTED, DECLINED, ENDED = "carer-accepted", "carer-declined", "carer-ended"
"""The purposes of what the other person is told, once each."""

LOST = "carer-lost"
"""The purpose of what a person is told whose carer can be written to no more, once each time that this happens."""

_TOLD_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands for one person: who cares for them, whom they have invited, whom they care for; and their zone.

    `lost` are the ids of the links whose carers can be written to nowhere.
    """

    carers: tuple[CarerLink, ...] = ()
    invitation: CarerLink | None = None
    cared_for: tuple[CarerLink, ...] = ()
    zone: str = field(default="UTC", repr=False)
    lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreements:
    """Keeps what was agreed, and tells the other person. All of it raises UserError where something is not possible."""

    carers: Carers
    people: People
    homes: Homes
    outgoing: Outgoing
    together: Together
    tries: Tries = field(repr=False)

    async def standing(self, person: Person, now: datetime) -> Standing:
        """Tell how it stands for a person."""
        person_id = await self.people.find(person)
        if person_id is None:
            return Standing()
        zone = (await self.people.profile(person_id)).zone or "UTC"
        standing = await self._standing(person_id, now)
        lost = [link.id for link in standing.carers if link.carer_id and await self.homes.lost_at(link.carer_id)]
        return replace(standing, zone=zone, lost=frozenset(lost))

    async def has_agreed(self, person: Person) -> bool:
        """Tell whether a person agrees to have carers, in the words of today."""
        person_id = await self.people.find(person)
        return person_id is not None and Purpose.CARERS in holding(await self.people.consents(person_id))

    async def invite(self, person: Person, now: datetime) -> str:
        """Keep that a person agrees to have a carer, and give the code for one; an older code is void."""
        async with self.together():
            person_id = await self.people.ensure(person, now)
            if len((await self._standing(person_id, now)).carers) >= MOST_CARERS:
                raise UserError("carers.enough", most=str(MOST_CARERS))
            await self._agree(person_id, Purpose.CARERS, now)
            code = new_code()
            await self.carers.invite(person_id, code, now, now + INVITED_FOR)
        return code

    async def invitation(self, origin: Origin, typed: str) -> tuple[CarerLink, str]:
        """Give the invitation with the code that somebody typed, and the code, if they can accept it."""
        person, now = origin.person, origin.at
        if not self.tries.may_try(person, now):
            raise UserError("carers.tries")
        code = read_code(typed)
        link = None if code is None else await self.carers.invitation(code, now)
        if link is None or code is None:
            self.tries.wrong(person, now)
            raise UserError("carers.no_code")
        await self._require_room(link, await self.people.find(person), now)
        return link, code

    async def accept(self, origin: Origin, link: CarerLink) -> CarerLink:
        """Let somebody become the carer, and tell the person who invited them."""
        now = origin.at
        async with self.together():
            carer_id = await self.people.ensure(origin.person, now)
            await self._require_room(link, carer_id, now)
            accepted = await self.carers.accept(link.id, carer_id, origin.person.platform, now)
            if accepted is None:
                raise UserError("carers.no_code")
            await self._agree(carer_id, Purpose.CARING, now)
            await self._tell(ACCEPTED, link, link.person_id, now)
        return accepted

    async def decline(self, link: CarerLink, now: datetime) -> None:
        """Let an invitation end, and tell the person who sent it; not if somebody has accepted it meanwhile."""
        async with self.together():
            if link in await self.carers.links(link.person_id) and await self.carers.end(link.id):
                await self._disagree(link, now)
                await self._tell(DECLINED, link, link.person_id, now)

    async def void(self, typed: str, now: datetime) -> None:
        """Let an invitation end whose code others could read, and tell the person who sent it."""
        code = read_code(typed)
        link = None if code is None else await self.carers.invitation(code, now)
        if link is not None:
            await self.decline(link, now)

    async def end(self, person: Person, link_id: str, now: datetime) -> CarerLink | None:
        """End a link or an invitation and tell the other side; None if the person has none like this (any more)."""
        async with self.together():
            link, person_id = await self.link(person, link_id), await self.people.find(person)
            return link if link and person_id and await self._ended(person_id, link, now) else None

    async def end_all(self, person: Person, now: datetime) -> None:
        """End all links in which a person takes part, as they leave, and tell the other sides."""
        person_id = await self.people.find(person)
        if person_id is not None:
            await self.leave(person_id, now)

    async def leave(self, person_id: str, now: datetime) -> None:
        """The same for a person by their id."""
        async with self.together():
            for link in await self.carers.links(person_id):
                await self._ended(person_id, link, now)

    async def carer_lost(self, carer_id: str, now: datetime) -> None:
        """Tell those who count on a carer that nothing reaches them any more; not if something still does."""
        lost_at = await self.homes.lost_at(carer_id)
        for link in () if lost_at is None else await self.carers.links(carer_id):
            if lost_at is not None and link.carer_id == carer_id and link.state is LinkState.ACCEPTED:
                await self._tell(LOST, link, link.person_id, now, f":{lost_at.timestamp():.6f}")

    async def link(self, person: Person, link_id: str) -> CarerLink | None:
        """Give a link in which a person takes part."""
        person_id = await self.people.find(person)
        links = () if person_id is None else await self.carers.links(person_id)
        return next((link for link in links if link.id == link_id), None)

    async def _standing(self, person_id: str, now: datetime) -> Standing:
        links = await self.carers.links(person_id)
        accepted = [link for link in links if link.state is LinkState.ACCEPTED]
        open_ = (link for link in links if link.state is LinkState.INVITED and link.person_id == person_id)
        return Standing(
            tuple(link for link in accepted if link.person_id == person_id),
            next((link for link in open_ if link.expires_at is not None and link.expires_at > now), None),
            tuple(sorted((link for link in accepted if link.carer_id == person_id), key=lambda link: link.number)),
        )

    async def _require_room(self, link: CarerLink, carer_id: str | None, now: datetime) -> None:
        """Refuse what cannot be, with the reason."""
        if carer_id == link.person_id:
            raise UserError("carers.yourself")
        theirs = (await self._standing(link.person_id, now)).carers
        if carer_id is not None and any(one.carer_id == carer_id for one in theirs):
            raise UserError("carers.already")
        if len(theirs) >= MOST_CARERS:
            raise UserError("carers.full")
        if carer_id is not None and len((await self._standing(carer_id, now)).cared_for) >= MOST_CARED_FOR:
            raise UserError("carers.many", most=str(MOST_CARED_FOR))

    async def _agree(self, person_id: str, purpose: Purpose, now: datetime) -> None:
        if purpose not in holding(await self.people.consents(person_id)):
            await self.people.consent(person_id, purpose, VERSION, now)

    async def _disagree(self, ended: CarerLink, now: datetime) -> None:
        """Let the consent of each side end with the last link that it was given for."""
        left = await self._standing(ended.person_id, now)
        if not left.carers and left.invitation is None:
            await self.people.withdraw(ended.person_id, Purpose.CARERS, now)
        if ended.carer_id is not None and not (await self._standing(ended.carer_id, now)).cared_for:
            await self.people.withdraw(ended.carer_id, Purpose.CARING, now)

    async def _ended(self, person_id: str, link: CarerLink, now: datetime) -> bool:
        """End a link of a person and tell the other side; False if it was ended meanwhile."""
        if not await self.carers.end(link.id):
            return False
        await self._disagree(link, now)
        other = link.carer_id if person_id == link.person_id else link.person_id
        if other is not None:
            await self._tell(ENDED, link, other, now)
        return True

    async def _tell(self, purpose: str, link: CarerLink, person_id: str, now: datetime, time: str = "") -> None:
        """Tell one side, where they are best written to: once, or once each `time`."""
        wanted = link.platform if person_id == link.carer_id else None
        platform = await self.homes.best(person_id, wanted)
        if platform is not None:
            until, key = now + _TOLD_WITHIN, f"{purpose}:{link.id}{time}"
            await self.outgoing.put(
                Due(purpose, link.id, ToPerson(person_id), platform, now, until, key, Priority.TODAY)
            )
