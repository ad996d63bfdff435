from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.conversation.times.values import EveryWeeks, OnWeekdays
from bot.core.reply import Reply
from bot.core.richtext import plain
from bot.features.meetups.attending import Answer
from bot.features.meetups.keeping import Post, PostKind, PostState
from bot.features.meetups.meetup import Series, Status
from tests.features.meetups.planning.chatting import DISCORD, LOUNGE, Chat, World
from tests.features.transcripts import is_as_kept

HERE = Path(__file__).parent
GOING, MAYBE, CANNOT = Answer.GOING, Answer.MAYBE, Answer.CANNOT


async def made(chat: Chat, **answers: str) -> None:
    """Set a meet-up up, in all places."""
    await chat.new(**answers)
    await chat.press("Announce in", "All of them", "Back", "Confirm")


async def opened(chat: Chat, *labels: str) -> None:
    """Go to the page of the only meet-up, and on."""
    await chat.command()
    await chat.press(chat.labels[0], *labels)


async def test_nothing_is_planned(chat: Chat) -> None:
    await chat.command()
    assert chat.words == "No meet-up is planned."
    assert chat.labels == ["New meet-up"]


async def test_the_list_is_in_order_and_in_pages(chat: Chat) -> None:
    for day in range(1, 13):
        await made(chat, title=f"Tea {day}", when=f"{day} december 7pm")
    await chat.command()
    assert chat.labels[:8] == [f"Tea {day}" for day in range(1, 9)]
    await chat.press("Later →")
    assert chat.labels == ["Tea 9", "Tea 10", "Tea 11", "Tea 12", "← Earlier", "New meet-up"]
    await chat.command("cancel")
    await chat.press("Later →", "Tea 9")
    assert "Cancel “Tea 9”?" in chat.words


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("edit", "meetup hub"),
        ("MOVE one", "meetup when"),
        ("cancel", "meetup sure"),
        ("skip", "meetup sure"),
        ("who", "meetup who"),
        ("message", "form step"),
        ("announce again", "meetup again"),
        ("list", "meetup list"),
        ("dance", "meetup list"),
    ],
)
async def test_a_word_behind_the_command_leads_there_at_once(chat: Chat, word: str, outcome: str) -> None:
    await made(chat)
    await chat.command(word)
    assert chat.shown.outcome == outcome
    assert ("I don't know that word" in chat.words) == (word == "dance")


async def test_a_time_is_moved_and_those_who_come_are_told(chat: Chat) -> None:
    await made(chat)
    [on] = await chat.world.dates()
    await chat.world.answers(on, anna=GOING, bert=MAYBE, cleo=CANNOT)
    await opened(chat, "Move")
    await chat.type("25 november 8pm")
    assert "might come will be told: 2 people." in chat.words
    assert not any("Tell" in label for label in chat.labels)
    await chat.press("Confirm the change")
    [after] = await chat.world.dates()
    assert after.id == on.id
    assert after.starts_at == datetime(2026, 11, 25, 20, tzinfo=UTC)
    assert (after.sequence, after.moved) == (1, False)
    meetup = await chat.world.meetup()
    assert (f"{meetup.first}", meetup.time_of_day, meetup.version) == ("2026-11-25", time(20), 2)
    assert await chat.world.told("meetup change") == 2


async def test_a_slip_in_the_description_need_not_be_told(chat: Chat) -> None:
    await made(chat)
    [on] = await chat.world.dates()
    await chat.world.answers(on, anna=GOING)
    await opened(chat, "Edit", "Description")
    await chat.type("By the door.")
    assert "Nobody will be told of this" in chat.words
    await chat.press("Tell them too")
    assert "might come will be told: 1 person" in chat.words
    await chat.press("Tell nobody", "Confirm the change")
    [after] = await chat.world.dates()
    assert after.sequence == 0
    assert (await chat.world.meetup()).content.text == "By the door."
    assert await chat.world.told("meetup change") == 0


async def test_they_can_be_told_of_it_all_the_same(chat: Chat) -> None:
    await made(chat)
    [on] = await chat.world.dates()
    await chat.world.answers(on, anna=GOING)
    await opened(chat, "Edit", "Description")
    await chat.type("By the door.")
    await chat.press("Tell them too", "Confirm the change")
    assert (await chat.world.dates())[0].sequence == 1
    assert await chat.world.told("meetup change") == 1


async def test_nothing_to_confirm_where_nothing_is_changed(chat: Chat) -> None:
    await made(chat)
    await opened(chat, "Edit")
    assert "Nothing is changed so far" in chat.words
    assert "Confirm the change" not in chat.labels


