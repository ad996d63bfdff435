"""The table of kills."""

from __future__ import annotations

from benchmarks.meetups.kills.hunting import Kills

_CARDS = ("cards", "missing", "doubled", "twice", "repeated", "given_up", "stale", "edits", "events", "amiss", "pins")
_PEOPLE = ("presses", "confirmed", "forgotten", "disorder", "notices", "again", "unsent")
_TITLES = {"given_up": "given up", "at_points": "at points"}

HEAD = f"{'what':<12}" + "".join(
    f"{_TITLES.get(name, name):>10}" for name in ("kills", "at_points", *_CARDS, *_PEOPLE, "seconds")
)
FOOT = """
Must be 0: missing: cards that never came, and no organiser was told. doubled: came twice without a mark. twice: came
more than once with one. stale: cards that do not show the list, the time and the buttons as they are in the end.
amiss: events that are missing, doubled, or not as they should be. pins: points on the map that came twice. forgotten:
answers that were confirmed, and do not stand. disorder: what is not as the waiting list has it. again: private notices
that came twice without a mark. unsent: that did not come.
Explained: repeated: cards that came once more, marked as a repeat. given up: two attempts in a row got no answer; the
organiser was told that nobody knows."""


def line(what: str, done: Kills) -> str:
    """Give one line of the table; "!" marks a broken promise."""
    counted = (getattr(done.verdict, name) for name in (*_CARDS, *_PEOPLE))
    figures = (done.kills, done.at_points, *counted, round(done.seconds))
    return f"{what:<12}" + "".join(f"{figure:>10,}" for figure in figures) + ("" if done.verdict.is_clean else "  !")
