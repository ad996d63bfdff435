"""A real PostgreSQL server for tests and benchmarks, on a port of its own and with data that are thrown away."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]

from bot.storage.address import Address, Kind

PATIENCE = 30.0

# A server that runs for some seconds needs no care for power cuts; what is tested here are kills and lost connections.
_FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60", "timezone=UTC")


class PostgresServer:
    """One server. It starts with `start`, and can be stopped, killed and started again over the same data."""

    def __init__(self) -> None:
        self._account = _account()
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._folder.chmod(0o700)
        if self._account is not None:
            os.chown(self._folder, self._account, -1)
        self._bin = _binaries(self._account)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", str(self._data), "-U", "bot", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def url(self, database: str = "postgres", scheme: str = "postgresql") -> str:
        """The address of a database on this server."""
        return f"{scheme}://bot@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        settings = (*_FAST, f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        given = [part for setting in settings for part in ("-c", setting)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [self._bin / "postgres", "-D", str(self._data), *given],
                stdout=log,
                stderr=log,
                cwd="/",
                **self._as_account(),
            )
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends all connections and stops in order, SIGQUIT leaves at once as if it crashed."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def remove(self) -> None:
        """Stop it and throw its data away."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def log(self) -> str:
        """All that it wrote."""
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")

    def contents(self) -> Iterator[bytes]:
        """The bytes of all files that it keeps."""
        yield from (path.read_bytes() for path in self._data.rglob("*") if path.is_file())

    @asynccontextmanager
    async def new_database(self) -> AsyncIterator[Address]:
        """An empty database that nothing else uses, gone at the end."""
        name = f"test_{uuid4().hex}"
        await self.ask(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield Address(Kind.POSTGRESQL, dsn=self.url(name))
        finally:
            await self.ask(f"DROP DATABASE {name} WITH (FORCE)")

    async def ask(self, statement: str) -> list[asyncpg.Record]:
        """Run a statement outside of any of the databases under test."""
        connection = await asyncpg.connect(self.url())
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self._process is not None
            if self._process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log()}")
            ready = subprocess.run(  # noqa: S603
                [self._bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False, cwd="/"
            )
            if ready.returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL did not start in time")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603
            [self._bin / program, *arguments], capture_output=True, check=False, cwd="/", **self._as_account()
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")

    def _as_account(self) -> dict[str, Any]:
        return {} if self._account is None else {"user": self._account, "extra_groups": []}


def _account() -> int | None:
    """PostgreSQL refuses to run as root: then it runs as an account that owns nothing."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _binaries(account: int | None) -> Path:
    """Find a PostgreSQL that this account may run: the one from PyPI, else the system's."""
    for folder in _candidates():
        given: dict[str, Any] = {} if account is None else {"user": account, "extra_groups": []}
        try:
            subprocess.run([folder / "initdb", "--version"], check=True, capture_output=True, cwd="/", **given)  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            continue
        return folder
    raise RuntimeError("there is no PostgreSQL here: pip install pgserver, or install your system's package")


def _candidates() -> Iterator[Path]:
    package = importlib.util.find_spec("pgserver")
    if package is not None and package.origin is not None:
        yield Path(package.origin).parent / "pginstall" / "bin"
    found = shutil.which("initdb")
    if found is not None:
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
