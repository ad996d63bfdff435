"""The table of kills."""

from __future__ import annotations

from benchmarks.reminders.kills.hunting import Kills

_NAMES = ("occurrences", "missing", "lost", "doubled", "twice", "untrue", "repeated", "told", "given_up")
_PRESSES = ("presses", "confirmed", "forgotten", "nudges", "nudged")
_TITLES = {"occurrences": "due", "given_up": "given up"}

HEAD = f"{'what':<22}" + "".join(
    f"{_TITLES.get(name, name):>10}" for name in ("kills", "at points", *_NAMES, *_PRESSES, "seconds")
)
FOOT = """
Of all that was due, and must be 0: missing: not planned. lost: never came, and nobody was told. doubled: came twice
without a mark. twice: came more than once with one. untrue: came, and the ledger says it did not. forgotten: presses
that were confirmed, and do not stand in the end. nudged: nudges after a confirmed Taken.
Explained: repeated: came once more, marked as a repeat. told: a summary said that it could not be sent. given up: two
attempts in a row got no answer, and none arrived; the ledger says that nobody knows."""


def line(what: str, done: Kills) -> str:
    """Give one line of the table; "!" marks a broken promise."""
    verdict = done.verdict
    counted = (getattr(verdict, name) for name in (*_NAMES, *_PRESSES))
    figures = (done.kills, done.at_points, *counted, round(done.seconds))
    return f"{what:<22}" + "".join(f"{figure:>10,}" for figure in figures) + ("" if verdict.is_clean else "  !")
