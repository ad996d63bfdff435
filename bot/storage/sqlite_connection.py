"""Connections to SQLite that go to their threads seldom: there and back takes longer than most statements do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

import aiosqlite

from bot.storage.finishing import until_done

T = TypeVar("T")

AT_ONCE = 64
"""So many rows are fetched at a time, the first ones along with the statement that gives them."""


class Tidy(sqlite3.Connection):
    """Closes its cursors along with itself: a statement of which not all was read would hold its lock until then."""

    def __init__(self, where: Path | str, waiting: float) -> None:
        """Open a file or, by a URI, memory. `waiting` is for others who write, in seconds."""
        super().__init__(where, waiting, isolation_level=None, uri=isinstance(where, str))
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, factory: Any = sqlite3.Cursor) -> Any:  # noqa: ANN401 (as there)
        """Make a cursor."""
        made = super().cursor(factory)
        self._cursors.add(made)
        return made

    def close(self) -> None:
        """Close it, after its cursors."""
        for cursor in tuple(self._cursors):
            cursor.close()
        super().close()


class SQLiteConnection(aiosqlite.Connection):
    """Makes cursors without its thread, rolls back only what may have begun, and stops its thread only once.

    For a thread that has stopped already aiosqlite 0.22 would wait for ever.
    """

    _stopped: asyncio.Future[Any] | None = None
    _in_doubt = False

    def cursor(self) -> Cursor:  # type: ignore[override]  # SQLAlchemy enters what it gets, as one can a cursor
        """Make a cursor, of which the thread hears with its first statement."""
        return Cursor(self)

    async def rollback(self) -> None:
        """Roll back the transaction, if there is one."""
        if self._in_doubt or self._conn.in_transaction:
            await super().rollback()

    async def do(self, work: Callable[[], T]) -> T:
        """Let the thread do some work, after what it was given before."""
        done: T = await self._execute(work)
        return done

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (as there)
        # Who is cancelled leaves work that the thread may yet have to do; what it begins does not show before.
        self._in_doubt = True
        done = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        self._in_doubt = False
        return done

    async def close(self) -> None:
        """Close it and stop the thread, after what is under way; wait for that if it has begun already."""
        self.stop()
        await self.wait_stopped()

    def stop(self) -> asyncio.Future[Any] | None:
        """Let it be closed and stopped, after what is under way."""
        if self._stopped is None:
            self._stopped = super().stop()
        return self._stopped

    async def wait_stopped(self) -> None:
        """Wait until it has stopped, if that has begun."""
        if self._stopped is not None:
            await until_done(self._stopped)


class Cursor(aiosqlite.Cursor):
    """Runs a statement and fetches its first rows in one go; where there are no more, it is closed by that."""

    def __init__(self, connection: SQLiteConnection) -> None:
        super().__init__(connection, None)  # type: ignore[arg-type]  # the thread makes it, with the first statement
        self._do = connection.do
        self._fetched: deque[Any] = deque()
        self._ended = True

    async def execute(self, sql: str, parameters: Any = ()) -> Cursor:  # noqa: ANN401 (as there)
        """Run a statement."""
        self._ended = False
        self._fetched = await self._do(partial(self._run, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> Cursor:
        """Run a statement that gives no rows, once with each of the parameters."""
        await self._do(lambda: self._made().executemany(sql, parameters))
        return self

    async def fetchone(self) -> Any:  # noqa: ANN401 (as there)
        """Fetch the next row, or None."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """Fetch up to so many of the next rows."""
        size = size or self.arraysize
        if len(self._fetched) < size and not self._ended:
            self._fetched += await self._do(partial(self._more, max(AT_ONCE, size)))
        return [self._fetched.popleft() for _ in range(min(size, len(self._fetched)))]

    async def fetchall(self) -> Sequence[Any]:
        """Fetch all the rows that are left."""
        if not self._ended:
            self._fetched += await self._do(self._cursor.fetchall)
            self._ended = True
        rows = list(self._fetched)
        self._fetched.clear()
        return rows

    async def close(self) -> None:
        """Close it."""
        if not self._ended:
            await self._do(self._shut)

    def _run(self, sql: str, parameters: Any) -> deque[Any]:  # noqa: ANN401 (as above)
        self._made().execute(sql, parameters)
        return self._more(AT_ONCE)

    def _more(self, size: int) -> deque[Any]:
        rows = deque(self._cursor.fetchmany(size))
        self._ended = len(rows) < size
        return rows

    def _made(self) -> sqlite3.Cursor:
        self._cursor = self._conn._conn.cursor()  # noqa: SLF001 (as there)
        return self._cursor

    def _shut(self) -> None:
        if self._cursor is not None:
            self._cursor.close()
        self._ended = True
