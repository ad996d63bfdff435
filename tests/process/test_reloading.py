"""Files that are saved while the whole bot runs and messages flow on both platforms."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path

from tests.process.bot_process import PATIENCE, ROOT, read_until, running_bot
from tests.process.flowing import flowing, folder_for_flowing
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram

# From saving to the new words on both platforms.
LIVE_WITHIN = 2.0


async def test_a_saved_answer_is_live_a_broken_one_is_told_and_no_message_is_missed(
    discord: FakeDiscord, telegram: FakeTelegram, tmp_path: Path
) -> None:
    olga = telegram.add_user("Olga-canary")
    group = telegram.add_group("Organisers", [olga])
    folder = folder_for_flowing(tmp_path, f'organisers: {{telegram: {{chat: "{group.id}"}}}}')
    path = folder / "knowledge" / "en" / "interactions" / "alcohol.yaml"
    good = path.read_text(encoding="utf-8")
    changed = good.replace("answer: |\n", "answer: |\n  Here are elderflowers.\n", 1)
    async with running_bot(discord, telegram, folder) as bot:
        async with flowing(discord, telegram, "Can I drink alcohol on azathioprine?") as flow:
            await flow.until_all_say("Advice differs")
            path.write_text(changed, encoding="utf-8")
            assert await flow.until_all_say("Here are elderflowers.") < LIVE_WITHIN

            path.write_text(changed.replace("answer: |\n", "anwser: |\n"), encoding="utf-8")
            notice = await telegram.next_message(group, timeout=10)
            assert "knowledge/en/interactions/alcohol.yaml:" in notice.text
            await flow.until_all_say("Here are elderflowers.")

            new_way = changed.replace("also_asked:\n", "also_asked:\n  - sparkling quokka lemonade\n", 1)
            path.write_text(new_way.replace("elderflowers", "gooseberries"), encoding="utf-8")
            await flow.until_all_say("Here are gooseberries.")
            flow.question = "sparkling quokka lemonade?"
            await flow.until_all_say("Here are gooseberries.", within=PATIENCE)  # it learns for some seconds
        assert await flow.all_answered() == 0
        assert [len(answers) for answers in flow.answers()] == [flow.asked] * 2
        assert telegram.unread(group) == []
        assert await bot.stop() == 0
    told = [line for line in bot.log.splitlines() if "interactions/alcohol.yaml:" in line]
    assert [line.split()[2] for line in told] == ["WARNING", "WARNING", "INFO"]  # a missing and an unknown name
    assert told[-1].endswith("fine again")
    assert "Traceback" not in bot.log
    assert str(group.id) not in bot.log


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


async def test_the_chat_in_a_terminal_follows_the_files_too(tmp_path: Path) -> None:
    """Over a pipe: ask until the new words come, as a person would who edits an answer beside the chat."""
    folder = folder_for_flowing(tmp_path)
    path = folder / "knowledge" / "en" / "interactions" / "alcohol.yaml"
    good = path.read_text(encoding="utf-8")
    command = (sys.executable, "-m", "bot", "--folder", str(folder), "chat")
    pipes = {"stdin": PIPE, "stdout": PIPE, "stderr": PIPE}
    chat = await asyncio.create_subprocess_exec(*command, cwd=ROOT, **pipes)  # type: ignore[arg-type]
    assert chat.stdin is not None
    assert chat.stdout is not None

    async def answer() -> str:
        chat.stdin.write(b"Can I drink alcohol on azathioprine?\n")  # type: ignore[union-attr]
        return (await chat.stdout.readuntil(b"Remove")).decode()  # type: ignore[union-attr]

    async def until(words: str) -> float:
        began = time.perf_counter()
        while words not in await answer():
            await asyncio.sleep(0.02)
        return time.perf_counter() - began

    async with asyncio.timeout(PATIENCE):
        await until("Advice differs")
        path.write_text(good.replace("answer: |\n", "answer: |\n  Here are elderflowers.\n", 1), encoding="utf-8")
        assert await until("Here are elderflowers.") < LIVE_WITHIN
        path.write_text("question: [\n", encoding="utf-8")
        assert chat.stderr is not None
        assert b"interactions/alcohol.yaml:" in await chat.stderr.readline()
        assert "Here are elderflowers." in await answer()
        _, more = await chat.communicate(b"/quit\n")
    assert more == b""
    assert chat.returncode == 0


def test_on_a_real_terminal_the_log_does_not_disturb_the_line_that_is_typed(tmp_path: Path) -> None:
    import pty  # noqa: PLC0415 (there is none on Windows)

    folder = folder_for_flowing(tmp_path)
    theirs, ours = pty.openpty()
    given = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "PROMPT_TOOLKIT_NO_CPR": "1"}
    command = [sys.executable, "-m", "bot", "--folder", str(folder), "chat"]
    with subprocess.Popen(command, cwd=ROOT, env=given, stdin=ours, stdout=ours, stderr=ours) as process:  # noqa: S603
        os.close(ours)
        read_until(theirs, "you>")
        os.write(theirs, b"can I drink alcohol?\r")
        read_until(theirs, "Advice differs")
        os.write(theirs, b"can I drink ")
        path = folder / "knowledge" / "en" / "interactions" / "alcohol.yaml"
        path.write_text("question: [\n", encoding="utf-8")
        shown = read_until(theirs, "the line cannot be read as YAML")
        os.write(theirs, b"alcohol?\r")
        shown += read_until(theirs, "Advice differs")
        os.write(theirs, b"/quit\r")
        read_until(theirs, "Goodbye")
        assert process.wait(PATIENCE) == 0
    os.close(theirs)
    assert "you> can I drink " in shown[shown.index("as YAML") :]  # the line is drawn anew below
