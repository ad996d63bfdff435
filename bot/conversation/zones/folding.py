"""Writes the names of places in one plain form, so that accents, capitals and hyphens make no difference."""

from __future__ import annotations

import re
import unicodedata

# Letters that are no plain letter with a mark on it.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h", "þ": "th", "ð": "d", "ə": "a"}
)
_LEFT_OUT = re.compile("[.'`\u2018\u2019\u00b4\u02bb\u02bc]")
_WORD = re.compile(r"[^\W_]+")
_WRITTEN_OUT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def folded(text: str) -> str:
    """Give the words in lower case without accents, one space apart: "St. Gallen" becomes "saint gallen"."""
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    words = _WORD.findall(_LEFT_OUT.sub("", plain))
    return " ".join(_WRITTEN_OUT.get(word, word) for word in words)
