"""How well questions find their answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.labelled import Labelled
from benchmarks.noise import mistyped, noisy, packed
from benchmarks.quality.figures import Share, listed, named, table
from bot.features.faq.library import Library
from bot.features.faq.matching import Match, Outcome
from bot.features.faq.matching.following import Topic

_HEAD = ("messages", "right first", "answered", "right among answers", "offered", "offer has it", "silent")


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled message and what the matcher makes of it; `offered` are the entries to choose from."""

    message: Labelled
    match: Match = field(repr=False)
    offered: tuple[str, ...]

    @property
    def first(self) -> bool:
        """Whether the best entry is an acceptable one, whatever comes of it."""
        return self.match.entry in self.message.entries

    @property
    def answered(self) -> bool:
        """Whether an answer is posted."""
        return self.match.outcome is Outcome.ANSWER

    @property
    def suggested(self) -> bool:
        """Whether choices are offered."""
        return self.match.outcome is Outcome.SUGGEST

    @property
    def silent(self) -> bool:
        """Whether nothing is answered and nothing offered."""
        return self.match.outcome is Outcome.NONE

    @property
    def has_it(self) -> bool:
        """Whether an acceptable entry is among the choices."""
        return not set(self.message.entries).isdisjoint(self.offered)

    @property
    def came(self) -> str:
        """What comes of it, in words."""
        if self.silent:
            return f"no answer (best: {named(self._best())} {self.match.score:.2f})"
        if self.suggested:
            return f"offered {', '.join(f'`{id_}`' for id_ in self.offered)}"
        second = f" and `{self.match.second}`" if self.match.second else ""
        return f"answered `{self.match.entry}`{second} ({self.match.score:.2f})"

    def _best(self) -> tuple[str, ...]:
        return (self.match.entry,) if self.match.entry else ()


def ask(library: Library, messages: Iterable[Labelled], *, addressed: bool = True) -> tuple[Asked, ...]:
    """Match messages; one that goes on from an answer is matched as a reply to it."""
    asked = []
    for message in messages:
        match = library.matcher.match(message.text, addressed=addressed, topic=_topic(library, message.after))
        near = library.near(match) if match.outcome is Outcome.SUGGEST else ()
        asked.append(Asked(message, match, tuple(entry.id for entry in near)))
    return tuple(asked)


def _topic(library: Library, after: str | None) -> Topic | None:
    entry = library.knowledge.get(after) if after else None
    if entry is None:
        return None
    section = frozenset(other.id for other in library.knowledge.in_section(entry.section))
    return Topic(entry.id, entry.question, frozenset(entry.related), section)


def right_first(asked: Sequence[Asked]) -> Share:
    """Count the questions whose best entry is right."""
    return Share.where(one.first for one in asked)


def right_among_answers(asked: Sequence[Asked]) -> Share:
    """Count the answers that are right."""
    return Share.where(one.first for one in asked if one.answered)


def overall(asked: Sequence[Asked]) -> str:
    """Give the table of all questions."""
    second = [one for one in asked if one.match.second is not None]
    wrong = sum(one.match.second not in one.message.entries for one in second)
    more = f"A second answer was given to {len(second)} of them; {wrong} of these were not asked for."
    return table(("questions", *_HEAD), [("all", *_cells(asked))]) + f"\n\n{more}"


def parted(name: str, asked: Sequence[Asked], by: Callable[[Asked], str]) -> str:
    """Give a table with one row for each part of the questions."""
    parts: dict[str, list[Asked]] = {}
    for one in asked:
        parts.setdefault(by(one), []).append(one)
    return table((name, *_HEAD), [(part, *_cells(parts[part])) for part in sorted(parts, key=_natural)])


def noise(library: Library, asked: Sequence[Asked]) -> str:
    """Give the table of questions as they are, and made worse."""
    questions = [one.message for one in asked]
    rows = [
        ("as written", *_cells(asked)),
        ("one word mistyped", *_cells(ask(library, noisy(mistyped, questions)))),
        ("between greeting and thanks", *_cells(ask(library, noisy(packed, questions)))),
    ]
    return table(("questions", *_HEAD), rows)


def reliability(asked: Sequence[Asked]) -> str:
    """Compare the score with how often the best entry is right: among answers given, and in all messages."""
    rows = []
    for tenth in range(9, -1, -1):
        here = [one for one in asked if min(9, int(one.match.score * 10)) == tenth]
        given = [one for one in here if one.answered]
        rows.append((f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}", *_reliable(given), *_reliable(here)))
    head = ("score", "answers given", "mean score", "right", "all messages", "mean score", "best entry right")
    return table(head, rows)


def surely(asked: Sequence[Asked], least: float) -> Share:
    """Count the right ones among answers given with at least this score."""
    return Share.where(one.first for one in asked if one.answered and one.match.score >= least)


def misses(asked: Sequence[Asked]) -> str:
    """Name every question that did not get what it should: the worst first."""
    kinds = (
        ("Answered, but not with the right entry", [one for one in asked if one.answered and not one.first]),
        ("Choices without the right entry", [one for one in asked if one.suggested and not one.has_it]),
        ("No answer", [one for one in asked if one.silent]),
        ("Another entry stood first, the right one among the choices", [one for one in asked if _behind(one)]),
    )
    return "\n\n".join(f"#### {title} ({len(found)})\n\n{_listed(found)}" for title, found in kinds)


def _behind(one: Asked) -> bool:
    return one.suggested and one.has_it and not one.first


def _listed(asked: Iterable[Asked]) -> str:
    return listed((one.message.text, f"{one.came}; expected {named(one.message.entries)}") for one in asked)


def _cells(asked: Sequence[Asked]) -> tuple[object, ...]:
    offered = [one for one in asked if one.suggested]
    return (
        len(asked),
        right_first(asked),
        Share.where(one.answered for one in asked),
        right_among_answers(asked),
        Share.where(one.suggested for one in asked),
        Share.where(one.has_it for one in offered),
        Share.where(one.silent for one in asked),
    )


def _reliable(asked: Sequence[Asked]) -> tuple[object, ...]:
    if not asked:
        return 0, "-", "-"
    mean = sum(one.match.score for one in asked) / len(asked)
    return len(asked), f"{mean:.2f}", Share.where(one.first for one in asked)


def _natural(name: str) -> tuple[str, int]:
    """Sort A2 before A10."""
    number = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (name.removesuffix(number), int(number)) if number.isdigit() else (name, 0)
