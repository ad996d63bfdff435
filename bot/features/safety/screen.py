"""The safety screen: whether a message tells of danger, how urgent it is, and which words say so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.core.reply import Urgency
from bot.features.safety.context import context_of
from bot.features.safety.judge import CLEAR, Judge, Judgement
from bot.features.safety.message import Message, Told
from bot.features.safety.patterns import Patterns
from bot.features.safety.reading import read
from bot.features.safety.repair import Repair
from bot.features.safety.rules import Flag, Phrase, Rule, Rules

_ORDER = tuple(Urgency)

_LONGEST_FIGURES, _LONGEST_UNIT = 40, 4
_WORDS = re.compile(r"[^\W\d_]+")

LEARNT = "learnt from other messages"
"""What is named as the reason where no rule speaks; the telling words come with it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A danger found in a message.

    `voice` is "plain", "crisis" or "poisoning". `say` is what to do now, `if_worse` the signs of an emergency.
    `evidence` names each rule that spoke and the person's own words that it rests on. `others` are the ids of
    further flags in the same message, the most urgent first. `sure`: one of the rules is.
    """

    flag: str
    urgency: Urgency
    voice: str
    topics: tuple[str, ...]
    say: str
    if_worse: str
    evidence: tuple[tuple[str, str], ...] = field(repr=False)
    others: tuple[str, ...] = ()
    sure: bool = False


class Screen:
    """Checks messages against the rules, and asks the judge, if there is one. Built once; `check` is pure.

    What the rules find speaks for danger, and so does what the judge has learnt; both together decide. Where the judge
    is alone with its alarm, it also says which flag it is.
    """

    def __init__(self, rules: Rules, judge: Judge | None = None) -> None:
        self._rules = rules
        self._judge = judge
        self._patterns = Patterns.of(rules.phrases)
        self._repair = Repair.of(rules).word
        self._touched_by = _touched_by(rules.flags)
        self._flags = {flag.id: flag for flag in rules.flags}

    def check(self, text: str, *, addressed: bool = True) -> Verdict | None:
        """Give the most urgent danger that the text tells of, or None. Takes any text, in bounded time.

        In talk that nobody `addressed` to the bot it must be surer, but for what the rules find to be an emergency.
        """
        verdict = self.by_rules(text)
        if self._judge is None or (verdict is None and _is_figures(text)):
            return verdict
        judged = self._judge.judge(text, closely=verdict is not None)
        at_once = verdict is not None and verdict.urgency is Urgency.EMERGENCY
        is_sure = verdict is not None and verdict.sure and addressed
        by_rules = verdict is not None
        if not is_sure and not self._judge.thresholds.alarms(judged, by_rules=by_rules, addressed=addressed or at_once):
            return None
        if verdict is None:
            return self._learnt(text, judged, self._judge)
        if judged.emergency < self._judge.thresholds.surely_emergency:
            return verdict
        return self._raised(verdict)

    def by_rules(self, text: str) -> Verdict | None:
        """Give what the rules alone find."""
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

    def _learnt(self, text: str, judged: Judgement, judge: Judge) -> Verdict | None:
        """Give what the judge finds where no rule speaks; it must be clear what it is to be told as an emergency."""
        evidence = ((LEARNT, " ".join(judge.telling(text))),)
        likeliest = self._flags.get(judged.flag)
        clear = likeliest is not None and judged.lead >= CLEAR
        flag = likeliest if clear else self._rules.unclear or likeliest
        if flag is None:
            return None
        emergency = clear and judged.emergency >= judge.thresholds.emergency and _can_be_emergency(flag)
        return _verdict(flag, Urgency.EMERGENCY if emergency else flag.urgency, evidence)

    def _raised(self, verdict: Verdict) -> Verdict:
        """Make an emergency of what the rules find less urgent, if it can be one."""
        flag = self._flags[verdict.flag]
        if not _can_be_emergency(flag):
            return verdict
        raised = _verdict(flag, Urgency.EMERGENCY, verdict.evidence)
        return replace(raised, others=verdict.others, sure=verdict.sure)


def _is_figures(text: str) -> bool:
    """Tell whether a text is nothing but figures, with one short unit perhaps: "3", "30 min", "8 pm".

    Such are the answers to a form. Which figures are dangerous by themselves, the rules know.
    """
    if len(text) > _LONGEST_FIGURES or not any(map(str.isdigit, text)):
        return False
    letters = _WORDS.findall(text)
    return len(letters) < 2 and all(len(word) <= _LONGEST_UNIT for word in letters)


def _judge(flag: Flag, message: Message) -> Verdict | None:
    """Decide whether a message shows this flag, and how urgent it then is."""
    shown = tuple(_shown(flag.rules, message))
    if not shown:
        return None
    shown += tuple(_shown(flag.raised_by, message))
    urgency = min((rule.urgency or flag.urgency for rule, _ in shown), key=_ORDER.index)
    verdict = _verdict(flag, urgency, tuple((rule.name, message.words(told)) for rule, told in shown))
    return replace(verdict, sure=any(rule.sure for rule, _ in shown))


def _verdict(flag: Flag, urgency: Urgency, evidence: tuple[tuple[str, str], ...]) -> Verdict:
    say = flag.say_emergency if urgency is Urgency.EMERGENCY and flag.say_emergency else flag.say
    return Verdict(flag.id, urgency, flag.voice, flag.topics, say, flag.if_worse, evidence)


def _can_be_emergency(flag: Flag) -> bool:
    """Whether it has words for an emergency: "call now" must not stand above "tell the team in the next days"."""
    return flag.urgency is Urgency.EMERGENCY or bool(flag.say_emergency)


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
