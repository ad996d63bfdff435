"""From the errors of the databases to those of the bot."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.core.errors import MaybeSaved, NotRead, NotSaved, StorageError, UserError
from bot.storage.address import Address, Kind

# asyncpg lets the errors of a connection through as they are; a timeout is one of them.
FAULTS = (DBAPIError, PoolTimeoutError, OSError, TimeoutError)

_MISTAKES = (IntegrityError, ProgrammingError, DataError)
_SQLITE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file is read-only",
    sqlite3.SQLITE_BUSY: "the file is locked",
    sqlite3.SQLITE_LOCKED: "the file is locked",
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is damaged",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_PERM: "the file cannot be opened",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
}
# What a server says while it starts, stops or is full: cannot_connect_now, admin and crash shutdown, too many.
_PASSING = ("57P03", "57P01", "57P02", "53300")
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def translated(error: BaseException, otherwise: type[NotSaved | NotRead], *, committing: bool) -> StorageError | None:
    """Give what the bot tells of a fault; None for a mistake in the program, which stays as it is."""
    code = _sqlite_code(error)
    if isinstance(error, _MISTAKES) or code == sqlite3.SQLITE_ERROR:
        return None
    if code is not None:
        return otherwise(_SQLITE.get(code, f"SQLite's error {code}"))
    if committing and _lost_connection(error):
        return MaybeSaved("the connection broke while storing")
    return otherwise(f"the server: {type(getattr(error, 'orig', None) or error).__name__}")


def starting_problem(error: BaseException, address: Address) -> Exception:
    """Give what the operator is told when the database cannot be opened."""
    if address.kind is Kind.POSTGRESQL:
        # asyncpg's own name for what went wrong tells the operator most, and nothing of the address.
        cause = getattr(error, "orig", None) or error
        away = isinstance(cause, OSError | TimeoutError) or getattr(cause, "sqlstate", "") in _PASSING
        return UserError("storage.no_server" if away else "storage.server_refuses", why=type(cause).__name__)
    key = "storage.damaged" if _sqlite_code(error) in _DAMAGED else "storage.cannot_open"
    return UserError(key, file=str(address.file))


def _sqlite_code(error: BaseException) -> int | None:
    """Give SQLite's primary error code."""
    cause = getattr(error, "orig", None)
    if not isinstance(cause, sqlite3.Error):
        return None
    # Some errors come from Python's module itself, such as that of a closed connection.
    return int(getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _lost_connection(error: BaseException) -> bool:
    return not isinstance(error, DBAPIError) or error.connection_invalidated
