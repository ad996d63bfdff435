"""What an answer must not say: orders about doses, numbers without their group, words that must not stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.tokens import clean, sentences, words
from bot.features.faq.checks.wanted import Company, Numbers, Orders
from bot.features.faq.words import Tokens

# How many words may stand between "you should" and the deed, and within how many a dose makes an order of a deed.
_BETWEEN = 2
_DOSE_WITHIN = 4
# Within how many words after "2 in 100" its group is named; "1 in 200 to 1 in 300 people" has it in time.
_GROUP_WITHIN = 6

_CLAUSE = re.compile(r"[,;:](?=\s)|[()\u2013\u2014\"\u201c]")


def orders(text: str, wanted: Orders) -> Iterator[str]:
    """Give the words of each order about a dose in a text. A question is no order."""
    for sentence in sentences(text):
        if sentence.endswith("?"):
            continue
        tokens = wanted.harmless.replace(words(sentence))
        yield from (" ".join(phrase) for phrase, _ in wanted.plain.inside(tokens))
        yield from _told(tokens, wanted)
        for clause in _CLAUSE.split(sentence):
            yield from _commanded(wanted.harmless.replace(words(clause)), wanted)


def _told(tokens: Tokens, wanted: Orders) -> Iterator[str]:
    """Find "you should", and the like, with a deed soon after it."""
    for place in range(len(tokens)):
        told = wanted.telling.at(tokens, place)
        end = _deed_after(tokens, place + len(told[0]), wanted) if told else None
        if end:
            yield " ".join(tokens[place:end])


def _deed_after(tokens: Tokens, start: int, wanted: Orders) -> int | None:
    """Give where the deed ends that is told from `start` on: at once, after one word, or after "never"."""
    for place in range(start, min(start + _BETWEEN + 1, len(tokens))):
        if refusal := wanted.refusal.at(tokens, place):
            deed = place + len(refusal[0])
            refused = wanted.refused.at(tokens, deed) if deed < len(tokens) else None
            return deed + len(refused[0]) if refused else None
        if end := _deed_end(tokens, place, wanted):
            return end
    return None


def _deed_end(tokens: Tokens, place: int, wanted: Orders) -> int | None:
    """Give where a deed ends that starts here; that of an ordinary one is its dose."""
    if found := wanted.deeds.at(tokens, place):
        return place + len(found[0])
    found = wanted.ordinary.at(tokens, place)
    return _dose_end(tokens, place + len(found[0]), wanted) if found else None


def _dose_end(tokens: Tokens, place: int, wanted: Orders) -> int | None:
    near = range(place, min(place + _DOSE_WITHIN, len(tokens)))
    return next((dose + 1 for dose in near if tokens[dose] in wanted.doses), None)


def _commanded(tokens: Tokens, wanted: Orders) -> Iterator[str]:
    """Find a clause that begins with a deed and goes on with a dose, or ends: "stop the tablets", "then restart"."""
    start, refused = _opening(tokens, wanted)
    deed = (wanted.refused if refused else wanted.commands).at(tokens, start) if start < len(tokens) else None
    if deed is None:
        return
    end = start + len(deed[0])
    is_all = end == len(tokens) and wanted.deeds.at(tokens, start) is not None
    if is_all or (end := _dose_end(tokens, end, wanted) or 0):
        yield " ".join(tokens[:end])


def _opening(tokens: Tokens, wanted: Orders) -> tuple[int, bool]:
    """Give where a clause comes to the point, and whether a "do not" stands before that."""
    place, refused = 0, False
    while place < len(tokens):
        refusal = wanted.refusal.at(tokens, place)
        found = refusal or wanted.opening.at(tokens, place)
        if found is None:
            break
        refused = refused or refusal is not None
        place += len(found[0])
    return place, refused


def bare_numbers(text: str, wanted: Numbers) -> Iterator[str]:
    """Give each number such as "2 in 100" that is not followed by its group."""
    for sentence in sentences(text):
        tokens = words(sentence)
        for place, end in _numbers(tokens, wanted):
            if wanted.groups.isdisjoint(tokens[end : end + _GROUP_WITHIN]):
                yield " ".join(tokens[place:end])


def _numbers(tokens: Tokens, wanted: Numbers) -> Iterator[tuple[int, int]]:
    """Give where each number starts and ends."""
    place = 0
    while place < len(tokens) - 2:
        rate = wanted.rates.at(tokens, place + 1)
        last = place + 1 + len(rate[0]) if rate else len(tokens)
        if last < len(tokens) and all(_is_number(tokens[at], wanted) for at in (place, last)):
            yield place, last + 1
            place = last
        place += 1


def _is_number(token: str, wanted: Numbers) -> bool:
    return token[0].isdigit() or token in wanted.numbers


def shares(text: str, wanted: Numbers) -> Iterator[str]:
    """Give each share of a hundred, such as "5 %", which says less to people than "5 in 100 people"."""
    signs = "|".join(re.escape(sign) for sign in wanted.shares)
    if signs:
        yield from (found[0] for found in re.finditer(rf"\d\s*(?:{signs})", clean(text)))


def alone(text: str, wanted: Company) -> str | None:
    """Give the words that stand without the company they need, if there are any."""
    tokens = words(text)
    said = next(wanted.says.inside(tokens), None)
    return " ".join(said[0]) if said and not any(True for _ in wanted.needs.inside(tokens)) else None
