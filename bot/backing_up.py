"""`backup` and `restore`: all that is kept, in one file that fits both kinds of database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.core.errors import StorageError, UserError
from bot.opening import address, keyring
from bot.progress import Progress
from bot.settings import load_secrets, load_settings
from bot.storage.address import Address, Kind
from bot.storage.copying import check_backup, copy_all, is_empty, keys_used, put_back, to_one_file
from bot.storage.engine import Database, open_database
from bot.storage.inspecting import is_in_use
from bot.storage.sealing import Keyring
from bot.texts.catalogue import Texts, load_texts

_BESIDE = ("-wal", "-shm")

Question = Callable[[str], bool]
"""Asks whoever runs the command, and gives whether they said yes."""


def backups_of(root: Path) -> Backups:
    """Give the backups of the bot whose settings lie in this folder. Raises FilesError or UserError."""
    texts = load_texts(load_settings(root).community.languages[0])
    secrets = load_secrets(root)
    return Backups(address(secrets, root), keyring(secrets), texts)


@dataclass(frozen=True, slots=True)
class Backups:
    """Writes backups of the database at `address` and brings them back. `keyring` is None without a key.

    Both methods give a sentence that says what was done. They raise UserError if the file is not what it should be, or
    a disk or database refused; then everything is as it was.
    """

    address: Address
    keyring: Keyring | None
    texts: Texts

    async def write(self, file: Path) -> str:
        """Write all that is kept into a file, also while the bot runs.

        An earlier backup of that name is replaced once the new one is complete; another kind of file never is.
        """
        if _is_there(self.address.file) is False:
            raise UserError("backup.nothing", file=str(self.address.file))
        if _is_there(file):
            check_backup(file)
        part = file.with_name(f"{file.name}.part")
        with _told(), _removed(part), Progress(self.texts.line("backup.progress")) as progress:
            part.unlink(missing_ok=True)
            async with open_database(self.address) as source, open_database(Address(Kind.SQLITE, part)) as target:
                rows = await copy_all(source, target, progress)
            to_one_file(part)
            part.replace(file)
        return self.texts.line("backup.done", file=str(file), rows=str(rows))

    async def bring_back(self, file: Path, ask: Question, now: datetime) -> str:
        """Put a backup in the place of all that is kept, after `ask` said yes; not while the bot runs."""
        with _told(), TemporaryDirectory() as folder, Progress(self.texts.line("restore.progress")) as progress:
            check_backup(file)
            # A copy is read, as an older backup is brought up to date first.
            copy = Path(shutil.copyfile(file, Path(folder) / "backup.db"))
            async with _brought_up_to_date(copy) as source:
                await self._check_key(source, file)
                if await is_in_use(self.address):
                    raise UserError("restore.running")
                if not await self._may_replace(ask):
                    return self.texts.line("restore.left")
                async with open_database(self.address) as target:
                    rows = await put_back(source, target, now, progress)
                    await target.clear_traces()
        return self.texts.line("restore.done", file=str(file), rows=str(rows))

    async def _check_key(self, source: Database, file: Path) -> None:
        used = await keys_used(source)
        if self.keyring is not None and not used <= frozenset(self.keyring.names):
            raise UserError("restore.other_key", file=str(file))

    async def _may_replace(self, ask: Question) -> bool:
        """Ask before anything is overwritten. A damaged file is set aside instead."""
        try:
            async with open_database(self.address) as target:
                return await is_empty(target) or ask(self.texts.line("restore.sure"))
        except UserError as error:
            if error.key != "storage.damaged" or self.address.file is None:
                raise
        aside = self.address.file.with_name(f"{self.address.file.name}.damaged")
        if not ask(self.texts.line("restore.sure_damaged", file=str(aside))):
            return False
        _set_aside(self.address.file, aside)
        return True


def _is_there(file: Path | None) -> bool | None:
    return None if file is None else file.exists()


def _set_aside(file: Path, aside: Path) -> None:
    """Keep a damaged database, with its journal, under another name."""
    for end in ("", *_BESIDE):
        found = file.with_name(file.name + end)
        if found.exists():
            found.replace(aside.with_name(aside.name + end))


@asynccontextmanager
async def _brought_up_to_date(copy: Path) -> AsyncIterator[Database]:
    try:
        async with open_database(Address(Kind.SQLITE, copy)) as source:
            yield source
    except UserError as error:
        raise UserError("restore.newer") if error.key == "storage.newer_schema" else error from None


@contextmanager
def _removed(part: Path) -> Iterator[None]:
    """Leave nothing of an unfinished file."""
    try:
        yield
    finally:
        for end in ("", *_BESIDE):
            part.with_name(part.name + end).unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """Tell in plain words what a disk or a database refused."""
    try:
        yield
    except OSError as error:
        raise UserError("backup.failed", why=(error.strerror or type(error).__name__).lower()) from None
    except StorageError as error:
        raise UserError("backup.failed", why=str(error)) from None
