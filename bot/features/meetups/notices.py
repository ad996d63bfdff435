"""What words all that is sent about meet-ups, after a last look at whether anybody still needs it.

The first line of what a person gets says nothing of what the meet-up is: others may see a locked phone. Who likes it
discreet, as all do at first, gets no more than that and when it is; the rest is behind a button.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.core.actions import Action
from bot.core.keeping import People, Places
from bot.core.people import Place, Platform
from bot.core.reply import Button, Point, Reply, Row
from bot.core.richtext import Blocks, paragraph
from bot.delivery.composing import Composers, Earlier, Moment
from bot.delivery.due import Due
from bot.features.meetups import dues
from bot.features.meetups.attending import Answer, Attendee, Remind, counted, has_seat
from bot.features.meetups.cards import Cards, act, is_cancelled, is_final, is_over
from bot.features.meetups.describing import facts, moment, title_of, titled
from bot.features.meetups.dues import Trouble
from bot.features.meetups.keeping import MeetupStores, PostState
from bot.features.meetups.letters import Letters
from bot.features.meetups.meetup import closes_at, content_of
from bot.features.meetups.telling import Found, find, matters
from bot.texts.keys import Key

Names = Callable[[Place], str]
"""Gives the name of a place, as the operator's settings have it; empty if it has none."""

_TROUBLES: dict[Trouble, Key] = {
    Trouble.DELETED: "meet.trouble_deleted",
    Trouble.AWAY: "meet.trouble_away",
    Trouble.UNSURE: "meet.trouble_unsure",
    Trouble.EVENT_REFUSED: "meet.trouble_event_refused",
    Trouble.EVENT_DELETED: "meet.trouble_event_deleted",
}
_TROUBLES_CANCELLED: dict[Trouble, Key] = {
    Trouble.AWAY: "meet.trouble_away_cancelled",
    Trouble.UNSURE: "meet.trouble_unsure_cancelled",
}
_SOMEWHERE: dict[Platform, Key] = {
    Platform.DISCORD: "meet.discord_place",
    Platform.TELEGRAM: "meet.telegram_place",
    Platform.CONSOLE: "meet.console_place",
}
_CHANGED: tuple[Key, Key] = "meet.notice_changed", "meet.notice_changed_discreet"
_OF_EVENTS = frozenset({Trouble.EVENT_REFUSED, Trouble.EVENT_DELETED})


