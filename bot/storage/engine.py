"""The database: opened, read and written through transactions, with its errors told in the bot's own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.core.errors import NotRead, NotSaved
from bot.storage import sqlite
from bot.storage.address import Address, Kind
from bot.storage.faults import FAULTS, starting_problem, translated
from bot.storage.finishing import until_done
from bot.storage.migrating import migrate
from bot.storage.sqlite_connection import SQLiteConnection

# Seconds that a connection may take, that a statement may take, and that a free connection is waited for.
CONNECT_WITHIN = 10.0
ANSWER_WITHIN = 30.0
FREE_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class _Open:
    """A transaction in which a task is, and the one (of another database) around it."""

    database: Database
    task: asyncio.Task[Any] | None
    connection: AsyncConnection
    writes: bool
    around: _Open | None


_open: ContextVar[_Open | None] = ContextVar("open transaction", default=None)


class Database:
    """An open database, whose tables are as this program wants them. Get one from `open_database`."""

    def __init__(self, engine: AsyncEngine, address: Address) -> None:
        self._engine = engine
        self.kind = address.kind
        # SQLite writes one at a time: waiting here is fair, and cheaper than its own polling. In memory it also lets
        # nobody read meanwhile.
        self._turn = asyncio.Lock() if self.kind is Kind.SQLITE else nullcontext()
        self._shared_turn = address.in_memory

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Read in one transaction, which sees one state of the data. Raises NotRead.

        Within a transaction of the same task this is a part of it.
        """
        if (inside := self._inside()) is not None:
            yield inside.connection
            return
        if not self._shared_turn:
            async with self._transaction(writes=False) as connection:
                yield connection
            return
        async with self._turn, self._transaction(writes=False) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Write in one transaction: all of it is stored at its end, or nothing. Raises NotSaved or MaybeSaved.

        Within a writing transaction of the same task this is a part of it, so that several stores can write together.
        """
        if (inside := self._inside()) is not None:
            if not inside.writes:
                raise RuntimeError("nothing can be written while reading")
            yield inside.connection
            return
        async with self._turn, self._transaction(writes=True) as connection:
            yield connection

    def _inside(self) -> _Open | None:
        """Give the transaction that this very task is in; one of the task that started it does not count."""
        inside = _open.get()
        while inside is not None and inside.database is not self:
            inside = inside.around
        return inside if inside is not None and inside.task is asyncio.current_task() else None

    @asynccontextmanager
    async def _transaction(self, *, writes: bool) -> AsyncIterator[AsyncConnection]:
        committing = False
        try:
            async with self._connected() as connection:
                await connection.execution_options(**self._options(writes=writes))
                async with connection.begin() as transaction:
                    token = _open.set(_Open(self, asyncio.current_task(), connection, writes, _open.get()))
                    try:
                        yield connection
                    finally:
                        _open.reset(token)
                    committing = writes
                    await transaction.commit()
        except FAULTS as error:
            told = translated(error, NotSaved if writes else NotRead, committing=committing)
            if told is None:
                raise
            raise told from None  # the cause may show what was to be stored

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """Take a connection, and give it back. Neither is left half done when the task is cancelled."""
        opening = asyncio.ensure_future(self._take())
        try:
            await until_done(opening)
            yield opening.result()[0]
        finally:
            if not opening.cancelled() and opening.exception() is None:
                await until_done(asyncio.ensure_future(_give_back(*opening.result())))

    async def _take(self) -> tuple[AsyncConnection, object]:
        """Take a connection, and what it has from its driver."""
        connection = await self._engine.connect().start()
        return connection, (await connection.get_raw_connection()).driver_connection

    def _options(self, *, writes: bool) -> dict[str, Any]:
        if self.kind is Kind.SQLITE:
            return {sqlite.WRITES: writes}
        return {} if writes else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    async def clear_traces(self) -> None:
        """Overwrite what deleted rows left in SQLite's journal; where somebody is just reading, a later time does."""
        if self.kind is Kind.SQLITE and not self._shared_turn:
            async with self._turn, self._connected() as connection:
                await sqlite.pragma(connection, "wal_checkpoint(TRUNCATE)")


async def _give_back(connection: AsyncConnection, driven: object) -> None:
    await connection.close()
    if isinstance(driven, SQLiteConnection):
        await driven.wait_stopped()


@asynccontextmanager
async def open_database(address: Address) -> AsyncIterator[Database]:
    """Open the database, bring its tables up to date, and close it in the end.

    Raises UserError, which says in plain words why it cannot be opened: not reachable, not writable, damaged, or
    written by a newer version of this program.
    """
    engine = create_engine(address)
    async with AsyncExitStack() as closing:
        closing.push_async_callback(engine.dispose)
        try:
            if address.file is not None:
                sqlite.make_file(address.file)
            if address.in_memory:
                await closing.enter_async_context(_in_memory(engine))
            else:
                await migrate(engine, address.kind)
        except FAULTS as error:
            raise starting_problem(error, address) from None
        yield Database(engine, address)


def create_engine(address: Address) -> AsyncEngine:
    """Make the engine for an address. Nothing is opened yet. What is stored never shows in its errors."""
    if address.kind is Kind.POSTGRESQL:
        return create_async_engine(
            "postgresql+asyncpg://",
            async_creator=_postgresql(address.dsn),
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=5,
            pool_timeout=FREE_WITHIN,
            hide_parameters=True,
        )
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=sqlite.connecting(address.file or sqlite.new_memory()),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=3,
        max_overflow=0,
        pool_timeout=FREE_WITHIN,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "begin", sqlite.begin)
    return engine


@asynccontextmanager
async def _in_memory(engine: AsyncEngine) -> AsyncIterator[None]:
    """Make the tables, which never have to be brought up to date, and hold them: they go with the last connection."""
    async with engine.connect() as holding:
        await sqlite.make_tables(holding)
        yield


def _postgresql(dsn: str) -> Callable[[], Awaitable[Any]]:
    async def connect() -> Any:  # noqa: ANN401 (asyncpg has no types)
        # Imported here, since who uses a file does not need it.
        import asyncpg  # type: ignore[import-untyped]  # noqa: PLC0415

        return await asyncpg.connect(
            dsn,
            timeout=CONNECT_WITHIN,
            command_timeout=ANSWER_WITHIN,
            server_settings={"application_name": "support-group-bot", "idle_in_transaction_session_timeout": "60000"},
        )

    return connect
