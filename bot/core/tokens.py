"""From what a person typed to clean text, words and sentences. No language is assumed here."""

from __future__ import annotations

import re
import unicodedata

# Longer messages are read up to here; it bounds the work that any one message can cause. It is the most that a platform
# lets a person send (Discord, behind a command): a call for help may stand at the end.
LONGEST = 6000

# Controls (but not white space), soft hyphens, zero-width and direction marks, variation selectors, tags.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_APOSTROPHES = re.compile("[\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4`\uff07]")
# No language writes more marks upon a letter; heaps of thousands take long to put in order.
_HEAPED = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")

# Letters, and the marks that some scripts write after them (accents, vowel signs), which `\w` leaves out.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0980-\u0dff\u0e31-\u0e4e"
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|[^\W\d_](?:[^\W_]+|[{_MARKS}]|['&](?=[^\W\d_]))*")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")

# Full stops of several scripts; not one between two digits, and the ending belongs to its sentence.
_SENTENCE_END = re.compile(
    r"(?<=[.!?\u3002\u0964\u061f])(?<!\d\.(?=\d))(?![.!?\u3002\u0964\u061f])|[\n\r\u2028\u2029]+"
)


def clean(text: str) -> str:
    """Bring a message into one form: compatible characters, no invisible ones, lower case, single spaces.

    Reads at most the first LONGEST characters. Cleaning twice changes nothing more.
    """
    return " ".join(_normal(text).split())


def words(text: str) -> tuple[str, ...]:
    """Split a message into words and numbers, in lower case.

    Apostrophes inside words are dropped ("can't": "cant"), letters that stand three times or more in a row are
    shortened to two ("soooo": "soo"), decimals stay whole ("38.5", and "38,9" reads as "38.9"), and a number is
    parted from what follows it ("50mg": "50", "mg"; so "6mp", "6-mp" and "6 mp" are the same two words).
    Addresses of web pages are left out.
    """
    if text.isascii() and text.isalpha():  # one plain word, as are most lines of the knowledge
        return words_in(text[:LONGEST].lower())
    return words_in(_ADDRESS.sub(" ", clean(text)))


def words_in(sentence: str) -> tuple[str, ...]:
    """Split one of `sentences`, or a piece of one, as `words` does, without cleaning it once more."""
    # To look for stretches once in the whole text is much faster than in every word.
    stretched = _STRETCHED.search(sentence.replace("'", "")) is not None
    found = _WORD.findall(_STRETCHED.sub(r"\1\1", sentence) if stretched else sentence)
    return tuple(word if word.isalpha() else _spell(word, stretched=stretched) for word in found)


def sentences(text: str) -> tuple[str, ...]:
    """Split a message into cleaned sentences, each with the mark that ends it; never inside a decimal."""
    parts = _SENTENCE_END.split(_ADDRESS.sub(" ", _normal(text)))
    cleaned = (" ".join(part.split()) for part in parts)
    return tuple(part for part in cleaned if any(character.isalnum() for character in part))


def _normal(text: str) -> str:
    text = text[:LONGEST]
    if text.isascii() and text.isprintable():  # as most texts are; there is little to look for then
        return text.replace("`", "'").lower()
    text = _APOSTROPHES.sub("'", _INVISIBLE.sub("", text))  # before NFKC, which parts some of them
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", _HEAPED.sub(r"\1", text))
    # Lower case can bring back characters that are not in the compatible form, hence a second time.
    text = unicodedata.normalize("NFKC", text.casefold())
    return _HEAPED.sub(r"\1", _APOSTROPHES.sub("'", _INVISIBLE.sub("", text)))[:LONGEST]


def _spell(word: str, *, stretched: bool) -> str:
    if word[0].isdigit():
        return word.replace(",", "." if _DECIMAL_COMMA.fullmatch(word) else "")
    word = word.replace("'", "")
    return _STRETCHED.sub(r"\1\1", word) if stretched else word
