"""Turns a text into tokens: numbers by their shape, words by the vocabulary, mistyped words only if unambiguous."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from bot.conversation.times.values import Reason
from bot.conversation.times.vocabulary import Kind, Meaning, Token, Vocabulary

LONGEST_TEXT = 500
_LONGEST_PHRASE = 8
# Shorter words are too like each other; from the second length on, two slips are put right.
_SHORTEST_REPAIRED, _LONG, _LONGEST_REPAIRED = 5, 8, 16
_REPAIRED = frozenset(
    {
        Kind.NUMBER,
        Kind.ORDINAL,
        Kind.WEEKDAY,
        Kind.WEEKDAYS,
        Kind.WORKDAYS,
        Kind.WEEKENDS,
        Kind.WEEKEND,
        Kind.MONTH,
        Kind.TODAY,
        Kind.PART,
        Kind.PARTS,
        Kind.EVERY,
        Kind.DAYS,
        Kind.WEEKS,
        Kind.MONTHS,
    }
)

_UNKNOWN = Token(Kind.REFUSED, reason=Reason.NOT_UNDERSTOOD)
_DATE = (
    r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2(?:[0-9]{4}|[0-9]{2})|[0-9]{1,2}/[0-9]{1,2}"
)
_SHAPES = (
    (Kind.DATE, re.compile(_DATE)),
    (Kind.CLOCK, re.compile(r"[0-9]{1,2}[:h][0-9]{2}")),
    (Kind.DOTTED, re.compile(r"[0-9]{1,2}\.[0-9]{2}")),
    (Kind.FOUR_DIGITS, re.compile(r"[0-9]{4}")),
    (Kind.NUMBER, re.compile(r"[0-9]{1,3}")),
)
_PIECES = re.compile(
    r"(?P<run>[0-9]{1,2}h[0-9]{2}(?![a-z0-9])|[0-9](?:[0-9:./,-]*[0-9])?)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)|(?P<sign>\S)"
)
_CLOCK_AFTER_DAY = re.compile(r"(?<=[0-9])t(?=[0-9]{1,2}:)")
_AM_PM = re.compile(r"(?<![^\W\d_])([ap])\.\s?m\b\.?")
# Typographic apostrophes and dashes, as phones put them in.
_SIGNS = str.maketrans({**dict.fromkeys("\u2018\u2019`", "'"), **dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-")})


def tokens(text: str, vocabulary: Vocabulary) -> tuple[Token, ...]:
    """Give the tokens of a text of at most LONGEST_TEXT characters, without fillers."""
    pieces = tuple(_pieces(_plain(text), vocabulary))
    return tuple(token for token in _meanings(pieces, vocabulary) if token.kind is not Kind.FILLER)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().translate(_SIGNS)
    text = _AM_PM.sub(r"\1m ", text)
    return _CLOCK_AFTER_DAY.sub(" ", text)


def _pieces(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Cut into runs of digits, words and signs, all of them; words that hold a digit ("2moro") stay whole."""
    for chunk in text.split():
        word = chunk.rstrip(",.!")
        if (word,) in vocabulary.phrases:
            yield word
            yield from chunk[len(word) :]
            continue
        for found in _PIECES.finditer(chunk):
            if found["sign"] != "'":
                yield found[0]


def _meanings(pieces: Sequence[str], vocabulary: Vocabulary) -> Iterator[Token]:
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if piece[0] in "0123456789" and (piece,) not in vocabulary.phrases:
            ending = pieces[place + 1] if place + 1 < len(pieces) else ""
            if ending in vocabulary.ordinal_endings and len(piece) <= 2:
                yield Token(Kind.ORDINAL, int(piece), text=piece)
                place += 1
            else:
                yield from _numbers(piece)
            place += 1
            continue
        length, meaning = _phrase(pieces, place, vocabulary)
        yield from meaning
        place += length


def _phrase(pieces: Sequence[str], place: int, vocabulary: Vocabulary) -> tuple[int, Meaning]:
    """Find the longest phrase that starts here, and how many pieces it takes."""
    for length in range(min(_LONGEST_PHRASE, len(pieces) - place), 0, -1):
        meaning = vocabulary.phrases.get(tuple(pieces[place : place + length]))
        if meaning is not None:
            return length, meaning
    word = pieces[place]
    return 1, vocabulary.phrases.get((word.removesuffix("'s"),)) or _repaired(word, vocabulary)


def _repaired(word: str, vocabulary: Vocabulary) -> Meaning:
    """Read a mistyped word, if there is only one thing that it can have meant."""
    if not _SHORTEST_REPAIRED <= len(word) <= _LONGEST_REPAIRED or not word.isalpha() or word in vocabulary.apart:
        return (_UNKNOWN,)
    most = 1 if len(word) < _LONG else 2
    near: dict[int, list[tuple[str, Meaning]]] = {}
    for phrase, meaning in vocabulary.phrases.items():
        if len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_REPAIRED:
            near.setdefault(OSA.distance(word, phrase[0], score_cutoff=most), []).append((phrase[0], meaning))
    best = min(near, default=most + 1)
    meanings = {meaning for _, meaning in near.get(best, ())}
    # A slip in the first letter makes another word too easily.
    if best > most or len(meanings) > 1 or all(known[0] != word[0] for known, _ in near[best]):
        return (_UNKNOWN,)
    meaning = meanings.pop()
    return meaning if all(token.kind in _REPAIRED for token in meaning) else (_UNKNOWN,)


def _numbers(run: str) -> Iterator[Token]:
    """Read a run of digits and the signs in it: as one date, or as clock times or a range with a sign between."""
    for kind, shape in _SHAPES:
        if shape.fullmatch(run):
            yield Token(_dotted(run) if kind is Kind.DOTTED else kind, int(run) if run.isdigit() else 0, text=run)
            return
    for sign, token in (("-", Token(Kind.DASH)), (",", Token(Kind.COMMA)), ("/", Token(Kind.AND))):
        parts = run.split(sign)
        plain = sign == "-" and len(parts) == 2
        if len(parts) > 1 and all(_is_clock(part) or (plain and part.isdigit() and len(part) <= 2) for part in parts):
            for number, part in enumerate(parts):
                yield from (token,) if number else ()
                yield from _numbers(part)
            return
    yield _UNKNOWN


def _dotted(run: str) -> Kind:
    """Tell whether "20.11" can be a time, a date, or both."""
    first, second = map(int, run.split("."))
    date = 1 <= first <= 31 and 1 <= second <= 12
    clock = first <= 23 and second <= 59
    return Kind.DOTTED if date and clock else Kind.DATE if date else Kind.CLOCK


def _is_clock(part: str) -> bool:
    return re.fullmatch(r"[0-9]{1,2}[:.][0-9]{2}", part) is not None
