"""Meet-ups under attack: by strangers, by mistake, and in a fright. The whole of it, over real stores."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.adapters.discord import render as discord_render
from bot.adapters.telegram import render as telegram_render
from bot.core.incoming import Submitted
from bot.core.keeping import Profile
from bot.core.people import Person
from bot.core.reply import Audience, Reply
from bot.features.meetups.meetup import Meetup, MeetupDate, Where
from bot.features.meetups.tidying import tidy
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.features.meetups.whole import (
    ANNA,
    ANNA_TOO,
    BERT,
    CHAT,
    CLEO,
    CONTENT,
    DISCORD,
    LINK,
    MAIN,
    NOBODYS,
    ORGANISER,
    OTHER_LINK,
    OTHER_ORGANISER,
    TELEGRAM,
    WEEKLY,
    Whole,
    all_of,
    words,
)
from tests.features.town import buttons


@pytest.fixture
async def town(stores: Stores, texts: Texts, clock: StoppedClock) -> Whole:
    return Whole(stores, texts, clock)


def verbs(town: Whole, feature: str) -> list[str]:
    return [verb for name, verb in town.router._routes.presses if name == feature]


def behind(meetup: Meetup, on: MeetupDate) -> tuple[str, ...]:
    """What may stand behind a verb, of one's own and of others, whole, cut, and made up."""
    known = (f"{on.id}:0", f"{on.id}:mine", meetup.id, f"{meetup.id}:1", f"edit:{meetup.id}:x", f"skip:{on.id}:x")
    return ("", NOBODYS, "f" * 32, "x", "x:y:z", "one:" + NOBODYS, "999999", *known)


async def test_organisers_buttons_are_for_organisers(town: Whole) -> None:
    on = await town.announced()
    meetup, _ = await town.now(on)
    await town.tap(ANNA, "going", on)
    for verb in [*verbs(town, "meetup"), "again"]:
        for rest in behind(meetup, on):
            for alone, fresh in ((True, True), (True, False), (False, False)):
                code = ":".join(filter(None, ("meet" if verb == "again" else "meetup", verb, rest)))
                reply = await town.press(ANNA, code, alone=alone, fresh=fresh)
                assert reply is not None
                if verb != "again" or rest.startswith(on.id):
                    assert reply.outcome == "told error.organisers_only", code
                assert reply.audience is Audience.ASKER
    for feature, verb in town.router._routes.forms:
        if feature == "meetup":
            reply = await town.submits(ANNA, f"meetup:{verb}:{on.id}", {"text": "x", "title": "x", "when": "tomorrow"})
            assert reply is not None
            assert reply.outcome == "told error.organisers_only"
    assert await town.now(on) == (meetup, (await town.dates(meetup))[0])
    assert words(await town.says(ANNA, "/meetup new")).startswith("This is for organisers only.")


async def test_no_code_breaks_anything(town: Whole) -> None:
    """Whatever stands in it, and whoever sends it: there is an answer, for nobody else to see."""
    on = await town.announced()
    meetup, _ = await town.now(on)
    for feature in ("meet", "meetups", "meetup"):
        for verb in verbs(town, feature):
            for rest in behind(meetup, on):
                code = ":".join(filter(None, (feature, verb, rest)))
                for who, alone in ((BERT, False), (CLEO, True), (OTHER_ORGANISER, True)):
                    if (feature, who) == ("meetup", OTHER_ORGANISER) and meetup.id in rest:
                        continue
                    reply = await town.press(who, code, alone=alone, fresh=alone)
                    assert reply is None or reply.outcome not in ("failed", ""), code
                    assert reply is None or reply.audience is Audience.ASKER or reply.form is not None, code
    for feature, verb in town.router._routes.forms:
        for rest in behind(meetup, on):
            for answers in ({}, {"text": "\ud800"}, {"text": "x" * 4000}, {"title": "x" * 4000, "when": "\n" * 400}):
                code = ":".join(filter(None, (feature, verb, rest)))
                if feature.startswith("meet"):
                    reply = await town.submits(OTHER_ORGANISER, code, answers)
                    assert reply is not None
                    assert reply.outcome != "failed", code


