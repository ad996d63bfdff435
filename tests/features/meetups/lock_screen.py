"""Every message that meet-ups send to people by themselves, as it is read on a locked phone.

Written to a file that is looked through when the words change: python -m tests.features.meetups.lock_screen
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.core.reply import Button, Reply
from bot.core.richtext import plain
from bot.delivery.composing import Composer, Moment
from bot.delivery.due import Due, Priority, ToPerson
from bot.features.meetups import dues
from bot.features.meetups.attending import Remind
from bot.features.meetups.dues import Trouble
from bot.features.meetups.keeping import Note
from bot.features.meetups.meetup import MeetupDate
from bot.storage.address import MEMORY
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from bot.texts.catalogue import Texts, load_texts
from tests.fakes.clock import StoppedClock
from tests.features.meetups.club import ANNA, BERT, CLEO, CONTENT, ORGANISER, Club
from tests.scenes import NOW

FILE = Path(__file__).with_name("lock_screen.txt")

TITLE = "Living with lupus"
QUESTION, REPLY, NOTE = "Does azathioprine make you tired?", "Ask your nurse.", "Bring your tablets."
PRIVATE = (TITLE, QUESTION, REPLY, NOTE)
"""What stands in these messages that is nobody else's business."""


@dataclass(frozen=True)
class Shown:
    """One message, with what leads to it."""

    when: str
    text: str
    labels: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The first line."""
        return self.text.splitlines()[0]

    def __str__(self) -> str:
        first, *rest = self.text.splitlines()
        lines = (self.when, f" >| {first}", *(f"  | {line}" for line in rest), *(f"    [{one}]" for one in self.labels))
        return "\n".join(line.rstrip() for line in lines) + "\n"


async def all_shown(texts: Texts, *, discreet: bool) -> AsyncIterator[Shown]:
    """Let all of it be sent to one person, or to the organiser, who like it discreet or not."""
    async with open_database(MEMORY) as database:
        club = Club(build_stores(database, Keyring.throw_away(), keeps=True), texts, StoppedClock(NOW))
        content = replace(CONTENT, title=TITLE, seats=2)
        on = await club.announced(content=content)
        if not discreet:
            await club.open(ANNA, BERT, CLEO, ORGANISER)
        await club.tap(ANNA, "going", on)
        await club.tap(BERT, "going", on)
        await club.tap(CLEO, "plus", on)
        await club.tap(ANNA, "reminds", on, "both", alone=True)
        async for shown in _words(club, on):
            yield shown
        async for shown in _places(club, on):
            yield shown
        async for shown in _troubles(club, on):
            yield shown
        yield Shown("May have come before, above any of these:", plain(texts.rich("delivery.again")))


async def _words(club: Club, on: MeetupDate) -> AsyncIterator[Shown]:
    """What people write to each other."""
    await club.submits(ANNA, f"meet:asked:{on.id}", QUESTION)
    await club.keep()
    yield _newest(club, "A question, to the organiser:", dues.QUESTION)
    [question] = await club.stores.meetups.words.questions(on.id)
    await club.submits(ORGANISER, f"meet:replied:{question.id}", REPLY)
    await club.keep()
    yield _newest(club, "The answer to it:", dues.ANSWER)
    meetup, now = await club.whole(on)
    await club.organising.write(meetup, now, Note(club.id(), on.id, NOTE, club.clock.now), maybe=True)
    await club.keep()
    yield _newest(club, "A note to those who come:", dues.NOTE)


async def _places(club: Club, on: MeetupDate) -> AsyncIterator[Shown]:
    """What becomes of the date, and of places in it."""
    meetup, now = await club.whole(on)
    local = now.local + timedelta(hours=1)
    await club.organising.change_date(meetup, now, meetup.content, local, tell=False)
    await club.keep()
    yield _newest(club, "Another time:", dues.CHANGED)
    _, now = await club.whole(on)
    for kind, words in ((Remind.DAY, "A day before:"), (Remind.HOUR, "An hour before:")):
        subject = dues.reminder_subject(now, kind)
        yield await _composed(club, words, dues.REMINDER, subject, await club.id_of(ANNA))
    await club.tap(ANNA, "cannot", on)
    await club.tap(BERT, "cannot", on)
    await club.keep()
    yield _newest(club, "Two places got free for somebody with a guest:", dues.SEAT)
    await club.tap(ANNA, "going", on)
    await club.tap(CLEO, "cannot", on)
    await club.tap(BERT, "plus", on)
    await club.tap(CLEO, "going", on)
    await club.tap(BERT, "cannot", on)
    await club.keep()
    yield _newest(club, "A place got free:", dues.SEAT)


async def _troubles(club: Club, on: MeetupDate) -> AsyncIterator[Shown]:
    """What goes wrong, as the organiser hears of it; and the end of it."""
    [post, *_] = await club.posts(on)
    for why in Trouble:
        subject = f"{post.id}:{why}"
        yield await _composed(club, f"Trouble ({why}):", dues.TROUBLE, subject, await club.id_of(ORGANISER))
    meetup, _ = await club.whole(on)
    await club.organising.cancel(meetup, club.clock.now)
    await club.keep()
    yield _newest(club, "Cancelled:", dues.CANCELLED)
    for why in (Trouble.AWAY, Trouble.UNSURE):
        subject = f"{post.id}:{why}"
        when = f"Cancelled, and trouble ({why}):"
        yield await _composed(club, when, dues.TROUBLE, subject, await club.id_of(ORGANISER))


async def _composed(club: Club, when: str, purpose: str, subject: str, person_id: str) -> Shown:
    """Let something be worded that is due at another time, or that a test cannot easily bring about."""
    composer: Composer = club.composers[purpose]
    now = club.clock.now
    due = Due(purpose, subject, ToPerson(person_id), ANNA.platform, now, now + timedelta(days=1), "key", Priority.TODAY)
    reply = await composer(due, Moment(now, timedelta(0), repeat=False))
    assert reply is not None
    return _shown(when, reply)


def _newest(club: Club, when: str, purpose: str) -> Shown:
    outcomes = {dues.CHANGED: "meetup changed"}
    wanted = outcomes.get(purpose, purpose)
    found = [call.reply for call in club.platforms.calls if call.reply.outcome == wanted]
    return _shown(when, found[-1])


def _shown(when: str, reply: Reply) -> Shown:
    labels = tuple(one.label for row in reply.rows if isinstance(row, tuple) for one in row if isinstance(one, Button))
    return Shown(when, plain(reply.blocks), labels)


async def page(texts: Texts) -> str:
    """Give the whole file."""
    found = [str(shown) async for shown in all_shown(texts, discreet=True)]
    more = [str(shown) async for shown in all_shown(texts, discreet=False)]
    heads = "As it is for everybody at first\n", "For who does not want it discreet\n"
    return "\n".join((heads[0], *found, heads[1], *more))


if __name__ == "__main__":
    FILE.write_text(asyncio.run(page(load_texts("en"))), encoding="utf-8")