async def test_one_date_of_a_series_is_moved_and_changed_alone(chat: Chat) -> None:
    await made(chat, when="every tuesday 7pm")
    first, second, third = await chat.world.dates()
    await opened(chat, "Move", "Tue 1 Dec, 19:00 (London)")
    await chat.type("2 december 6pm")
    await chat.press("Title")
    await chat.type("Winter tea")
    assert "Change the date of Tuesday 1 December 2026 alone" in chat.words
    assert not {"Repeat", "Announce in", "Announce when"} & set(chat.labels)
    await chat.press("Confirm the change")
    dates = await chat.world.dates()
    assert [date.id for date in dates] == [first.id, second.id, third.id]
    moved = dates[1]
    assert moved.local == second.local
    assert (moved.moved, moved.sequence, moved.starts_at.hour) == (True, 1, 18)
    assert moved.content is not None
    assert moved.content.title == "Winter tea"
    assert (dates[0], dates[2]) == (first, third)
    assert (await chat.world.meetup()).content.title == "Coffee and a chat"
    await opened(chat, "Edit one date", "Wed 2 Dec, 18:00 (London)", "When")
    await chat.type("1 december 7pm")
    await chat.press("Confirm the change")
    assert (await chat.world.dates())[1].moved is False


async def test_a_date_is_skipped_and_another_one_planned(chat: Chat) -> None:
    await made(chat, when="every tuesday 7pm")
    dates = await chat.world.dates()
    await chat.world.answers(dates[0], anna=GOING)
    await opened(chat, "Skip one", "Tue 24 Nov, 19:00 (London)")
    assert "might come will be told: 1 person" in chat.words
    yes = chat.code("Yes, call it off")
    await chat.press("Yes, call it off")
    assert [f"{on.starts_at:%d %b}" for on in await chat.world.dates()] == ["01 Dec", "08 Dec", "15 Dec"]
    assert await chat.world.told("meetup cancelled") == 1
    reply = await chat.press_code(yes)
    assert reply is not None
    assert "not planned any more" in plain(reply.blocks)


async def test_a_meetup_is_cancelled_after_it_was_asked_once_more(chat: Chat) -> None:
    await made(chat, when="every tuesday 7pm")
    dates = await chat.world.dates()
    await chat.world.answers(dates[0], anna=GOING, bert=MAYBE)
    await chat.world.answers(dates[1], anna=GOING)
    await opened(chat, "Cancel it")
    assert "might come will be told: 2 people" in chat.words
    await chat.press("No, keep it", "Cancel it", "Yes, call it off")
    assert await chat.world.meetups() == ()
    kept = await chat.world.stores.meetups.meetups.dates(dates[0].meetup_id, chat.world.now)
    assert {on.status for on in kept} == {Status.CANCELLED}
    assert await chat.world.told("meetup cancelled") == 3
    await chat.press("All meet-ups")
    assert chat.words == "No meet-up is planned."


async def test_a_series_gets_another_rhythm_and_the_list_goes_with_its_next_date(chat: Chat) -> None:
    await made(chat, when="every tuesday 7pm")
    dates = await chat.world.dates()
    await chat.world.answers(dates[0], anna=GOING)
    await opened(chat, "Edit", "When")
    await chat.type("every 2 weeks on thursday at 6pm from 26 november")
    assert "might come will be told: 1 person" in chat.words
    await chat.press("Confirm the change")
    after = await chat.world.dates()
    assert [on.id for on in after] == [on.id for on in dates]
    assert [f"{on.starts_at:%d %b %H}" for on in after] == ["26 Nov 18", "10 Dec 18", "24 Dec 18"]
    assert [on.local for on in after] == [on.starts_at.replace(tzinfo=None) for on in after]
    assert (await chat.world.meetup()).series == Series(EveryWeeks(2, frozenset({3})))
    assert len(await chat.world.organising().attendees(after[0])) == 1


async def test_the_end_of_a_series_is_set_without_moving_what_was_moved(chat: Chat) -> None:
    await made(chat, when="every tuesday 7pm")
    await opened(chat, "Move", "Tue 1 Dec, 19:00 (London)")
    await chat.type("2 december 6pm")
    await chat.press("Confirm the change")
    await opened(chat, "Edit", "Repeat until")
    await chat.type("1 december")
    await chat.press("Confirm the change")
    assert [f"{on.starts_at:%d %b %H}" for on in await chat.world.dates()] == ["24 Nov 19", "02 Dec 18"]
    meetup = await chat.world.meetup()
    assert meetup.series is not None
    assert (f"{meetup.first}", meetup.series.repeat) == ("2026-11-24", OnWeekdays(frozenset({1})))


async def test_two_organisers_at_once(chat: Chat, windows: Chat) -> None:
    await made(chat)
    await opened(chat, "Edit", "Title")
    await chat.type("Tea")
    await opened(windows, "Edit", "Seats", "12")
    await windows.press("Confirm the change")
    await chat.press("Confirm the change")
    assert "Somebody else has changed this meet-up meanwhile" in chat.words
    assert (await chat.world.meetup()).content.title == "Coffee and a chat"
    assert "Changed: title." in chat.words
    await chat.press("Confirm the change")
    content = (await chat.world.meetup()).content
    assert (content.title, content.seats) == ("Tea", 12)


