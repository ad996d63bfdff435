"""The calendar that a person has subscribed to: what is in it, and the page at which calendars ask for it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from bot.core.calendar_files import MEDIA_TYPE
from bot.core.errors import StorageError
from bot.core.keeping import People
from bot.core.ports import Clock
from bot.core.web import Page, Request, nothing_here
from bot.features.meetups.attending import Answer
from bot.features.meetups.calendar import Entry, feed
from bot.features.meetups.keeping import MeetupStores
from bot.texts.catalogue import Texts

PATH = "/calendar.ics"
TOKEN = "token"  # noqa: S105 (what the part of the address is called)

LOOKS_BACK = timedelta(days=30)
"""So long what is over, or was cancelled, stays in the calendar."""

MOST_DATES = 200
MOST_A_MINUTE = 10
MOST_A_MINUTE_IN_ALL = 600

_MINUTE = timedelta(minutes=1)
_STAMP = re.compile(rb"^DTSTAMP.*\r\n", re.MULTILINE)


@dataclass(slots=True)
class Rate:
    """Counts requests within a minute, in memory: for each token, known or not, and in all."""

    _begun: datetime | None = None
    _counts: dict[bytes, int] = field(default_factory=dict, repr=False)

    def admits(self, token: str, now: datetime) -> bool:
        """Count a request, and tell whether it may be answered."""
        if self._begun is None or not timedelta(0) <= now - self._begun < _MINUTE:
            self._begun, self._counts = now, {}
        mark = sha256(token.encode()).digest()
        if sum(self._counts.values()) >= MOST_A_MINUTE_IN_ALL or self._counts.get(mark, 0) >= MOST_A_MINUTE:
            return False
        self._counts[mark] = self._counts.get(mark, 0) + 1
        return True


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Answers calendars. An address that is none, or is void, looks like a path that there is not."""

    stores: MeetupStores
    people: People
    texts: Texts
    clock: Clock
    rate: Rate = field(default_factory=Rate)

    async def answer(self, request: Request) -> Page:
        """Give the calendar of the person with the token in the address."""
        token, now = request.query.get(TOKEN, ""), self.clock()
        if not token:
            return nothing_here()
        if not self.rate.admits(token, now):
            return Page("too many\n", HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "60"})
        try:
            person_id = await self.stores.feeds.whose(token)
            return nothing_here() if person_id is None else await self._calendar(person_id, now)
        except StorageError:
            return Page("not now\n", HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "60"})

    async def _calendar(self, person_id: str, now: datetime) -> Page:
        discreet = (await self.people.profile(person_id)).discreet
        neutral = self.texts.line("meetcal.title") if discreet else ""
        entries = [entry async for entry in self._entries(person_id, now)]
        content = await asyncio.to_thread(feed, entries, self.texts.line("meetcal.name"), neutral, now)
        # The moment at which it was made changes nothing for whoever has it.
        tag = sha256(_STAMP.sub(b"", content)).hexdigest()
        return Page(content, media_type=f"{MEDIA_TYPE}; charset=utf-8", tag=tag)

    async def _entries(self, person_id: str, now: datetime) -> AsyncIterator[Entry]:
        """Give the dates to which a person comes, or may come, the latest ones where these are too many."""
        meetups = self.stores.meetups
        answers = await self.stores.attendance.of_person(person_id, now - LOOKS_BACK)
        for date_id, attendee in answers[-MOST_DATES:]:
            if attendee.answer is Answer.CANNOT:
                continue
            on = await meetups.date(date_id)
            meetup = None if on is None else await meetups.meetup(on.meetup_id)
            if on is not None and meetup is not None:
                yield Entry(meetup, on, sure=attendee.answer is Answer.GOING and not attendee.waits)