@pytest.mark.parametrize(
    "what", ["skipnow:{on}:0", "cancelnow:{meetup}:1", "go:again:{meetup}", "go:edit:{meetup}:x", "on:skip:{on}:x"]
)
async def test_a_link_does_nothing_in_the_name_of_an_organiser(town: Whole, what: str) -> None:
    """Anybody can send one, and members can see what meet-ups are called inside."""
    on = await town.announced()
    meetup, _ = await town.now(on)
    await town.says(ORGANISER, "/meetup new")
    for typed in ("Tea", "tomorrow 7 pm", "1 h", "Here", "Text"):
        await town.says(ORGANISER, typed)
    kept = await town.stores.drafts.find(ORGANISER, "meetup")
    assert kept is not None
    posts = await town.stores.meetups.posts.of_date(on.id)
    reply = await town.press(ORGANISER, "meetup:" + what.format(on=on.id, meetup=meetup.id), fresh=True)
    assert reply is not None
    assert reply.outcome in ("meetup sure", "meetup one")
    assert await town.now(on) == (meetup, (await town.dates(meetup))[0])
    assert await town.stores.meetups.posts.of_date(on.id) == posts
    assert await town.stores.drafts.find(ORGANISER, "meetup") == kept


async def test_whoever_set_it_up_is_known_where_there_are_no_roles(town: Whole) -> None:
    """On Discord a private chat knows no roles, and there they are told that a card was deleted."""
    on = await town.announced(organiser_id=await town.stores.people.ensure(BERT, town.clock.now))
    for post in await town.posts(on):
        town.board.gone.add(post.ref or "")
    await town.tap(ANNA, "maybe", on)
    await town.keep()
    [*_, told] = [reply for reply in town.told(BERT) if reply.outcome == "meetup trouble deleted"]
    again = buttons(told)["Announce again"]
    assert words(await town.press(ANNA, again)).startswith("This is for organisers only.")
    assert words(await town.press(BERT, again, fresh=True)).startswith(CONTENT.title)
    assert words(await town.press(BERT, again)) == "Announced again."
    assert words(await town.press(BERT, again)) == "There is a card everywhere already."


async def test_nobody_answers_for_an_organiser_who_has_left(town: Whole) -> None:
    """A stranger who is not known is not the organiser who is not known any more."""
    on = await town.announced()
    await town.submits(BERT, f"meet:asked:{on.id}", {"text": "Is there a lift?"})
    [question] = await town.stores.meetups.words.questions(on.id)
    await town.forgotten(ORGANISER)
    for code in (f"meet:replied:{question.id}", f"meet:reply:{question.id}", f"meet:again:{on.id}"):
        refused = await town.submits(CLEO, code, {"text": "Go away"}) if "replied" in code else None
        reply = refused or await town.press(CLEO, code)
        assert words(reply).startswith("This is for organisers only."), code
    assert words(await town.submits(OTHER_ORGANISER, f"meet:replied:{question.id}", {"text": "Yes"})) == "Sent."


async def test_somebody_takes_over_what_an_organiser_has_left(town: Whole) -> None:
    on = await town.announced()
    await town.forgotten(ORGANISER)
    await town.keep()
    for post in await town.posts(on):
        town.board.gone.add(post.ref or "")
    assert words(await town.press(ANNA, f"meet:ask:{on.id}")).startswith("There is nobody to ask")
    await town.tap(ANNA, "going", on)
    await town.keep()
    assert not [one for one in town.board.calls if one.reply.outcome.startswith("meetup trouble")]
    meetup, _ = await town.now(on)
    one = await town.press(OTHER_ORGANISER, f"meetup:go:one:{meetup.id}")
    assert "Whoever set this up has left." in words(one)
    take = buttons(one)["Take it over"]
    assert words(await town.press(OTHER_ORGANISER, take, fresh=True)) == words(one), "a link only shows it"
    assert words(await town.press(OTHER_ORGANISER, take)).startswith("Done. Questions about this meet-up")
    assert "has left" not in words(await town.press(ORGANISER, take)), "it has somebody now"
    await town.submits(ANNA, f"meet:asked:{on.id}", {"text": "Is there a lift?"})
    await town.keep()
    assert "meetup question" in [reply.outcome for reply in town.told(OTHER_ORGANISER)]


