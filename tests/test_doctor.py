from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.core.people import Person, Platform
from bot.delivery.due import Due, ToPerson
from bot.doctor import Ask, Doctor, State, doctor_of, headers_of, summary
from bot.storage.address import Address, Kind
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.process.bot_process import ROOT
from tests.scenes import NOW
from tests.storage.personal_data import keep_everything


@pytest.fixture
def doctor(tmp_path: Path, texts: Texts, clock: StoppedClock) -> Doctor:
    address = Address(Kind.SQLITE, tmp_path / "data" / "bot.db")
    return Doctor(texts, tmp_path, address, Keyring.throw_away(), {}, clock)


async def fill(doctor: Doctor) -> None:
    assert doctor.keyring is not None
    async with open_stores(doctor.address, doctor.keyring) as stores:
        await keep_everything(stores, NOW)


async def wrong(doctor: Doctor, ask: Ask | None = None) -> list[str]:
    return [one.text for one in await doctor.findings(ask) if one.state is State.WRONG]


async def told(doctor: Doctor, ask: Ask | None = None) -> str:
    return "\n".join(map(str, await doctor.findings(ask)))


async def test_all_is_well(doctor: Doctor, texts: Texts) -> None:
    await fill(doctor)
    findings = await doctor.findings()
    assert {one.state for one in findings} == {State.WELL}
    assert "with data: 1." in await told(doctor)
    assert summary(findings, texts) == "All is well."


async def test_before_the_first_start_nothing_is_made(doctor: Doctor) -> None:
    assert await wrong(doctor) == []
    assert "no database" in await told(doctor)
    assert doctor.address.file is not None
    assert not doctor.address.file.parent.exists()


async def test_an_older_database_is_left_as_it_is(doctor: Doctor) -> None:
    file = doctor.address.file
    assert file is not None
    file.parent.mkdir()
    file.touch(0o600)
    assert "next start" in await told(doctor)
    assert await wrong(doctor) == []


async def test_a_damaged_database(doctor: Doctor, texts: Texts) -> None:
    await fill(doctor)
    assert doctor.address.file is not None
    doctor.address.file.write_bytes(b"x" * 9000)
    findings = await doctor.findings()
    assert next(one.text for one in findings if one.state is State.WRONG).startswith("The database")
    assert "damaged" in await told(doctor)
    assert summary(findings, texts) == "To be put right: 1."


async def test_a_server_that_is_away(doctor: Doctor) -> None:
    away = replace(doctor, address=Address(Kind.POSTGRESQL, dsn="postgresql://bot:secret@127.0.0.1:1/none"))
    [found] = await wrong(away)
    assert "cannot be read" in found
    assert "secret" not in found


class TestKey:
    async def test_none(self, doctor: Doctor) -> None:
        keyless = replace(doctor, keyring=None)
        assert await wrong(keyless) == []
        await fill(doctor)
        assert len(await wrong(keyless)) == 1

    async def test_another(self, doctor: Doctor) -> None:
        await fill(doctor)
        [found] = await wrong(replace(doctor, keyring=Keyring.throw_away()))
        assert "another key" in found

    async def test_half_changed(self, doctor: Doctor) -> None:
        await fill(doctor)
        assert doctor.keyring is not None
        changing = replace(doctor, keyring=Keyring(Keyring.throw_away().current, doctor.keyring.current))
        assert await wrong(changing) == []
        assert "key rotate" in await told(changing)


async def test_messages_that_are_overdue(doctor: Doctor, clock: StoppedClock) -> None:
    assert doctor.keyring is not None
    async with open_stores(doctor.address, doctor.keyring) as stores:
        person_id = await stores.people.ensure(Person(Platform.TELEGRAM, "1"), NOW)
        due = Due("p", "s", ToPerson(person_id), Platform.TELEGRAM, NOW, NOW + timedelta(days=1), "k")
        await stores.deliveries.put([due], NOW)
    clock.move(timedelta(minutes=4))
    assert await wrong(doctor) == []
    clock.move(timedelta(minutes=3))
    [found] = await wrong(doctor)
    assert "7 minutes" in found


async def test_files_that_others_can_read(doctor: Doctor) -> None:
    await fill(doctor)
    secrets = doctor.root / ".env"
    secrets.write_text("A=b")
    secrets.chmod(0o644)
    [found] = await wrong(doctor)
    assert str(secrets) in found
    secrets.chmod(0o600)
    assert await wrong(doctor) == []
    assert doctor.address.file is not None
    doctor.address.file.chmod(0o640)
    [found] = await wrong(doctor)
    assert str(doctor.address.file) in found


class TestClock:
    @staticmethod
    def says(doctor: Doctor, off: float) -> Ask:
        date = format_datetime(doctor.clock() + timedelta(seconds=off), usegmt=True)
        return lambda url: {"Date": date}

    @pytest.mark.parametrize(("off", "is_wrong"), [(0, False), (-20, False), (40, True), (-3600, True), (3600, True)])
    async def test_is_compared(self, doctor: Doctor, off: float, is_wrong: bool) -> None:
        asking = replace(doctor, platforms={"Telegram": "https://telegram.invalid/"})
        assert bool(await wrong(asking, self.says(doctor, off))) is is_wrong

    async def test_without_an_answer(self, doctor: Doctor) -> None:
        asking = replace(doctor, platforms={"Telegram": "https://telegram.invalid/"})

        def fail(url: str) -> Mapping[str, str]:
            raise OSError("no way")

        for ask in (fail, lambda url: {}, lambda url: {"Date": "yesterday"}):
            assert await wrong(asking, ask) == []
            assert "could not be compared" in await told(asking, ask)

    @pytest.mark.parametrize("status", ["200 OK", "401 Unauthorized", "500 Internal Server Error"])
    async def test_is_asked_for_without_a_token(self, doctor: Doctor, status: str) -> None:
        asked: list[bytes] = []

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            date = format_datetime(doctor.clock(), usegmt=True)
            writer.write(f"HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            asking = replace(doctor, platforms={"Discord": f"http://127.0.0.1:{port}/gateway"})
            assert "clock agrees with that of Discord, within 0 seconds" in await told(asking)
        assert asked[0].startswith(b"HEAD /gateway ")
        assert b"uthorization" not in asked[0]

    def test_nobody_there(self) -> None:
        with pytest.raises(OSError):  # noqa: PT011 (any)
            headers_of("http://127.0.0.1:1/")


def test_by_the_settings_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: StoppedClock) -> None:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    for name in ("DATABASE_URL", "BOT_MASTER_KEY", "BOT_MASTER_KEY_OLD", "DYNO", "DISCORD_API_URL", "TELEGRAM_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISCORD_TOKEN", "token")
    doctor = doctor_of(tmp_path, clock)
    assert doctor.platforms == {"Discord": "https://discord.com/api/v10/gateway"}
    assert doctor.clock().tzinfo is UTC
