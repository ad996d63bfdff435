"""What is kept no longer than needed: old records go, and after a long silence everything of a person."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.conversation.drafts import LIFETIME as DRAFTS_LIVE
from bot.conversation.forms import LIFETIME as FORMS_LIVE
from bot.core.errors import StorageError
from bot.core.people import Platform
from bot.core.ports import Clock
from bot.core.reply import Button, Reply
from bot.delivery.composing import Moment
from bot.delivery.due import Due, Priority, ToPerson
from bot.features.privacy.routes import FORGET, STAY
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

SILENCE = "silence"
"""The purpose of the warning before everything of a silent person is deleted."""

# How often is looked, in seconds, and how many are handled in one transaction.
PAUSE = 30 * 60
MOST = 500


@dataclass(frozen=True, slots=True)
class Terms:
    """How long things are kept. Who was silent for `silence` is warned, and has `warning` to write."""

    messages: timedelta = timedelta(days=14)
    forms: timedelta = FORMS_LIVE
    drafts: timedelta = DRAFTS_LIVE
    ratings: timedelta = timedelta(days=365)
    places: timedelta = timedelta(days=90)
    meetups: timedelta = timedelta(days=30)
    silence: timedelta = timedelta(days=335)
    warning: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who has not written for long; `platform` is where they can be told."""

    person_id: str = field(repr=False)
    platform: Platform
    seen_on: date


class Outdated(Protocol):
    """Finds and removes what is kept too long, at most so many at once. Raises NotRead or NotSaved."""

    async def remove_messages(self, ended_before: datetime, most: int) -> int:
        """Remove records of messages with which nothing more happens; give how many."""

    async def remove_forms(self, touched_before: datetime) -> None:
        """Remove forms that nobody goes on with."""

    async def remove_drafts(self, touched_before: datetime) -> None:
        """Remove drafts that nobody goes on with."""

    async def remove_codes(self, over_before: datetime) -> int:
        """Remove one-time codes, and invitations that nobody accepted in time; give how many."""

    async def remove_answers(self, now: datetime, most: int) -> int:
        """Remove answers to reminders that are older than their person wants them kept; give how many."""

    async def shed_meetups(self, ended_before: datetime, most: int) -> int:
        """Remove what people said about dates of meet-ups that ended before; counts stay. Gives how many dates."""

    async def remove_empty(self, seen_before: date, most: int) -> int:
        """Remove people of whom nothing but their account is left; give how many."""

    async def remove_ratings(self, given_before: date) -> int:
        """Remove the marks that tell who rated what; the counts stay. Gives how many."""

    async def remove_places(self, lost_before: datetime, most: int) -> int:
        """Remove groups that the bot has been out of since then; give how many."""

    async def silent(self, seen_before: date, most: int) -> tuple[Silent, ...]:
        """Find people who have not written since, and were not warned after they last did."""

    async def warned(self, person_id: str, at: datetime) -> None:
        """Keep that a person is being warned."""

    async def overdue(self, seen_before: date, warned_before: datetime, most: int) -> tuple[str, ...]:
        """Find people who did not write after they were warned."""

    async def hold_overdue(self, person_id: str, seen_before: date, warned_before: datetime) -> bool:
        """Within a transaction, let such a person change until its end no more; False if they wrote, or are gone."""

    async def remove_person(self, person_id: str) -> None:
        """Remove all of a person."""

    async def clear_traces(self) -> None:
        """Let nothing of who was removed stay in a journal."""


class Outgoing(Protocol):
    """Takes what is to be sent later."""

    async def put(self, *dues: Due) -> int:
        """Keep what is due; what has a key that is known already is left out. Raises NotSaved."""