async def test_two_organisers_at_one_date(chat: Chat, windows: Chat) -> None:
    await made(chat, when="every tuesday 7pm")
    await opened(chat, "Edit one date", "Tue 24 Nov, 19:00 (London)", "Title")
    await chat.type("Tea")
    await opened(windows, "Edit one date", "Tue 24 Nov, 19:00 (London)", "Seats", "12")
    await windows.press("Confirm the change")
    await chat.press("Confirm the change")
    assert "Somebody else has changed this meet-up meanwhile" in chat.words
    await chat.press("Confirm the change")
    on = (await chat.world.dates())[0]
    assert on.content is not None
    assert (on.content.title, on.content.seats) == ("Tea", 12)


async def test_cancelled_by_one_while_another_one_changes_it(chat: Chat, windows: Chat) -> None:
    await made(chat)
    await opened(chat, "Edit", "Title")
    await chat.type("Tea")
    confirm = chat.code("Confirm the change")
    await opened(windows, "Cancel it")
    yes = windows.code("Yes, call it off")
    await windows.press("Yes, call it off")
    for code in (confirm, yes):
        reply = await chat.press_code(code)
        assert reply is not None
        assert "not planned any more" in plain(reply.blocks)
    await chat.command()
    assert chat.words == "No meet-up is planned."


async def test_a_cancellation_that_was_shown_before_a_change_is_asked_anew(chat: Chat, windows: Chat) -> None:
    await made(chat)
    await opened(chat, "Cancel it")
    await opened(windows, "Edit", "Seats", "12")
    await windows.press("Confirm the change")
    await chat.press("Yes, call it off")
    assert "Nothing was done" in chat.words
    assert (await chat.world.meetup()).status is Status.PLANNED


async def test_what_is_not_finished_is_not_thrown_away(chat: Chat) -> None:
    await made(chat)
    await chat.new(title="Second")
    await opened(chat, "Edit")
    assert "You have not finished something else" in chat.words
    await chat.press("Go on with that")
    assert "Second" in chat.words
    await opened(chat, "Edit", "Give that up, do this")
    assert "Change this meet-up" in chat.words


async def test_places_are_added_and_unknown_ones_stay(chat: Chat) -> None:
    await chat.new()
    await chat.press("Announce in", "Main chat (Telegram)", "Back", "Confirm")
    before = (await chat.world.meetup()).places
    chat.world.spots = (LOUNGE,)
    chat.restart()
    await opened(chat, "Edit", "Announce in", "Lounge (Discord)", "Back", "Confirm the change")
    after = (await chat.world.meetup()).places
    assert after[:1] == before
    assert len(after) == 2


async def test_a_card_that_was_lost_is_announced_again(chat: Chat) -> None:
    await made(chat)
    meetup, [on] = await chat.world.meetup(), await chat.world.dates()
    posts = chat.world.stores.meetups.posts
    lost, shown = (
        Post(number * 32, on.id, place, platform, PostKind.CARD)
        for number, place, platform in zip("ab", meetup.places, (DISCORD.platform, chat.person.platform), strict=True)
    )
    assert len(await posts.add(lost, shown)) == 2
    assert await posts.change(lost, Post(lost.id, on.id, lost.place_id, lost.platform, PostKind.CARD, PostState.LOST))
    await opened(chat, "Announce again")
    assert chat.words == "New cards go out: 1."
    await opened(chat, "Announce again")
    assert "A card stands in every place already" in chat.words


async def test_nothing_is_announced_again_before_its_time(chat: Chat) -> None:
    await chat.new()
    await chat.press("Announce in", "All of them", "Back", "Announce when")
    await chat.type("tomorrow 9 am")
    await chat.press("Confirm")
    await opened(chat)
    assert "It will be announced on Sat 21 Nov, 09:00 (London)" in chat.words
    await chat.press("Announce again")
    assert "not announced yet" in chat.words
    await opened(chat, "Edit")
    assert "Announce when" in chat.labels


async def test_who_comes_is_shown_with_names_in_order(chat: Chat) -> None:
    await made(chat)
    [on] = await chat.world.dates()
    await chat.world.answers(on, anna=GOING, bert=MAYBE, cleo=CANNOT)
    await chat.world.waiting(on, "dora", "emil")
    await opened(chat, "Who comes")
    assert chat.words.index("anna") < chat.words.index("dora") < chat.words.index("emil") < chat.words.index("bert")
    assert "for organisers alone" in chat.words
    assert chat.shown.attachments == ()


