"""Where what is kept lies and what it is locked with, by the settings of whoever runs the bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from bot.core.errors import UserError
from bot.core.richtext import fill_plain
from bot.settings import Secrets
from bot.storage.address import FILE, MEMORY, Address, Kind, read_address
from bot.storage.sealing import Keyring
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds between two attempts to reach a server.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0

Lock = tuple[Address, Keyring]
"""Where the data lie, and the keys to them."""


def kept(secrets: Secrets, root: Path) -> Lock:
    """Give where `run` keeps what people ask it to keep; without a key nothing outlives the process.

    Raises UserError for a key or an address that is none.
    """
    keys = keyring(secrets)
    return (MEMORY, Keyring.throw_away()) if keys is None else (address(secrets, root), keys)


def keyring(secrets: Secrets) -> Keyring | None:
    """Give the keys that are set. Raises UserError."""
    return Keyring.read(secrets.master_key, secrets.old_master_key) if secrets.master_key else None


def address(secrets: Secrets, root: Path) -> Address:
    """Give where the database is. Raises UserError."""
    return read_address(secrets.database_url, root, throw_away_disk=secrets.throw_away_disk)


def tried_out(secrets: Secrets, root: Path, development_key: str) -> Lock:
    """Give where `chat` keeps things: with the bot's own if it has a key, else in a file for this key alone."""
    if secrets.master_key or not development_key:
        return kept(secrets, root)
    keyring = Keyring.read(development_key)
    given = read_address(secrets.database_url, root)
    beside = given.file or root / FILE
    return Address(Kind.SQLITE, beside.with_name(f"development-{keyring.current.name}.db")), keyring


async def patiently(
    attempt: Callable[[], Awaitable[T]], texts: Texts, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> T:
    """Open a database, again and again as long as its server is away: after a power cut it may start after the bot.

    Raises UserError for all that waiting does not mend.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return await attempt()
        except UserError as error:
            if error.key != "storage.no_server":
                raise
            log.warning("%s", fill_plain(texts.known(error.key), error.values))
        await sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
