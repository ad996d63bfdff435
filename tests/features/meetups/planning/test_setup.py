from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.times.values import EveryWeeks, MonthWeekday, OnWeekdays
from bot.core.incoming import Submitted
from bot.core.people import Place, PlaceKind, Platform, Role
from bot.core.reply import Reply
from bot.features.meetups.meetup import Series, Where
from bot.features.meetups.planning.asking import Spot
from tests.features.meetups.planning.chatting import DISCORD, FIRST, LOUNGE, MAIN, TELEGRAM, Chat, World
from tests.features.transcripts import is_as_kept

HERE = Path(__file__).parent


async def made(chat: Chat, **answers: str) -> None:
    """Set a meet-up up, in all places."""
    await chat.new(**answers)
    await chat.press("Announce in", "All of them", "Back", "Confirm")


async def test_a_meetup_is_put_together_step_by_step(chat: Chat) -> None:
    await chat.new()
    assert "No group is chosen" in chat.words
    assert "Tuesday 24 November 2026, 19:00 (London time)" in chat.words
    assert "Confirm" not in chat.labels
    await chat.press("Announce in", "Main chat (Telegram)", "Back")
    assert await chat.world.meetups() == ()
    await chat.press("Confirm")
    meetup, [on] = await chat.world.meetup(), await chat.world.dates()
    assert meetup.content.title == "Coffee and a chat"
    assert meetup.content.where == Where("Old Library", "5 High Street")
    assert meetup.content.duration == timedelta(minutes=90)
    assert [await chat.world.stores.places.place(place) for place in meetup.places] == [MAIN.place]
    assert on.starts_at == datetime(2026, 11, 24, 19, tzinfo=UTC)
    assert meetup.announce_at <= chat.world.now
    assert chat.world.woken == 1


async def test_a_meetup_is_put_together_in_windows(windows: Chat) -> None:
    await windows.new(duration="", where="", text="")
    await windows.press("Announce in", "All of them", "Back")
    assert await windows.world.meetups() == ()
    assert "It has no place yet" in windows.words
    await windows.press("Where", "Link")
    await windows.type("meet.example.org/x")
    assert "no web address" in windows.words
    await windows.press("https://meet.example.org/x", "Back", "Confirm")
    [on] = await windows.world.dates()
    assert on.ends_at - on.starts_at == timedelta(hours=1)
    assert len((await windows.world.meetup()).places) == 2


async def test_an_end_that_was_typed_before_the_start_was_known(chat: Chat) -> None:
    await chat.new(when="yesterday 7 pm", duration="until 8:30 pm")
    assert "set when it begins first" in chat.words
    await chat.press("When")
    await chat.type("24 november 7 pm")
    assert "1 h 30 min" in chat.words
    assert "until 8:30 pm" not in chat.words


async def test_only_organisers_get_in_whatever_they_press(chat: Chat, world: World) -> None:
    await made(chat)
    codes = ["meetup:begin", "meetup:new", "meetup:list:one:0", "meetup:anew:abcdef", "meetup:skipnow:x:0"]
    meetup, [on] = await world.meetup(), await world.dates()
    codes += [f"meetup:go:{verb}:{meetup.id}" for verb in ("one", "edit", "cancel", "again", "who", "write", "move")]
    codes += [f"meetup:on:{verb}:{on.id}" for verb in ("alter", "move", "skip", "who", "write")]
    codes += [f"meetup:cancelnow:{meetup.id}:1", f"meetup:skipnow:{on.id}:0"]
    codes += [f"meetup:{verb}:abcdef" for verb in ("hub", "page", "pick", "take", "write", "tell", "drop", "confirm")]
    codes += [f"meetup:{verb}:abcdef:all" for verb in ("noteto", "send", "unwrite")]
    member = Chat(world, DISCORD, Role.MEMBER)
    for code in codes:
        reply = await member.press_code(code)
        assert reply is not None
        assert reply.outcome == "told error.organisers_only", code
    for code in ("meetup:first:1", "meetup:typed:abcdef:title", f"meetup:note:{on.id}"):
        assert await _submitted(member, code) == "told error.organisers_only"
    assert (await member.command("new") or Reply()).outcome == "told error.organisers_only"
    assert await world.meetups() == (meetup,)


async def _submitted(chat: Chat, code: str) -> str:
    reply = await chat.does(Submitted(chat.origin(), code, {"text": "x", **FIRST}))
    assert reply is not None
    return reply.outcome


async def test_confirm_pressed_twice_makes_one(chat: Chat) -> None:
    await chat.new()
    await chat.press("Announce in", "All of them", "Back")
    confirm = chat.code("Confirm")
    await chat.press_code(confirm)
    await chat.press_code(confirm)
    assert "Nothing is being set up" in chat.note
    assert len(await chat.world.meetups()) == 1


async def test_a_form_sent_twice_is_one(windows: Chat) -> None:
    reply = await windows.command("new")
    assert reply is not None
    assert reply.form is not None
    await windows.submit(reply.form, FIRST)
    await windows.press("Title")
    await windows.type("Tea")
    await windows.submit(reply.form, FIRST)
    assert "Tea" in windows.words


