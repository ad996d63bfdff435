"""The whole life of a meet-up in a channel, a group and a topic at once, as people see it."""

from __future__ import annotations

from dataclasses import replace

from icalendar import Calendar, Event

from bot.core.people import Person, Platform
from bot.features.meetups.attending import Answer, Attendee
from tests.whole.arranging import at
from tests.whole.gathering import TITLE, MeetingWorld
from tests.whole.heard import labels
from tests.whole.meetup_cards import LONGEST
from tests.whole.people import OnDiscord, OnTelegram
from tests.wire.discord_model import CANCELLED
from tests.wire.telegram_world import Message as TelegramMessage

START = at(20, 18, 53)
LINK = "https://meet.example.org/our-room"


async def set_up(club: MeetingWorld) -> None:
    """Set a meet-up up on Telegram, step by step, with some mistakes on the way."""
    olga = club.olga
    club.world.announced |= {TITLE, "Old Library"}
    club.world.secrets.add(LINK)
    await olga.says("/meetup new")
    await olga.says(TITLE)
    await olga.says("yesterday 7 pm")
    await olga.says("until 8:30 pm")
    await olga.says("Old Library, 5 High Street")
    await olga.says("By the window.")
    await olga.presses("→ When")
    await olga.says("thursday 26 november 7 pm")
    await olga.presses("Seats")
    await olga.says("none at all")
    await olga.says("4")
    await olga.presses("Where", "Link")
    await olga.says("meet.example.org/our room")
    await olga.says(LINK)
    await olga.presses("Point on the map")
    await olga.says("51.5072 -0.1276")
    await olga.presses("Back", "Answers close", "1 hour before")
    await olga.presses("→ Announce in", "All of them", "Back")


async def test_the_whole_life(club: MeetingWorld) -> None:
    world, olga = club.world, club.olga
    await set_up(club)
    assert not any(one.in_the_open for one in world.heard.shown)
    await olga.presses("Confirm")
    assert world.is_as_kept("meetup-set-up-on-telegram")
    world.begins()
    await many_answer(club)
    assert world.is_as_kept("meetup-answers")
    world.begins()
    await somebody_leaves(club)
    assert world.is_as_kept("meetup-waiting-list")
    world.begins()
    await it_is_changed(club)
    assert world.is_as_kept("meetup-changed")
    world.begins()
    await its_day_comes(club)
    assert world.is_as_kept("meetup-its-day")


async def many_answer(club: MeetingWorld) -> None:
    """Fill all seats, and more, from both platforms."""
    channel, group, topic = club.cards
    await club.ana.presses("Going", on=channel)
    await club.ana.presses("Going", on=channel)
    await club.sam.presses("Maybe", on=group)
    await club.kim.presses("Going", on=topic)
    await club.dan.presses("+1", on=channel)
    await club.ana.presses("+1", on=channel)
    await club.lee.presses("Going", on=group)
    await club.sam.presses("Going", on=topic)
    await club.eve.presses("+1", on=channel)
    await club.eve.presses("Can't", on=channel)
    await club.dan.presses("Remind me", on=channel)
    await club.dan.presses("Both")
    await club.kim.presses("Remind me", on=group)
    await club.eve.presses("Remind me", on=channel)
    await club.dan.presses("Add to calendar", on=channel)
    await club.dan.presses("With its name")
    await club.sam.says("/meetups")
    await club.ana.calls("meetups")


async def somebody_leaves(club: MeetingWorld) -> None:
    """Free seats, so that those who wait move up; let somebody ask the organiser."""
    channel, *_ = club.cards
    await club.dan.presses("Can't", on=channel)
    await club.ana.presses("Ask the organiser", on=channel)
    await club.ana.fills("Is there a lift?")
    await club.olga.presses("Read it")
    await club.olga.presses("Answer")
    await club.olga.says("Yes, to the left of the door.")
    await club.ana.presses("Read it")
    await club.sam.presses("Details")
    await club.sam.presses("Remind me")
    await club.sam.presses("Both")
    await club.olga.says("/meetup who")


async def it_is_changed(club: MeetingWorld) -> None:
    """Let the organiser write to those who come, and move it by an hour."""
    olga = club.olga
    await olga.says("/meetup write")
    await olga.says("The door is the blue one.")
    await olga.presses("Send it")
    await club.sam.presses("Read it")
    await olga.says("/meetup edit")
    await olga.presses("When")
    await olga.says("8 pm")
    await olga.presses("Confirm the change")
    await club.ana.calls("meetups", here="here")


async def its_day_comes(club: MeetingWorld) -> None:
    """Reminders, a last answer that comes too late, and the end."""
    await club.world.until(at(25, 20, 1))
    await club.world.until(at(26, 19, 2))
    _, group, _ = club.cards
    await club.kim.presses("Can't", on=group)
    await club.world.until(at(26, 20, 2))
    await club.kim.presses("Going", on=group)
    await club.world.until(at(26, 21, 31))
    await club.sam.says("/meetups")


