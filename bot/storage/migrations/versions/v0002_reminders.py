"""Reminders: plans, their occurrences, carers, drafts, and accounts that are linked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the new tables."""
    op.add_column("person", sa.Column("history_days", sa.Integer(), nullable=False, server_default="8"))
    _plans()
    _occurrences()
    _people_together()
    op.create_table(
        "draft",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_draft_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "name", name="pk_draft"),
    )
    op.create_index("ix_draft_since", "draft", ["since"])


def _plans() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("next_local", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_plan_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_person_id", "plan", ["person_id"])
    _create_partial("ix_plan_next", "plan", ["next_at"], "next_at IS NOT NULL")
    _create_partial("ix_plan_zone", "plan", ["zone", "id"], "next_at IS NOT NULL")
    op.create_table(
        "zone_rules",
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("print", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("zone", name="pk_zone_rules"),
    )


def _occurrences() -> None:
    op.create_table(
        "occurrence",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("local", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("late_until", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.String(length=80), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_occurrence_plan_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_occurrence_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_occurrence"),
        sa.UniqueConstraint("plan_id", "local", name="uq_occurrence_plan_id_local"),
    )
    op.create_index("ix_occurrence_person", "occurrence", ["person_id", "at"])
    _create_partial("ix_occurrence_unsettled", "occurrence", ["late_until"], "NOT settled")
    _create_partial("ix_occurrence_open", "occurrence", ["closes_at"], "is_open")
    _create_partial("ix_occurrence_told", "occurrence", ["summary"], "summary <> ''")


def _people_together() -> None:
    op.create_table(
        "carer_link",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("carer_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("platform", sa.String(length=16), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_carer_link_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["carer_id"], ["person.id"], name="fk_carer_link_carer_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_carer_link"),
        sa.UniqueConstraint("mark", name="uq_carer_link_mark"),
        sa.UniqueConstraint("person_id", "carer_id", name="uq_carer_link_person_id_carer_id"),
    )
    for column in ("person_id", "carer_id", "expires_at"):
        op.create_index(f"ix_carer_link_{column}", "carer_link", [column])
    op.create_table(
        "link_code",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_link_code_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name="pk_link_code"),
        sa.UniqueConstraint("mark", name="uq_link_code_mark"),
    )
    op.create_index("ix_link_code_expires_at", "link_code", ["expires_at"])


def _create_partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
