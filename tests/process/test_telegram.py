"""What a person on Telegram sees of the whole bot, and how it bears faults of the platform."""

from __future__ import annotations

import signal
from pathlib import Path

from bot.masterkey import new_master_key
from tests.process.bot_process import running_bot
from tests.wire.postgres import PostgresServer
from tests.wire.telegram_faults import dropped, flooded
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Chat, Person


async def started(telegram: FakeTelegram) -> None:
    await telegram.next_call("getUpdates", timeout=30)


def a_group(telegram: FakeTelegram, *people: Person, is_forum: bool = False) -> Chat:
    return telegram.add_group("Support", people, is_forum=is_forum)


async def test_private_chat(telegram: FakeTelegram) -> None:
    sam = telegram.add_user("Sam-canary")
    async with running_bot(None, telegram) as bot:
        await started(telegram)
        telegram.start(sam)
        assert "I am the bot of" in (await telegram.next_message(sam, timeout=20)).text
        telegram.say(sam, sam, "what if I miss a dose?")
        answer = await telegram.next_message(sam)
        assert "Checked on" in answer.text
        assert "General information, not medical advice" in answer.text

        before = len(telegram.messages)
        await telegram.press(sam, answer, "More")
        assert "One missed tablet is common" in (await telegram.next_edit(answer)).text
        assert len(telegram.messages) == before

        rated = await telegram.press(sam, answer, "Helpful")
        assert rated.text
        await telegram.press(sam, answer, "Remove")
        await telegram.until(lambda: answer.deleted or None)

        telegram.say(sam, sam, "/topics")
        topics = await telegram.next_message(sam)
        await telegram.press(sam, topics, "Side effects")
        section = await telegram.next_edit(topics)
        await telegram.press(sam, section, section.labels[0])
        assert "Checked on" in (await telegram.next_edit(section)).text

        telegram.start(sam, "faq_show_missed-dose")
        assert "What if I miss a dose" in (await telegram.next_message(sam)).text
        assert telegram.menu(sam) == [
            "ask",
            "topics",
            "urgent",
            "remind",
            "reminders",
            "history",
            "carers",
            "link",
            "meetups",
            "privacy",
            "mydata",
            "forget",
            "help",
        ]
        assert await bot.stop() == 0
    assert "canary" not in bot.log
    assert telegram.token not in bot.log
    assert str(sam.id) not in bot.log


async def test_group_topics_and_private_things(telegram: FakeTelegram) -> None:
    sam, kim = telegram.add_user("Sam"), telegram.add_user("Kim")
    group = a_group(telegram, kim, sam, is_forum=True)
    topic = telegram.add_topic(group, "Questions", kim)
    async with running_bot(None, telegram) as bot:
        await started(telegram)
        telegram.say(sam, group, "can anyone hear me? is azathioprine a steroid?", topic=topic)
        telegram.say(sam, group, f"@{telegram.bot.username} is azathioprine a steroid?", topic=topic)
        answer = await telegram.next_message(group, timeout=20)
        assert "steroid" in answer.text
        assert answer.topic == topic.id

        telegram.say(sam, group, "and how is it stored?", reply_to=answer, topic=topic)
        assert (await telegram.next_message(group)).topic == topic.id

        telegram.say(sam, group, "/privacy", topic=topic)
        door = await telegram.next_message(group)
        assert "What I keep" not in door.text
        telegram.follow(sam, door, "Open private chat")
        assert "What I keep" in (await telegram.next_message(sam)).text
        assert len([message for message in telegram.messages if message.chat is group]) == 3
        assert await bot.stop() == 0


async def test_a_form_step_by_step(telegram: FakeTelegram) -> None:
    sam = telegram.add_user("Sam")
    async with running_bot(None, telegram) as bot:
        await started(telegram)
        telegram.start(sam)
        await telegram.next_message(sam, timeout=20)
        telegram.say(sam, sam, "where can I buy a unicorn saddle?")
        unknown = await telegram.next_message(sam)
        await telegram.press(sam, unknown, "Pass it to the organisers")
        assert "No names" in (await telegram.next_message(sam)).text
        telegram.say(sam, sam, "Is there a unicorn group?")
        assert "without your name" in (await telegram.next_message(sam)).text
        assert await bot.stop() == 0
    assert "unicorn" not in bot.log


