"""Files that are saved while the whole bot runs and messages flow on both platforms."""

from __future__ import annotations

from pathlib import Path

from tests.process.bot_process import running_bot
from tests.process.flowing import flowing, folder_for_flowing
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram

# From saving to the new words on both platforms.
LIVE_WITHIN = 2.0


async def test_a_saved_answer_is_live_a_broken_one_is_told_and_no_message_is_missed(
    discord: FakeDiscord, telegram: FakeTelegram, tmp_path: Path
) -> None:
    olga = telegram.add_user("Olga-canary")
    told = telegram.add_group("Organisers", [olga])
    folder = folder_for_flowing(tmp_path, f'organisers: {{telegram: {{chat: "{told.id}"}}}}')
    path = folder / "knowledge" / "en" / "interactions" / "alcohol.yaml"
    good = path.read_text(encoding="utf-8")
    changed = good.replace("answer: |\n", "answer: |\n  Here are elderflowers.\n", 1)
    async with running_bot(discord, telegram, folder) as bot:
        async with flowing(discord, telegram, "Can I drink alcohol on azathioprine?") as flow:
            await flow.until_all_say("Advice differs")
            path.write_text(changed, encoding="utf-8")
            assert await flow.until_all_say("Here are elderflowers.") < LIVE_WITHIN

            path.write_text(changed.replace("answer: |\n", "anwser: |\n"), encoding="utf-8")
            notice = await telegram.next_message(told, timeout=10)
            assert "knowledge/en/interactions/alcohol.yaml:" in notice.text
            await flow.until_all_say("Here are elderflowers.")

            new_way = changed.replace("also_asked:\n", "also_asked:\n  - sparkling quokka lemonade\n", 1)
            path.write_text(new_way.replace("elderflowers", "gooseberries"), encoding="utf-8")
            await flow.until_all_say("Here are gooseberries.")
            flow.question = "sparkling quokka lemonade?"
            await flow.until_all_say("Here are gooseberries.")
        assert await flow.all_answered() == 0
        assert [len(answers) for answers in flow.answers()] == [flow.asked] * 2
        assert telegram.unread(told) == []
        assert await bot.stop() == 0
    assert (
        bot.log.count("interactions/alcohol.yaml:") - bot.log.count("fine again") == 2
    )  # a missing and an unknown name
    assert bot.log.count("knowledge/en/interactions/alcohol.yaml: fine again") == 1
    assert "Traceback" not in bot.log
    assert str(told.id) not in bot.log


async def test_what_is_broken_at_the_start_is_told_on_both_platforms(
    discord: FakeDiscord, telegram: FakeTelegram, tmp_path: Path
) -> None:
    olga, oda = telegram.add_user("Olga"), discord.add_user("oda")
    group = telegram.add_group("Organisers", [olga])
    channel = discord.add_channel(discord.add_guild(members=[oda]))
    places = f"organisers: {{discord: {{channel: {channel.id}}}, telegram: {{chat: {group.id}}}}}"
    folder = folder_for_flowing(tmp_path, places)
    (folder / "knowledge" / "en" / "interactions" / "alcohol.yaml").write_text("question: a: b\n", encoding="utf-8")
    async with running_bot(discord, telegram, folder) as bot:
        for notice in (
            (await telegram.next_message(group, timeout=30)).text,
            (await discord.next_message(channel, timeout=30)).text,
        ):
            assert "knowledge/en/interactions/alcohol.yaml" in notice
            assert ":1: there is a second colon in this line." in notice
        assert await bot.stop() == 0
