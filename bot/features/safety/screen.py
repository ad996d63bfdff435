"""The safety screen: does a message tell of danger, how urgent is it, and which words say so?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.core.reply import Urgency
from bot.core.spelling import Speller
from bot.features.safety.context import Context, context_of
from bot.features.safety.patterns import Found, Match, Patterns
from bot.features.safety.reading import Reading, read
from bot.features.safety.rules import Flag, Line, Part, Phrase, Rule, Rules

# Parts of one line may be told this many words apart, over several sentences.
_NEAR = 60
# Of many signs that would fit, only the nearest are tried; it bounds the work for "fever fever fever ...".
_TRIES = 3

_ORDER = tuple(Urgency)

# The signs of each part still to be told, and whether it must be in the sentence of the part before it.
_Wanted = tuple[tuple[tuple[Match, ...], bool], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A danger found in a message.

    `voice` is "plain" or "crisis". `say` is what to do now and `if_worse` when it becomes an emergency.
    `evidence` names each rule that spoke and the person's own words that it rests on. `others` are the ids of
    further flags in the same message.
    """

    flag: str
    urgency: Urgency
    voice: str
    topics: tuple[str, ...]
    say: str
    if_worse: str
    evidence: tuple[tuple[str, str], ...] = field(repr=False)
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Message:
    """A message in which phrases and their context have been found."""

    reading: Reading
    found: Found
    context: Context

    def shows(self, rule: Rule) -> tuple[Match, ...] | None:
        """Give the words by which the message shows a rule, or None."""
        for line in rule.lines:
            for told in self._tellings(line, rule.despite):
                if not self._excepted(rule, told):
                    return told
        return None

    def _tellings(self, line: Line, despite: frozenset[str]) -> Iterator[tuple[Match, ...]]:
        """Each place where all parts of a line are told."""
        wanted = tuple(
            (tuple(self._signs(part, despite)), place > 0) for group in line.groups for place, part in enumerate(group)
        )
        if all(signs for signs, _ in wanted):
            yield from self._complete((), wanted)

    def _complete(self, told: tuple[Match, ...], wanted: _Wanted) -> Iterator[tuple[Match, ...]]:
        """Add to what was told one sign after another, of those near it the nearest first."""
        if not wanted:
            yield told
            return
        (signs, same_sentence), rest = wanted[0], wanted[1:]
        if told:
            signs = tuple(sign for sign in signs if self._fits(sign, told, same_sentence=same_sentence))
            signs = tuple(sorted(signs, key=lambda sign: abs(sign.start - told[-1].start))[:_TRIES])
        for sign in signs:
            yield from self._complete((*told, sign), rest)

    def _speller(rules: Rules, phrases: Iterable[Phrase]) -> Speller:
    """Typos are mended to words of the rules only; so are slips in the words of guards and look-alikes."""
    spellings = (spelling for phrase in phrases for element in phrase.elements for spelling in element.spellings)
    vocabulary = sorted({word for spelling in spellings for word in spelling})
    return Speller(vocabulary, rules.spellings.apart, rules.spellings.known | rules.little_words)


def _touched_by(flags: Iterable[Flag]) -> dict[Phrase, tuple[int, ...]]:
    """Which flags (by position) need a look when a phrase stands in a message: those with it in a first part."""
    touched: dict[Phrase, dict[int, None]] = defaultdict(dict)
    for position, flag in enumerate(flags):
        for line in (line for rule in flag.rules for line in rule.lines):
            for phrase in line.parts[0].phrases:
                touched[phrase][position] = None
    return {phrase: tuple(positions) for phrase, positions in touched.items()}


def _all_phrases(rules: Rules) -> Iterator[Phrase]:
    lines = [*rules.lookalikes, *rules.no_guards, *rules.turns, *rules.admissions]
    for guard in rules.guards:
        lines += [*guard.lines, *guard.unless]
    for flag in rules.flags:
        for rule in (*flag.rules, *flag.raised_by):
            lines += [*rule.lines, *rule.unless]
    for line in lines:
        for part in line.parts:
            yield from part.phrases
