"""All tables, once. Columns called `wrapped_key`, `profile`, `address`, `state` of a form and `message_ref` are sealed.

A table that holds anything about a person has a column `person_id` that goes with the person. The one exception is
`rating_mark`, whose rows nobody can trace to a person without the key and that person's account.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from bot.storage.types import Utc

REVISIONS = ("0001",)
"""All versions of these tables in their order; each is a file in migrations/versions."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(32)
MARK = String(80)


def _owner(table: str, *, nullable: bool) -> Column[str]:
    """A row that goes when the person or place that it belongs to goes."""
    return Column(f"{table}_id", ID, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable, index=True)


meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", ID, primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("key_version", String(16), nullable=False, index=True),  # which master key wraps it
    Column("profile", LargeBinary),
    Column("created_at", Utc, nullable=False),
    Column("seen_on", Date, nullable=False, index=True),
    Column("warned_at", Utc),  # that all is going to be deleted, after a long silence
)

account = Table(
    "account",
    metadata,
    Column("id", ID, primary_key=True),
    _owner("person", nullable=False),
    Column("platform", String(16), nullable=False),
    Column("mark", MARK, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("blocked_at", Utc),
    Column("blocked_told_at", Utc),
    UniqueConstraint("platform", "mark"),
)

consent = Table(
    "consent",
    metadata,
    Column("id", ID, primary_key=True),
    _owner("person", nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("version", String(40), nullable=False),
    Column("given_at", Utc, nullable=False),
    Column("withdrawn_at", Utc),
)

place = Table(
    "place",
    metadata,
    Column("id", ID, primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("mark", MARK, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("key_version", String(16), nullable=False, index=True),
    Column("address", LargeBinary, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("lost_at", Utc),
    Column("told_at", Utc),
    UniqueConstraint("platform", "mark"),
)

rating = Table(
    "rating",
    metadata,
    Column("entry", String(40), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("entry", "helpful"),
)

rating_mark = Table(
    "rating_mark",
    metadata,
    Column("mark", MARK, primary_key=True),
    Column("given_on", Date, nullable=False),
)

form = Table(
    "form",
    metadata,
    Column("person_id", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("place_mark", MARK, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("since", Utc, nullable=False, index=True),
    PrimaryKeyConstraint("person_id", "place_mark"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", ID, primary_key=True),
    Column("purpose", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    _owner("person", nullable=True),
    _owner("place", nullable=True),
    Column("platform", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due_at", Utc, nullable=False),  # never changes: what lateness is counted from
    Column("not_before", Utc, nullable=False),  # of the next attempt
    Column("expires_at", Utc, nullable=False),
    Column("dedupe_key", String(120), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("epoch", Integer, nullable=False, default=0),
    Column("lease_owner", String(40), nullable=False, default=""),
    Column("lease_until", Utc),
    Column("attempt", Integer, nullable=False, default=0),
    Column("ever_unknown", Boolean, nullable=False, default=False),
    Column("repeated", Boolean, nullable=False, default=False),
    Column("nonce", String(25), nullable=False, default=""),
    Column("begun_at", Utc),  # when that nonce was first used
    Column("sent_at", Utc),
    Column("message_ref", LargeBinary),
    Column("reason", String(40), nullable=False, default=""),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_delivery_subject", "purpose", "subject"),
)

_QUEUED, _SENDING = text("state = 'queued'"), text("state = 'sending'")

OVER = text("state NOT IN ('queued', 'sending')")
"""Holds for a delivery with which nothing more happens, written as the index of these has it."""

# Partial ones, so that a million rows that are due some day, or were sent, cost those that are due now nothing.
Index(
    "ix_delivery_queued",
    *(delivery.c.platform, delivery.c.priority, delivery.c.not_before),
    sqlite_where=_QUEUED,
    postgresql_where=_QUEUED,
)
Index("ix_delivery_expiring", delivery.c.expires_at, sqlite_where=_QUEUED, postgresql_where=_QUEUED)
Index("ix_delivery_over", delivery.c.updated_at, sqlite_where=OVER, postgresql_where=OVER)
Index("ix_delivery_leased", delivery.c.lease_until, sqlite_where=_SENDING, postgresql_where=_SENDING)
