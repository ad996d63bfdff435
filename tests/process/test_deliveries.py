"""What the whole bot says by itself: once, also after a sudden end, and told in numbers."""

from __future__ import annotations

import asyncio
import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.masterkey import new_master_key
from tests.process.bot_process import running_bot
from tests.process.flowing import folder_for_flowing
from tests.wire.telegram_server import FakeTelegram

BROKEN = "question: a: b\n"


def broken_folder(tmp_path: Path, group: int) -> Path:
    folder = folder_for_flowing(tmp_path, f'organisers: {{telegram: {{chat: "{group}"}}}}')
    (folder / "knowledge" / "en" / "interactions" / "alcohol.yaml").write_text(BROKEN, encoding="utf-8")
    return folder


async def test_a_notice_is_told_once_whatever_ends_the_bot(telegram: FakeTelegram, tmp_path: Path) -> None:
    group = telegram.add_group("Organisers", [telegram.add_user("Olga")])
    folder = broken_folder(tmp_path, group.id)
    kept = {"BOT_MASTER_KEY": new_master_key(), "DATABASE_URL": ""}
    async with running_bot(None, telegram, folder, **kept) as bot:
        assert "alcohol.yaml" in (await telegram.next_message(group, timeout=30)).text
        while _states(folder) != ["sent"]:
            await asyncio.sleep(0.01)
        await bot.stop(signal.SIGKILL)
    sam = telegram.add_user("Sam")
    async with running_bot(None, telegram, folder, **kept) as bot:
        telegram.start(sam)
        await telegram.next_message(sam, timeout=30)
        assert await bot.stop() == 0
    assert _states(folder) == ["sent"]
    assert telegram.unread(group) == []


def _states(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "data" / "bot.db")) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM delivery")]


async def test_a_monitor_can_ask_how_it_is(telegram: FakeTelegram, tmp_path: Path) -> None:
    group = telegram.add_group("Organisers", [telegram.add_user("Olga-canary")])
    folder = broken_folder(tmp_path, group.id)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = folder / "config" / "bot.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"\nhealth: {{port: {port}}}\n", encoding="utf-8")
    async with running_bot(None, telegram, folder) as bot:
        await telegram.next_message(group, timeout=30)
        assert "200 OK" in await _asked(port, "/healthz")
        while 'bot_deliveries_sent_total{platform="telegram"} 1' not in (metrics := await _asked(port, "/metrics")):
            await asyncio.sleep(0.05)
        assert await bot.stop() == 0
    assert 'bot_loop_age_seconds{worker="telegram"}' in metrics
    assert str(group.id) not in metrics
    assert "canary" not in metrics
    assert "Traceback" not in bot.log


async def _asked(port: int, path: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.decode()
