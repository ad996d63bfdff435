"""Meet-ups: what was announced, their dates, who comes, and where they are shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the new tables."""
    _meetups()
    _dates()
    _attendees()
    _posts()
    _words()
    op.create_table(
        "feed",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        _belongs_to("person", "feed"),
        sa.PrimaryKeyConstraint("person_id", name="pk_feed"),
        sa.UniqueConstraint("mark", name="uq_feed_mark"),
    )


def _meetups() -> None:
    op.create_table(
        "meetup",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("key_version", sa.String(length=16), nullable=False),
        sa.Column("organiser_id", sa.String(length=32), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("announce_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organiser_id"], ["person.id"], name="fk_meetup_organiser_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_meetup"),
    )
    op.create_index("ix_meetup_key_version", "meetup", ["key_version"])
    op.create_index("ix_meetup_organiser_id", "meetup", ["organiser_id"])
    _create_partial("ix_meetup_planned", "meetup", ["created_at"], "status = 'planned'")


def _dates() -> None:
    op.create_table(
        "meetup_date",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meetup_id", sa.String(length=32), nullable=False),
        sa.Column("local", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("shed", sa.Boolean(), nullable=False),
        _belongs_to("meetup", "meetup_date"),
        sa.PrimaryKeyConstraint("id", name="pk_meetup_date"),
        sa.UniqueConstraint("meetup_id", "local", name="uq_meetup_date_meetup_id_local"),
    )
    _create_partial("ix_meetup_date_coming", "meetup_date", ["starts_at"], "status = 'planned'")
    _create_partial("ix_meetup_date_ended", "meetup_date", ["ends_at"], "status = 'planned'")
    _create_partial("ix_meetup_date_unshed", "meetup_date", ["ends_at"], "NOT shed")


def _attendees() -> None:
    op.create_table(
        "attendee",
        sa.Column("date_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("remind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        _belongs_to("meetup_date", "attendee", "date_id"),
        _belongs_to("person", "attendee"),
        sa.PrimaryKeyConstraint("date_id", "person_id", name="pk_attendee"),
    )
    op.create_index("ix_attendee_person_id", "attendee", ["person_id"])


def _posts() -> None:
    op.create_table(
        "meetup_post",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("date_id", sa.String(length=32), nullable=False),
        sa.Column("place_id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("ref", sa.LargeBinary(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        _belongs_to("meetup_date", "meetup_post", "date_id"),
        _belongs_to("place", "meetup_post"),
        sa.PrimaryKeyConstraint("id", name="pk_meetup_post"),
    )
    op.create_index("ix_meetup_post_date_id", "meetup_post", ["date_id"])
    op.create_index("ix_meetup_post_place_id", "meetup_post", ["place_id"])
    live = ["date_id", "place_id", "kind"]
    _create_partial("ix_meetup_post_live", "meetup_post", live, "state IN ('wanted', 'shown')", unique=True)
    stale = "(state = 'wanted' OR (state = 'shown' AND shown < wanted) OR (state = 'withdrawn' AND shown < wanted))"
    _create_partial("ix_meetup_post_stale", "meetup_post", ["turn"], stale)


def _words() -> None:
    op.create_table(
        "meetup_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("date_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        _belongs_to("meetup_date", "meetup_note", "date_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meetup_note"),
    )
    op.create_index("ix_meetup_note_date_id", "meetup_note", ["date_id"])
    op.create_table(
        "meetup_question",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("date_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        _belongs_to("meetup_date", "meetup_question", "date_id"),
        _belongs_to("person", "meetup_question"),
        sa.PrimaryKeyConstraint("id", name="pk_meetup_question"),
    )
    for column in ("date_id", "person_id"):
        op.create_index(f"ix_meetup_question_{column}", "meetup_question", [column])


def _belongs_to(owner: str, table: str, column: str = "") -> sa.ForeignKeyConstraint:
    column = column or f"{owner}_id"
    return sa.ForeignKeyConstraint([column], [f"{owner}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def _create_partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    partial = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=partial, postgresql_where=partial)
