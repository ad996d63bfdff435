"""The tables of meet-ups."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from bot.storage.columns import ID, MARK, metadata, owner
from bot.storage.types import Utc

meetup = Table(
    "meetup",
    metadata,
    Column("id", ID, primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("key_version", String(16), nullable=False, index=True),
    Column("organiser_id", ID, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("content", LargeBinary, nullable=False),
    Column("places", JSON, nullable=False),  # ids of places, also of some that are gone by now
    Column("status", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("announce_at", Utc, nullable=False),
    Column("created_at", Utc, nullable=False),
)

PLANNED, UNSHED = text("status = 'planned'"), text("NOT shed")
"""Hold for a meet-up, or a date, that is planned, and for a date whose answers are kept."""

Index("ix_meetup_planned", meetup.c.created_at, sqlite_where=PLANNED, postgresql_where=PLANNED)

meetup_date = Table(
    "meetup_date",
    metadata,
    Column("id", ID, primary_key=True),
    Column("meetup_id", ID, ForeignKey("meetup.id", ondelete="CASCADE"), nullable=False),
    Column("local", String(16), nullable=False),  # what the clock on the wall showed: 2026-11-21T19:00
    Column("starts_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("status", String(16), nullable=False),
    Column("moved", Boolean, nullable=False),
    Column("content", LargeBinary),  # where it has its own
    Column("sequence", Integer, nullable=False),
    Column("counts", JSON(none_as_null=True)),
    Column("shed", Boolean, nullable=False),  # its answers are gone
    UniqueConstraint("meetup_id", "local"),
)

Index("ix_meetup_date_coming", meetup_date.c.starts_at, sqlite_where=PLANNED, postgresql_where=PLANNED)
Index("ix_meetup_date_ended", meetup_date.c.ends_at, sqlite_where=PLANNED, postgresql_where=PLANNED)
Index("ix_meetup_date_unshed", meetup_date.c.ends_at, sqlite_where=UNSHED, postgresql_where=UNSHED)

attendee = Table(
    "attendee",
    metadata,
    Column("date_id", ID, ForeignKey("meetup_date.id", ondelete="CASCADE"), nullable=False),
    owner("person", nullable=False),
    Column("answer", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("platform", String(16), nullable=False),
    Column("guests", Integer, nullable=False),
    Column("waits", Boolean, nullable=False),
    Column("remind", String(16), nullable=False),
    Column("name", LargeBinary),
    PrimaryKeyConstraint("date_id", "person_id"),
)

meetup_post = Table(
    "meetup_post",
    metadata,
    Column("id", ID, primary_key=True),
    Column("date_id", ID, ForeignKey("meetup_date.id", ondelete="CASCADE"), nullable=False, index=True),
    owner("place", nullable=False),
    Column("platform", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("ref", LargeBinary),
    Column("pinned", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("turn", BigInteger, nullable=False),  # whose turn it is among those that are to be changed: the least one
)

LIVE = text("state IN ('wanted', 'shown')")
STALE = text("(state = 'wanted' OR (state = 'shown' AND shown < wanted) OR (state = 'withdrawn' AND shown < wanted))")
"""Hold for a post that is there or comes, and for one that does not show yet what it is to show."""

Index(
    "ix_meetup_post_live",
    *(meetup_post.c.date_id, meetup_post.c.place_id, meetup_post.c.kind),
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)
Index("ix_meetup_post_stale", meetup_post.c.turn, sqlite_where=STALE, postgresql_where=STALE)

meetup_note = Table(
    "meetup_note",
    metadata,
    Column("id", ID, primary_key=True),
    Column("date_id", ID, ForeignKey("meetup_date.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", LargeBinary, nullable=False),
    Column("created_at", Utc, nullable=False),
)

meetup_question = Table(
    "meetup_question",
    metadata,
    Column("id", ID, primary_key=True),
    Column("date_id", ID, ForeignKey("meetup_date.id", ondelete="CASCADE"), nullable=False, index=True),
    owner("person", nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("created_at", Utc, nullable=False),
)

feed = Table(
    "feed",
    metadata,
    Column("person_id", ID, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("mark", MARK, nullable=False, unique=True),
)
