"""Where the database is: a file, the memory of this process, or a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.core.errors import UserError

FILE = Path("data") / "bot.db"


class Kind(StrEnum):
    """Which database."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is. `file` is set for SQLite on disk, `dsn` (it may hold a password) for PostgreSQL."""

    kind: Kind
    file: Path | None = None
    dsn: str = field(default="", repr=False)

    @property
    def in_memory(self) -> bool:
        """Whether it dies with the process."""
        return self.kind is Kind.SQLITE and self.file is None


MEMORY = Address(Kind.SQLITE)


def read_address(given: str, root: Path, *, throw_away_disk: bool = False) -> Address:
    """Read `DATABASE_URL`; nothing means the file `data/bot.db` below `root`.

    Raises UserError for an address of another kind, and for a file on a disk that is thrown away at each restart.
    """
    scheme, divider, rest = given.partition("://")
    if divider and scheme in ("postgres", "postgresql"):
        return Address(Kind.POSTGRESQL, dsn=f"postgresql://{rest}")
    if given and (scheme != "sqlite" or not rest.startswith("/") or rest == "/"):
        raise UserError("storage.bad_address")
    if throw_away_disk:
        raise UserError("storage.throw_away_disk")
    return Address(Kind.SQLITE, (root / rest[1:]) if given else root / FILE)
