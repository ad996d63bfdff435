"""Who could not be reached is told so once, where nobody else reads along."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from bot.conversation.contact import InContact
from bot.core.errors import NotRead
from bot.core.incoming import Origin, Said
from bot.core.people import Person
from bot.core.reply import Reply, Showing, Urgency
from bot.core.richtext import parse
from bot.texts.catalogue import Texts
from tests.fakes.responder import ScriptedResponder
from tests.reading import words
from tests.scenes import ALONE, HIDDEN, IN_GROUP, NOW

HELLO = Reply(parse("Hello."))


class Known:
    """One person who could not be reached since NOW."""

    def __init__(self) -> None:
        self.seen: list[Person] = []
        self.since: datetime | None = NOW
        self.away = False
        self.hangs = False

    async def reached(self, person: Person, at: datetime, *, alone: bool) -> datetime | None:
        if self.away:
            raise NotRead("away")
        if self.hangs:
            await asyncio.Event().wait()
        self.seen.append(person)
        since = self.since if alone else None
        self.since = None if alone else self.since
        return since


@pytest.fixture
def known() -> Known:
    return Known()


def bot(known: Known, texts: Texts, reply: Reply | None) -> InContact:
    replies = {} if reply is None else {"hi": reply}
    return InContact(ScriptedResponder(replies), known, texts)


@pytest.mark.parametrize("origin", [ALONE, HIDDEN])
async def test_they_are_told_once_below_the_answer(known: Known, texts: Texts, origin: Origin) -> None:
    answering = bot(known, texts, HELLO.for_asker())
    first = words(await answering.respond(Said(origin, "hi")))
    assert first.startswith("Hello.")
    assert "since 20 November 2026" in first
    assert words(await answering.respond(Said(origin, "hi"))) == "Hello."


async def test_others_never_read_it(known: Known, texts: Texts) -> None:
    answering = bot(known, texts, HELLO)
    assert await answering.respond(Said(IN_GROUP, "hi")) == HELLO
    assert await answering.respond(Said(HIDDEN, "hi")) == HELLO
    assert known.since == NOW
    assert known.seen == [IN_GROUP.person] * 2


async def test_where_there_is_no_answer_it_waits(known: Known, texts: Texts) -> None:
    assert await bot(known, texts, None).respond(Said(ALONE, "hi")) is None
    assert known.since == NOW


@pytest.mark.parametrize("showing", [Showing.NOTE, Showing.REMOVED])
async def test_a_short_note_has_no_room_for_it(known: Known, texts: Texts, showing: Showing) -> None:
    short = Reply(parse("Thanks."), showing=showing)
    assert await bot(known, texts, short).respond(Said(ALONE, "hi")) == short
    assert known.since == NOW


async def test_the_answer_comes_even_if_the_database_is_away(known: Known, texts: Texts) -> None:
    known.away = True
    assert await bot(known, texts, HELLO).respond(Said(ALONE, "hi")) == HELLO


async def test_urgent_words_wait_for_no_database(known: Known, texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.conversation.contact.LOOK_WITHIN", 0.01)
    known.hangs = True
    urgent = replace(HELLO, urgency=Urgency.EMERGENCY)
    assert await bot(known, texts, urgent).respond(Said(ALONE, "hi")) == urgent
