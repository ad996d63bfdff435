"""What comes after the bot or the platform was away: the right words, and one message for all that is lost."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from bot.core.errors import OutcomeUnknown, Unreachable
from bot.delivery.transport import State
from bot.features.reminders.agenda import MOST_AT_ONCE
from bot.features.reminders.occurrences import Answer, taken
from bot.features.reminders.schedule import MOST_TIMES
from tests.features.reminders.living import DAY, HOUR, MINUTE, Life, at, doses
from tests.features.town import buttons


async def test_no_downtime_says_nothing_of_time(life: Life) -> None:
    await life.starts()
    await life.until(at(21, 8, 3))
    assert life.lines == ["21 08:00 Your 08:00 reminder."]


async def test_up_to_five_minutes_count_as_on_time(life: Life) -> None:
    await life.starts()
    await life.sleeps_until(at(21, 8, 4))
    await life.round()
    assert life.lines == ["21 08:04 Your 08:00 reminder."]


async def test_after_20_minutes_it_says_that_it_is_late_and_when_it_was_due(life: Life) -> None:
    await life.starts()
    await life.sleeps_until(at(21, 8, 20))
    await life.round()
    day = "It was due on Saturday 21 November 2026 at 08:00, but I couldn't send it then."
    assert life.came[0].text == f"Your 08:00 reminder comes late. {day} I am sorry."
    assert "What if it is late?" in buttons(life.came[0].reply)


async def test_after_5_hours_there_is_a_summary_and_no_reminder(life: Life) -> None:
    plan = await life.starts()
    await life.sleeps_until(at(21, 13))
    await life.round()
    assert life.lines == ["21 13:00 I couldn't send you a reminder. I am sorry. It was due:"]
    assert "Saturday 21 November 2026: 08:00" in life.came[0].text
    assert list(buttons(life.came[0].reply)) == ["Mark what you did", "What if it is late?"]
    [occurrence] = await life.occurrences(plan)
    assert (occurrence.answer, occurrence.settled) == (Answer.NONE, True)
    await life.until(at(21, 21))
    assert len(life.came) == 1


async def test_after_3_days_one_message_tells_of_all(life: Life) -> None:
    await life.starts(doses(time(8), time(20)))
    await life.starts(doses(time(12)))
    await life.sleeps_until(at(24, 9))
    await life.round()
    summary, late = sorted(life.lines)
    assert summary.startswith("24 09:00 I couldn't send you 9 reminders.")
    assert late.startswith("24 09:00 Your 08:00 reminder comes late. It was due on Tuesday 24 November 2026 at 08:00,")
    await life.until(at(24, 11))
    assert len(life.came) == 2


async def test_after_a_year_the_newest_are_kept_and_told(life: Life) -> None:
    times = [time(hour) for hour in range(0, 24, 2)]
    assert len(times) == MOST_TIMES
    plan = await life.starts(doses(*times))
    await life.sleeps_until(at(20, 23) + timedelta(days=365))
    await life.round()
    assert len(await life.occurrences(plan)) == MOST_AT_ONCE
    [summary] = life.came
    assert f"{MOST_AT_ONCE - 1} reminders" in summary.text or f"{MOST_AT_ONCE} reminders" in summary.text
    assert len(summary.text) < 1500


async def test_when_the_platform_is_away_for_long_one_summary_waits_for_it(life: Life) -> None:
    await life.starts(doses(time(8), time(12), time(16)))
    life.away = True
    await life.until(at(21, 17))
    assert life.came == []
    life.away = False
    await life.round()
    assert [line.split(" reminder")[0] for line in sorted(life.lines)] == [
        "21 17:00 I couldn't send you 2",
        "21 17:00 Your 16:00",
    ]
    await life.until(at(22, 7))
    assert len(life.came) == 2


async def test_what_was_answered_meanwhile_is_not_told_of(life: Life) -> None:
    plan = await life.starts(doses(time(8), time(12)))
    life.away = True
    await life.until(at(21, 15))
    [morning, noon] = await life.occurrences(plan)
    await life.reminding.mark(morning, taken)
    await life.reminding.mark(noon, taken)
    life.away = False
    await life.round()
    assert life.came == []


async def test_a_summary_waits_for_the_end_of_quiet_hours(life: Life) -> None:
    await life.settles(quiet=("20:00", "07:30"))
    await life.starts(doses(time(18)))
    await life.sleeps_until(at(21, 23))
    await life.until(at(22, 8))
    assert [line[:8] for line in life.lines] == ["22 07:30"]


async def test_carers_hear_nothing_of_what_was_not_sent(life: Life) -> None:
    await life.starts(doses(nudges=2))
    await life.sleeps_until(at(21, 13))
    await life.until(at(21, 20))
    assert life.carers_told == []


async def test_who_cannot_be_written_to_gets_no_summary_here(life: Life) -> None:
    """They are told when they next write."""
    plan = await life.starts(doses(time(8), nudges=1))
    await life.until(at(21, 7, 45))
    life.town.platforms.failures.append(Unreachable("blocked"))
    await life.until(at(22, 7))
    [occurrence] = await life.occurrences(plan)
    assert await life.stores.deliveries.state("reminder", occurrence.id) is State.BLOCKED
    assert (occurrence.settled, occurrence.summary) == (True, "")
    assert len(life.town.platforms.calls) == 1


async def test_what_perhaps_came_is_not_told_as_lost_and_its_repeat_brings_the_nudges(life: Life) -> None:
    plan = await life.starts(doses(nudges=1))
    await life.until(at(21, 7, 45))
    life.town.platforms.failures.append(OutcomeUnknown("no answer"))
    await life.until(at(21, 12))
    [occurrence] = await life.occurrences(plan)
    texts = [message.text for message in life.came]
    assert [str(message)[:8] for message in life.came] == ["21 08:00", "21 08:10", "21 08:40"]
    assert texts[1].startswith("Again.")
    assert "still open" in texts[2]
    assert (occurrence.settled, occurrence.summary) == (True, "")


async def test_no_nudge_follows_a_reminder_that_only_perhaps_came(life: Life) -> None:
    plan = await life.starts(doses(nudges=1))
    await life.until(at(21, 7, 45))
    life.town.platforms.failures.extend([OutcomeUnknown("no answer"), OutcomeUnknown("no answer")])
    await life.until(at(21, 15))
    [occurrence] = await life.occurrences(plan)
    assert await life.stores.deliveries.state("reminder", occurrence.id) is State.UNKNOWN
    assert [str(message)[:8] for message in life.came] == ["21 08:00", "21 08:10"]
    assert life.carers_told == []


async def test_a_reminder_never_comes_twice_however_many_copies_of_the_bot_plan_it(life: Life) -> None:
    await life.starts()
    life.clock.now = at(21, 7, 40)
    for _ in range(3):
        await life.planner.once()
    await life.until(at(21, 9))
    assert len(life.came) == 1


@pytest.mark.parametrize("minutes", [0, 1, 29, 30, 31, 59, 60, 61, 119])
async def test_within_two_hours_it_comes_once_whenever_the_bot_starts(life: Life, minutes: int) -> None:
    await life.starts()
    await life.sleeps_until(at(21, 8) + minutes * MINUTE)
    await life.until(life.clock.now + HOUR)
    assert len(life.came) == 1
    assert ("late" in life.came[0].text) == (minutes >= 5)


async def test_late_it_never_says_to_take_anything(life: Life) -> None:
    await life.starts()
    for minutes in (20, 60, 400, 2 * 24 * 60):
        await life.sleeps_until(life.clock.now + minutes * MINUTE)
        await life.round()
        life.clock.move(DAY)
    assert not any("take " in message.text.lower() for message in life.came)
