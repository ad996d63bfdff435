"""The table that all benchmarks print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, its unit, and what is aimed at (the most it may be)."""

    what: str
    figure: float
    unit: str
    aim: float | None = None


HEAD = f"{'what':<68}{'measured':>12}{'aim':>12}"


def line(row: Row) -> str:
    """Give one line of the table; "!" marks what is over its aim."""
    aim = f"< {row.aim:g} {row.unit}" if row.aim is not None else ""
    late = "  !" if row.aim is not None and row.figure > row.aim else ""
    return f"{row.what:<68}{row.figure:>8.1f} {row.unit:<3}{aim:>12}{late}"


def percentile(values: list[float], share: float) -> float:
    """Give the value that this share (0 to 1) of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