async def test_what_is_confirmed_is_what_was_shown(chat: Chat) -> None:
    await chat.new()
    await chat.press("Announce in", "All of them", "Back")
    old = chat.code("Confirm")
    await chat.press("Title")
    await chat.type("Tea")
    await chat.press_code(old)
    assert await chat.world.meetups() == ()
    assert "Confirm" in chat.labels


async def test_a_draft_outlives_a_restart_and_is_asked_about(chat: Chat) -> None:
    await chat.new(title="Tea", when="tuesday 7pm")
    chat.restart()
    await chat.command("new")
    assert "You were in the middle of this" in chat.words
    assert "Tea" in chat.words
    assert "“tuesday 7pm”" in chat.words
    chat.restart()
    await chat.press("When")
    await chat.type("24 nov 7pm")
    await chat.command("new")
    await chat.press("Give this up, begin a new one")
    assert "What is" not in chat.words
    assert chat.shown.outcome == "form step"


async def test_cancel_gives_it_up(chat: Chat) -> None:
    await chat.new()
    await chat.command(name="cancel")
    assert chat.words == "Given up. Nothing was posted."
    await chat.new()
    await chat.press("Cancel")
    assert chat.words == "Given up. Nothing was posted."
    await chat.press("All meet-ups")
    assert chat.words == "No meet-up is planned."


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ("title", "x" * 4_000, "at most 100"),
        ("when", "19 november 2026 7pm", "That is over already"),
        ("when", "31 february", "does not exist"),
        ("duration", "until 18:00", "before it begins, at 19:00"),
        ("where", "https://exa mple", "no web address"),
    ],
)
async def test_bad_input_keeps_all_else_that_was_typed(windows: Chat, part: str, typed: str, told: str) -> None:
    reply = await windows.command("new")
    assert reply is not None
    assert reply.form is not None
    await windows.submit(reply.form, {**FIRST, part: typed})
    wanted = told if part != "title" else "There is room for 100"
    assert wanted in windows.words
    assert "“" + typed[:40] in windows.words
    assert all(words in windows.words for name, words in FIRST.items() if name in ("title", "text") and name != part)


@pytest.mark.parametrize("typed", ["0", "ten thousand", "10001"])
async def test_seats_are_asked_again(chat: Chat, typed: str) -> None:
    await chat.new()
    await chat.press("Seats")
    await chat.type(typed)
    assert f"You typed: “{typed}”" in chat.words
    assert "from 1 to 10,000" in chat.words
    await chat.type("10000")
    assert "10000 places left" in chat.words


async def test_doubts_are_buttons_on_the_page(chat: Chat) -> None:
    await chat.new(when="12/1/2027 7pm")
    assert "I can't tell the day from the month" in chat.words
    assert "→ Announce in" in chat.labels
    assert "no day and time" not in chat.words
    await chat.press("Tuesday 12 January 2027 at 7:00 in the evening (19:00)")
    assert "When: Tuesday 12 January 2027, 19:00 (London time)" in chat.words


async def test_a_title_of_four_thousand_characters_step_by_step(chat: Chat) -> None:
    await chat.command("new")
    await chat.type("x" * 4_000)
    assert "4000" in chat.words
    await chat.type("Tea")
    assert chat.words.startswith("When")


async def test_every_part_can_be_set_by_buttons(chat: Chat) -> None:
    await chat.new()
    await chat.press("How long", "2 h", "Seats", "12", "Repeat", "On the fourth Tuesday of every month")
    await chat.press("Answers close", "24 hours before", "Questions to you", "Not allowed", "Where", "Point on the map")
    await chat.type("https://www.openstreetmap.org/#map=17/51.5/-0.12")
    await chat.press("Link")
    await chat.type("https://meet.example.org/x")
    await chat.press("Link for all to see", "Back", "Repeat until")
    await chat.type("30 june")
    await chat.press("Announce when")
    await chat.type("tomorrow 9 am")
    await chat.press("Description", "No description", "Announce in", "Lounge (Discord)", "Back", "Confirm")
    assert "It will be announced on Saturday 21 November 2026, 09:00 (London time) in: Lounge (Discord)." in chat.words
    meetup = await chat.world.meetup()
    content = meetup.content
    assert content.where == Where("Old Library", "5 High Street", (51.5, -0.12), "https://meet.example.org/x", False)
    assert (content.seats, content.closes_before, content.asks, content.text) == (12, timedelta(days=1), False, "")
    assert content.duration == timedelta(hours=2)
    assert meetup.series == Series(MonthWeekday(4, 1), date(2027, 6, 30))
    assert meetup.announce_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert [f"{on.starts_at:%d %b}" for on in await chat.world.dates()] == ["24 Nov", "22 Dec", "26 Jan"]