async def test_a_series_tells_the_link_of_no_other_date(town: Whole) -> None:
    meetup = await town.meetup(series=WEEKLY)
    one, two, three = await town.dates(meetup)
    content = replace(CONTENT, where=replace(CONTENT.where, link=OTHER_LINK))
    await town.meetups._organising.change_date(meetup, two, content, two.local, tell=False)
    await town.tap(ANNA, "going", one)
    seen = all_of(await town.tap(ANNA, "calendar", one, "series", "named", alone=True))
    assert LINK in seen
    assert OTHER_LINK not in seen
    assert LINK not in all_of(await town.tap(ANNA, "calendar", three, "series", alone=True))
    await town.tap(ANNA, "going", two)
    seen = all_of(await town.tap(ANNA, "calendar", two, "series", alone=True))
    assert OTHER_LINK in seen
    assert f"URL:{LINK}" not in seen


async def test_nobody_sees_the_link_who_does_not_come(town: Whole) -> None:
    """Nor a name or an id of anybody else, nor anything in a group that is theirs alone."""
    on = await town.announced(content=replace(CONTENT, seats=1))
    await town.tap(ANNA, "going", on)
    for answers in (("maybe",), ("going",), ("going", "cannot"), ()):
        for verb in answers:
            seen = all_of(await town.tap(CLEO, verb, on))
            assert LINK not in seen
        for verb in ("show", "more", "remind", "calendar", "ask"):
            for alone in (True, False):
                seen = all_of(await town.tap(CLEO, verb, on, alone=alone))
                assert LINK not in seen, (answers, verb)
                assert "Name of" not in seen
                assert not [one for one in (ANNA, ORGANISER) if one.id in seen]
        await town.keep()
    await town.tap(CLEO, "reminds", on, "both", alone=True)
    meetup, now = await town.now(on)
    await town.meetups._organising.change_date(
        meetup, now, replace(CONTENT, seats=1, duration=timedelta(hours=2)), now.local, tell=True
    )
    await town.tap(ANNA, "maybe", on)
    await town.passes(days=5, hours=8)
    await town.passes(hours=23)
    everything = [call.reply for call in town.board.calls if call.to not in (ANNA, ORGANISER)]
    seen = "\n".join(map(all_of, [*everything, *town.in_the_open()]))
    assert LINK not in seen
    assert "Name of" not in seen
    assert not [one for one in (ANNA, BERT, CLEO, ORGANISER) if one.id in seen]
    assert LINK not in repr(town.board.events)
    assert LINK not in "\n".join(map(all_of, town.told(ANNA)[-1:])), "who may come does not come"


