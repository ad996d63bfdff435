"""What the columns of all tables have in common."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData, String

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
ZONE = String(64)


def owner(table: str, *, nullable: bool) -> Column[str]:
    """A row that goes when the person or place that it belongs to goes."""
    return Column(f"{table}_id", ID, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable, index=True)
