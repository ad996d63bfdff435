"""A calendar that follows a person's meet-ups: its address, and what stands there."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from icalendar import Calendar

from bot.adapters.health import HOST
from bot.core.errors import NotRead
from bot.core.keeping import Profile
from bot.core.people import Person, Platform
from bot.core.reply import Audience, Reply
from bot.core.richtext import Link, Paragraph, plain
from bot.core.web import Page, Request, nothing_here
from bot.features.meetups.attending import Answer, Attendee
from bot.features.meetups.feeding import LOOKS_BACK, MOST_A_MINUTE, MOST_A_MINUTE_IN_ALL, PATH, FeedPage, Rate
from bot.features.meetups.feeds import FEED, FeedRoutes
from bot.features.meetups.meetup import Content, Meetup, MeetupDate, Status, Where
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.adapters.test_health import asked, serving
from tests.fakes.clock import StoppedClock
from tests.features.town import Town, buttons
from tests.scenes import MEMBER, NOW, STRANGER

ADDRESS = "https://bot.example.org"
TITLE = "Azathioprine group"
LINK = "https://call.example.org/x"
CONTENT = Content(TITLE, Where("Town hall", link=LINK), "Bring your questions", timedelta(hours=2))


@dataclass
class Club(Town):
    """The town with subscriptions in it."""

    address: str | None = ADDRESS

    def __post_init__(self) -> None:
        super().__post_init__()
        self.page = FeedPage(self.stores.meetups, self.stores.people, self.texts, self.clock)
        self.feeds = FeedRoutes(self.texts, self.stores.people, self.stores.meetups.feeds, self.address)
        self.settle([self.feeds.routes()], {})

    async def subscribes(self, person: Person = MEMBER) -> str:
        """Let a person make an address; give its token."""
        made = await self.presses(person, "meetups:newfeed")
        self.clock.move(timedelta(minutes=1))
        return token_in(made)

    async def answers(self, answer: Answer, number: int = 1, *, waits: bool = False, days: int = 7) -> MeetupDate:
        """Let the member answer to a new meet-up, `days` from now."""
        at = self.clock.now + timedelta(days=days)
        meetup = Meetup(
            f"{number:032x}", None, CONTENT, "UTC", at.date(), at.time(), None, (), announce_at=NOW, created_at=NOW
        )
        on = MeetupDate(f"{number:032x}", meetup.id, at.replace(tzinfo=None), at, at + CONTENT.duration)
        person_id = await self.stores.people.ensure(MEMBER, self.clock.now)
        async with self.stores.together():
            await self.stores.meetups.meetups.add(meetup, [on])
            await self.stores.meetups.attendance.hold(on.id)
            attendee = Attendee(person_id, answer, number, self.clock.now, Platform.TELEGRAM, waits=waits)
            await self.stores.meetups.attendance.put(on.id, attendee)
        return on

    async def asks(self, token: str) -> Page:
        return await self.page.answer(Request({"token": token}))

    async def calendar(self, token: str) -> list[Any]:
        page = await self.asks(token)
        assert (page.status, page.media_type) == (HTTPStatus.OK, "text/calendar; charset=utf-8")
        return list(Calendar.from_ical(page.content).walk("VEVENT"))


@pytest.fixture
def club(stores: Stores, texts: Texts, clock: StoppedClock) -> Club:
    return Club(stores, texts, clock)


def link_in(reply: Reply | None) -> str:
    assert reply is not None
    [found] = [
        span.url
        for block in reply.blocks
        if isinstance(block, Paragraph)
        for span in block.spans
        if isinstance(span, Link)
    ]
    return found


def token_in(reply: Reply | None) -> str:
    found = re.fullmatch(re.escape(f"{ADDRESS}{PATH}?token=") + "([0-9a-f]{48})", link_in(reply))
    assert found is not None
    return found[1]


async def test_the_way_to_an_address_and_back(club: Club) -> None:
    [button] = club.feeds.row()
    about = await club.presses(MEMBER, button.action.code)
    assert about is not None
    assert "Whoever has the address" in plain(about.blocks)
    made = await club.presses(MEMBER, buttons(about)["Make an address"])
    assert made is not None
    assert await club.calendar(token_in(made)) == []
    ended = await club.presses(MEMBER, buttons(made)["End my address"])
    assert ended is not None
    assert plain(ended.blocks).startswith("Ended.")
    assert await club.asks(token_in(made)) == nothing_here()
    again = await club.presses(MEMBER, "meetups:nofeed")
    assert again is not None
    assert "You have no address" in plain(again.blocks)
    assert all(reply.audience is Audience.ASKER for reply in (about, made, ended, again))
    assert all(reply.private_at == FEED for reply in (about, made, ended, again))
    assert await club.stores.people.find(MEMBER) is None, "nothing is left of who had nothing else"


async def test_a_new_address_ends_the_one_before(club: Club) -> None:
    first, second = await club.subscribes(), await club.subscribes()
    assert first != second
    assert await club.asks(first) == nothing_here()
    assert (await club.asks(second)).status is HTTPStatus.OK


async def test_two_taps_make_one_address(club: Club) -> None:
    made = await club.presses(MEMBER, "meetups:newfeed")
    assert await club.presses(MEMBER, "meetups:newfeed") is None
    assert (await club.asks(token_in(made))).status is HTTPStatus.OK


async def test_a_link_that_somebody_sent_neither_makes_nor_ends_anything(club: Club) -> None:
    token = await club.subscribes()
    for verb in ("feed", "newfeed", "nofeed"):
        reply = await club.presses(MEMBER, f"meetups:{verb}", fresh=True)
        assert "Make an address" in buttons(reply)
    assert (await club.asks(token)).status is HTTPStatus.OK


async def test_without_an_address_of_the_bot_none_is_offered_but_one_can_be_ended(
    stores: Stores, texts: Texts, clock: StoppedClock
) -> None:
    token = await Club(stores, texts, clock).subscribes()
    without = Club(stores, texts, clock, address=None)
    assert without.feeds.row() == ()
    assert [verb for _, verb in without.feeds.routes().presses] == ["nofeed"]
    await without.presses(MEMBER, "meetups:nofeed")
    assert await without.asks(token) == nothing_here()


async def test_it_has_the_dates_to_which_the_person_comes_or_may_come(club: Club) -> None:
    token = await club.subscribes()
    for number, (answer, waits) in enumerate(
        ((Answer.GOING, False), (Answer.MAYBE, False), (Answer.CANNOT, False), (Answer.GOING, True)), start=1
    ):
        await club.answers(answer, number, waits=waits)
    found = {int(event["uid"], 16): event for event in await club.calendar(token)}
    assert {number: event["status"] for number, event in found.items()} == {
        1: "CONFIRMED",
        2: "TENTATIVE",
        4: "TENTATIVE",
    }
    assert {number: event.get("url") for number, event in found.items()} == {1: LINK, 2: None, 4: None}
    assert await club.calendar(await club.subscribes(STRANGER)) == []


async def test_it_is_neutral_until_the_person_wants_it_otherwise(club: Club) -> None:
    token = await club.subscribes()
    await club.answers(Answer.GOING)
    [event] = await club.calendar(token)
    assert (event["summary"], event["description"]) == ("Meet-up", LINK)
    await club.stores.people.set_profile(await club.id_of(MEMBER), Profile(discreet=False))
    [event] = await club.calendar(token)
    assert (event["summary"], event["description"]) == (TITLE, f"{CONTENT.text}\n\n{LINK}")


async def test_what_is_cancelled_stays_as_cancelled_for_a_month(club: Club) -> None:
    token, on = await club.subscribes(), await club.answers(Answer.GOING)
    gone = replace(on, status=Status.CANCELLED, sequence=1)
    assert await club.stores.meetups.meetups.change_date(on, gone)
    [event] = await club.calendar(token)
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    club.clock.move(on.ends_at - club.clock.now + LOOKS_BACK - timedelta(minutes=1))
    assert len(await club.calendar(token)) == 1
    club.clock.move(timedelta(minutes=2))
    assert await club.calendar(token) == []


async def test_who_has_erased_everything_has_no_calendar(club: Club) -> None:
    token = await club.subscribes()
    await club.stores.people.remove(await club.id_of(MEMBER))
    assert await club.asks(token) == nothing_here()


@pytest.mark.parametrize("token", ["", "x", "0" * 48, "Ω" * 50, "\x00", "' OR 1=1 --", "0" * 8000])
async def test_what_is_no_token_looks_like_a_path_that_there_is_not(club: Club, token: str) -> None:
    assert await club.asks(token) == nothing_here()


async def test_a_calendar_may_ask_only_so_often(club: Club) -> None:
    token, other = await club.subscribes(), await club.subscribes(STRANGER)
    pages = [await club.asks(token) for _ in range(MOST_A_MINUTE + 1)]
    assert [page.status for page in pages] == [HTTPStatus.OK] * MOST_A_MINUTE + [HTTPStatus.TOO_MANY_REQUESTS]
    unknown = [await club.asks("0" * 48) for _ in range(MOST_A_MINUTE + 1)]
    assert unknown[-1] == pages[-1], "it does not tell who has one"
    assert (await club.asks(other)).status is HTTPStatus.OK
    club.clock.move(timedelta(minutes=1))
    assert (await club.asks(token)).status is HTTPStatus.OK


def test_guessing_is_slow() -> None:
    rate = Rate()
    found = [rate.admits(str(number), NOW) for number in range(MOST_A_MINUTE_IN_ALL + 1)]
    assert found == [True] * MOST_A_MINUTE_IN_ALL + [False]
    assert rate.admits("1", NOW + timedelta(minutes=1))
    assert rate.admits("1", NOW - timedelta(hours=1)), "a clock that was set back stops nothing"


async def test_a_database_that_is_away_is_told_as_such(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(token: str) -> str | None:
        raise NotRead

    token = await club.subscribes()
    monkeypatch.setattr(club.stores.meetups.feeds, "whose", away)
    assert (await club.asks(token)).status is HTTPStatus.SERVICE_UNAVAILABLE


@pytest.fixture
async def port(club: Club) -> AsyncIterator[int]:
    async with serving({PATH: club.page.answer}) as port:
        yield port


def request(token: str, method: str = "GET", *headers: str) -> bytes:
    return "\r\n".join([f"{method} {PATH}?token={token} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


async def test_over_http(club: Club, port: int) -> None:
    token = await club.subscribes()
    await club.answers(Answer.GOING)
    head, _, body = (await asked(port, request(token))).partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert "Content-Type: text/calendar; charset=utf-8\r\n" in head
    assert "Cache-Control: private, no-store\r\n" in head
    assert len(Calendar.from_ical(body).walk("VEVENT")) == 1
    only_head = await asked(port, request(token, "HEAD"))
    assert only_head == f"{head}\r\n\r\n"


async def test_over_http_nothing_is_sent_twice_until_it_changes(club: Club, port: int) -> None:
    token = await club.subscribes()
    await club.answers(Answer.GOING)
    found = re.search(r"ETag: (\"[0-9a-f]{64}\")\r\n", await asked(port, request(token)))
    assert found is not None
    club.clock.move(timedelta(minutes=5))
    for known in (found[1], f'"x", W/{found[1]}', "*"):
        answer = await asked(port, request(token, "GET", f"If-None-Match: {known}"))
        assert answer.startswith("HTTP/1.1 304 Not Modified\r\n")
        assert answer.endswith("\r\n\r\n")
        assert "Content-Length" not in answer
    await club.answers(Answer.MAYBE, 2)
    assert "200 OK" in await asked(port, request(token, "GET", f"If-None-Match: {found[1]}"))


async def test_over_http_all_that_there_is_not_looks_the_same(club: Club, port: int) -> None:
    await club.subscribes()
    answers = [
        await asked(port, request("0" * 48)),
        await asked(port, f"GET {PATH} HTTP/1.1\r\n\r\n".encode()),
        await asked(port, f"GET {PATH}?token= HTTP/1.1\r\n\r\n".encode()),
        await asked(port, b"GET /other HTTP/1.1\r\n\r\n"),
    ]
    assert len(set(answers)) == 1
    assert answers[0].startswith("HTTP/1.1 404 ")


async def test_no_token_is_ever_logged(
    club: Club, port: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is asked and whatever goes wrong, at the most talkative level."""
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(enabled=True)
    token = await club.subscribes()
    await club.answers(Answer.GOING)

    async def broken(token: str) -> str | None:
        raise RuntimeError(token)

    await asked(port, request(token))
    await asked(port, request(token, "POST"))
    await asked(port, request(token, "GET", "x" * 9000))
    with monkeypatch.context() as patched:
        patched.setattr(club.stores.meetups.feeds, "whose", broken)
        assert "503" in await asked(port, request(token))
    _, writer = await asyncio.open_connection(HOST, port)
    writer.write(request(token)[:-2])
    writer.close()
    await asked(port, request(token))
    shown = "\n".join(f"{record.getMessage()} {record.exc_text} {record.args}" for record in caplog.records)
    assert token not in shown
    assert token not in caplog.text
    assert token not in repr(Request({"token": token}))
    assert token not in repr(club.page)