async def test_what_stands_in_the_way_is_said(chat: Chat) -> None:
    await chat.new(when="tomorrow 9 am", where="")
    await chat.press("Answers close", "2 days before", "Announce when")
    await chat.type("tomorrow 10 am")
    await chat.press("Repeat", "Every Saturday", "Repeat until")
    await chat.type("today")
    for told in (
        "answers would be closed",
        "announced only when it has begun",
        "before its first date",
        "no place yet",
    ):
        assert told in chat.words
    assert "Confirm" not in chat.labels


async def test_a_draft_whose_time_has_come_cannot_be_confirmed(chat: Chat) -> None:
    await chat.new(when="today 21:00")
    await chat.press("Announce in", "All of them", "Back")
    confirm = chat.code("Confirm")
    chat.world.now += timedelta(hours=3)
    await chat.press_code(confirm)
    assert "Its start has passed" in chat.words
    assert await chat.world.meetups() == ()


async def test_a_time_that_the_clock_leaps_over_is_told(chat: Chat) -> None:
    await chat.new(when="28 march 2027 01:30")
    assert "01:30 does not exist then, so it begins at 02:30" in chat.words


async def test_ten_thousand_places_are_shown_in_pages_and_fifty_taken(chat: Chat) -> None:
    group = PlaceKind.GROUP
    chat.world.spots = tuple(Spot(f"Group {n}", Place(Platform.TELEGRAM, f"-{n}", group)) for n in range(10_000))
    chat.restart()
    await chat.new()
    await chat.press("Announce in")
    assert len(chat.labels) < 14
    await chat.press("Later →", "Group 9 (Telegram)", "Later →", "← Earlier")
    assert "✓ Group 9 (Telegram)" in chat.labels
    await chat.press("All of them", "Back")
    assert "at most 50 places" in chat.words
    await chat.press("Announce in", "None of them", "Group 3 (Telegram)", "Back", "Confirm")
    assert len((await chat.world.meetup()).places) == 1


async def test_a_toggle_pressed_twice_stays_as_it_was_meant(chat: Chat) -> None:
    await chat.new()
    await chat.press("Announce in")
    code = chat.code("Main chat (Telegram)")
    await chat.press_code(code)
    await chat.press_code(code)
    assert "✓ Main chat (Telegram)" in chat.labels


async def test_one_place_is_chosen_already_and_none_is_told(chat: Chat) -> None:
    chat.world.spots = (LOUNGE,)
    chat.restart()
    await chat.new()
    assert "Announce in: Lounge (Discord)" in chat.words
    await chat.press("Confirm")
    chat.world.spots = ()
    chat.restart()
    await chat.new()
    assert "config/community.yaml" in chat.words


async def test_another_zone_than_that_of_the_organiser(chat: Chat) -> None:
    chat.world.zone = "America/New_York"
    chat.restart()
    await made(chat)
    assert (await chat.world.dates())[0].starts_at == datetime(2026, 11, 25, 0, tzinfo=UTC)


async def test_a_repeat_can_be_typed_with_the_time(chat: Chat) -> None:
    await made(chat, when="every 2 weeks on tuesday at 7pm")
    assert (await chat.world.meetup()).series == Series(EveryWeeks(2, frozenset({1})))


async def test_typed_and_old_buttons_of_an_earlier_draft_show_the_one_that_is(chat: Chat) -> None:
    await chat.new()
    old = chat.code("Title")
    await chat.press("Cancel")
    await chat.press_code(old)
    assert "Nothing is being set up" in chat.note
    await chat.new(title="Tea")
    await chat.press_code(old)
    assert chat.words.startswith("This is how it stands now")
    assert "Tea" in chat.words


async def test_in_a_group_all_of_it_is_private(world: World) -> None:
    chat = Chat(world, TELEGRAM)
    chat.place = Place(Platform.TELEGRAM, "-1001", PlaceKind.GROUP)
    reply = await chat.command("new")
    assert reply is not None
    assert reply.form is None
    assert reply.private_at is not None
    assert reply.private_at.code == "meetup:begin"


async def test_a_whole_dialogue_step_by_step(chat: Chat) -> None:
    await chat.new(when="tuesday 7 pm")
    await chat.press("Tuesday 24 November 2026 at 7:00 in the evening (19:00)", "Repeat")
    await chat.press("Every Tuesday", "Announce in", "All of them", "Back", "Seats")
    await chat.type("ten")
    await chat.type("10")
    await chat.press("Where", "Link")
    await chat.type("https://meet.example.org/room")
    await chat.press("Back", "Confirm", "All meet-ups", "Coffee and a chat")
    assert (await chat.world.meetup()).series == Series(OnWeekdays(frozenset({1})))
    assert is_as_kept(HERE / "step_by_step.txt", chat.transcript)


async def test_a_whole_dialogue_in_windows(windows: Chat) -> None:
    await windows.new(when="24 november", duration="", where="https://meet.example.org/room")
    await windows.press("When")
    await windows.type("7:30 pm")
    await windows.press("Announce in", "Lounge (Discord)", "Back", "Announce when")
    await windows.type("tomorrow 9 am")
    await windows.press("Confirm")
    assert is_as_kept(HERE / "in_windows.txt", windows.transcript)
    assert replace(await windows.world.meetup(), places=()).content.asks
