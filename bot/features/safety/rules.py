"""What the safety screen knows, once it is read: phrases, rules, guards and flags. All values, no language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bot.core.reply import Urgency

Spelling = tuple[str, ...]
"""One way to write something: words that stand directly next to each other."""


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`, both included; with `decimals` only those written like 38.5."""

    low: Decimal
    high: Decimal
    decimals: bool = False

    def holds(self, number: Decimal) -> bool:
        """Whether a number, as it was written, is in the range."""
        return self.low <= number <= self.high and (not self.decimals or number.as_tuple().exponent != 0)


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase: any of the spellings, or a number in one of the ranges."""

    spellings: frozenset[Spelling]
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """Elements in their order. `gaps[n]` is the greatest distance (see reading.py) between n and n + 1.

    `taken`: in a look-alike, the elements in brackets; the others only tell it apart.
    Two phrases are never equal but the same, so that they are quick to look up.
    """

    elements: tuple[Element, ...]
    gaps: tuple[int, ...] = ()
    taken: frozenset[int] = frozenset()


Phrases = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a line asks for: any of the phrases will do.

    `background`: it tells who or in which situation (transplant, pregnant). That may lie in the past or stand
    in a question, so only a denial takes it away.
    """

    phrases: Phrases
    background: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Parts that must all be told, in any order. Those of one group in one sentence, the groups near each other."""

    groups: tuple[tuple[Part, ...], ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, group after group."""
        return tuple(part for group in self.groups for part in group)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that is dangerous when one of its lines is told.

    `unless`: phrases that take it away when they stand beside it. `despite`: names of guards that do not count
    here. `urgency`: where it differs from its flag's. `sure`: what it finds is not left to the judge.
    """

    name: str
    lines: tuple[Line, ...]
    unless: Phrases = ()
    despite: frozenset[str] = frozenset()
    urgency: Urgency | None = None
    sure: bool = False

    @property
    def phrases(self) -> Phrases:
        """All phrases of its lines."""
        return tuple(phrase for line in self.lines for part in line.parts for phrase in part.phrases)


@dataclass(frozen=True, slots=True)
class Flag:
    """One kind of danger: how soon help is needed, where the answer lies, what is said.

    `raised_by`: rules that count only beside one of `rules`, and then make it an emergency. `say_emergency` is
    said instead of `say` when it is one.
    """

    id: str
    urgency: Urgency
    voice: str
    topics: tuple[str, ...]
    rules: tuple[Rule, ...] = field(repr=False)
    raised_by: tuple[Rule, ...] = field(repr=False)
    say: str
    say_emergency: str
    if_worse: str


@dataclass(frozen=True, slots=True)
class Guard:
    """Words after or before which a sign is not told as happening: a denial, a question for facts, the past.

    It reaches `before` and `after` so many words, never over the end of a sentence or a turn of speech, not to
    one of `stops`, and over a comma only if `over_commas` or if one of `joined_by` follows ("no fever, chills or
    rash"). It does not count if one of `unless` stands within its reach, nor, if `admitted`, where the message
    holds an admission ("mine are").
    """

    name: str
    phrases: Phrases
    before: int = 0
    after: int = 0
    over_commas: bool = False
    admitted: bool = False
    joined_by: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    unless: Phrases = ()


@dataclass(frozen=True, slots=True)
class Spellings:
    """What typo repair must know.

    `mend_to`: what a mistyped word is read as before any other. `known`: further words that are right as they
    are. `apart`: groups of words never read as each other.
    """

    mend_to: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    apart: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All of red_flags.yaml. Flags stand in the order of the file, which decides between equal urgencies.

    `overview` is the entry that tells all signs at a glance. `lookalikes` cover signs, and `no_guards` cover
    guards that are none; guards end at `turns`; `admissions` take guards away in the whole message;
    `little_words` hardly count as distance.
    """

    overview: str
    flags: tuple[Flag, ...]
    guards: tuple[Guard, ...] = field(repr=False)
    no_guards: Phrases = field(repr=False)
    lookalikes: Phrases = field(repr=False)
    turns: Phrases = field(repr=False)
    admissions: Phrases = field(repr=False)
    little_words: frozenset[str] = field(repr=False)
    spellings: Spellings = field(repr=False, default_factory=Spellings)

    @property
    def unclear(self) -> Flag | None:
        """The flag without rules, if there is one: something is wrong, and it is not clear what."""
        return next((flag for flag in self.flags if not flag.rules), None)

    @property
    def phrases(self) -> Iterator[Phrase]:
        """All phrases of all sections."""
        for phrases in (self.no_guards, self.lookalikes, self.turns, self.admissions):
            yield from phrases
        for guard in self.guards:
            yield from (*guard.phrases, *guard.unless)
        for flag in self.flags:
            for rule in (*flag.rules, *flag.raised_by):
                yield from (*rule.phrases, *rule.unless)
