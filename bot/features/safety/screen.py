"""The safety screen: whether a message tells of danger, how urgent it is, and which words say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.core.reply import Urgency
from bot.features.safety.context import context_of
from bot.features.safety.message import Message, Told
from bot.features.safety.patterns import Patterns
from bot.features.safety.reading import read
from bot.features.safety.repair import Repair
from bot.features.safety.rules import Flag, Phrase, Rule, Rules

_ORDER = tuple(Urgency)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A danger found in a message.

    `voice` is "plain", "crisis" or "poisoning". `say` is what to do now, `if_worse` the signs of an emergency.
    `evidence` names each rule that spoke and the person's own words that it rests on. `others` are the ids of
    further flags in the same message, the most urgent first.
    """

    flag: str
    urgency: Urgency
    voice: str
    topics: tuple[str, ...]
    say: str
    if_worse: str
    evidence: tuple[tuple[str, str], ...] = field(repr=False)
    others: tuple[str, ...] = ()


class Screen:
    """Checks messages against the rules. Built once; `check` is pure."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._patterns = Patterns.of(rules.phrases)
        self._repair = Repair.of(rules).word
        self._touched_by = _touched_by(rules.flags)

    def check(self, text: str) -> Verdict | None:
        """Give the most urgent danger that the text tells of, or None. Takes any text, in bounded time."""
        reading = read(text, self._repair, self._rules.little_words)
        found = self._patterns.find(reading)
        touched = {position for phrase in found for position in self._touched_by.get(phrase, ())}
        if not touched:
            return None
        message = Message(reading, found, context_of(self._rules, reading, found))
        judged = (_judge(self._rules.flags[position], message) for position in sorted(touched))
        verdicts = sorted((verdict for verdict in judged if verdict), key=lambda verdict: _ORDER.index(verdict.urgency))
        if not verdicts:
            return None
        return replace(verdicts[0], others=tuple(verdict.flag for verdict in verdicts[1:]))


def _judge(flag: Flag, message: Message) -> Verdict | None:
    """Decide whether a message shows this flag, and how urgent it then is."""
    shown = tuple(_shown(flag.rules, message))
    if not shown:
        return None
    shown += tuple(_shown(flag.raised_by, message))
    urgency = min((rule.urgency or flag.urgency for rule, _ in shown), key=_ORDER.index)
    say = flag.say_emergency if urgency is Urgency.EMERGENCY and flag.say_emergency else flag.say
    evidence = tuple((rule.name, message.words(told)) for rule, told in shown)
    return Verdict(flag.id, urgency, flag.voice, flag.topics, say, flag.if_worse, evidence)


def _shown(rules: Iterable[Rule], message: Message) -> Iterator[tuple[Rule, Told]]:
    for rule in rules:
        told = message.shows(rule)
        if told is not None:
            yield rule, told


def _touched_by(flags: Iterable[Flag]) -> dict[Phrase, tuple[int, ...]]:
    """Which flags (by position) need a look when a phrase stands in a message: those with it in a first part."""
    touched: dict[Phrase, dict[int, None]] = defaultdict(dict)
    for position, flag in enumerate(flags):
        for line in (line for rule in flag.rules for line in rule.lines):
            for phrase in line.parts[0].phrases:
                touched[phrase][position] = None
    return {phrase: tuple(positions) for phrase, positions in touched.items()}
