"""What the search in the page knows: each answer's words as the bot reads them, and how to read a query likewise."""

from __future__ import annotations

import json
import math
from collections import Counter

from bot.core.richtext import plain
from bot.core.tokens import words as tokens_of
from bot.features.faq.knowledge import Entry
from bot.features.faq.words import Words
from bot.site.content import URGENT_SECTION, Site, entry_path
from bot.site.prose import first_sentence

_TEXTS = ("answer", "more", "urgent", "carer", "differs")

# What a word counts, of 100: found once among the ways to ask, nearly always, in the texts alone, and in both.
_ONCE, _OFTEN, _TEXT, _BOTH = 30, 100, 35, 15

# After so many ways to ask that hold a word, one more adds little; the question itself counts as two.
_MANY = 4


def search_data(site: Site) -> str:
    """Give the script that holds the data. It is data alone, in JSON, which is a subset of JavaScript.

    Everything beyond ASCII and every “<” is written as a code, so that nothing in it can end or change the script.
    """
    data = {
        "labels": _labels(site),
        "entries": [_entry(site, entry) for entry in site.knowledge],
        "fold": {" ".join(phrase): " ".join(value) for phrase, value in sorted(site.words.fold)},
        "endings": [list(pair) for pair in site.words.endings],
        "filler": sorted(site.words.filler),
        "apart": sorted({word for group in site.words.apart for word in group}),
    }
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return f'"use strict";\nconst KNOWLEDGE = {text};\n'


def _labels(site: Site) -> dict[str, str]:
    """The sentences that the search says; {count} is left for it to fill in."""
    line = site.texts.line
    return {
        "none": line("site.found_none", where=site.where_to_ask),
        "one": line("site.found_one"),
        "many": line("site.found_many", count="{count}"),
        "most": line("site.found_most", count="{count}"),
    }


def _entry(site: Site, entry: Entry) -> dict[str, object]:
    return {
        "path": entry_path(entry),
        "question": entry.question,
        "section": site.knowledge.title(entry.section),
        "answer": first_sentence(entry.answer),
        "urgent": entry.section == URGENT_SECTION,
        "words": _weighted(entry, site.words),
    }


def _weighted(entry: Entry, words: Words) -> dict[str, str]:
    """Give the entry's words, together those that count the same: weight (of 100), words."""
    asked = Counter(word for way in (entry.question, *entry.phrasings) for word in _read(way, words))
    told = {word for name in _TEXTS for word in _read(plain(getattr(entry, name)), words)}
    groups: dict[int, list[str]] = {}
    for word in sorted(told.union(asked)):
        groups.setdefault(_weight(asked[word], in_texts=word in told), []).append(word)
    return {str(weight): " ".join(found) for weight, found in sorted(groups.items())}


def _weight(ways: int, *, in_texts: bool) -> int:
    """Weigh a word by how many ways to ask hold it, and whether the texts do."""
    if not ways:
        return _TEXT
    asked = _ONCE + (_OFTEN - _ONCE) * (1 - math.exp(-ways / _MANY))
    return round(asked) + (_BOTH if in_texts else 0)


def _read(text: str, words: Words) -> set[str]:
    """Give the words as they are searched: folded, without their endings, without filler."""
    return {words.stem(token) for token in words.fold.replace(tokens_of(text)) if token not in words.filler}