async def test_a_long_list_is_a_file(chat: Chat) -> None:
    await made(chat)
    [on] = await chat.world.dates()
    await chat.world.answers(on, **{f"somebody{number:03}": GOING for number in range(120)})
    await opened(chat, "Who comes")
    [file] = chat.shown.attachments
    assert file.name == "who-comes.txt"
    assert file.content.decode().count("somebody") == 120
    assert "somebody" not in chat.words


async def test_a_note_is_shown_before_it_is_sent_once(chat: Chat) -> None:
    await made(chat)
    [on] = await chat.world.dates()
    await chat.world.answers(on, anna=GOING, bert=MAYBE)
    await opened(chat, "Write to those who come")
    await chat.type("Please ring the **bell**.")
    assert "This goes to those who are going or might come (2 people)" in chat.words
    assert "Please ring the **bell**." in chat.words
    await chat.press("Only to those going")
    assert "This goes only to those who are going (1 person)" in chat.words
    send = chat.code("Send it")
    await chat.press("Send it")
    assert chat.words == "Sent to 1 person."
    await chat.press_code(send)
    assert "sent, or given up" in chat.note
    assert await chat.world.told("meetup note") == 1


async def test_a_note_is_given_up_or_written_again(chat: Chat) -> None:
    await made(chat)
    [on] = await chat.world.dates()
    await chat.world.answers(on, anna=GOING)
    await opened(chat, "Write to those who come")
    await chat.type("One")
    old = chat.code("Send it")
    await chat.press("Write it again")
    await chat.type("Two")
    await chat.press_code(old)
    assert "sent, or given up" in chat.note
    chat.restart()
    await chat.press("Cancel")
    assert chat.words == "Given up. Nothing was sent."
    await opened(chat, "Write to those who come")
    await chat.type("Three")
    await chat.command(name="cancel")
    assert chat.words == "Given up. Nothing was sent."
    assert await chat.world.told("meetup note") == 0


async def test_a_note_to_nobody_cannot_be_sent(chat: Chat) -> None:
    await made(chat)
    await opened(chat, "Write to those who come")
    await chat.type("Hello")
    assert "Send it" not in chat.labels


async def test_a_note_that_is_too_long_or_empty(windows: Chat) -> None:
    await made(windows)
    await windows.command()
    await windows.press(windows.labels[0])
    reply = await windows.press_code(windows.code("Write to those who come"))
    assert reply is not None
    assert reply.form is not None
    for text, told in (("x" * 1_001, "There is room for 1,000"), ("\u200b", "could not find words")):
        reply = await windows.submit(reply.form or Reply().form, {"text": text})  # type: ignore[arg-type]
        assert reply is not None
        assert told in plain(reply.blocks)
        reply = await windows.press_code(f"meetup:on:write:{(await windows.world.dates())[0].id}")
        assert reply is not None


async def test_a_date_that_has_begun_is_left_alone(chat: Chat, world: World) -> None:
    await made(chat, when="today 21:00")
    await opened(chat)
    page = chat.shown
    world.now += timedelta(hours=3)
    chat.shown = page
    await chat.press("Edit")
    assert "not planned any more" in chat.words


async def test_a_long_card_has_a_page_of_its_own(chat: Chat) -> None:
    await chat.new(text="word " * 199)
    await chat.press("Where", "Address")
    await chat.type("x" * 200)
    await chat.press("Back", "Description")
    await chat.type("long " * 199)
    await chat.press("Announce in", "All of them", "Back")
    assert len(chat.words) < 2_000
    if "See the card" in chat.labels:
        await chat.press("See the card")
        assert "long long" in chat.words
        await chat.press("Back")
    await chat.press("Confirm")
    assert len(await chat.world.meetups()) == 1


async def test_the_life_of_a_series_as_an_organiser_sees_it(chat: Chat) -> None:
    await made(chat, when="second tuesday of the month at 7pm")
    dates = await chat.world.dates()
    await chat.world.answers(dates[0], anna=GOING, bert=MAYBE)
    await opened(chat, "Move", "Tue 8 Dec, 19:00 (London)")
    await chat.type("9 december 6pm")
    await chat.press(
        "Confirm the change", "All meet-ups", "Coffee and a chat", "Who comes", "Wed 9 Dec, 18:00 (London)"
    )
    await chat.press("Back", "Write to those who come", "Wed 9 Dec, 18:00 (London)")
    await chat.type("See you on Wednesday!")
    await chat.press("Send it", "All meet-ups", "Coffee and a chat", "Skip one", "Tue 12 Jan, 19:00 (London)")
    await chat.press("Yes, call it off", "All meet-ups", "Coffee and a chat", "Cancel it")
    await chat.press("Yes, call it off")
    assert is_as_kept(HERE / "series.txt", chat.transcript)
