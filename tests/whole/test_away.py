"""What people get when the bot was away for a while, or when they cannot be written to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.whole.arranging import at, has_doses
from tests.whole.people import OnDiscord, OnTelegram
from tests.whole.world import World

DOWNTIMES = {
    "0-minutes": timedelta(0),
    "20-minutes": timedelta(minutes=20),
    "5-hours": timedelta(hours=5),
    "3-days": timedelta(days=3),
}


@pytest.mark.parametrize("away", DOWNTIMES)
async def test_the_bot_was_away(world: World, sam: OnTelegram, ana: OnDiscord, away: str) -> None:
    await has_doses(sam, "every day at 8:00 and 20:00")
    await has_doses(ana, "every day at 8:00 and 12:00")
    await world.until(at(21, 7, 40))
    await sam.presses("Taken")
    world.begins()
    await world.sleeps_until(at(21, 8) + DOWNTIMES[away])
    if away == "3-days":
        await sam.presses("Mark what you did")
        await sam.presses(next(label for label in sam.labels if label.startswith("Monday 23 November 2026, 20:00")))
        await sam.presses("Taken")
        await ana.presses("Mark what you did")
        await ana.picks(next(label for label in ana.labels if label.startswith("Monday 23 November 2026, 12:00")))
        await ana.presses("Skip")
    assert world.is_as_kept(f"away-{away}")
    assert not any("take " in one.text.lower() for one in world.by_itself)


async def test_somebody_blocked_the_bot_on_telegram(world: World, sam: OnTelegram) -> None:
    await has_doses(sam)
    world.telegram.block(sam.account)
    world.heard.note("Sam blocks the bot")
    await world.until(at(23, 9))
    world.heard.note("Sam unblocks the bot")
    await sam.starts()
    await sam.says("/reminders")
    await world.until(at(24, 9))
    assert world.is_as_kept("blocked-on-telegram")


async def test_messages_were_closed_on_discord_later_on(world: World, ana: OnDiscord) -> None:
    await has_doses(ana)
    ana.account.dms_open = False
    world.heard.note("Ana closes her messages")
    await world.until(at(23, 9))
    ana.account.dms_open = True
    world.heard.note("Ana opens her messages")
    await ana.calls("reminders")
    await world.until(at(24, 9))
    assert world.is_as_kept("closed-later-on-discord")