async def test_nothing_of_it_is_written_into_the_log(town: Whole, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    on = await town.announced(content=replace(CONTENT, seats=1))
    town.board.pins_allowed = town.board.events_allowed = False
    for who in (ANNA, BERT, CLEO):
        for verb in ("going", "plus", "show", "calendar", "remind", "more"):
            await town.tap(who, verb, on)
        await town.submits(who, f"meet:asked:{on.id}", {"text": "Is my liver welcome?"})
    await town.says(ORGANISER, "/meetup who")
    await town.submits(ORGANISER, f"meetup:note:{on.id}", {"text": "Ring at the blue door"})
    for post in await town.posts(on):
        town.board.gone.add(post.ref or "")
    await town.keep()
    await town.forgotten(ANNA)
    await town.passes(days=7)
    logged = "\n".join([caplog.text, *(str(record.args) for record in caplog.records)])
    assert "pressed: meet going" in logged
    own = ("lupus", "liver", "blue door", "Café", "secret-room", "Name of", ANNA.id, BERT.id, CLEO.id, ORGANISER.id)
    assert not [word for word in own if word in logged]


@pytest.mark.parametrize("where", ["private", "group"])
async def test_danger_comes_first_in_every_form(town: Whole, where: str) -> None:
    on = await town.announced()
    await town.submits(ANNA, f"meet:asked:{on.id}", {"text": "Is there a lift?"})
    [question] = await town.stores.meetups.words.questions(on.id)
    argument = {"replied": question.id}
    names = ("text", "title", "when", "duration", "where")
    for feature, verb in town.router._routes.forms:
        if feature.startswith("meet"):
            for who in (ANNA, ORGANISER, OTHER_ORGANISER):
                for name in names:
                    there = None if where == "private" else {DISCORD: MAIN, TELEGRAM: CHAT}[who.platform]
                    code = f"{feature}:{verb}:{argument.get(verb, on.id)}"
                    sent = Submitted(town.where(who, there), code, {**dict.fromkeys(names, "x"), name: "danger"})
                    assert words(await town.router.respond(sent)).startswith("Get help now"), (code, name)


async def test_danger_comes_first_at_every_step(town: Whole) -> None:
    on = await town.announced()
    for begin, steps in (
        ("/meetup new", ("Tea", "tomorrow 7 pm", "1 h", "Here")),
        (f"meet:ask:{on.id}", ()),
        (f"meetup:on:write:{on.id}", ()),
        (f"meetup:on:move:{on.id}", ()),
    ):
        await (town.says(ORGANISER, begin) if begin[0] == "/" else town.press(ORGANISER, begin))
        for typed in (None, *steps):
            if typed is not None:
                await town.says(ORGANISER, typed)
            assert words(await town.says(ORGANISER, "danger")).startswith("Get help now"), (begin, typed)
            assert words(await town.says(ORGANISER, "/meetup danger")).startswith("Get help now")
            assert words(await town.says(ORGANISER, "/meetups danger")).startswith("Get help now")
        await town.says(ORGANISER, "/cancel")


async def test_who_is_erased_frees_their_seat(town: Whole) -> None:
    on = await town.announced(content=replace(CONTENT, seats=1))
    await town.tap(ANNA, "going", on)
    await town.tap(BERT, "going", on)
    await town.keep()
    await town.forgotten(ANNA)
    await town.keep()
    assert [reply.outcome for reply in town.told(BERT)] == ["meetup seat"]
    assert LINK not in all_of(town.told(BERT)[0])
    assert "1 coming · full" in town.card(MAIN)
    assert town.card(MAIN) == town.card(CHAT)
    await town.forgotten(BERT)
    await town.keep()
    assert "Nobody has answered yet · 1 place left" in town.card()


async def test_one_person_on_two_platforms_has_one_seat(town: Whole) -> None:
    on = await town.announced(content=replace(CONTENT, seats=2))
    for who in (ANNA, ANNA_TOO, BERT):
        await town.tap(who, "going", on)
    await town.linked()
    await town.keep()
    assert len(await town.attendees(on)) == 2
    assert "2 coming · full" in town.card()
    assert "waiting" not in town.card()
    assert "meetup seat" in [reply.outcome for reply in town.told(BERT)]
    assert words(await town.tap(ANNA, "going", on)).startswith("You are already going.")
    await town.press(ANNA_TOO, "link:parted:telegram")
    await town.tap(ANNA, "going", on)
    assert len([one for one in await town.attendees(on) if not one.waits]) == 2, "who is another one now waits"


async def test_who_is_erased_while_their_answer_is_taken_is_not_on_the_list(town: Whole) -> None:
    on = await town.announced()

    class Erased:
        def __getattr__(self, name: str) -> object:
            return getattr(town.stores.people, name)

        async def ensure(self, person: Person, at: datetime) -> str:
            person_id = await town.stores.people.ensure(person, at)
            await town.stores.holdings.erase(person)
            return person_id

    answers = replace(town.meetups._answers, people=Erased())  # type: ignore[arg-type]
    town.meetups._answers = answers
    town.settle(town.meetups.routes(town.texts), town.meetups.composers)
    assert words(await town.tap(ANNA, "going", on)).startswith("I couldn't save that")
    assert await town.attendees(on) == ()
    assert await town.stores.people.find(ANNA) is None


async def test_a_hundred_taps_at_once_are_one_answer(town: Whole) -> None:
    on = await town.announced(content=replace(CONTENT, seats=1))
    before = len(town.board.calls)
    taps = [("going", "plus", "cannot", "maybe")[number % 4] for number in range(100)]
    replies = await asyncio.gather(*(town.tap(ANNA, verb, on) for verb in taps))
    assert {reply.audience for reply in replies} == {Audience.ASKER}
    await town.tap(BERT, "going", on)
    await town.keep()
    assert len(await town.attendees(on)) == 2
    assert "1 coming, 1 maybe · full" in town.card()
    assert len(town.board.calls) == before, "nobody is written to for it"


NASTY = (
    "@everyone <@123> <@&5> <#7> <t:0:R> **b** _i_ `c` [x](https://evil.example) <b>h</b> &amp; http://a.b",
    "\u202eabc\u2066x\u200b\u200fz\ufeff",
    "\n" * 300 + "x\n\n\n\n\r\n\u2028\x0b" + "\n" * 100 + "y",
    "- a\n- b\n> q\n1. x\n# y\n||z||",
    "a" * 4000,
    "\N{GRINNING FACE}" * 2000,
    "*_`" * 1000,
    "{title} {count} {nothing}",
    "\ud800x\x00",
)


@pytest.mark.parametrize("nasty", NASTY)
async def test_whatever_is_typed_is_shown_and_does_nothing(town: Whole, nasty: str) -> None:
    """As title, place, text, question, answer and note; on both platforms."""
    reply = await town.submits(
        OTHER_ORGANISER,
        f"meetup:first:{NOBODYS}",
        {"title": nasty[:100], "when": "26 November 7 pm", "where": nasty[:100], "text": nasty[:1000]},
    )
    drawn(reply)
    content = replace(CONTENT, title=tidy(nasty)[:100] or "x", text=tidy(nasty)[:1000], where=Where(tidy(nasty)[:100]))
    on = await town.announced(content=content)
    await town.tap(ANNA, "going", on)
    await town.submits(ANNA, f"meet:asked:{on.id}", {"text": nasty[:500]})
    for question in await town.stores.meetups.words.questions(on.id):
        await town.submits(ORGANISER, f"meet:replied:{question.id}", {"text": nasty[:1000]})
    note = await town.submits(ORGANISER, f"meetup:note:{on.id}", {"text": nasty[:1000]})
    await town.press(ORGANISER, buttons(note).get("Send it", "meetup:begin"))
    await town.keep()
    replies = [*town.in_the_open(), *town.told(ANNA), *town.told(ORGANISER)]
    assert {"meetup card", "meetup question", "meetup answer", "meetup note"} <= {one.outcome for one in replies}
    for shown in (*replies, await town.tap(ANNA, "more", on), await town.tap(ANNA, "show", on)):
        on_discord, on_telegram = drawn(shown)
        if shown.outcome == "meetup card":
            assert (on_discord, on_telegram) == (1, 1)


def drawn(reply: Reply | None) -> tuple[int, int]:
    """Draw a reply as both platforms would, and see that nothing in it rings or runs; give how many messages."""
    assert reply is not None
    on_discord = on_discord_pages(reply)
    on_telegram = on_telegram_pages(reply)
    for page in on_discord:
        assert not re.search(r"(?<!\\)<[@#tb]|@everyone|(?<!\\)\|\||[\u202a-\u202e\u2066-\u2069]", page)
        assert page.count("\n") < 80
    for page in on_telegram:
        assert not re.search(r"<(?!/?b>|/?a\b|/?tg-time)|(?<!\w)@\w|[\u202a-\u202e\u2066-\u2069]", page)
        assert page.count("\n") < 80
    return len(on_discord), len(on_telegram)


def on_discord_pages(reply: Reply) -> list[str]:
    return [re.sub(r"<t:\d+:F>", "", page.content) for page in discord_render.render(reply)]


def on_telegram_pages(reply: Reply) -> list[str]:
    return [page.html for page in telegram_render.render(reply)]


async def test_news_waits_until_quiet_hours_are_over(town: Whole) -> None:
    on = await town.announced()
    await town.tap(ANNA, "going", on)
    await town.tap(BERT, "going", on)
    await town.tap(ANNA, "reminds", on, "both", alone=True)
    for who in (ANNA, ORGANISER):
        person_id = await town.id_of(who)
        await town.stores.people.set_profile(person_id, Profile(quiet=("18:30", "07:00")))
    await town.passes(hours=11)
    meetup, now = await town.now(on)
    await town.meetups._organising.change_date(meetup, now, CONTENT, now.local + timedelta(hours=1), tell=True)
    await town.submits(BERT, f"meet:asked:{on.id}", {"text": "Is there a lift?"})
    await town.keep()
    assert [reply.outcome for reply in town.told(BERT)] == ["meetup changed"]
    assert town.told(ANNA) == town.told(ORGANISER) == []
    await town.passes(hours=8, minutes=5)
    assert [reply.outcome for reply in town.told(ANNA)] == ["meetup changed"]
    assert [reply.outcome for reply in town.told(ORGANISER)] == ["meetup question"]
    await town.passes(days=5, hours=12)
    assert [reply.outcome for reply in town.told(ANNA)] == ["meetup changed", "meetup reminder"], "as it was asked for"
    await town.meetups._organising.cancel((await town.now(on))[0], town.clock.now)
    await town.keep()
    assert town.told(ANNA)[-1].outcome == "meetup cancelled", "by the morning it would be too late"


async def test_a_note_to_those_who_are_going_reaches_nobody_who_waits(town: Whole) -> None:
    on = await town.announced(content=replace(CONTENT, seats=1))
    await town.tap(ANNA, "going", on)
    await town.tap(BERT, "going", on)
    shown = await town.submits(ORGANISER, f"meetup:note:{on.id}", {"text": "The code of the door is 1234"})
    shown = await town.press(ORGANISER, buttons(shown)["Only to those going"])
    assert "only to those who are going (1 person)" in words(shown)
    assert words(await town.press(ORGANISER, buttons(shown)["Send it"])) == "Sent to 1 person."
    await town.keep()
    assert [reply.outcome for reply in town.told(ANNA)] == ["meetup note"]
    assert town.told(BERT) == []


async def test_a_meetup_is_erased_from_people_after_a_month(town: Whole) -> None:
    on = await town.announced()
    for who in (ANNA, BERT):
        await town.tap(who, "going", on)
        await town.submits(who, f"meet:asked:{on.id}", {"text": "Is there a lift?"})
    assert "Name of" in all_of(await town.says(ANNA, "/mydata"))
    assert "lift" in all_of(await town.says(BERT, "/mydata"))
    await town.passes(days=6, hours=9)
    await town.passes(days=30)
    assert await town.stores.outdated.shed_meetups(town.clock.now - timedelta(days=30), 10) == 1
    assert "Name of" not in all_of(await town.says(ANNA, "/mydata"))
    assert "lift" not in all_of(await town.says(BERT, "/mydata"))
    assert "2 said yes" in words(await town.tap(CLEO, "show", on))
    for verb in ("going", "plus", "maybe", "cannot"):
        assert words(await town.tap(ANNA, verb, on)) == "This meet-up is over."
    assert await town.attendees(on) == ()


@pytest.mark.parametrize(
    ("first", "at", "long", "shown"),
    [
        (date(2026, 11, 20), time(12, 5), 60, "Fri 20 Nov, 12:05 (London), 1 h"),
        (date(2028, 11, 20), time(12, 5), 60, "Mon 20 Nov 2028, 12:05 (London), 1 h"),
        (date(2027, 3, 28), time(1, 30), 60, "Sun 28 Mar, 02:30 (London), 1 h"),
        (date(2027, 10, 31), time(1, 30), 60, "Sun 31 Oct 2027, 01:30 (London), 1 h"),
        (date(2026, 11, 26), time(23, 30), 120, "Thu 26 Nov, 23:30 (London), 2 h"),
        (date(2028, 2, 29), time(19), 60, "Tue 29 Feb 2028, 19:00 (London), 1 h"),
    ],
)
async def test_at_odd_times(town: Whole, first: date, at: time, long: int, shown: str) -> None:
    on = await town.announced(first=first, time_of_day=at, content=replace(CONTENT, duration=timedelta(minutes=long)))
    assert shown in town.card().splitlines()
    await town.tap(ANNA, "going", on)
    asked = words(await town.tap(ANNA, "remind", on, alone=True))
    assert ("no time left" in asked) == (first == date(2026, 11, 20))
    town.clock.now = on.ends_at - timedelta(minutes=1)
    assert words(await town.tap(BERT, "going", on)) == "This meet-up has begun, so answers are closed."
    await town.passes(minutes=2)
    assert "1 said yes" in town.card()


@pytest.mark.parametrize(
    ("seats", "shown"),
    [(1, "1 coming · full · 3 waiting"), (3, "3 coming · full · 2 waiting"), (10_000, "4 coming · 9996 places left")],
)
async def test_seats_with_guests(town: Whole, seats: int, shown: str) -> None:
    """Who cannot bring a guest comes alone; who waits with a guest waits for two."""
    on = await town.announced(content=replace(CONTENT, seats=seats))
    await town.tap(ANNA, "plus", on)
    await town.tap(BERT, "going" if seats == 1 else "plus", on)
    if seats < 10_000:
        await town.tap(CLEO, "plus", on)
    await town.keep()
    assert town.card().endswith(shown)