Leave = Callable[[str, datetime], Awaitable[None]]
"""Ends all links of a person (by id) with others at a moment, and tells the others."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Looks twice an hour for what is kept too long. `together` begins one transaction of all that is kept."""

    outdated: Outdated
    outgoing: Outgoing
    leave: Leave
    together: Callable[[], AbstractAsyncContextManager[object]]
    clock: Clock
    terms: Terms = Terms()

    async def run(self) -> None:
        """Look again and again until cancelled. What a database refuses is tried anew the next time."""
        while True:
            try:
                await self.once()
            except StorageError as error:
                log.warning("old records could not be removed now (%s)", type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def once(self) -> None:
        """Remove what is old, warn who was silent for long, and remove who stayed silent."""
        now, terms = self.clock(), self.terms
        removed = await _all(lambda: self.outdated.remove_messages(now - terms.messages, MOST))
        removed += await _all(lambda: self.outdated.remove_places(now - terms.places, MOST))
        removed += await _all(lambda: self.outdated.remove_answers(now, MOST))
        removed += await _all(lambda: self.outdated.shed_meetups(now - terms.meetups, MOST))
        removed += await self.outdated.remove_ratings((now - terms.ratings).date())
        removed += await self.outdated.remove_codes(now)
        await self.outdated.remove_forms(now - terms.forms)
        await self.outdated.remove_drafts(now - terms.drafts)
        gone = await self._remove_silent(now)
        gone += await _all(lambda: self.outdated.remove_empty((now - terms.messages).date(), MOST))
        warned = await self._warn(now)
        if gone:
            await self.outdated.clear_traces()
        if removed or gone or warned:
            log.info("retention: %s records and %s people removed, %s warned", removed, gone, warned)

    async def _remove_silent(self, now: datetime) -> int:
        """Remove who stayed silent, one by one; one who cannot be removed now keeps no other one here."""
        terms, count = self.terms, 0
        since = (now - terms.silence - terms.warning).date(), now - terms.warning
        for person_id in await self.outdated.overdue(*since, MOST):
            try:
                async with self.together():
                    if await self.outdated.hold_overdue(person_id, *since):
                        await self.leave(person_id, now)
                        await self.outdated.remove_person(person_id)
                        count += 1
            except StorageError as error:
                log.warning("somebody silent could not be removed now (%s)", type(error).__name__)
        return count

    async def _warn(self, now: datetime) -> int:
        """Hand over warnings. Put first and noted then: whatever happens in between, nobody is removed unwarned."""
        count = 0
        while found := await self.outdated.silent((now - self.terms.silence).date(), MOST):
            await self.outgoing.put(*(self._warning(one, now) for one in found))
            for one in found:
                await self.outdated.warned(one.person_id, now)
            count += len(found)
        return count

    def _warning(self, one: Silent, now: datetime) -> Due:
        until = now + self.terms.warning
        subject = f"{one.person_id}:{one.seen_on.isoformat()}"
        to = ToPerson(one.person_id)
        return Due(SILENCE, subject, to, one.platform, now, until, f"{SILENCE}:{subject}", Priority.NEWS)


@dataclass(frozen=True, slots=True)
class SilenceWarning:
    """Words the warning, as the composer of its purpose."""

    texts: Texts
    still_silent: Callable[[str, date], Awaitable[bool]]

    async def compose(self, due: Due, moment: Moment) -> Reply | None:
        """Say by when to write; None if the person wrote meanwhile."""
        person_id, _, seen_on = due.subject.partition(":")
        if not await self.still_silent(person_id, date.fromisoformat(seen_on)):
            return None
        row = (
            Button(self.texts.line("privacy.stay_button"), STAY),
            Button(self.texts.line("privacy.forget_button"), FORGET, quiet=True),
        )
        blocks = self.texts.rich("privacy.silent", date=self.texts.day(due.until.date()))
        return Reply(blocks, (row,), outcome="silence warning")


async def _all(remove: Callable[[], Awaitable[int]]) -> int:
    """Remove until nothing is left to remove."""
    total = 0
    while count := await remove():
        total += count
    return total
