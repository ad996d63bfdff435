"""Days, test cycles and dates as people live them: what comes by itself, and what an answer makes of it."""

from __future__ import annotations

from tests.whole.arranging import at, has_doses, in_london
from tests.whole.people import OnDiscord, OnTelegram
from tests.whole.world import World


async def test_a_day_on_telegram(world: World, sam: OnTelegram) -> None:
    await has_doses(sam, "every day at 8:00, 13:00 and 20:00")
    await world.until(at(21, 8, 3))
    await sam.presses("Taken", "Undo", "Taken")
    await world.until(at(21, 13, 10))
    await sam.presses("60 min")
    await world.until(at(21, 14, 15))
    await sam.presses("Skip", "More", "Back", "Undo", "More", "Taken at …")
    await sam.says("3pm")
    await sam.presses("Write it again")
    await sam.says("13:40")
    await world.until(at(22, 9))
    await sam.presses("More", "What if it is late?")
    assert world.is_as_kept("a-day-on-telegram")


async def test_a_day_on_discord(world: World, ana: OnDiscord) -> None:
    await has_doses(ana, "every day at 8:00 and 20:00")
    await world.until(at(21, 8, 3))
    await ana.presses("Taken", "Undo", "Snooze 10")
    await world.until(at(21, 8, 15))
    await ana.presses("More", "Taken at …")
    await ana.fills("8:05")
    await ana.calls("reminders")
    await world.until(at(21, 19))
    await ana.calls("reminders")
    await ana.presses("Mark as taken", "Taken: 20:00")
    await world.until(at(22, 9))
    assert world.is_as_kept("a-day-on-discord")


async def test_three_days_without_an_answer(world: World, sam: OnTelegram) -> None:
    await has_doses(sam, again="No")
    await world.until(at(24, 12))
    await sam.presses("Pause", "For a week")
    await world.until(at(1, 9, month=12))
    assert world.is_as_kept("no-answer")


async def test_a_blood_test_cycle(world: World, ana: OnDiscord) -> None:
    await ana.calls("remind")
    await ana.presses("I agree, for blood tests")
    await ana.picks("Older UK pattern: weekly for 4 weeks, then at least every 3 months")
    await ana.presses("Yes, my team said so", "every week, 4 tests", "2")
    await in_london(ana)
    await ana.presses("Yesterday", "7 days after its day", "18:00", "Set it up")
    await world.until(at(25, 18, 5))
    await ana.presses("Booked", "Write the day")
    await ana.fills("27 November")
    await world.until(at(27, 15))
    await ana.presses("Done", "Today")
    await world.until(at(4, 15, month=12))
    await ana.presses("Done", "Another day")
    await ana.fills("tomorrow")
    await ana.presses("Write it again")
    await ana.fills("3 December")
    await ana.presses("Go on to the next part")
    await ana.calls("reminders")
    assert world.is_as_kept("blood-tests")


async def test_an_appointment(world: World, sam: OnTelegram) -> None:
    await sam.says("/remind")
    await sam.presses("I agree, for appointments and refills", "An appointment")
    await in_london(sam)
    await sam.says("24 november 2:30 pm")
    await sam.presses("the day before", "on the day itself", "Done", "18:00", "No words", "Set it up")
    await world.until(at(23, 18, 1))
    await sam.presses("OK")
    await world.until(at(25, 12))
    assert world.is_as_kept("an-appointment")


async def test_stop(world: World, sam: OnTelegram) -> None:
    await has_doses(sam)
    await sam.says("stop")
    await sam.presses("Nothing, keep all")
    await sam.says("stop all reminders")
    await world.until(at(22, 9))
    await sam.presses("Undo")
    await world.until(at(23, 9))
    await sam.says("stop reminders")
    assert world.is_as_kept("stop")


async def test_paused_changed_and_deleted(world: World, sam: OnTelegram) -> None:
    await has_doses(sam)
    await sam.says("/reminders")
    await sam.presses("1. Doses: every day, 08:00", "Pause", "Until a day")
    await sam.says("23 november")
    await world.until(at(23, 8, 1))
    reminder = sam.newest
    await sam.says("/reminders")
    await sam.presses("1. Doses: every day, 08:00", "Change", "Times")
    await sam.says("half past nine in the evening")
    await sam.presses("Save the change")
    await world.until(at(23, 21, 31))
    await sam.says("/reminders")
    await sam.presses("1. Doses: every day, 21:30", "Delete", "Yes, delete it")
    await sam.presses("Taken", on=reminder)
    await world.until(at(25, 9))
    assert world.is_as_kept("paused-changed-deleted")


async def test_a_journey(world: World, ana: OnDiscord) -> None:
    await has_doses(ana)
    await ana.calls("reminders")
    await ana.presses("Settings", "Time zone", "Another place")
    await ana.fills("Tokyo")
    await ana.presses("Move to Tokyo time")
    await world.until(at(21, 9))
    assert world.is_as_kept("a-journey")


async def test_quiet_hours(world: World, sam: OnTelegram) -> None:
    await has_doses(sam, "every day at 22:45", again="Twice")
    await sam.says("/reminders")
    await sam.presses("Settings", "Quiet hours", "From 22:00 to 07:00")
    await world.until(at(21, 9))
    assert world.is_as_kept("quiet-hours")
