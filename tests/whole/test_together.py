"""Carers, and one person on two platforms."""

from __future__ import annotations

from tests.whole.arranging import at, has_doses
from tests.whole.people import OnDiscord, OnTelegram
from tests.whole.world import World


async def test_a_carer_on_the_other_platform(world: World, ana: OnDiscord, sam: OnTelegram) -> None:
    await has_doses(ana, "every day at 20:00")
    await ana.calls("carers")
    await ana.presses("Invite a carer", "I agree, make a code")
    await sam.says(f"/carers {ana.code}")
    await sam.presses("Accept")
    await world.until(at(20, 20, 40))
    await ana.presses("Taken")
    await world.until(at(21, 21, 10))
    await sam.presses("Stop these notices", "Yes, end it")
    await world.until(at(22, 22))
    await ana.calls("carers")
    assert world.is_as_kept("a-carer")


async def test_a_carer_declines(world: World, sam: OnTelegram, ana: OnDiscord) -> None:
    await sam.says("/carers")
    await sam.presses("Invite a carer", "I agree, make a code")
    await ana.calls("carers", code=sam.code)
    await ana.presses("Decline")
    assert world.is_as_kept("a-carer-declines")


async def test_two_accounts_of_one_person(world: World) -> None:
    there, here = OnTelegram(world, "Kim (Telegram)"), OnDiscord(world, "Kim (Discord)")
    await has_doses(there, "every day at 20:00")
    await there.says("/link")
    await there.presses("Get a code")
    await here.calls("link", code=there.code)
    await here.presses("Yes, link them", "Reminders on Discord")
    await world.until(at(20, 20, 1))
    await here.presses("Taken")
    await there.says("/reminders")
    await there.says("/link")
    await there.presses("Unlink Discord", "Yes, unlink Discord")
    await here.calls("reminders")
    await world.until(at(21, 20, 1))
    assert world.is_as_kept("two-accounts")
