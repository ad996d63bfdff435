"""The life of a meet-up as people hear of it, on two platforms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.conversation.times.values import MonthWeekday, OnWeekdays
from bot.core.reply import Audience, Showing
from bot.features.meetups.keeping import Note, PostKind, PostState
from bot.features.meetups.meetup import Series, Status
from tests.features.meetups.club import (
    ANNA,
    BERT,
    CHAT,
    CLEO,
    CONTENT,
    DISCORD,
    LINK,
    MAIN,
    ORGANISER,
    TELEGRAM,
    Club,
    at,
    without_ids,
    words,
)
from tests.features.town import buttons
from tests.features.transcripts import is_as_kept

HERE = Path(__file__).parent


async def test_as_it_is_told(club: Club) -> None:
    """The whole of it, to be read in the file."""
    on = await club.announced(content=replace(CONTENT, seats=2, closes_before=timedelta(hours=2)))
    await club.tap(ANNA, "going", on)
    await club.tap(BERT, "plus", on)
    await club.tap(CLEO, "going", on)
    await club.tap(CLEO, "plus", on)
    await club.tap(ANNA, "remind", on)
    await club.tap(ANNA, "reminds", on, "both", alone=True)
    await club.keep()
    club.heard.append("main:\n" + club.card(MAIN))
    await club.says(CLEO, "/meetups")
    await club.tap(BERT, "cannot", on)
    await club.keep()
    club.heard.append("chat:\n" + club.card(CHAT))
    await club.tap(CLEO, "show", on, alone=True)
    meetup, on = await club.whole(on)
    later = on.local + timedelta(hours=1)
    await club.organising.change_date(meetup, on, meetup.content, later, tell=False)
    await club.keep()
    await club.organising.write(meetup, on, Note(club.id(), on.id, "The door is blue.", club.clock.now), maybe=True)
    await club.keep()
    asked = await club.tap(ANNA, "ask", on, alone=True)
    assert asked.form is not None
    await club.submits(ANNA, asked.form.action.code, "Is there a lift?")
    [(_, sealed)] = await club.deliver()
    question = await club.presses(ORGANISER, buttons(sealed)["Read it"])
    await club.presses(ORGANISER, buttons(question)["Answer"])
    await club.says(ORGANISER, "Yes, to the left.")
    [(_, answer)] = await club.deliver()
    await club.presses(ANNA, buttons(answer)["Read it"])
    await club.passes(days=5, hours=8)
    await club.passes(hours=23)
    await club.tap(CLEO, "cannot", on)
    await club.passes(hours=2)
    club.heard.append("main:\n" + club.card(MAIN))
    await club.tap(CLEO, "going", on)
    assert is_as_kept(HERE / "life.txt", without_ids(club.heard))


async def test_announced_once_in_each_place(club: Club) -> None:
    on = await club.announced()
    assert [call.to for call in club.platforms.calls if call.reply.outcome == "meetup card"] == [MAIN, CHAT]
    assert await club.states(on) == [PostState.SHOWN, PostState.SHOWN]
    club.restart()
    await club.keep()
    assert club.platforms.said.count("meetup card") == 2
    assert club.platforms.said.count("meetup point") == 1, "where there are maps"
    assert len(club.platforms.pinned) == 1


async def test_announced_at_a_set_time(club: Club) -> None:
    on = await club.announced(announce_at=at(21, 9))
    assert await club.posts(on) == []
    assert "No meet-ups" in words(await club.says(ANNA, "/meetups"))
    await club.passes(hours=22)
    assert len(await club.posts(on)) == 2


async def test_answers_come_from_both_platforms_to_one_list(club: Club) -> None:
    on = await club.announced()
    assert words(await club.tap(ANNA, "maybe", on)).startswith("Noted, you might come.")
    reply = await club.tap(BERT, "going", on)
    assert reply.audience is Audience.ASKER
    assert reply.private_at is not None, "the link is for the private chat"
    await club.keep()
    assert "1 coming, 1 maybe" in club.card(MAIN)
    assert club.card(MAIN) == club.card(CHAT)
    assert [one.name for one in await club.attendees(on)] == ["name 11", "name 12"]
    assert "name" not in club.card()


async def test_an_answer_is_no_message(club: Club) -> None:
    on = await club.announced()
    before = len(club.platforms.calls)
    for verb in ("going", "maybe", "cannot", "plus", "going"):
        await club.tap(ANNA, verb, on)
    await club.keep()
    assert len(club.platforms.calls) == before
    assert 2 <= len(club.platforms.edits) <= 4, "all in one edit, in each place"


async def test_a_note_for_whom_there_is_nothing_secret(club: Club) -> None:
    content = replace(CONTENT, where=replace(CONTENT.where, link=""))
    on = await club.announced(content=content)
    reply = await club.tap(BERT, "going", on)
    assert reply.showing is Showing.NOTE
    assert words(reply) == "You are going. See you there!\n\nOrganisers can see your name in their list; nobody else."
    assert words(await club.tap(BERT, "going", on)) == "You are already going."
    assert words(await club.tap(BERT, "plus", on)) == "You are going, with a guest."
    assert words(await club.tap(BERT, "plus", on)) == "You are going, without a guest."


async def test_the_link_is_for_those_who_come(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, seats=1))
    assert LINK in words(await club.tap(ANNA, "going", on))
    assert LINK not in words(await club.tap(BERT, "going", on)), "who waits"
    assert LINK not in words(await club.tap(CLEO, "show", on, alone=True))
    assert LINK in words(await club.tap(ANNA, "show", on, alone=True))
    assert LINK not in club.card()
    file = (await club.tap(CLEO, "calendar", on)).attachments[0]
    assert LINK.encode() not in file.content
    assert LINK.encode() in (await club.tap(ANNA, "calendar", on)).attachments[0].content


async def test_a_link_that_somebody_made_answers_for_nobody(club: Club) -> None:
    on = await club.announced()
    reply = await club.presses(CLEO, f"meet:going:{on.id}", fresh=True)
    assert "You have not answered yet." in words(reply)
    assert await club.attendees(on) == ()


async def test_a_place_gets_free(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, seats=1))
    await club.tap(ANNA, "going", on)
    waits = await club.tap(BERT, "going", on)
    assert words(waits).startswith("It is full. You are on the waiting list, number 1. I will write to you")
    await club.tap(CLEO, "going", on)
    await club.tap(ANNA, "cannot", on)
    await club.keep()
    assert club.told(BERT) == ["meetup seat"]
    assert club.told(CLEO) == []
    assert "1 coming · full · 1 waiting" in club.card()


async def test_more_seats_are_filled(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, seats=1))
    for person in (ANNA, BERT, CLEO):
        await club.tap(person, "going", on)
    meetup, on = await club.whole(on)
    await club.organising.change(meetup, replace(meetup, content=replace(CONTENT, seats=2)), club.clock.now, tell=False)
    await club.keep()
    assert (club.told(BERT), club.told(CLEO)) == (["meetup seat"], [])
    assert "2 coming · full · 1 waiting" in club.card()


async def test_too_late(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, closes_before=timedelta(hours=24)))
    await club.passes(days=5, hours=12)
    assert words(await club.tap(ANNA, "going", on)) == "Answers are closed for this meet-up."
    await club.passes(hours=19)
    assert words(await club.tap(ANNA, "cannot", on)) == "This meet-up has begun, so answers are closed."
    await club.passes(hours=1)
    assert words(await club.tap(ANNA, "maybe", on)) == "This meet-up is over."
    assert await club.attendees(on) == ()


async def test_over(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "plus", on)
    await club.passes(days=6, hours=9)
    meetup, over = await club.whole(on)
    assert (over.status, over.counts and over.counts.going, meetup.status) == (Status.OVER, 2, Status.OVER)
    assert "This meet-up is over. 2 said yes." in club.card()
    assert not club.standing(MAIN)[-1].rows
    assert await club.states(on) == [PostState.CLOSED, PostState.CLOSED]
    edits = len(club.platforms.edits)
    await club.keep()
    assert len(club.platforms.edits) == edits


async def test_cancelled(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    await club.tap(BERT, "maybe", on)
    await club.tap(CLEO, "cannot", on)
    await club.tap(ANNA, "reminds", on, "both", alone=True)
    meetup, _ = await club.whole(on)
    assert await club.organising.cancel(meetup, club.clock.now) == 2
    await club.keep()
    assert "Cancelled." in club.card(MAIN)
    assert club.card(MAIN) == club.card(CHAT)
    assert (club.told(ANNA), club.told(BERT), club.told(CLEO)) == (["meetup cancelled"], ["meetup cancelled"], [])
    assert club.platforms.events == {}
    assert "cancelled" in words(await club.tap(CLEO, "going", on))
    await club.passes(days=6)
    assert club.told(ANNA) == ["meetup cancelled"], "and no reminder"


async def test_moved_twice_is_told_once_if_nothing_went_out_between(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    for hours in (1, 2):
        meetup, now = await club.whole(on)
        later = on.local + timedelta(hours=hours)
        await club.organising.change_date(meetup, now, meetup.content, later, tell=False)
    await club.keep()
    assert club.told(ANNA) == ["meetup changed"]
    assert "Moved. It was planned for Thu 26 Nov, 19:00." in club.card()
    assert [event.starts_at for event in club.platforms.events.values()] == [at(26, 21)]


async def test_reminders(club: Club) -> None:
    on = await club.announced()
    assert words(await club.tap(ANNA, "remind", on)).startswith("Please say first")
    await club.tap(ANNA, "going", on)
    asked = await club.tap(ANNA, "remind", on, alone=True)
    assert list(buttons(asked)) == ["A day before", "An hour before", "Both", "Don't remind me"]
    await club.presses(ANNA, buttons(asked)["Both"])
    await club.tap(BERT, "maybe", on)
    await club.tap(BERT, "reminds", on, "hour", alone=True)
    await club.tap(CLEO, "going", on)
    await club.tap(CLEO, "reminds", on, "both", alone=True)
    await club.tap(CLEO, "reminds", on, "never", alone=True)
    await club.passes(days=5, hours=7)
    assert (club.told(ANNA), club.told(BERT)) == (["meetup reminder"], [])
    await club.passes(hours=23)
    assert (club.told(ANNA), club.told(BERT), club.told(CLEO)) == (["meetup reminder"] * 2, ["meetup reminder"], [])
    assert words(await club.tap(BERT, "remind", on)).startswith("It begins in less than an hour")


async def test_reminders_move_along(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    await club.tap(ANNA, "reminds", on, "day", alone=True)
    meetup, now = await club.whole(on)
    await club.organising.change_date(meetup, now, meetup.content, on.local + timedelta(days=1), tell=False)
    await club.passes(days=5, hours=8)
    assert club.told(ANNA) == ["meetup changed"]
    await club.passes(days=1)
    assert club.told(ANNA) == ["meetup changed", "meetup reminder"]


async def test_no_reminder_after_the_start(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    await club.tap(ANNA, "reminds", on, "both", alone=True)
    await club.passes(days=6, hours=8)
    assert club.told(ANNA) == []


async def test_a_series(club: Club) -> None:
    """Every Thursday: three dates ahead, one card at a time."""
    first = await club.announced(series=Series(OnWeekdays(frozenset({3}))))
    meetup, _ = await club.whole(first)
    assert [on.starts_at for on in await club.dates(meetup)] == [
        at(26, 19),
        at(26, 19) + timedelta(7),
        at(26, 19) + timedelta(14),
    ]
    assert [len(await club.posts(on)) for on in await club.dates(meetup)] == [2, 0, 0]
    assert [len(await club.posts(on, PostKind.EVENT)) for on in await club.dates(meetup)] == [1, 1, 1]
    assert "Every Thursday" in club.card()
    await club.passes(days=6, hours=9)
    dates = await club.dates(meetup)
    assert [on.status for on in dates] == [Status.OVER, *[Status.PLANNED] * 3]
    assert [len(await club.posts(on)) for on in dates] == [2, 2, 0, 0]
    assert await club.states(first) == [PostState.CLOSED, PostState.CLOSED]
    await club.organising.skip(meetup, dates[1], club.clock.now)
    await club.keep()
    assert [len(await club.posts(on)) for on in await club.dates(meetup)] == [2, 2, 0, 0, 0], "seven days before"
    await club.passes(days=7)
    assert [len(await club.posts(on)) for on in await club.dates(meetup)] == [2, 2, 2, 0, 0]


async def test_a_monthly_series_waits_for_its_week(club: Club) -> None:
    first = await club.announced(series=Series(MonthWeekday(-1, 3)))
    meetup, _ = await club.whole(first)
    await club.passes(days=10)
    dates = await club.dates(meetup)
    assert [len(await club.posts(on)) for on in dates] == [2, 0, 0, 0]
    await club.passes(days=26)
    assert [len(await club.posts(on)) for on in dates] == [2, 2, 0, 0]


async def test_a_series_ends(club: Club) -> None:
    first = await club.announced(series=Series(OnWeekdays(frozenset({3})), at(26).date() + timedelta(7)))
    meetup, _ = await club.whole(first)
    assert len(await club.dates(meetup)) == 2
    await club.passes(days=21)
    meetup, _ = await club.whole(first)
    assert meetup.status is Status.OVER
    assert "No meet-ups" in words(await club.says(ANNA, "/meetups"))


async def test_reposting(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    shown = await club.presses(ANNA, f"meetups:show:{on.id}", hidden=True)
    code = buttons(shown)["Show the card here again"]
    assert words(await club.presses(ANNA, code, hidden=True)) == "The card will come in a moment."
    await club.keep()
    assert [card.outcome for card in club.standing(MAIN)] == ["meetup card replaced", "meetup card"]
    assert "1 coming" in club.card(MAIN)
    assert len(club.standing(CHAT)) == 2, "a card and a point on the map"
    assert "just now" in words(await club.presses(ANNA, code, hidden=True))
    await club.passes(minutes=10)
    await club.presses(ANNA, code, hidden=True)
    assert (await club.says(BERT, "/meetups here", in_group=True, silent=True)) is None
    await club.keep()
    assert [card.outcome for card in club.standing(CHAT)].count("meetup card") == 1
    assert "1 coming" in club.card(CHAT)


async def test_unknown_dates_and_old_buttons(club: Club) -> None:
    on = await club.announced()
    gone = replace(on, id="0" * 32)
    for verb in ("going", "plus", "show", "more", "remind", "calendar", "ask"):
        assert words(await club.tap(ANNA, verb, gone)) == "I no longer know this meet-up."
    assert "older version" in words(await club.tap(ANNA, "reminds", on, "often"))


async def test_told_where_they_can_be_reached(club: Club) -> None:
    """Bert's chat is closed; he is told so where he presses."""
    on = await club.announced(content=replace(CONTENT, seats=1))
    await club.tap(ANNA, "going", on)
    bert = await club.stores.people.ensure(BERT, club.clock.now)
    await club.stores.people.block(bert, TELEGRAM, club.clock.now)
    assert "did not arrive" in words(await club.tap(BERT, "going", on))
    assert (await club.stores.people.account(bert, DISCORD)) is None
