"""What is kept about a person: seen, taken along and deleted through the whole bot; backed up while it is used."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
from pathlib import Path

import pytest

from bot.masterkey import new_master_key
from tests.process.bot_process import ROOT, environment, running_bot
from tests.process.flowing import flowing, folder_for_flowing
from tests.wire.discord_model import Channel, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Message, Person

KEY = new_master_key()
PLANTED = "My planted quokka is called Bartholomew"


@pytest.fixture
def sam(telegram: FakeTelegram) -> Person:
    return telegram.add_user("Sam-canary")


def database(folder: Path) -> str:
    return f"sqlite:///{folder / 'bot.db'}"


async def begins_a_form(telegram: FakeTelegram, sam: Person) -> Message:
    telegram.start(sam)
    await telegram.next_message(sam, timeout=30)
    telegram.say(sam, sam, "where can I buy a unicorn saddle?")
    unknown = await telegram.next_message(sam, timeout=20)
    await telegram.press(sam, unknown, "Pass it to the organisers")
    return await telegram.next_message(sam)


def content_of(folder: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def planted_in(content: bytes, *words: str) -> list[str]:
    """Find words as they are, and as they may stand in a file."""
    return [
        word
        for word in words
        for plain in [word.encode()]
        if plain in content or plain.hex().encode() in content or base64.b64encode(plain)[:-4] in content
    ]


async def test_on_telegram(telegram: FakeTelegram, sam: Person, tmp_path: Path) -> None:
    async with running_bot(None, telegram, DATABASE_URL=database(tmp_path), BOT_MASTER_KEY=KEY) as bot:
        await telegram.next_call("getUpdates", timeout=30)
        await begins_a_form(telegram, sam)

        telegram.say(sam, sam, "/mydata")
        assert "all that I keep about you" in (await telegram.next_message(sam)).text
        files = [(await telegram.next_message(sam)).file for _ in range(2)]
        assert [file.name for file in files if file] == ["my-data.json", "my-data.csv"]
        assert files[0] is not None
        held = json.loads(files[0].content)["held"]
        assert held["account"][0]["address.id"] == str(sam.id)
        assert held["forms"]

        telegram.say(sam, sam, "stop")
        question = await telegram.next_message(sam)
        await telegram.press(sam, question, "No, keep it")
        assert "Nothing was deleted" in (await telegram.next_edit(question)).text
        telegram.say(sam, sam, "delete my data")
        question = await telegram.next_message(sam)
        await telegram.press(sam, question, "Yes, delete it")
        assert "Deleted" in (await telegram.next_edit(question)).text
        telegram.say(sam, sam, "/mydata")
        assert "nothing" in (await telegram.next_message(sam)).text
        telegram.say(sam, sam, "Is there a unicorn group?")
        assert "without your name" not in (await telegram.next_message(sam)).text, "the form is gone, too"
        assert await bot.stop() == 0


async def test_in_a_group_only_the_way_to_the_private_chat_is_shown(
    telegram: FakeTelegram, sam: Person, tmp_path: Path
) -> None:
    group = telegram.add_group("Support", [sam])
    async with running_bot(None, telegram, DATABASE_URL=database(tmp_path), BOT_MASTER_KEY=KEY) as bot:
        await telegram.next_call("getUpdates", timeout=30)
        await begins_a_form(telegram, sam)
        telegram.say(sam, group, "/mydata")
        door = await telegram.next_message(group)
        assert door.file is None
        telegram.follow(sam, door, "Open private chat")
        assert "all that I keep about you" in (await telegram.next_message(sam)).text
        telegram.say(sam, group, "/forget")
        door = await telegram.next_message(group)
        telegram.follow(sam, door, "Open private chat")
        await telegram.until(lambda: "Shall I delete" in telegram.unread(sam)[-1].text or None)
        telegram.start(sam, f"privacy_erase_{int(time.time())}")
        await telegram.until(lambda: len([m for m in telegram.unread(sam) if "Shall I delete" in m.text]) == 2 or None)
        assert await bot.stop() == 0


async def test_on_discord(discord: FakeDiscord, ana: User, channel: Channel, tmp_path: Path) -> None:
    async with running_bot(discord, None, DATABASE_URL=database(tmp_path), BOT_MASTER_KEY=KEY) as bot:
        await discord.gateway.ready(1, timeout=30)
        await discord.until(lambda: discord.commands or None, "commands", timeout=30)
        discord.say(channel, ana, "what if I miss a dose?", mentions=[discord.bot])
        answer = await discord.next_message(channel, timeout=20)
        await discord.press(ana, answer, "Helpful").response()

        told = await discord.slash(ana, channel, "mydata").response()
        assert told.ephemeral
        assert told.files.keys() == {"my-data.json", "my-data.csv"}
        assert json.loads(told.files["my-data.json"])["held"] == {"ratings": [{"entry": "missed-dose"}]}

        asked = await discord.slash(ana, channel, "forget").response()
        assert asked.ephemeral
        done = await discord.press(ana, asked, "Yes, delete it").response()
        assert "Deleted" in done.content
        assert "nothing" in (await discord.slash(ana, channel, "privacy").response()).content
        assert [message for message in discord.messages if message.files] == [told]
        assert await bot.stop() == 0
    assert "canary" not in bot.log
    assert str(ana.id) not in bot.log


async def test_planted_words_are_nowhere(telegram: FakeTelegram, sam: Person, tmp_path: Path) -> None:
    """In no file of the database while it is used, while it is backed up, and after it was closed; in no log."""
    folder = tmp_path / "data"
    seen: list[bytes] = []
    async with running_bot(None, telegram, DATABASE_URL=database(folder), BOT_MASTER_KEY=KEY) as bot:
        await telegram.next_call("getUpdates", timeout=30)
        form = await begins_a_form(telegram, sam)
        telegram.say(sam, sam, PLANTED * 20)  # too long: told so, with the form still open
        await telegram.next_message(sam)
        seen.append(content_of(tmp_path))
        await command("backup", str(tmp_path / "backup.db"), DATABASE_URL=database(folder), BOT_MASTER_KEY=KEY)
        await telegram.press(sam, form, "Cancel")
        telegram.say(sam, sam, PLANTED)
        await telegram.next_message(sam)
        seen.append(content_of(tmp_path))
        assert await bot.stop() == 0
    seen.append(content_of(tmp_path))
    assert all(b"SQLite format 3" in content for content in seen)
    assert (
        planted_in(b"\n".join([*seen, bot.log.encode()]), "quokka", "Bartholomew", str(sam.id), "Sam-canary", KEY) == []
    )


async def test_a_backup_taken_under_load_works_elsewhere(
    discord: FakeDiscord, telegram: FakeTelegram, sam: Person, tmp_path: Path
) -> None:
    here, elsewhere = folder_for_flowing(tmp_path / "here"), tmp_path / "elsewhere"
    backup = str(tmp_path / "backup.db")
    of_here = {"DATABASE_URL": "", "BOT_MASTER_KEY": KEY}
    of_elsewhere = {"DATABASE_URL": database(elsewhere), "BOT_MASTER_KEY": KEY}
    async with running_bot(discord, telegram, here, **of_here) as bot:
        async with flowing(discord, telegram, "what if I miss a dose?") as flow:
            await begins_a_form(telegram, sam)
            ratings = asyncio.create_task(rate(discord, [discord.add_user(f"rater-{one}") for one in range(20)]))
            told = await command("backup", backup, folder=here, **of_here)
            assert "is written" in told
            await ratings
        assert await flow.all_answered() == 0
        assert await bot.stop() == 0
    assert (here / "data" / "bot.db").exists()

    told = await command("restore", backup, **of_elsewhere)
    assert "is back" in told
    async with running_bot(None, telegram, **of_elsewhere) as bot:
        await telegram.next_call("getUpdates", timeout=30)
        telegram.say(sam, sam, "Is there a unicorn group?")
        assert "without your name" in (await telegram.next_message(sam, timeout=20)).text, "the form that was open then"
        told = await command("doctor", code=None, **of_elsewhere)
        assert "The key fits" in told
        assert "is running" in await command("restore", backup, "--yes", code=2, **of_elsewhere)
        assert await bot.stop() == 0
    assert "--yes" in await command("restore", backup, code=2, **of_elsewhere)
    assert "is back" in await command("restore", backup, "--yes", **of_elsewhere)


async def rate(discord: FakeDiscord, people: list[User]) -> None:
    """Let many people store something while the backup is written."""
    channel = discord.add_channel(discord.add_guild(members=people))
    discord.say(channel, people[0], "what if I miss a dose?", mentions=[discord.bot])
    answer = await discord.next_message(channel, timeout=20)
    for person in people:
        await discord.press(person, answer, "Helpful").response(timeout=20)


async def command(*arguments: str, folder: Path = ROOT, code: int | None = 0, **more: str) -> str:
    """Run a command of the bot and give what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "--folder", str(folder), *arguments),
        cwd=ROOT,
        env=environment(None, None, **more),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert code is None or process.returncode == code, out.decode()
    return out.decode()
