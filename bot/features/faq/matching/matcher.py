"""The matcher: from what a person wrote to an entry, a few choices, or silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from bot.core.counted import Columns, Vector, highest
from bot.features.faq.matching.calibration import calibrate
from bot.features.faq.matching.coverage import Coverage
from bot.features.faq.matching.following import KNOWN, LIKELY, PLAIN, SURE, TALK, Topic, goes_on
from bot.features.faq.matching.gate import Gate, evidence
from bot.features.faq.matching.index import Index
from bot.features.faq.matching.learnt import Learnt, recall
from bot.features.faq.matching.lines import Lines
from bot.features.faq.matching.ranker import Ranker, group, learn
from bot.features.faq.matching.reading import Part, Reader, Reading, joined, said
from bot.features.faq.matching.results import Explanation, Lessons, Match, Nearest, Outcome, Reason
from bot.features.faq.matching.studied import Studied, coverage_of
from bot.features.faq.matching.views import Views
from bot.features.faq.words import Tokens, Words

CHOICES = 4
"""The most entries that are offered as choices."""
_RANKED = 5
_NEAREST = 3

# A message of small words only ("what can you do") is matched only if it is nearly word for word a phrasing.
_SAME_WORDS = 0.85
# A sentence of its own that asks makes the bot nearly as sure as the whole message would, another one less.
_ASKING, _TELLING = 0.95, 0.85
# A sentence that is so much more like ordinary talk than like any question is left out of a longer message.
_IDLE = 0.6
# A case of one's own is seen only where a general answer to it is at least so likely.
_LIKELY_OWN = 0.1
# The runner-up may have at most this share of the best one's confidence for the best to be posted alone.
_TOO_CLOSE = 0.85


@dataclass(frozen=True, slots=True)
class _Judged:
    """One part of a message with its confidence in each entry, shape (entries,). `idle`: it is ordinary talk."""

    part: Part
    likeness: Vector = field(repr=False)
    confidence: Vector = field(repr=False)
    idle: bool


@dataclass(frozen=True, slots=True)
class Matcher:
    """Matches messages to entries. Immutable; the same text always gives the same match.

    `texts` holds the entry id and the wording of each phrasing, `named` the names that each entry speaks of.
    """

    ids: tuple[str, ...]
    lessons: Lessons = field(repr=False)
    texts: tuple[tuple[str, str], ...] = field(repr=False)
    named: tuple[frozenset[Tokens], ...] = field(repr=False)
    reader: Reader = field(repr=False)
    views: Views = field(repr=False)
    index: Index = field(repr=False)
    ranker: Ranker = field(repr=False)
    coverage: Coverage = field(repr=False)
    gate: Gate

    @classmethod
    def build(cls, lessons: Lessons, cache: Path | None = None) -> Matcher:
        """Learn a matcher. Takes a second or more; leave the event loop.

        In the folder `cache` is kept what was learnt, so that the same need not be learnt again.
        """
        lines, entries = Lines.of(lessons), len(lessons.entries)
        groups = group(lines.owners, entries)
        shapes = [(len(one.rows), one.end - one.first + 1) for one in groups]
        learnt = recall(cache, lessons, lines, shapes, lambda: _learn(lessons, lines))
        tokens = [part.tokens for part in learnt.parts]
        ids = tuple(entry.id for entry in lessons.entries)
        return cls(
            ids,
            lessons,
            tuple((ids[lines.owners[row]], lines.texts[row]) for row in range(lines.owned)),
            _named(tokens, lines.owners, entries, lessons.words),
            learnt.reader,
            Views(lessons.words),
            learnt.index,
            Ranker(groups, learnt.weights),
            learnt.coverage,
            learnt.gate,
        )

    def match(self, text: str, *, addressed: bool = True, topic: Topic | None = None) -> Match:
        """Find the entry for a message.

        `addressed` is False where nobody asked the bot: then it must be surer. `topic` is the answer that the message
        may go on from.
        """
        reading = self.reader.read(text)
        alone = self._alone(reading, addressed=addressed)
        if topic is None or reading.whole is None or alone.outcome is Outcome.ANSWER:
            return alone
        return self._following(text, reading.whole, topic) or alone

    def _alone(self, reading: Reading, *, addressed: bool) -> Match:
        if reading.whole is None or not self.ids:
            return Match(Outcome.NONE, explanation=Explanation(reading.repaired, (), (Reason.NO_WORDS,)))
        judged = self._judged(reading)
        confidence = _together(judged)
        order = highest(confidence, _RANKED)
        best = int(order[0])
        second = self._second(judged, best)
        doubts = self._doubts(reading.whole.tokens, confidence, order, second)
        outcome, reasons = self._decide(judged[0], float(confidence[best]), doubts, addressed=addressed)
        if outcome is not Outcome.ANSWER or not addressed:
            second = None  # of several questions that nobody asked the bot, one answer is enough
        elif second is not None:
            reasons = (*reasons, Reason.TWO_QUESTIONS)
        ranked = tuple((self.ids[place], float(confidence[place])) for place in order)
        explanation = Explanation(reading.repaired, self._nearest(judged, best), reasons)
        match = Match(outcome, *ranked[0], ranked, None if second is None else self.ids[second], None, explanation)
        return self._general(match, judged[0].part.tokens) if addressed else match

    def _general(self, match: Match, tokens: Tokens) -> Match:
        """Where a person asks for what the bot never works out or judges, give what is known in general."""
        for case in self.lessons.words.own_cases:
            if match.outcome is Outcome.ANSWER and match.entry not in case.entries:
                continue  # it is surely about something else
            entry, score = next(((id_, score) for id_, score in match.ranked if id_ in case.entries), (None, 0.0))
            if score >= _LIKELY_OWN and case.is_told(tokens):
                explanation = replace(match.explanation, reasons=(Reason.OWN_CASE,))
                return replace(
                    match,
                    outcome=Outcome.ANSWER,
                    entry=entry,
                    score=score,
                    second=None,
                    own=case.own,
                    explanation=explanation,
                )
        return match

    def _following(self, text: str, whole: Part, topic: Topic) -> Match | None:
        """Find the entry for a message that goes on from an answer; None if it does not, or to nothing likely."""
        if not self.ids or not goes_on(whole, self.lessons.words):
            return None
        parts = (whole, self.reader.whole(said(f"{topic.question} {text}")))
        likeness = np.array([self.index.likeness(self.views.of(part.tokens)) for part in parts])
        found, talk = self.ranker.scores(likeness)
        best = float(found[0].max())
        if (best < PLAIN and talk[0] - best > TALK) or not self._is_known(whole):
            return None
        scores = topic.scores(self.ids, *found)
        order = highest(scores, CHOICES)
        first, next_ = float(scores[order[0]]), float(scores[order[1]]) if len(order) > 1 else 0.0
        if first < LIKELY:
            return None
        ranked = tuple((self.ids[place], float(np.clip(scores[place], 0.0, 1.0))) for place in order)
        sure = first - next_ >= SURE and not self._names_another(whole.tokens, int(order[0]))
        outcome = Outcome.ANSWER if sure else Outcome.SUGGEST
        return Match(outcome, *ranked[0], ranked, explanation=Explanation(reasons=(Reason.FOLLOWS_ON,)))

    def _is_known(self, part: Part) -> bool:
        """Tell whether most of what a text speaks of was ever asked about; small words alone speak of nothing."""
        return not part.substance or self.coverage.of(self.views.stems(part.tokens), 0).any >= KNOWN

    def _judged(self, reading: Reading) -> tuple[_Judged, ...]:
        """Judge the message as a whole, without its idle sentences if it has others, and each of its sentences."""
        judged = self._judge(reading.parts)
        kept = [found.part for found in judged[1:] if not found.idle]
        if len(kept) in (0, len(judged) - 1):
            return judged
        return (*self._judge((joined(kept),)), *judged[1:])

    def _judge(self, parts: Sequence[Part]) -> tuple[_Judged, ...]:
        likeness = np.array([self.index.likeness(self.views.of(part.tokens)) for part in parts])
        scores, talk = self.ranker.scores(likeness)
        best = np.argmax(scores, axis=1).tolist()
        stems = (self.views.stems(part.tokens) for part in parts)
        covered = [self.coverage.of(*pair) for pair in zip(stems, best, strict=True)]
        lengths, asks = [len(part.tokens) for part in parts], [part.asks for part in parts]
        sure = self.gate.confidence(evidence(scores, talk, covered, lengths, asks))
        top = np.maximum(scores.max(axis=1), 1e-9)
        confidence = sure[:, None] * np.clip(scores / top[:, None], 0.0, 1.0)
        idle = talk - scores.max(axis=1) > _IDLE
        return tuple(_Judged(*row) for row in zip(parts, likeness, confidence, idle.tolist(), strict=True))

    def _decide(
        self, whole: _Judged, sure: float, doubts: tuple[Reason, ...], *, addressed: bool
    ) -> tuple[Outcome, tuple[Reason, ...]]:
        if not whole.part.substance and whole.likeness.max() < _SAME_WORDS:
            return Outcome.NONE, (Reason.NO_WORDS,)
        if not addressed:
            return self._decide_unasked(whole.part, sure, doubts)
        if Reason.OTHER_NAME in doubts:
            return Outcome.NONE, doubts
        asks = whole.part.asks
        if not asks and sure < self.gate.answer:
            return Outcome.NONE, (Reason.ORDINARY_TALK,)
        if sure < self.gate.suggest and not (asks and not whole.idle and self._names_subject(whole.part.tokens)):
            return Outcome.NONE, (Reason.UNLIKE,)
        return (Outcome.SUGGEST, doubts) if doubts else (Outcome.ANSWER, (Reason.SURE,))

    def _decide_unasked(
        self, whole: Part, sure: float, doubts: tuple[Reason, ...]
    ) -> tuple[Outcome, tuple[Reason, ...]]:
        if not whole.asks:
            return Outcome.NONE, (Reason.NOT_ASKING,)
        if doubts or sure < self.gate.unasked:
            return Outcome.NONE, (*doubts, Reason.NOT_ADDRESSED)
        return Outcome.ANSWER, (Reason.SURE,)

    def _doubts(self, tokens: Tokens, confidence: Vector, order: Columns, second: int | None) -> tuple[Reason, ...]:
        """Say what speaks against posting the best entry alone. The answer to a second question is no rival."""
        best = int(order[0])
        doubts = []
        if confidence[best] < self.gate.answer:
            doubts.append(Reason.NOT_SURE)
        rivals = [float(confidence[place]) for place in order[1:] if place != second]
        if rivals and rivals[0] > _TOO_CLOSE * confidence[best]:
            doubts.append(Reason.TOO_CLOSE)
        if self._names_another(tokens, best):
            doubts.append(Reason.OTHER_NAME)
        return tuple(doubts)

    def _names_another(self, tokens: Tokens, entry: int) -> bool:
        """Tell whether a text is about a thing that the entry never speaks of, and not about our subject."""
        if self._names_subject(tokens):
            return False
        return any(group not in self.named[entry] for _, group in self.lessons.words.names.inside(tokens))

    def _names_subject(self, tokens: Tokens) -> bool:
        return not set(self.lessons.words.subject).isdisjoint(tokens)

    def _second(self, judged: Sequence[_Judged], best: int) -> int | None:
        """Find another entry that a sentence of its own asks for, and is sure of."""
        asked = [found for found in judged[1:] if found.part.asks]
        if not any(int(np.argmax(found.confidence)) == best for found in asked):
            return None
        for found in asked:
            other = int(np.argmax(found.confidence))
            if other == best or found.confidence[other] < self.gate.answer:
                continue
            if not self._names_another(found.part.tokens, other):
                return other
        return None

    def _nearest(self, judged: Sequence[_Judged], best: int) -> tuple[Nearest, ...]:
        """Give the phrasings most like the part that speaks most for the best entry."""
        likeness = max(judged, key=lambda found: float(found.confidence[best])).likeness[: len(self.texts)]
        order = highest(likeness, _NEAREST)
        rows = ((*self.texts[row], float(likeness[row])) for row in order)
        return tuple(Nearest(entry, phrasing, like) for entry, phrasing, like in rows)


def _learn(lessons: Lessons, lines: Lines) -> Learnt:
    """Work out all that takes long."""
    studied, entries = Studied.of(lessons, lines), len(lessons.entries)
    ranker, rehearsal = learn(studied.index, lines.owners, entries, lines.rehearsed(), studied.likeness)
    stems = [studied.views.stems(part.tokens) for part in studied.parts]
    coverage = coverage_of(stems, studied.views, lessons, lines)
    gate = calibrate(rehearsal, stems, [part.asks for part in studied.parts], coverage, CHOICES)
    return Learnt(studied.reader, studied.parts, studied.index, ranker.weights, coverage, gate)


def _together(judged: Sequence[_Judged]) -> Vector:
    """Rank by the whole message, and be as sure as the part of it that says the same makes the bot."""
    whole = judged[0].confidence
    best = int(np.argmax(whole))
    agreeing = [found for found in judged[1:] if int(np.argmax(found.confidence)) == best]
    sure = [float(found.confidence[best]) * (_ASKING if found.part.asks else _TELLING) for found in agreeing]
    most = max([float(whole[best]), *sure])
    return np.asarray(whole * (most / max(float(whole[best]), 1e-9)))


def _named(
    tokens: Sequence[Tokens], owners: Sequence[int], entries: int, words: Words
) -> tuple[frozenset[Tokens], ...]:
    """Find the names that each entry is asked with."""
    found: list[set[Tokens]] = [set() for _ in range(entries)]
    for text, owner in zip(tokens, owners, strict=True):
        if owner >= 0:
            found[owner].update(group for _, group in words.names.inside(text))
    return tuple(frozenset(names) for names in found)
