"""Setting up reminders, from /remind to the test message, as people see it on both platforms."""

from __future__ import annotations

from tests.whole.arranging import in_london
from tests.whole.people import OnDiscord, OnTelegram
from tests.whole.world import World


async def test_doses_on_telegram(world: World, sam: OnTelegram) -> None:
    await sam.starts()
    await sam.says("/remind")
    await sam.presses("I agree, for doses", "Yes, keep a history", "Every day")
    await sam.says("at 8")
    await sam.says("7:15 am and 9 pm")
    await sam.says("Springfield")
    await in_london(sam)
    await sam.presses("Tomorrow", "Back", "Today", "Without an end", "after breakfast")
    await sam.says("the little box")
    await sam.presses("Twice", "Keep them hidden", "Set it up", "I can read this")
    await sam.says("/reminders")
    assert world.is_as_kept("doses-on-telegram")


async def test_doses_on_discord(world: World, ana: OnDiscord) -> None:
    await ana.calls("remind")
    await ana.presses("I agree, for doses", "No history", "Days of the week", "Monday", "Thursday", "Done")
    await ana.enters("7:15 am and 9 pm")
    await in_london(ana)
    await ana.presses("Tomorrow", "Without an end", "No, just the time", "Once")
    await ana.presses("Change something", "Times", "08:00", "Set it up", "I can read this")
    await ana.calls("reminders")
    assert world.is_as_kept("doses-on-discord")


async def test_given_up_at_any_step(world: World, sam: OnTelegram, ana: OnDiscord) -> None:
    await sam.says("/remind")
    await sam.presses("I agree, for doses", "No history")
    await sam.says("/cancel")
    await sam.says("/remind")
    await sam.presses("Cancel")
    await ana.calls("remind")
    await ana.presses("No, thank you")
    assert world.is_as_kept("given-up")


async def test_the_bot_is_restarted_in_the_middle(world: World, sam: OnTelegram, ana: OnDiscord) -> None:
    await sam.says("/remind")
    await sam.presses("I agree, for doses", "No history", "Every day")
    await ana.calls("remind")
    await ana.presses("I agree, for doses", "No history")
    world.begins()
    await world.stops()
    world.telegram.say(sam.account, sam.account, "half past nine in the evening")
    await world.starts()
    assert "21:30" in sam.text
    await sam.says("London")
    await sam.says("/remind")
    await sam.presses("London, England, UK")
    await ana.presses("Every day", "20:00")
    assert world.is_as_kept("restart")


async def test_closed_messages_on_discord(world: World, ana: OnDiscord) -> None:
    await ana.calls("remind")
    await ana.presses("I agree, for doses", "No history", "Every day", "20:00")
    await in_london(ana)
    await ana.presses("Today", "Without an end", "No, just the time", "Once")
    ana.account.dms_open = False
    world.begins()
    await ana.presses("Set it up", "Send it again")
    await ana.calls("reminders")
    await world.passes(hours=2)
    assert world.by_itself == []
    ana.account.dms_open = True
    await ana.presses("Send it again")
    await world.passes(days=1, hours=2)
    assert world.is_as_kept("closed-messages-on-discord")


async def test_in_a_group_only_the_door_is_shown(world: World, sam: OnTelegram) -> None:
    """Whatever a reminder's command would show, and whatever code is written for all to read."""
    kim = world.telegram.add_user("Kim")
    group = world.telegram.add_group("Support", [sam.account, kim])
    for command in ("remind", "reminders", "history", "carers", "link"):
        await sam.says(f"/{command}@{world.telegram.bot.username}", group=group)
    await sam.says(f"/carers@{world.telegram.bot.username} ABCD-2345", group=group)
    door = world.heard.shown[0].message
    await sam.follows("Open private chat", door)
    assert world.is_as_kept("in-a-group")
