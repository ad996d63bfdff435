"""The words of one language and one group (`words.yaml`): what is read as what, and what carries no question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b

from bot.core.memory import remembered

Tokens = tuple[str, ...]
_Endings = tuple[tuple[str, str], ...]

# Words up to this length are left as they are by the stemming.
_SHORTEST_STEM = 3

# A number is that of a word at most so many words away ("alt was 85", "weigh about 70 kg").
_BESIDE = 2


class Phrases:
    """A table of phrases (one word or several) that finds the longest one at a place."""

    __slots__ = ("_by_first",)

    def __init__(self, phrases: Mapping[Tokens, Tokens]) -> None:
        self._by_first: dict[str, list[tuple[Tokens, Tokens]]] = {}
        for phrase, value in phrases.items():
            self._by_first.setdefault(phrase[0], []).append((phrase, value))
        for found in self._by_first.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def at(self, tokens: Tokens, place: int) -> tuple[Tokens, Tokens] | None:
        """Give the longest phrase that starts at `place`, and its value."""
        for phrase, value in self._by_first.get(tokens[place], ()):
            if tokens[place : place + len(phrase)] == phrase:
                return phrase, value
        return None

    def inside(self, tokens: Tokens) -> Iterator[tuple[Tokens, Tokens]]:
        """Give the longest phrase at every place that has one, with its value."""
        for place, token in enumerate(tokens):
            if token in self._by_first and (found := self.at(tokens, place)):
                yield found

    def replace(self, tokens: Tokens) -> Tokens:
        """Put the value in the place of each phrase, from left to right, the longest phrase first."""
        if self._by_first.keys().isdisjoint(tokens):
            return tokens
        result: list[str] = []
        place = 0
        while place < len(tokens):
            found = self.at(tokens, place) if tokens[place] in self._by_first else None
            result.extend(found[1] if found else tokens[place : place + 1])
            place += len(found[0]) if found else 1
        return tuple(result)

    def __iter__(self) -> Iterator[tuple[Tokens, Tokens]]:
        """Give every phrase with its value."""
        for pairs in self._by_first.values():
            yield from pairs

    def words(self) -> Iterator[str]:
        """Give every word of every phrase and value."""
        for phrase, value in self:
            yield from phrase
            yield from value


NOTHING = Phrases({})


class Own(StrEnum):
    """What a person may ask the bot to work out or to judge for them alone, which it never does."""

    DOSE = "dose"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class OwnCase:
    """How such a question is known: by phrases, or by a number beside one of the words. `entries` answer in general."""

    own: Own
    numbered: Phrases = field(repr=False)
    phrases: Phrases = field(repr=False)
    entries: tuple[str, ...]

    def is_told(self, tokens: Tokens) -> bool:
        """Tell whether a text is about a case of one's own."""
        if any(True for _ in self.phrases.inside(tokens)):
            return True
        for place in range(len(tokens)):
            if found := self.numbered.at(tokens, place):
                end = place + len(found[0])
                around = (*tokens[max(0, place - _BESIDE) : place], *tokens[end : end + _BESIDE])
                if any(word[0].isdigit() for word in around):
                    return True
        return False


@dataclass(frozen=True, slots=True)
class Words:
    """What the matching knows of the language. The empty one is a usable default that knows nothing.

    `fold` reads phrases as their canonical words; `misspelt` are its words that are wrong spellings. `kinds` gives
    a word the kinds of thing that it names. `names` are other medicines, each with the group that it stands for: an
    answer must speak of that group to be right for them. `following` are beginnings of questions that go on from an
    answer ("and with …"). `subject` is what this group is about. `endings` are tried
    in their order, the longest first. `silent` holds lines that no answer fits.
    """

    subject: Tokens = ()
    fold: Phrases = field(default=NOTHING, repr=False)
    misspelt: frozenset[str] = field(default=frozenset(), repr=False)
    kinds: Mapping[str, Tokens] = field(default_factory=dict, repr=False)
    apart: tuple[Tokens, ...] = field(default=(), repr=False)
    names: Phrases = field(default=NOTHING, repr=False)
    courtesy: Phrases = field(default=NOTHING, repr=False)
    filler: frozenset[str] = field(default=frozenset(), repr=False)
    asking_first: Phrases = field(default=NOTHING, repr=False)
    asking_anywhere: Phrases = field(default=NOTHING, repr=False)
    joining: frozenset[str] = field(default=frozenset(), repr=False)
    following: Phrases = field(default=NOTHING, repr=False)
    own_cases: tuple[OwnCase, ...] = field(default=(), repr=False)
    endings: _Endings = field(default=(), repr=False)
    silent: tuple[str, ...] = field(default=(), repr=False)
    common: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def digest(self) -> bytes:
        """Name what is known by its checksum, the same in every process."""
        digest = blake2b(digest_size=16)
        for one in fields(self):
            value = getattr(self, one.name)
            items = value.items() if isinstance(value, Mapping) else value
            ordered = isinstance(value, tuple)
            digest.update(repr((one.name, list(items) if ordered else sorted(items))).encode())
        return digest.digest()

    @property
    def stem(self) -> Callable[[str], str]:
        """What cuts the endings of the language off a word, as long as one fits and enough is left."""
        return _stemmer(self.endings)

    def asks(self, sentence: str, tokens: Tokens) -> bool:
        """Tell whether a sentence asks something: a question mark, or one of the asking phrases."""
        if "?" in sentence or "\u061f" in sentence:
            return True
        if tokens and self.asking_first.at(tokens, 0):
            return True
        return any(True for _ in self.asking_anywhere.inside(tokens))

    def clauses(self, tokens: Tokens) -> Iterator[Tokens]:
        """Part a sentence where a joining word is followed by the start of a question: "… and can I …"."""
        start = 0
        for place in range(1, len(tokens) - 1) if not self.joining.isdisjoint(tokens) else ():
            if tokens[place] in self.joining and self.asking_first.at(tokens, place + 1):
                yield tokens[start:place]
                start = place + 1
        yield tokens[start:]


@lru_cache(maxsize=8)
def _stemmer(endings: _Endings) -> Callable[[str], str]:
    """Give what cuts these endings off. All who use the same ones share what it remembers."""

    def stem(word: str) -> str:
        if not word.isalpha():
            return word
        while (shorter := _cut(word, endings)) != word:
            word = shorter
        return word

    return remembered(stem)


def _cut(word: str, endings: _Endings) -> str:
    for ending, instead in endings:
        if word.endswith(ending):
            left = len(word) - len(ending)
            if left >= _SHORTEST_STEM and left + len(instead) < len(word):
                return word[:left] + instead
    # "stopped" and "stop", "pills" and "pil": a doubled letter at the end carries nothing.
    doubled = endings and len(word) > _SHORTEST_STEM and word[-1] == word[-2]
    return word[:-1] if doubled else word
