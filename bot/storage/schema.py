"""All tables, once: those of meet-ups in `meetups.schema`, and all others here.

Sealed are the columns called `wrapped_key`, `profile`, `address`, `content`, `message_ref`, `ref`, the `name` of an
attendee, the `text` of a note and a question, and the `state` of a form, a draft and an occurrence. A table that holds
anything about a person has a column `person_id` that goes with the person; a meet-up outlives its organiser. The one
exception is `rating_mark`, whose rows nobody can trace to a person without the key and that account.
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
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

import bot.storage.meetups.schema  # noqa: F401 (its tables are among all)
from bot.features.reminders.keeping import UNKEPT_DAYS
from bot.storage import columns
from bot.storage.columns import ID, MARK, ZONE, owner
from bot.storage.types import Utc

REVISIONS = ("0001", "0002", "0003")
"""All versions of these tables in their order; each is a file in migrations/versions."""

metadata = columns.metadata
"""All tables, also those of meet-ups."""

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

RESTORED = "restored"
"""The entry of `meta` that tells when a backup was put back: microseconds since 1970, UTC."""

LOOKED_AFTER = "looked-after"
"""The entry of `meta` that tells when plans were last looked after, and how the clock was set then, as JSON."""

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
    Column("history_days", Integer, nullable=False, server_default=str(UNKEPT_DAYS)),  # how long answers are kept
)

account = Table(
    "account",
    metadata,
    Column("id", ID, primary_key=True),
    owner("person", nullable=False),
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
    owner("person", nullable=False),
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
    owner("person", nullable=True),
    owner("place", nullable=True),
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

plan = Table(
    "plan",
    metadata,
    Column("id", ID, primary_key=True),
    owner("person", nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("zone", ZONE, nullable=False),
    Column("platform", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("paused_until", Date),
    Column("version", Integer, nullable=False),
    Column("next_at", Utc),  # when it reminds next; null if it does not
    Column("next_local", String(26)),  # what the clock on the wall shows then: 2026-11-21T08:00:00
    Column("created_at", Utc, nullable=False),
)

REMINDS = text("next_at IS NOT NULL")
"""Holds for a plan that reminds, written as the indexes of these have it."""

Index("ix_plan_next", plan.c.next_at, sqlite_where=REMINDS, postgresql_where=REMINDS)
Index("ix_plan_zone", plan.c.zone, plan.c.id, sqlite_where=REMINDS, postgresql_where=REMINDS)

zone_rules = Table(
    "zone_rules",
    metadata,
    Column("zone", ZONE, primary_key=True),
    Column("print", String(64), nullable=False),
)

occurrence = Table(
    "occurrence",
    metadata,
    Column("id", ID, primary_key=True),
    Column("plan_id", ID, ForeignKey("plan.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("local", String(16), nullable=False),  # what the clock on the wall shows: 2026-11-21T08:00
    Column("at", Utc, nullable=False),
    Column("late_until", Utc, nullable=False),
    Column("closes_at", Utc, nullable=False),
    Column("next_at", Utc),
    Column("is_open", Boolean, nullable=False),  # waits for an answer
    Column("state", LargeBinary),  # the answer; null as long as there is none, and no snooze
    Column("settled", Boolean, nullable=False),
    Column("summary", String(80), nullable=False),
    Column("epoch", Integer, nullable=False),
    UniqueConstraint("plan_id", "local"),
    Index("ix_occurrence_person", "person_id", "at"),
)

UNSETTLED, OPEN, TOLD = text("NOT settled"), text("is_open"), text("summary <> ''")
"""Hold for occurrences that are to be looked at, that wait for an answer, and that a summary tells of."""

Index("ix_occurrence_unsettled", occurrence.c.late_until, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)
Index("ix_occurrence_open", occurrence.c.closes_at, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_occurrence_told", occurrence.c.summary, sqlite_where=TOLD, postgresql_where=TOLD)

carer_link = Table(
    "carer_link",
    metadata,
    Column("id", ID, primary_key=True),
    owner("person", nullable=False),
    Column("carer_id", ID, ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("state", String(16), nullable=False),
    Column("mark", MARK, unique=True),  # of the code that waits for the carer
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, index=True),
    Column("platform", String(16)),  # where the carer accepted
    Column("number", Integer, nullable=False),  # tells apart those whom one carer cares for; 0 until accepted
    UniqueConstraint("person_id", "carer_id"),
)

link_code = Table(
    "link_code",
    metadata,
    Column("person_id", ID, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("mark", MARK, nullable=False, unique=True),
    Column("expires_at", Utc, nullable=False, index=True),
)

draft = Table(
    "draft",
    metadata,
    Column("person_id", ID, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("since", Utc, nullable=False, index=True),
    PrimaryKeyConstraint("person_id", "name"),
)