@dataclass(frozen=True, slots=True)
class Notices:
    """Composers of all purposes. Each gives None for what is not needed, or not true, any more."""

    cards: Cards
    stores: MeetupStores
    people: People
    places: Places
    names: Names

    def composers(self) -> Composers:
        """Give what words each purpose."""
        return {
            dues.CARD: self.card,
            dues.POINT: self.point,
            dues.CHANGED: self.changed,
            dues.CANCELLED: self.cancelled,
            dues.SEAT: self.seat,
            dues.REMINDER: self.reminder,
            dues.NOTE: self.note,
            dues.QUESTION: self.question,
            dues.ANSWER: self.answer,
            dues.TROUBLE: self.trouble,
        }

    async def card(self, due: Due, moment_: Moment) -> Reply | None:
        """Draw a card as it stands now, and keep what it shows.

        Where an earlier one may stand instead, it is to be changed; where one may stand that does not say that all is
        off, another one has to.
        """
        post = await self.stores.posts.post(due.subject)
        found = None if post is None else await find(self.stores.meetups, post.date_id)
        if post is None or found is None or post.state is not PostState.WANTED or is_over(found.on, moment_.now):
            return None
        is_off = is_cancelled(*found.both)
        if is_off and moment_.earlier is Earlier.NOTHING:
            return None
        is_shown = not is_off and moment_.earlier is not Earlier.INSTEAD
        counts = counted(await self.stores.attendance.attendees(found.on.id))
        if not await self.stores.posts.change(post, replace(post, shown=post.wanted if is_shown else 0)):
            return None
        return self.cards.card(found.meetup, found.on, counts, moment_.now)

    async def point(self, due: Due, moment_: Moment) -> Reply | None:
        """Show the place on a map. A pin bears no mark that it is a repeat, so that none is sent again."""
        if moment_.repeat:
            return None
        post = await self.stores.posts.post(due.subject)
        found = None if post is None else await find(self.stores.meetups, post.date_id)
        if post is None or found is None or post.state is not PostState.SHOWN:
            return None
        if is_final(found.meetup, found.on, moment_.now):
            return None
        where = content_of(found.meetup, found.on).where
        if where.point is None:
            return None
        title = " ".join((where.place or title_of(content_of(found.meetup, found.on))).split())
        pin = Point(*where.point, title, " ".join(where.address.split()) or title)
        words = ", ".join(dict.fromkeys((pin.title, pin.address)))
        return Reply((paragraph(words),), point=pin, outcome="meetup point")

    async def changed(self, due: Due, moment_: Moment) -> Reply | None:
        """Tell what a date has become; the newest change alone."""
        date_id, _, sequence = due.subject.partition(":")
        found, mine = await self._coming(date_id, due, moment_)
        if found is None or mine is None or sequence != str(found.on.sequence):
            return None
        rows: tuple[Row, ...] = (self.cards.answers(found.on), self._letters.more(found))
        words, little = (self.cards.texts.rich(key) for key in _CHANGED)
        return await self._told(due, words, found, mine, moment_, rows, "meetup changed", little)

    async def cancelled(self, due: Due, moment_: Moment) -> Reply | None:
        """Tell that a date does not take place."""
        found = await find(self.stores.meetups, due.subject)
        mine = await self._mine(due.subject, due, moment_)
        if found is None or mine is None or mine.answer is Answer.CANNOT:
            return None
        if not is_cancelled(found.meetup, found.on) or found.on.starts_at <= moment_.now:
            return None
        words = self.cards.texts.rich("meet.notice_cancelled")
        named = () if await self._is_discreet(due) else (titled(*found.both),)
        return Reply((*words, *named, *self._when(found, moment_)), outcome="meetup cancelled").for_asker()

    async def seat(self, due: Due, moment_: Moment) -> Reply | None:
        """Tell somebody from the waiting list that they have a seat."""
        date_id, _, number = due.subject.partition(":")
        found, mine = await self._coming(date_id, due, moment_)
        if found is None or mine is None or not has_seat(mine) or number != str(mine.number):
            return None
        texts, closes = self.cards.texts, closes_at(*found.both)
        key: Key = "meet.notice_seat_guest" if mine.guests else "meet.notice_seat"
        until = moment(closes, found.meetup.zone, texts, moment_.now)
        words = (*texts.rich(key), *(texts.rich("meet.seat_until", moment=until) if closes > moment_.now else ()))
        rows: tuple[Row, ...] = (self.cards.answers(found.on), self._letters.more(found))
        return await self._told(due, words, found, mine, moment_, rows, "meetup seat")

    async def reminder(self, due: Due, moment_: Moment) -> Reply | None:
        """Remind, if this reminder is still wanted and the date still begins when it was made for."""
        date_id, _, rest = due.subject.partition(":")
        kind = rest.partition(":")[0]
        found, mine = await self._coming(date_id, due, moment_)
        if found is None or mine is None or mine.waits or kind not in dues.kinds(mine.remind):
            return None
        if due.subject != dues.reminder_subject(found.on, Remind(kind)):
            return None
        words = self.cards.texts.rich("meet.notice_reminder")
        return await self._told(due, words, found, mine, moment_, (self._letters.more(found),), "meetup reminder")

    async def note(self, due: Due, moment_: Moment) -> Reply | None:
        """Pass on what an organiser wrote."""
        note = await self.stores.words.note(due.subject)
        if note is None:
            return None
        found, mine = await self._coming(note.date_id, due, moment_)
        if found is None or mine is None:
            return None
        whole = self._letters.note(found, note)
        return await self._sealed(due, whole, "meet.notice_note", found, moment_, act("note", note.id))

    async def question(self, due: Due, moment_: Moment) -> Reply | None:
        """Pass a question on to the organiser, without the name of who asks."""
        asked = await self.stores.words.question(due.subject)
        found = None if asked is None else await find(self.stores.meetups, asked.date_id)
        if asked is None or found is None or found.meetup.organiser_id != due.to.id:
            return None
        whole = self._letters.question(found, asked, moment_.now)
        return await self._sealed(due, whole, "meet.notice_question", found, moment_, act("question", asked.id))

    async def answer(self, due: Due, moment_: Moment) -> Reply | None:
        """Bring the organiser's answer, with the question above it."""
        note_id, _, question_id = due.subject.partition(":")
        note, asked = await self.stores.words.note(note_id), await self.stores.words.question(question_id)
        found = None if asked is None else await find(self.stores.meetups, asked.date_id)
        if note is None or asked is None or found is None or asked.person_id != due.to.id:
            return None
        whole = self._letters.answer(found, asked, note)
        return await self._sealed(due, whole, "meet.notice_answer", found, moment_, act("answer", note.id))

    async def trouble(self, due: Due, moment_: Moment) -> Reply | None:
        """Tell the organiser that something is not where it should be, if that still matters."""
        post_id, _, why = due.subject.partition(":")
        post = await self.stores.posts.post(post_id)
        found = None if post is None else await find(self.stores.meetups, post.date_id)
        texts, trouble = self.cards.texts, Trouble(why)
        if post is None or found is None or not matters(trouble, post, found, moment_.now):
            return None
        place = await self.places.place(post.place_id)
        name = self.names(place) if place is not None else ""
        named = texts.line("meet.named_place", name=name) if name else texts.line(_SOMEWHERE[post.platform])
        about = () if await self._is_discreet(due) else (titled(*found.both),)
        is_off = is_cancelled(*found.both)
        words = (_TROUBLES_CANCELLED if is_off else _TROUBLES)[trouble]
        blocks = (*texts.rich(words, place=named), *about, *self._when(found, moment_))
        again = Button(texts.line("meet.again_button"), act("again", found.on.id))
        rows: tuple[Row, ...] = () if is_off or trouble in _OF_EVENTS else ((again,),)
        return Reply(blocks, rows, outcome=f"meetup trouble {trouble}").for_asker()

    async def _coming(self, date_id: str, due: Due, moment_: Moment) -> tuple[Found | None, Attendee | None]:
        """Look again: give the date if it is still to come, and the answer of whom it goes to if they may come."""
        found = await find(self.stores.meetups, date_id)
        if found is None or is_final(*found.both, moment_.now) or found.on.starts_at <= moment_.now:
            return None, None
        mine = await self._mine(date_id, due, moment_)
        return found, None if mine is None or mine.answer is Answer.CANNOT else mine

    async def _mine(self, date_id: str, due: Due, moment_: Moment) -> Attendee | None:
        theirs = await self.stores.attendance.of_person(due.to.id, moment_.now)
        return next((mine for id_, mine in theirs if id_ == date_id), None)

    async def _told(  # noqa: PLR0917 (the parts of one message, from top to bottom)
        self,
        due: Due,
        words: Blocks,
        found: Found,
        mine: Attendee,
        moment_: Moment,
        rows: tuple[Row, ...],
        outcome: str,
        little: Blocks = (),
    ) -> Reply:
        """Tell all of it, or to who likes it discreet no more than when it is; then `little` in place of the words."""
        shown: Blocks = (
            titled(*found.both),
            *facts(*found.both, self.cards.texts, moment_.now, with_link=has_seat(mine)),
        )
        if await self._is_discreet(due):
            words, shown = little or words, self._when(found, moment_)
        return Reply((*words, *shown), rows, outcome=outcome).for_asker()

    async def _sealed(  # noqa: PLR0917 (as above)
        self, due: Due, whole: Reply, key: Key, found: Found, moment_: Moment, opens: Action
    ) -> Reply:
        """Give a letter; to who likes it discreet with a button that opens it."""
        if not await self._is_discreet(due):
            return whole
        button = Button(self.cards.texts.line("meet.read_button"), opens)
        blocks = (*self.cards.texts.rich(key), *self._when(found, moment_))
        return Reply(blocks, ((button,),), outcome=whole.outcome).for_asker()

    async def _is_discreet(self, due: Due) -> bool:
        return (await self.people.profile(due.to.id)).discreet

    def _when(self, found: Found, moment_: Moment) -> Blocks:
        """Say when it is, and when it was to be."""
        return facts(*found.both, self.cards.texts, moment_.now, with_link=False)[: 2 if found.on.moved else 1]

    @property
    def _letters(self) -> Letters:
        return Letters(self.cards.texts)
