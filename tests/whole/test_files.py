"""What people can take away: their history as picture and table, and a copy for their calendar."""

from __future__ import annotations

import io

from PIL import Image

from tests.whole.arranging import at, has_doses
from tests.whole.people import OnDiscord, OnTelegram, Someone
from tests.whole.world import World


async def some_days(world: World, someone: Someone) -> None:
    """Taken, skipped, and without an answer."""
    await has_doses(someone, again="No")
    await world.until(at(21, 8, 2))
    await someone.presses("Taken")
    await world.until(at(22, 8, 2))
    await someone.presses("Skip")
    await world.until(at(24, 7))
    world.begins()


def is_picture(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.format == "PNG" and picture.width > 300


async def test_on_telegram(world: World, sam: OnTelegram) -> None:
    await some_days(world, sam)
    await sam.says("/history")
    await sam.presses("This month")
    photo = sam.newest.file
    assert photo is not None
    assert photo.kind == "photo"
    assert is_picture(photo.content)
    await sam.presses("As a table")
    table = sam.newest.file
    assert table is not None
    assert (table.kind, table.name) == ("document", "history.csv")
    assert table.content.decode("utf-8-sig").count("\n") >= 4
    await sam.says("/reminders")
    await sam.presses("1. Doses: every day, 08:00", "Calendar file")
    calendar = sam.newest.file
    assert calendar is not None
    assert calendar.content.startswith(b"BEGIN:VCALENDAR")
    assert b"VALARM" in calendar.content
    assert world.is_as_kept("files-on-telegram")


async def test_on_discord(world: World, ana: OnDiscord) -> None:
    await some_days(world, ana)
    await ana.calls("history")
    await ana.presses("This month")
    [(name, picture)] = ana.files.items()
    assert name == "november-2026.png"
    assert is_picture(picture)
    await ana.presses("As a table")
    assert list(ana.files) == ["history.csv"]
    await ana.calls("reminders")
    await ana.picks("1. Doses: every day, 08:00")
    await ana.presses("Calendar file")
    [calendar] = ana.files.values()
    assert calendar.startswith(b"BEGIN:VCALENDAR")
    assert world.is_as_kept("files-on-discord")
