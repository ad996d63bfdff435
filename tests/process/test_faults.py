"""When nothing can be stored: questions are answered, whoever asked for what needs storing is told, nothing is lost."""

from __future__ import annotations

import resource
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest

from bot.masterkey import new_master_key
from bot.texts.catalogue import Texts
from tests.process.bot_process import BotProcess, running_bot
from tests.wire.postgres import PostgresServer
from tests.wire.telegram_server import FakeTelegram
from tests.wire.telegram_world import Message, Person

KEY = new_master_key()
NOT_SAVED = "couldn't save that"

# Longer than the bot itself waits for a database that is locked.
PATIENCE = 20.0


class Member:
    """Somebody who passes a question on to the organisers, which is stored while it is being written."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram
        self.person: Person = telegram.add_user("Sam-canary")

    async def starts(self) -> None:
        await self._telegram.next_call("getUpdates", timeout=30)
        self._telegram.start(self.person)
        await self._telegram.next_message(self.person, timeout=PATIENCE)

    async def says(self, text: str) -> Message:
        self._telegram.say(self.person, self.person, text)
        return await self._telegram.next_message(self.person, timeout=PATIENCE)

    async def presses(self, message: Message, label: str) -> Message:
        await self._telegram.press(self.person, message, label, timeout=PATIENCE)
        return await self._telegram.next_message(self.person, timeout=PATIENCE)

    async def opens_the_form(self) -> Message:
        unknown = await self.says("where can I buy a unicorn saddle?")
        return await self.presses(unknown, "Pass it to the organisers")


@pytest.fixture
def sam(telegram: FakeTelegram) -> Member:
    return Member(telegram)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.db"


@asynccontextmanager
async def keeping_bot(telegram: FakeTelegram, file: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(None, telegram, DATABASE_URL=f"sqlite:///{file}", BOT_MASTER_KEY=KEY) as bot:
        yield bot


@contextmanager
def no_room(bot: BotProcess) -> Iterator[None]:
    """Let no file of the bot grow: what a full disk does."""
    _, hard = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, hard))


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Let another program hold the right to write."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def damaged(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)


def content_of(file: Path) -> bytes:
    return file.read_bytes()


async def bears(sam: Member, fault: Callable[[], AbstractContextManager[None]]) -> None:
    """Have a form open before the fault, and go through it."""
    assert "No names" in (await sam.opens_the_form()).text
    with fault():
        assert NOT_SAVED in (await sam.says("Is there a unicorn group?")).text
        assert "999" in (await sam.says("my lips are swelling and I can't breathe")).text
        assert "Checked on" in (await sam.says("/ask what if I miss a dose?")).text
    assert "without your name" in (await sam.says("Is there a unicorn group?")).text


async def test_a_full_disk(telegram: FakeTelegram, sam: Member, file: Path) -> None:
    async with keeping_bot(telegram, file) as bot:
        await sam.starts()
        await bears(sam, lambda: no_room(bot))
        assert await bot.stop() == 0
    assert "unicorn" not in bot.log


async def test_a_locked_file(telegram: FakeTelegram, sam: Member, file: Path) -> None:
    async with keeping_bot(telegram, file) as bot:
        await sam.starts()
        await bears(sam, lambda: locked(file))
        assert await bot.stop() == 0


async def test_a_server_that_goes_and_comes_back(telegram: FakeTelegram, sam: Member) -> None:
    server = PostgresServer()
    server.start()
    try:
        async with running_bot(None, telegram, DATABASE_URL=server.url(), BOT_MASTER_KEY=KEY) as bot:
            await sam.starts()
            unknown = await sam.says("where can I buy a unicorn saddle?")
            server.stop(signal.SIGQUIT)
            assert "can't look up" in (await sam.presses(unknown, "Pass it to the organisers")).text
            assert "can't look up" in (await sam.says("/privacy")).text
            assert "999" in (await sam.says("my lips are swelling and I can't breathe")).text
            assert "Checked on" in (await sam.says("what if I miss a dose?")).text
            server.start()
            assert "No names" in (await sam.presses(unknown, "Pass it to the organisers")).text
            assert "without your name" in (await sam.says("Is there a unicorn group?")).text
            assert await bot.stop() == 0
    finally:
        server.remove()


async def test_what_cannot_be_deleted_is_told_and_deleted_later(
    telegram: FakeTelegram, sam: Member, file: Path
) -> None:
    async with keeping_bot(telegram, file) as bot:
        await sam.starts()
        await sam.opens_the_form()
        question = await sam.says("Delete my data!")
        assert "Shall I delete" in question.text
        with no_room(bot):
            assert NOT_SAVED in (await sam.presses(question, "Yes, delete it")).text
            assert "form that you have begun: 1" in (await sam.says("/privacy")).text
        await telegram.press(sam.person, question, "Yes, delete it")
        assert "Deleted" in (await telegram.next_edit(question)).text
        assert "nothing" in (await sam.says("/privacy")).text
        assert await bot.stop() == 0


async def test_a_form_survives_a_kill(telegram: FakeTelegram, sam: Member, file: Path) -> None:
    async with keeping_bot(telegram, file) as bot:
        await sam.starts()
        await sam.opens_the_form()
        await bot.stop(signal.SIGKILL)
    async with keeping_bot(telegram, file) as bot:
        await telegram.next_call("getUpdates", timeout=30)
        assert "without your name" in (await sam.says("Is there a unicorn group?")).text
        assert await bot.stop() == 0


async def test_a_damaged_file_at_start(telegram: FakeTelegram, file: Path, texts: Texts) -> None:
    before = b"this was a database once" * 1000
    damaged(file, before)
    async with keeping_bot(telegram, file) as bot:
        assert await bot.ended() == 2
    assert texts.line("storage.damaged", file=str(file)) in bot.log
    assert "Traceback" not in bot.log
    assert content_of(file) == before


async def test_a_place_that_cannot_be_written_at_start(telegram: FakeTelegram, texts: Texts) -> None:
    nowhere = Path("/proc/bot.db")
    async with keeping_bot(telegram, nowhere) as bot:
        assert await bot.ended() == 2
    assert texts.line("storage.cannot_open", file=str(nowhere)) in bot.log
