"""`doctor`: looks whether all that a running bot needs is in order, and changes nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bot.core.errors import StorageError, UserError
from bot.core.ports import Clock
from bot.core.richtext import fill_plain
from bot.opening import address, keyring
from bot.settings import load_secrets, load_settings
from bot.storage.address import Address
from bot.storage.inspecting import Look, look_at
from bot.storage.sealing import Keyring
from bot.texts.catalogue import Texts, load_texts
from bot.texts.keys import Key

# What a platform's clock and this one may differ by, in seconds: Date headers are rounded, and networks are slow.
CLOCK_TOLERANCE = 30.0
ANSWER_WITHIN = 10.0
LATE_AFTER = timedelta(minutes=5)
LEAST_SPACE = 200_000_000  # bytes

_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


def doctor_of(root: Path, clock: Clock) -> Doctor:
    """Give the doctor of the bot whose settings lie in this folder. Raises FilesError or UserError."""
    texts = load_texts(load_settings(root).community.languages[0])
    secrets = load_secrets(root)
    platforms = {}
    if secrets.discord_token:
        platforms["Discord"] = (secrets.discord_api_url or "https://discord.com/api/v10") + "/gateway"
    if secrets.telegram_token:
        platforms["Telegram"] = (secrets.telegram_api_url or "https://api.telegram.org") + "/"
    return Doctor(texts, root, address(secrets, root), keyring(secrets), platforms, clock)


class State(StrEnum):
    """How a thing is."""

    WELL = "ok"
    LOOK = "look"  # perhaps as it should be
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in a sentence."""

    state: State
    text: str

    def __str__(self) -> str:
        return f"{self.state:<6}{self.text}"


Ask = Callable[[str], Mapping[str, str]]
"""Gives the headers of the answer to a request without a token. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Doctor:
    """What is looked at. `platforms` are addresses that need no token, by name; `keyring` is None without a key."""

    texts: Texts
    root: Path
    address: Address
    keyring: Keyring | None
    platforms: Mapping[str, str]
    clock: Clock

    async def findings(self, ask: Ask | None = None) -> tuple[Finding, ...]:
        """Look at everything, and give what was found, in a fixed order."""
        look, problem = await self._look()
        findings = [*self._database(look, problem), *self._key(look), *self._files()]
        for name, url in self.platforms.items():
            findings.append(await self._clock(name, url, ask or headers_of))
        return tuple(findings)

    async def _look(self) -> tuple[Look | None, Finding | None]:
        file = self.address.file
        if file is not None and not file.exists():
            return None, self._finding(State.LOOK, "doctor.no_database", file=str(file))
        try:
            return await look_at(self.address, self.clock()), None
        except UserError as error:
            return None, Finding(State.WRONG, fill_plain(self.texts.known(error.key), error.values))
        except StorageError as error:
            return None, self._finding(State.WRONG, "doctor.unreadable", why=str(error))

    def _database(self, look: Look | None, problem: Finding | None) -> Iterator[Finding]:
        if problem is not None:
            yield problem
        if look is None:
            return
        where = str(self.address.file or "PostgreSQL")
        if not look.is_newest:
            yield self._finding(State.LOOK, "doctor.older_schema", where=where, version=look.version or "-")
            return
        people = str(look.people)
        yield self._finding(State.WELL, "doctor.database", where=where, version=look.version or "", people=people)
        late = self.clock() - (look.oldest_due or self.clock())
        if late > LATE_AFTER:
            yield self._finding(State.WRONG, "doctor.late", minutes=str(late // timedelta(minutes=1)))
        else:
            yield self._finding(State.WELL, "doctor.nothing_late")

    def _key(self, look: Look | None) -> Iterator[Finding]:
        used = look.keys if look is not None else frozenset[str]()
        if self.keyring is None:
            yield self._finding(State.WRONG if used else State.LOOK, "doctor.no_key")
        elif not used <= frozenset(self.keyring.names):
            yield self._finding(State.WRONG, "storage.wrong_key")
        elif used - {self.keyring.current.name}:
            yield self._finding(State.LOOK, "doctor.rotating")
        else:
            yield self._finding(State.WELL, "doctor.key")

    def _files(self) -> Iterator[Finding]:
        """Look who else may read the secrets and the data, and how much room there is."""
        files = [self.root / ".env"]
        if self.address.file is not None:
            files += [self.address.file.with_name(self.address.file.name + end) for end in ("", "-wal", "-shm")]
            yield from self._space(self.address.file.parent)
        there = [file for file in files if file.exists()]
        if os.name != "posix" or not there:
            return
        open_ones = [str(file) for file in there if file.stat().st_mode & _OTHERS_MAY]
        if open_ones:
            yield self._finding(State.WRONG, "doctor.readable_by_others", files=", ".join(open_ones))
        else:
            yield self._finding(State.WELL, "doctor.permissions")

    def _space(self, folder: Path) -> Iterator[Finding]:
        if not folder.exists():
            return
        free = shutil.disk_usage(folder).free
        enough = free >= LEAST_SPACE
        key: Key = "doctor.space" if enough else "doctor.little_space"
        yield self._finding(State.WELL if enough else State.WRONG, key, megabytes=str(free // 1_000_000))

    async def _clock(self, name: str, url: str, ask: Ask) -> Finding:
        """Compare this machine's clock with the platform's, at the middle of the request."""
        before, began = self.clock(), time.monotonic()
        try:
            headers = await asyncio.to_thread(ask, url)
            theirs = parsedate_to_datetime(headers["Date"]).astimezone(UTC)
        except (OSError, KeyError, ValueError):
            return self._finding(State.LOOK, "doctor.no_answer", platform=name)
        middle = before + timedelta(seconds=(time.monotonic() - began) / 2)
        off = abs((middle - theirs).total_seconds())
        key: Key = "doctor.clock" if off <= CLOCK_TOLERANCE else "doctor.wrong_clock"
        return self._finding(
            State.WELL if off <= CLOCK_TOLERANCE else State.WRONG, key, platform=name, seconds=f"{off:.0f}"
        )

    def _finding(self, state: State, key: Key, **values: str) -> Finding:
        return Finding(state, self.texts.line(key, **values))


def headers_of(url: str) -> Mapping[str, str]:
    """Ask an address for its headers alone. Raises OSError."""
    request = Request(url, method="HEAD")  # noqa: S310 (the settings take no address but http and https)
    try:
        with urlopen(request, timeout=ANSWER_WITHIN) as answer:  # noqa: S310
            return dict(answer.headers.items())
    except HTTPError as refused:  # its headers are as good as any
        with refused:
            return dict(refused.headers.items())


def summary(findings: tuple[Finding, ...], texts: Texts) -> str:
    """Sum up what was found."""
    wrong = sum(finding.state is State.WRONG for finding in findings)
    return texts.line("doctor.well") if not wrong else texts.line("doctor.found", count=str(wrong))
