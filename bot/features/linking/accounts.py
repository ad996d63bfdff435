"""Linking the accounts of one person, choosing among them, and parting them again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.conversation.tries import Tries
from bot.core.codes import new_code, read_code
from bot.core.errors import UserError
from bot.core.incoming import Origin
from bot.core.keeping import LinkResult, Links, People
from bot.core.people import Person, Platform
from bot.core.reply import Reply
from bot.delivery.due import Due, Priority, ToPerson

OFFERED_FOR = timedelta(minutes=10)

CONSENT, CONSENT_VERSION = "linking", "2026-11-21"
"""What a person agrees to who links, and the version of the words they read."""

LINKED, UNLINKED = "accounts-linked", "accounts-unlinked"
"""The purposes of what the other account is told: it is where somebody would notice what they did not do."""

_TOLD_WITHIN = timedelta(days=1)

_REFUSALS = {
    LinkResult.UNKNOWN: "linking.no_code",
    LinkResult.SAME: "linking.same",
    LinkResult.BOTH: "linking.same_platform",
}


class Outgoing(Protocol):
    """Takes what is to be sent later."""

    async def put(self, *dues: Due) -> int:
        """Keep what is due; what has a key that is known already is left out. Raises NotSaved."""


class Reminders(Protocol):
    """A person's reminders, as far as linking goes."""

    @property
    def offered(self) -> Callable[[Platform], bool]:
        """Tells whether there are any on a platform."""

    async def count(self, person_id: str) -> int:
        """Count them."""

    async def used(self, person_id: str) -> frozenset[Platform]:
        """Give the platforms on which they come."""

    async def move(self, person_id: str, to: Platform, leaving: Collection[Platform]) -> int:
        """Let all, or those of some platforms, come on another one; give how many moved."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A person's accounts, where their reminders come, and where they could come."""

    platforms: tuple[Platform, ...] = ()
    homes: frozenset[Platform] = frozenset()
    choices: tuple[Platform, ...] = ()


@dataclass(frozen=True, slots=True)
class Joining:
    """What would come together: the plans of the person of the code, and those of the account that joins."""

    code: str = field(repr=False)
    there: int
    here: int


@dataclass(frozen=True, slots=True)
class Accounts:
    """Acts for the person behind an account. All of it raises UserError where something is not possible."""

    links: Links
    people: People
    reminders: Reminders
    outgoing: Outgoing
    together: Callable[[], AbstractAsyncContextManager[object]]
    arrives: Callable[[Person, Reply], Awaitable[bool]]
    tries: Tries = field(repr=False)

    async def linked(self, person: Person) -> Linked:
        """Tell which accounts a person has."""
        person_id = await self.people.find(person)
        if person_id is None:
            return Linked()
        platforms, used = await self._platforms(person_id), await self.reminders.used(person_id)
        choices = tuple(one for one in platforms if self.reminders.offered(one) and used and used != {one})
        return Linked(platforms, used, choices)

    async def offer(self, person: Person, now: datetime) -> str:
        """Give a code for another account of this person; an older one is void."""
        code = new_code()
        async with self.together():
            await self.links.offer(await self.people.ensure(person, now), code, now + OFFERED_FOR)
        return code

    async def void(self, typed: str, now: datetime) -> None:
        """Let a code that others could read be good for nothing."""
        owner = await self.links.offered(read_code(typed) or "", now)
        if owner is not None:
            await self.links.offer(owner, new_code(), now)

    async def joining(self, origin: Origin, typed: str) -> Joining:
        """Tell what would come together with the code that somebody typed."""
        code = read_code(typed) or ""
        owner = await self._owner(origin, code)
        mine = await self.people.find(origin.person)
        if mine == owner:
            raise UserError("linking.same")
        theirs = (origin.person.platform,) if mine is None else await self._platforms(mine)
        if set(theirs) & set(await self._platforms(owner)):
            raise UserError("linking.same_platform")
        here = 0 if mine is None else await self.reminders.count(mine)
        return Joining(code, await self.reminders.count(owner), here)

    async def join(self, origin: Origin, code: str) -> Linked:
        """Let the account join the person of the code, and tell their other accounts."""
        await self._owner(origin, code)
        async with self.together():
            result = await self.links.redeem(code, origin.person, origin.at)
            if result is not LinkResult.LINKED:
                raise UserError(_REFUSALS[result])
            person_id = await self.people.ensure(origin.person, origin.at)
            await self.people.consent(person_id, CONSENT, CONSENT_VERSION, origin.at)
            for platform in await self._platforms(person_id):
                if platform is not origin.person.platform:
                    await self._tell(LINKED, person_id, platform, origin)
        return await self.linked(origin.person)

    async def choose(self, person: Person, platform: Platform, test: Reply) -> None:
        """Let all reminders come on one platform, once a test message has reached the person there."""
        person_id = await self.people.find(person)
        if person_id is None or await self.people.account(person_id, platform) is None:
            raise UserError("error.old_button")
        await self._move(person_id, platform, tuple(Platform), test)

    async def unlink(self, origin: Origin, platform: Platform, test: Reply) -> bool:
        """Part an account from the others, and tell the one at the other end; False if they are parted already.

        Reminders that come there move first, once a test message has reached the person elsewhere.
        """
        person_id = await self.people.find(origin.person)
        account = None if person_id is None else await self.people.account(person_id, platform)
        if person_id is None or account is None:
            return False
        others = [one for one in await self._platforms(person_id) if one is not platform]
        if not others:
            return False
        if platform in await self.reminders.used(person_id):
            await self._move(person_id, others[0], (platform,), test)
        async with self.together():
            if not await self.links.unlink(person_id, platform, origin.at):
                return False
            if len(others) == 1:
                await self.people.withdraw(person_id, CONSENT, origin.at)
            if platform is origin.person.platform:
                await self._tell(UNLINKED, person_id, others[0], origin)
            elif (alone := await self.people.find(account.person)) is not None:
                await self._tell(UNLINKED, alone, platform, origin)
        return True

    async def _move(self, person_id: str, to: Platform, leaving: tuple[Platform, ...], test: Reply) -> None:
        if not self.reminders.offered(to):
            raise UserError("linking.not_offered", platform=to.capitalize())
        account = await self.people.account(person_id, to)
        if account is None or not await self.arrives(account.person, test):
            raise UserError("linking.unreached", platform=to.capitalize())
        await self.reminders.move(person_id, to, leaving)
        if (await self.reminders.used(person_id) - {to}) & set(leaving):
            raise UserError("linking.not_moved")

    async def _owner(self, origin: Origin, code: str) -> str:
        """Give the id of the person of a code; wrong ones are counted."""
        if not self.tries.may_try(origin.person, origin.at):
            raise UserError("linking.tries")
        owner = await self.links.offered(code, origin.at) if code else None
        if owner is None:
            self.tries.wrong(origin.person, origin.at)
            raise UserError("linking.no_code")
        return owner

    async def _platforms(self, person_id: str) -> tuple[Platform, ...]:
        found = [platform for platform in Platform if await self.people.account(person_id, platform) is not None]
        return tuple(found)

    async def _tell(self, purpose: str, person_id: str, platform: Platform, origin: Origin) -> None:
        """Tell one account what was done from another one."""
        now, doer = origin.at, origin.person.platform
        key = f"{purpose}:{person_id}:{platform}:{doer}:{int(now.timestamp())}"
        due = Due(purpose, doer, ToPerson(person_id), platform, now, now + _TOLD_WITHIN, key, Priority.TODAY)
        await self.outgoing.put(due)
