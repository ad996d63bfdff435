"""Compares all that stands on the platforms with what the database says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from benchmarks.meetups.kills.verdict import Card, News, Pressing, Verdict, judge_answers, judge_cards, judge_news
from benchmarks.meetups.square import Message, Square, number_in, shows, title
from bot.core.people import Person, Place
from bot.core.reply import Reply
from bot.delivery.transport import State
from bot.features.meetups import dues
from bot.features.meetups.attending import counted
from bot.features.meetups.cards import Cards, is_final
from bot.features.meetups.dues import Trouble
from bot.features.meetups.keeping import Post, PostKind, PostState
from bot.features.meetups.meetup import Meetup
from bot.features.meetups.telling import Found, find
from bot.storage.schema import delivery
from bot.storage.stores import Stores
from bot.texts.catalogue import load_texts

_FIRST: Mapping[str, tuple[str, ...]] = {
    dues.CHANGED: ("has changed. This holds now:",),
    dues.CANCELLED: ("that you answered is cancelled.",),
    dues.SEAT: ("A place is free now", "Two places are free now"),
}
"""What stands in the first line of each private notice."""

_NEWS = frozenset(_FIRST)
_OURS = (dues.CARD, dues.POINT, dues.TROUBLE, *_NEWS)
_SENT = frozenset({State.SENT, State.UNKNOWN})
_STANDING = frozenset({PostState.SHOWN, PostState.CLOSED})


@dataclass(slots=True)
class Planned:
    """One meet-up with its only date, and what an organiser has done to it since."""

    meetup: Meetup
    date_id: str
    number: int
    seats: int | None
    moved: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Judging:
    """Looks when all has come to an end, and judges then."""

    square: Square
    stores: Stores
    plans: Sequence[Planned]
    pressed: Mapping[tuple[Person, int], Pressing]

    async def is_settled(self) -> bool:
        """Tell whether nothing is left to be put, changed or sent."""
        if await self.stores.meetups.posts.stale(1):
            return False
        for plan in self.plans:
            posts = await self.stores.meetups.posts.of_date(plan.date_id)
            kinds = {(post.place_id, post.kind) for post in posts}
            if not plan.is_cancelled and len(kinds) < len(self.square.places) + len(self.square.channels):
                return False
        return all(State(state).is_final for *_, state in await self._deliveries())

    async def verdict(self, now: datetime) -> Verdict:
        """Judge all of them."""
        found = [await self._judged(plan, now) for plan in self.plans]
        return sum((*found, judge_news(await self._news())), Verdict(edits=self._edits()))

    async def _judged(self, plan: Planned, now: datetime) -> Verdict:
        found = await find(self.stores.meetups.meetups, plan.date_id)
        assert found is not None
        attendees = await self.stores.meetups.attendance.attendees(plan.date_id)
        posts = await self.stores.meetups.posts.of_date(plan.date_id)
        card = Cards(load_texts("en")).card(*found.both, counted(attendees), now)
        cards = [await self._card(plan, place, posts, card) for place in self.square.places]
        events = [post for post in posts if post.kind is PostKind.EVENT]
        return (
            judge_cards(cards)
            + judge_answers(attendees, plan.seats, await self._pressed(plan), await self._seated(plan))
            + self._events(found, events, now)
            + self._pins(plan)
        )

    async def _card(self, plan: Planned, place: Place, posts: Sequence[Post], card: Reply) -> Card:
        """Look at one card. Of one that was cancelled before it came there is nothing to see."""
        place_id = await self.stores.places.ensure(place)
        mine = [post for post in posts if post.place_id == place_id and post.kind is PostKind.CARD]
        is_lost = any(post.state is PostState.LOST for post in mine)
        is_told = is_lost and all([await self.stores.deliveries.state(*_trouble(post)) is not None for post in mine])
        came = (self.square.first_text(message) for message in self.square.said_in(place))
        texts = [text for text in came if number_in(text) == plan.number]
        there = [self.square.named(post.ref) for post in mine if post.ref is not None and post.state in _STANDING]
        is_right = len(there) == 1 and there[0] is not None and shows(there[0], card)
        never_came = plan.is_cancelled and not texts
        return Card(tuple(texts), is_lost or never_came, is_told or never_came, is_right or never_came)

    def _events(self, found: Found, posts: Sequence[Post], now: datetime) -> Verdict:
        """Look for the one event in the server's list, or none of what is cancelled."""
        listed = [one for one in self.square.events() if one.data["name"] == found.meetup.content.title]
        wanted = 0 if is_final(*found.both, now) else 1
        starts = [datetime.fromisoformat(one.data["scheduled_start_time"]) for one in listed]
        lost = sum(post.state is PostState.LOST for post in posts)
        is_right = len(listed) == wanted and all(at == found.on.starts_at for at in starts) and not lost
        return Verdict(events=wanted, amiss=int(not is_right))

    def _pins(self, plan: Planned) -> Verdict:
        """Look for points on the map that came twice: nothing marks these."""
        name = f"Café of {title(plan.number)}"
        pins = Counter(
            (message.chat.id, message.topic)
            for message in self.square.telegram.messages
            if message.venue is not None and message.venue.title == name
        )
        return Verdict(pins=sum(count > 1 for count in pins.values()))

    def _edits(self) -> int:
        """Count how often cards were changed."""
        on_discord = sum(one.edits for place in self.square.channels for one in place.messages)
        return on_discord + sum(one.revision for one in self.square.telegram.messages if str(one.chat.id)[0] == "-")

    async def _pressed(self, plan: Planned) -> dict[str, Pressing]:
        """Give who pressed what, by the ids of people."""
        mine = [(who, pressing) for (who, number), pressing in self.pressed.items() if number == plan.number]
        return {await self.stores.people.find(who) or who.id: pressing for who, pressing in mine}

    async def _seated(self, plan: Planned) -> set[str]:
        """Give who was told that they have got a seat; also who need not be, as it was cancelled before."""
        told = _SENT | {State.CANCELLED} if plan.is_cancelled else _SENT
        found = (one for one in await self._deliveries() if one.purpose == dues.SEAT and one.state in told)
        return {one.person_id for one in found if one.subject.startswith(plan.date_id)}

    async def _news(self) -> list[News]:
        """Give what each person was to be told of each date, and what came of it."""
        dates = {plan.date_id: plan.number for plan in self.plans}
        people = {await self.stores.people.find(who): who for who in self.square.people}
        put: dict[tuple[str, Person, int], list[str]] = defaultdict(list)
        for one in await self._deliveries():
            if one.purpose in _NEWS:
                put[one.purpose, people[one.person_id], dates[one.subject.partition(":")[0]]].append(one.state)
        found = []
        for (purpose, who, number), states in put.items():
            texts = [text for text in map(_text, self.square.said_in(who)) if number_in(text) == number]
            came = tuple(text for text in texts if any(first in text for first in _FIRST[purpose]))
            found.append(News(len(states), states.count(State.SENT), came))
        return found

    async def _deliveries(self) -> Sequence[Row[Any]]:
        columns = (delivery.c.purpose, delivery.c.subject, delivery.c.person_id, delivery.c.state)
        wanted: Select[Any] = select(*columns).where(delivery.c.purpose.in_(_OURS))
        async with self.stores.database.reading() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(wanted)).all()
        return rows


def _trouble(post: Post) -> tuple[str, str]:
    return dues.TROUBLE, f"{post.id}:{Trouble.UNSURE}"


def _text(message: Message) -> str:
    return message.text