async def a_form_outlives_a_sudden_end(telegram: FakeTelegram, database_url: str) -> None:
    sam = telegram.add_user("Sam")
    kept = {"BOT_MASTER_KEY": new_master_key(), "DATABASE_URL": database_url}
    async with running_bot(None, telegram, **kept) as bot:
        await started(telegram)
        telegram.start(sam)
        await telegram.next_message(sam, timeout=20)
        telegram.say(sam, sam, "where can I buy a unicorn saddle?")
        unknown = await telegram.next_message(sam)
        await telegram.press(sam, unknown, "Pass it to the organisers")
        assert "No names" in (await telegram.next_message(sam)).text
        await telegram.drained()
        assert await bot.stop(signal.SIGKILL) != 0
    telegram.say(sam, sam, "Is there a unicorn group?")
    async with running_bot(None, telegram, **kept) as bot:
        while "without your name" not in (await telegram.next_message(sam, timeout=30)).text:
            pass
        assert await bot.stop() == 0
    assert "unicorn" not in bot.log


async def test_a_form_outlives_a_sudden_end_on_a_file(telegram: FakeTelegram, tmp_path: Path) -> None:
    await a_form_outlives_a_sudden_end(telegram, f"sqlite:///{tmp_path}/bot.db")
    assert b"unicorn" not in (tmp_path / "bot.db").read_bytes()


async def test_a_form_outlives_a_sudden_end_on_a_server(telegram: FakeTelegram, postgres: PostgresServer) -> None:
    async with postgres.new_database() as address:
        await a_form_outlives_a_sudden_end(telegram, address.dsn.replace("postgresql:", "postgres:"))
        assert all(b"unicorn" not in content for content in postgres.contents())


async def test_urgent_comes_first(telegram: FakeTelegram) -> None:
    sam, kim = telegram.add_user("Sam"), telegram.add_user("Kim")
    group = a_group(telegram, kim, sam)
    async with running_bot(None, telegram) as bot:
        await started(telegram)
        telegram.start(sam)
        await telegram.next_message(sam, timeout=20)
        telegram.say(sam, sam, "my lips are swelling and I can't breathe")
        assert "999" in (await telegram.next_message(sam)).text.splitlines()[0]
        telegram.say(sam, group, f"@{telegram.bot.username} temp of 39 since last night")
        shown = await telegram.next_message(group)
        assert "today" in shown.text.splitlines()[0].lower()
        assert await bot.stop() == 0


async def test_faults_of_the_platform(telegram: FakeTelegram) -> None:
    sam = telegram.add_user("Sam")
    async with running_bot(None, telegram) as bot:
        await started(telegram)
        telegram.start(sam)
        await telegram.next_message(sam, timeout=20)

        telegram.faults.add(flooded("sendMessage", 1))
        telegram.say(sam, sam, "is azathioprine a steroid?")
        assert "steroid" in (await telegram.next_message(sam, timeout=20)).text

        telegram.faults.add(dropped("sendMessage"))
        telegram.say(sam, sam, "how is azathioprine stored?")
        assert "stor" in (await telegram.next_message(sam, timeout=20)).text.lower()

        telegram.unauthorised_once()
        telegram.say(sam, sam, "hair loss?")
        assert "hair" in (await telegram.next_message(sam, timeout=90)).text.lower()

        telegram.block(sam)
        assert await bot.stop() == 0
    assert "Traceback" not in bot.log


async def test_an_update_survives_a_sudden_end(telegram: FakeTelegram) -> None:
    sam = telegram.add_user("Sam")
    async with running_bot(None, telegram) as bot:
        await started(telegram)
        telegram.start(sam)
        await telegram.next_message(sam, timeout=20)
        assert await bot.stop(signal.SIGKILL) != 0
    telegram.say(sam, sam, "hair loss?")
    async with running_bot(None, telegram) as bot:
        # What was not confirmed before the end comes again; nothing is lost.
        while "hair" not in (await telegram.next_message(sam, timeout=30)).text.lower():
            pass
        assert await bot.stop() == 0


async def test_old_and_forged_buttons(telegram: FakeTelegram) -> None:
    sam = telegram.add_user("Sam")
    async with running_bot(None, telegram) as bot:
        await started(telegram)
        telegram.start(sam)
        welcome = await telegram.next_message(sam, timeout=20)
        for data in ("v0|faq|x", "faq:show:../../etc", "faq:show:no-such-entry", "x" * 64, "form:submit:now"):
            telegram.send_callback(sam, welcome, data)
            await telegram.drained()
        telegram.say(sam, sam, "hair loss?")
        found = await telegram.next_message(sam)
        while "hair" not in found.text.lower():
            found = await telegram.next_message(sam)
        assert await bot.stop() == 0
    assert "Traceback" not in bot.log
