"""Messages near the subject: other medicines, own doses, own results, two questions at once, questions that go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.quality.figures import Share, listed, named, table
from benchmarks.quality.questions import Asked
from bot.features.faq.words import Own


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should come of one kind of message."""

    kind: str
    what: str
    well: Callable[[Asked], bool]


def both(one: Asked) -> bool:
    """Whether both questions are answered."""
    return one.answered and {one.match.entry, one.match.second} == set(one.message.entries)


def _answered(one: Asked) -> bool:
    return one.answered and one.first


def _own(own: Own) -> Callable[[Asked], bool]:
    return lambda one: one.match.own is own and _answered(one)


WANTED = (
    Wanted("other-subject", "not answered", lambda one: not one.answered),
    Wanted("other-subject", "nothing offered either (“I don't know”)", lambda one: one.silent),
    Wanted("own-dose", "general entry with the sentence that no dose is worked out", _own(Own.DOSE)),
    Wanted("own-dose", "answered without that sentence", lambda one: one.answered and one.match.own is None),
    Wanted("own-result", "general entry with the sentence that no result is judged", _own(Own.RESULT)),
    Wanted("own-result", "answered without that sentence", lambda one: one.answered and one.match.own is None),
    Wanted("two", "both answered", both),
    Wanted("two", "one of the two answered or offered", lambda one: _answered(one) or one.has_it),
    Wanted("follow-up", "answered rightly, as a reply to the earlier answer", _answered),
    Wanted("follow-up", "answered or offered rightly", lambda one: _answered(one) or one.has_it),
    Wanted("follow-up", "answered wrongly", lambda one: one.answered and not one.first),
)
"""For each kind first what is wanted; then what else is worth knowing."""


def figures(asked: Sequence[Asked], listening: Sequence[Asked]) -> str:
    """Give the table of all kinds; `listening` is what comes of the same messages where nobody asked the bot."""
    rows = [
        (wanted.kind, wanted.what, Share.where(wanted.well(one) for one in _of(asked, wanted.kind)).counted)
        for wanted in WANTED
    ]
    overheard = Share.where(one.silent for one in _of(listening, "other-subject")).counted
    return table(("kind", "what", "how often"), [*rows, ("other-subject", "silent where nobody asked", overheard)])


def misses(asked: Sequence[Asked]) -> str:
    """Name every message that did not get what is wanted."""
    return "\n\n".join(_section(kind, list(_missed(asked, kind))) for kind in dict.fromkeys(one.kind for one in WANTED))


def _section(kind: str, missed: Sequence[Asked]) -> str:
    lines = listed((_told(one), f"{one.came}; expected {_expected(one)}") for one in missed)
    return f"#### {kind} ({len(missed)})\n\n{lines}"


def _missed(asked: Sequence[Asked], kind: str) -> Iterator[Asked]:
    wanted = [one for one in WANTED if one.kind == kind]
    well = wanted[1].well if kind == "other-subject" else wanted[0].well
    return (one for one in _of(asked, kind) if not well(one))


def _of(asked: Sequence[Asked], kind: str) -> list[Asked]:
    return [one for one in asked if one.message.kind == kind]


def _told(one: Asked) -> str:
    return f"[after {one.message.after}] {one.message.text}" if one.message.after else one.message.text


def _expected(one: Asked) -> str:
    if one.message.kind == "two":
        return " and ".join(f"`{id_}`" for id_ in one.message.entries)
    sentence = " with its sentence" if one.message.kind.startswith("own") else ""
    return named(one.message.entries) + sentence
