"""What people are told: only those whom it concerns, only while it is true, and nothing on a locked phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.people import Person
from bot.core.reply import Reply, Showing
from bot.core.richtext import plain
from bot.delivery.composing import Moment
from bot.delivery.due import Due
from bot.features.meetups import dues
from bot.features.meetups.attending import Attendee, Remind
from bot.features.meetups.dues import Trouble
from bot.features.meetups.keeping import Note
from bot.features.meetups.meetup import MeetupDate
from tests.features.meetups.club import (
    ANNA,
    BERT,
    CLEO,
    CONTENT,
    DISCORD,
    LINK,
    ORGANISER,
    TELEGRAM,
    Club,
    at,
    words,
)
from tests.features.town import buttons

SECRET = replace(CONTENT, title="Living with lupus", text="About azathioprine.")


def came(club: Club, person: Person) -> list[Reply]:
    return [call.reply for call in club.platforms.calls if call.to == person]


async def move(club: Club, on: MeetupDate, **by: float) -> None:
    meetup, now = await club.whole(on)
    local = now.starts_at.replace(tzinfo=None) + timedelta(**by)
    await club.organising.change_date(meetup, now, meetup.content, local, tell=False)


@pytest.mark.parametrize("discreet", [True, False])
async def test_the_first_line_says_nothing(club: Club, *, discreet: bool) -> None:
    """Of all that comes by itself; to who likes it discreet, no line does."""
    on = await club.announced(content=replace(SECRET, seats=1))
    if not discreet:
        await club.open(ANNA, BERT, ORGANISER)
    await club.tap(ANNA, "going", on)
    await club.tap(BERT, "going", on)
    await club.tap(ANNA, "reminds", on, "both", alone=True)
    await club.submits(ANNA, f"meet:asked:{on.id}", "Does azathioprine make you tired?")
    await club.keep()
    [question] = await club.stores.meetups.words.questions(on.id)
    await club.submits(ORGANISER, f"meet:replied:{question.id}", "Ask about azathioprine when you are here.")
    await move(club, on, hours=1)
    await club.keep()
    meetup, now = await club.whole(on)
    await club.organising.write(meetup, now, Note(club.id(), on.id, "Lupus talk", club.clock.now), maybe=True)
    await club.passes(days=5, hours=9)
    await club.tap(ANNA, "cannot", on)
    await club.keep()
    await club.organising.cancel((await club.whole(on))[0], club.clock.now)
    await club.keep()
    replies = [reply for person in (ANNA, BERT, ORGANISER) for reply in came(club, person)]
    assert {reply.outcome for reply in replies} == {
        "meetup changed",
        "meetup note",
        "meetup reminder",
        "meetup seat",
        "meetup cancelled",
        "meetup question",
        "meetup answer",
    }
    for reply in replies:
        first = plain(reply.blocks if discreet else reply.blocks[:1]).lower()
        assert "lupus" not in first
        assert "azathioprine" not in first
        assert ("Living with lupus" in words(reply)) is not discreet


async def test_what_is_kept_back_can_be_read_by_whom_it_is_for(club: Club) -> None:
    on = await club.announced(content=SECRET)
    await club.tap(ANNA, "going", on)
    await club.submits(ANNA, f"meet:asked:{on.id}", "Does azathioprine make you tired?")
    [question] = await club.stores.meetups.words.questions(on.id)
    await club.submits(ORGANISER, f"meet:replied:{question.id}", "Ask your nurse.")
    meetup, now = await club.whole(on)
    await club.organising.write(meetup, now, Note(club.id(), on.id, "Lupus talk", club.clock.now), maybe=True)
    await club.keep()
    letters = {reply.outcome: reply for person in (ORGANISER, ANNA) for reply in came(club, person)}
    codes = [buttons(letters[f"meetup {what}"])["Read it"] for what in ("question", "answer", "note")]
    opened = await club.presses(ORGANISER, codes[0])
    assert "Does azathioprine make you tired?" in words(opened)
    assert opened.showing is Showing.IN_PLACE
    assert "Answer" in buttons(opened)
    told = words(await club.presses(ANNA, codes[1]))
    assert "You asked: Does azathioprine make you tired?" in told
    assert "Ask your nurse." in told
    assert "Lupus talk" in words(await club.presses(ANNA, codes[2]))
    for code in codes:
        assert "upus" not in words(await club.presses(BERT, code))
        assert "azathioprine" not in words(await club.presses(BERT, code))
    assert words(await club.presses(BERT, codes[2])) == "I no longer know this meet-up."


async def test_which_question_is_answered_is_not_guessed(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    for text in ("Is there a lift?", "Is there tea?"):
        await club.submits(ANNA, f"meet:asked:{on.id}", text)
    questions = await club.stores.meetups.words.questions(on.id)
    [lift] = [one for one in questions if "lift" in one.text]
    await club.submits(ORGANISER, f"meet:replied:{lift.id}", "Yes, to the left.")
    await club.keep()
    [answer] = came(club, ANNA)
    told = words(await club.presses(ANNA, buttons(answer)["Read it"]))
    assert "Yes, to the left." in told
    assert "You asked" not in told


async def test_who_cannot_come_is_told_nothing(club: Club) -> None:
    on = await club.announced()
    await club.open(ANNA, BERT, CLEO)
    for person, verb in ((ANNA, "going"), (BERT, "maybe"), (CLEO, "cannot")):
        await club.tap(person, verb, on)
    await move(club, on, hours=1)
    await club.tap(BERT, "cannot", on)
    await club.keep()
    assert [club.told(person) for person in (ANNA, BERT, CLEO)] == [["meetup changed"], [], []]
    told = came(club, ANNA)[0]
    assert LINK in words(told)
    assert "It was planned for Thu 26 Nov, 19:00." in words(told)


async def test_a_note_for_some(club: Club) -> None:
    on = await club.announced()
    await club.open(ANNA)
    await club.tap(ANNA, "going", on)
    await club.tap(BERT, "maybe", on)
    meetup, on = await club.whole(on)
    note = Note(club.id(), on.id, "Come early. **Really.** @everyone", club.clock.now)
    assert await club.organising.write(meetup, on, note, maybe=False) == 1
    assert await club.organising.write(meetup, on, note, maybe=False) is None
    await club.keep()
    assert (club.told(ANNA), club.told(BERT)) == (["meetup note"], [])
    assert "**Really.**" in words(came(club, ANNA)[0])


async def test_nothing_after_the_start(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    await move(club, on, minutes=30)
    club.clock.now = at(26, 19, 30)
    await club.keep()
    meetup, on = await club.whole(on)
    await club.organising.write(meetup, on, Note(club.id(), on.id, "Late.", club.clock.now), maybe=True)
    await club.organising.cancel(meetup, club.clock.now)
    await club.keep()
    assert club.told(ANNA) == []


async def test_a_seat_that_was_given_back(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, seats=1))
    await club.tap(ANNA, "going", on)
    await club.tap(BERT, "going", on)
    await club.tap(ANNA, "cannot", on)
    await club.tap(BERT, "cannot", on)
    await club.keep()
    assert club.told(BERT) == []
    await club.tap(ANNA, "plus", on)
    await club.tap(BERT, "going", on)
    await club.tap(ANNA, "plus", on)
    await club.keep()
    assert club.told(BERT) == [], "for one it was never full"


async def test_who_frees_their_own_seat_is_told_at_once_alone(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, seats=2))
    await club.tap(ANNA, "going", on)
    await club.tap(BERT, "going", on)
    await club.tap(CLEO, "plus", on)
    await club.tap(ANNA, "cannot", on)
    assert words(await club.tap(CLEO, "plus", on)).startswith("You are going, without a guest.")
    await club.keep()
    assert club.told(CLEO) == []


async def test_told_where_they_answered_last(club: Club) -> None:
    on = await club.announced()
    await club.tap(ANNA, "going", on)
    me = await club.id_of(ANNA)
    await club.stores.links.offer(me, "code", club.clock.now + timedelta(minutes=1))
    await club.stores.links.redeem("code", BERT, club.clock.now)
    await club.tap(BERT, "going", on)
    assert len(await club.attendees(on)) == 1, "one human, one answer"
    await move(club, on, hours=1)
    await club.keep()
    assert (club.told(ANNA), club.told(BERT)) == ([], ["meetup changed"])
    await club.stores.people.block(me, TELEGRAM, club.clock.now)
    await move(club, on, hours=1)
    await club.keep()
    assert (club.told(ANNA), club.told(BERT)) == (["meetup changed"], ["meetup changed"])


async def test_many_are_told_once_each(club: Club) -> None:
    on = await club.announced()
    people = [Person(DISCORD, str(1000 + number)) for number in range(60)]
    for person in people:
        await club.tap(person, "going", on)
    await move(club, on, hours=1)
    await club.keep()
    await club.keep()
    assert all(club.told(person) == ["meetup changed"] for person in people)


async def test_the_erased_are_gone(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, seats=1))
    await club.tap(ANNA, "going", on)
    await club.tap(BERT, "going", on)
    await club.submits(ANNA, f"meet:asked:{on.id}", "Why?")
    await club.stores.people.remove(await club.id_of(ANNA))
    await club.passes(minutes=2)
    assert club.told(ORGANISER) == []
    assert club.told(BERT) == ["meetup seat"], "the seat went on"


async def test_trouble_without_an_organiser(club: Club) -> None:
    on = await club.announced()
    club.platforms.gone |= {f"message {number}" for number in range(9)}
    await club.stores.people.remove(await club.id_of(ORGANISER))
    await club.tap(ANNA, "going", on)
    await club.keep()
    assert club.told(ORGANISER) == []
    assert "Ask the organiser" not in words(await club.tap(ANNA, "show", on, alone=True))


@pytest.mark.parametrize("why", Trouble)
async def test_every_trouble_has_words(club: Club, why: Trouble) -> None:
    on = await club.announced()
    meetup, _ = await club.whole(on)
    [post] = [post for post in await club.posts(on) if post.platform is TELEGRAM]
    await club.upkeep.telling.trouble(meetup, post, why)
    await club.upkeep.telling.trouble(meetup, post, why)
    [(to, told)] = await club.deliver()
    assert to == ORGANISER
    assert "“chat”" in words(told)


async def test_dues_fit(club: Club) -> None:
    """Keys and subjects are as short as the ledger wants them, whatever they are made of."""
    on = await club.announced()
    now = club.clock.now
    mine = replace((await _going(club, on)), remind=Remind.BOTH, number=10**6)
    [post, *_] = await club.posts(on)
    found: list[Due | None] = [
        dues.card(post, on, now),
        dues.point(post, on, (-51.123456, -120.123456), now),
        dues.changed(replace(on, sequence=10**6), mine.person_id, TELEGRAM, now),
        dues.cancelled(on, mine.person_id, TELEGRAM, now),
        dues.seat(on, mine, TELEGRAM, now),
        *dues.reminders(on, mine, TELEGRAM, now),
        *(dues.trouble(post, why, mine.person_id, TELEGRAM, now) for why in Trouble),
    ]
    kept = [due for due in found if due is not None]
    assert len(kept) == len(found) == 12
    assert all(len(due.subject) <= 80 and len(due.key) <= 120 for due in kept)
    assert all(due.until <= on.starts_at for due in kept if due.purpose != dues.TROUBLE)
    assert dues.card(post, on, on.starts_at) is None
    assert dues.point(post, on, (0, 0), on.starts_at) is None


async def test_a_pin_on_the_map_is_not_sent_again(club: Club) -> None:
    on = await club.announced()
    [post] = [post for post in await club.posts(on) if post.platform is TELEGRAM]
    due = dues.point(post, on, (51.5, -0.12), club.clock.now)
    assert due is not None
    for repeat in (False, True):
        reply = await club.composers[dues.POINT](due, Moment(club.clock.now, timedelta(0), repeat))
        assert (reply is None) is repeat, "nothing on it can say that it is a repeat"


async def _going(club: Club, on: MeetupDate) -> Attendee:
    await club.tap(ANNA, "going", on)
    return (await club.attendees(on))[0]
