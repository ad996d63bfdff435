"""The matcher: from what a person wrote to an entry, a few choices, or silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.features.faq.matching.calibration import calibrate
from bot.features.faq.matching.coverage import Coverage
from bot.features.faq.matching.gate import Gate, evidence
from bot.features.faq.matching.index import Index, Vector
from bot.features.faq.matching.learnt import Learnt, key_of, recall
from bot.features.faq.matching.ranker import Ranker
from bot.features.faq.matching.reading import Part, Reader
from bot.features.faq.matching.results import Explanation, Match, Nearest, Outcome, Phrasings, Reason
from bot.features.faq.matching.views import Views
from bot.features.faq.words import Tokens, Words

Places = NDArray[np.intp]

CHOICES = 4
"""The most entries that are offered as choices."""
_RANKED = 5
_NEAREST = 3

# A message of small words only ("what can you do") is matched only if it is nearly word for word a phrasing.
_SAME_WORDS = 0.85
# What a sentence of its own counts beside the whole message: one that asks nearly as much, another less.
_ASKING, _TELLING = 0.95, 0.85
# The runner-up may have at most this share of the best one's confidence for the best to be posted alone.
_TOO_CLOSE = 0.85


@dataclass(frozen=True, slots=True)
class _Judged:
    """One part of a message with its confidence in each entry, shape (entries,)."""

    part: Part
    likeness: Vector = field(repr=False)
    confidence: Vector = field(repr=False)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Matches messages to entries. Immutable; the same text always gives the same match.

    `texts` holds the entry id and the wording of each phrasing, `named` the names that each entry speaks of.
    """

    ids: tuple[str, ...]
    texts: tuple[tuple[str, str], ...] = field(repr=False)
    named: tuple[frozenset[Tokens], ...] = field(repr=False)
    language: Words = field(repr=False)
    reader: Reader = field(repr=False)
    views: Views = field(repr=False)
    ranker: Ranker = field(repr=False)
    coverage: Coverage = field(repr=False)
    gate: Gate

    @classmethod
    def build(cls, entries: Sequence[Phrasings], words: Words, cache: Path | None = None) -> Matcher:
        """Learn a matcher from the phrasings of all entries. Takes up to a second or two; leave the event loop.

        In the folder `cache` is kept what was learnt, so that the same need not be learnt again.
        """
        owned = [(number, text) for number, entry in enumerate(entries) for text in entry.phrasings]
        lines = [*owned, *((-1, text) for text in words.silent)]
        owners = [number for number, _ in lines]
        reader = Reader((text for _, text in owned), words)
        views = Views(words)
        tokens = [reader.tokens(text) for _, text in lines]
        stems = [views.stems(text) for text in tokens]
        filler = frozenset(views.stems(tuple(words.filler)))
        coverage = Coverage(stems, owners, len(entries), filler)
        index = Index(views.of(text) for text in tokens)

        def learn() -> Learnt:
            ranker, rehearsal = Ranker.learn(index, owners, len(entries))
            return Learnt(ranker.weights, calibrate(rehearsal, stems, coverage, CHOICES))

        shape = (len(lines), len(entries))
        learnt = recall(cache, key_of(index, (owners, stems, sorted(filler))), shape, learn)
        return cls(
            tuple(entry.id for entry in entries),
            tuple((entries[number].id, text) for number, text in owned),
            _named(tokens, owners, len(entries), words),
            words,
            reader,
            views,
            Ranker(index, learnt.weights),
            coverage,
            learnt.gate,
        )

    def match(self, text: str, *, addressed: bool = True) -> Match:
        """Find the entry for a message. `addressed` is False where nobody asked the bot: then it must be surer."""
        reading = self.reader.read(text)
        if reading.whole is None or not self.ids:
            return Match(Outcome.NONE, explanation=Explanation(reading.repaired, (), (Reason.NO_WORDS,)))
        judged = [self._judge(part) for part in reading.parts]
        confidence = self._together(judged)
        order = np.argsort(-confidence, kind="stable")[:_RANKED]
        best = int(order[0])
        second = self._second(judged, best)
        outcome, reasons = self._decide(judged[0], confidence, order, second, addressed=addressed)
        if outcome is not Outcome.ANSWER or not addressed:
            second = None  # of several questions that nobody asked the bot, one answer is enough
        elif second is not None:
            reasons = (*reasons, Reason.TWO_QUESTIONS)
        ranked = tuple((self.ids[place], float(confidence[place])) for place in order)
        explanation = Explanation(reading.repaired, self._nearest(judged, best), reasons)
        return Match(outcome, *ranked[0], ranked, None if second is None else self.ids[second], explanation)

    def _judge(self, part: Part) -> _Judged:
        likeness = self.ranker.index.likeness(self.views.of(part.tokens))
        scores = self.ranker.scores(likeness)
        best = int(np.argmax(scores))
        covered = self.coverage.of(self.views.stems(part.tokens), best)
        sure = self.gate.confidence(evidence(scores[None, :], [covered], [len(part.tokens)]))[0]
        top = max(float(scores[best]), 1e-9)
        return _Judged(part, likeness, sure * np.clip(scores / top, 0.0, 1.0))

    def _together(self, judged: Sequence[_Judged]) -> Vector:
        """Take for each entry the part of the message that speaks most for it; asking sentences count most."""
        confidences = [found.confidence * (_ASKING if found.part.asks else _TELLING) for found in judged[1:]]
        return np.asarray(np.max([judged[0].confidence, *confidences], axis=0))

    def _decide(
        self, whole: _Judged, confidence: Vector, order: Places, second: int | None, *, addressed: bool
    ) -> tuple[Outcome, tuple[Reason, ...]]:
        sure = float(confidence[order[0]])
        if not whole.part.substance and whole.likeness.max() < _SAME_WORDS:
            return Outcome.NONE, (Reason.NO_WORDS,)
        doubts = self._doubts(whole.part, confidence, order, second)
        if not addressed:
            return self._decide_unasked(whole.part, sure, doubts)
        if sure < self.gate.suggest and not (whole.part.asks and self._names_subject(whole.part.tokens)):
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

    def _doubts(self, whole: Part, confidence: Vector, order: Places, second: int | None) -> tuple[Reason, ...]:
        """Say what speaks against posting the best entry alone. The answer to a second question is no rival."""
        best = int(order[0])
        doubts = []
        if confidence[best] < self.gate.answer:
            doubts.append(Reason.NOT_SURE)
        rivals = [float(confidence[place]) for place in order[1:] if place != second]
        if rivals and rivals[0] > _TOO_CLOSE * confidence[best]:
            doubts.append(Reason.TOO_CLOSE)
        if self._names_another(whole.tokens, best):
            doubts.append(Reason.OTHER_NAME)
        return tuple(doubts)

    def _names_another(self, tokens: Tokens, entry: int) -> bool:
        """Tell whether a text is about a thing that the entry never speaks of, and not about our subject."""
        if self._names_subject(tokens):
            return False
        return any(group not in self.named[entry] for _, group in self.language.names.inside(tokens))

    def _names_subject(self, tokens: Tokens) -> bool:
        return not set(self.language.subject).isdisjoint(tokens)

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
        order = np.argsort(-likeness, kind="stable")[:_NEAREST]
        rows = ((*self.texts[row], float(likeness[row])) for row in order)
        return tuple(Nearest(entry, phrasing, like) for entry, phrasing, like in rows)


def _named(
    tokens: Sequence[Tokens], owners: Sequence[int], entries: int, words: Words
) -> tuple[frozenset[Tokens], ...]:
    """Find the names that each entry is asked with."""
    found: list[set[Tokens]] = [set() for _ in range(entries)]
    for text, owner in zip(tokens, owners, strict=True):
        if owner >= 0:
            found[owner].update(group for _, group in words.names.inside(text))
    return tuple(frozenset(names) for names in found)