async def test_cancelled(club: MeetingWorld) -> None:
    """Everybody who comes is told once, each card and the event say so, and old buttons do no harm."""
    world, at_ = club.world, club.at
    await club.announced()
    channel, group, topic = club.cards
    await club.ana.presses("Going", on=channel)
    await club.sam.presses("Maybe", on=topic)
    await club.kim.presses("Can't", on=group)
    world.begins()
    assert isinstance(group, TelegramMessage)
    going = group.button("Going").data or ""
    await club.sam.says(f"/meetups@{world.telegram.bot.username} here", group=at_.group, answered=False)
    await club.kim.presses_old(group, going)
    await club.olga.says("/meetup cancel")
    await club.olga.presses("Yes, call it off")
    await club.kim.presses_old(group, going)
    await club.ana.calls("meetups")
    await club.olga.says("/meetup")
    await world.until(at(26, 21))
    assert world.is_as_kept("meetup-cancelled")
    [event] = world.discord.scheduled_events.values()
    assert event.data["status"] == CANCELLED


async def test_what_goes_into_calendars(club: MeetingWorld) -> None:
    """The file tells of the same date as before whatever becomes of it, and later states of it are known as such."""
    await club.announced()
    channel, *_ = club.cards
    await club.ana.presses("Going", on=channel)
    await club.ana.presses("Add to calendar", on=channel)
    before = an_event(club.ana)
    await club.olga.says("/meetup move")
    await club.olga.says("27 november 6:30 pm")
    await club.olga.presses("Confirm the change")
    await club.ana.presses("Add to calendar", on=channel)
    moved = an_event(club.ana)
    await club.olga.says("/meetup cancel")
    await club.olga.presses("Yes, call it off")
    assert before["UID"] == moved["UID"]
    assert (before["SUMMARY"], before["STATUS"]) == ("Meet-up", "CONFIRMED")
    assert moved.decoded("DTSTART") == at(27, 18, 30)
    await club.ana.presses("With its name")
    cancelled = an_event(club.ana)
    assert (cancelled["SUMMARY"], cancelled["STATUS"]) == (TITLE, "CANCELLED")
    sequences = [one.decoded("SEQUENCE") for one in (before, moved, cancelled)]
    assert sequences == sorted(set(sequences))


async def test_one_human_on_two_platforms(club: MeetingWorld) -> None:
    """Whoever has linked two accounts has one answer, and is written to once."""
    world = club.world
    there, here = OnTelegram(world, "Sam"), OnDiscord(world, "Ana", channel=club.at.channel)
    await there.says("/link")
    await there.presses("Get a code")
    await here.calls("link", code=there.code)
    await here.presses("Yes, link them")
    await club.announced()
    world.begins()
    channel, group, _ = club.cards
    await there.presses("Going", on=group)
    await here.presses("Going", on=channel)
    await there.presses("Maybe", on=group)
    await here.presses("Going", on=channel)
    await here.calls("meetups")
    await there.says("/meetups")
    await club.olga.says("/meetup edit")
    await club.olga.presses("When")
    await club.olga.says("8 pm")
    await club.olga.presses("Confirm the change")
    assert world.is_as_kept("meetup-two-accounts")


async def test_restarted_in_between(club: MeetingWorld) -> None:
    """What was typed, which cards there are and who comes is known after a restart."""
    world = club.world
    world.announced |= {TITLE, "Old Library"}
    await club.olga.says("/meetup new")
    await club.olga.says(TITLE)
    await club.olga.says("26 november 7 pm")
    await world.stops()
    await world.starts()
    for typed in ("90 min", "Old Library, 5 High Street", "By the window."):
        await club.olga.says(typed)
    await world.stops()
    await world.starts()
    await club.olga.presses("→ Announce in", "All of them", "Back", "Confirm")
    cards = club.cards
    await world.stops()
    world.telegram.tap(club.sam.account, cards[1], "Maybe")  # type: ignore[arg-type]
    await world.starts()
    assert "1 maybe" in cards[1].text
    assert club.cards == cards
    assert all("1 maybe" in card.text for card in cards)
    assert len(world.discord.scheduled_events) == 1


def an_event(who: OnDiscord) -> Event:
    """What stands in the file that somebody was given last."""
    [content] = who.files.values()
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert isinstance(event, Event)
    return event


async def test_the_longest_texts_and_five_hundred_answers(club: MeetingWorld) -> None:
    """Each card stays one message, and both platforms take it."""
    world, kept = club.world, club.world.stores.meetups
    await club.announced()
    cards, before = club.cards, len(world.telegram.messages)
    [meetup] = await kept.meetups.planned()
    [on] = await kept.meetups.dates(meetup.id, START)
    world.announced.add(LONGEST.title)
    longest = replace(meetup, content=replace(LONGEST, seats=400), version=meetup.version + 1)
    people = [await world.stores.people.ensure(Person(Platform.TELEGRAM, str(number)), START) for number in range(500)]
    async with world.stores.together():
        assert await kept.meetups.change(meetup, longest)
        number = await kept.attendance.hold(on.id) or 0
        said = Attendee("", Answer.GOING, number, START, Platform.TELEGRAM)
        many = [
            replace(said, person_id=person_id, number=number + place, waits=place >= 400)
            for place, person_id in enumerate(people)
        ]
        await kept.attendance.put(on.id, *many)
        await kept.posts.touch(on.id)
    await world.passes(minutes=2)
    assert club.cards == cards
    assert len(world.telegram.messages) == before
    assert all("400 coming · full · 100 waiting" in card.text for card in cards)
    assert all("More" in labels(card) for card in cards)
    await club.ana.presses("More", on=cards[0])
    assert club.ana.text.endswith(LONGEST.text.strip()[-30:])
    await club.ana.presses("Going", on=cards[0])
    assert all("400 coming · full · 101 waiting" in card.text for card in cards)
    await club.otto.calls("meetup", what="who")
    [names] = club.otto.files.values()
    assert names.decode().count("somebody without a name") == 500
