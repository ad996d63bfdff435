"""What `check` tells organisers about the knowledge base beyond its form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.core.documents import Document, Steps
from bot.core.errors import Problem
from bot.core.richtext import Blocks, plain
from bot.core.tokens import words
from bot.features.faq.knowledge import Entry
from bot.features.faq.loading import Loaded

MOST_WORDS: Mapping[str, int] = {"answer": 90, "more": 180, "urgent": 70, "carer": 60, "differs": 60}
FEWEST_PHRASINGS = 12
MOST_PHRASINGS = 25
LONGEST_QUESTION = 90

# An answer tells what leaflets say and who decides; it never gives the reader an order about a dose.
_DOSING_ORDER = re.compile(
    r"\byou (?:should|must|can|need to|have to) (?:\w+ )?(?:take|stop|skip|double|halve|restart|split|taper)\b",
    re.IGNORECASE,
)


def knowledge_problems(loaded: Loaded, today: date) -> tuple[Problem, ...]:
    """Give every finding once, sorted by place. `today` decides which reviews are overdue."""
    found = list(loaded.problems)
    for entry in loaded.knowledge:
        found += _entry_problems(entry, loaded.documents[entry.id], today)
        found += _related_problems(entry, loaded)
    found += _same_phrasings(loaded)
    return tuple(sorted(set(found)))


def _entry_problems(entry: Entry, document: Document, today: date) -> Iterator[Problem]:
    file, line = document.file, document.line
    for name, most in MOST_WORDS.items():
        yield from _length_problems(file, line((name,)), name, getattr(entry, name), most)
        yield from _wording_problems(file, line((name,)), name, getattr(entry, name))
    if len(entry.question) > LONGEST_QUESTION:
        what = f"the question has more than {LONGEST_QUESTION} characters."
        yield Problem(file, line(("question",)), what, "Shorten it; it stands on buttons.")
    if not entry.sources and not entry.product:
        yield Problem(file, line(("sources",)), "there is no source.", "Add at least one page that says so.")
    if not FEWEST_PHRASINGS <= len(entry.also_asked) <= MOST_PHRASINGS:
        what = f"there are {len(entry.also_asked)} phrasings."
        mend = f"Write {FEWEST_PHRASINGS} to {MOST_PHRASINGS}, in different voices."
        yield Problem(file, line(("also_asked",)), what, mend)
    if entry.section == "urgent" and not entry.urgent:
        mend = "Say when to get help, the most urgent first."
        yield Problem(file, 0, "an entry of the section “urgent” has no “urgent:” part.", mend)
    yield from _early_days(entry, document, today)
    if entry.is_overdue(today):
        mend = "Read it again with its sources, then set both dates."
        yield Problem(file, line(("review_by",)), f"its review was due on {entry.review_by}.", mend, warning=True)


def _early_days(entry: Entry, document: Document, today: date) -> Iterator[Problem]:
    """Find days of a check that are still to come; tomorrow has begun somewhere."""
    days: list[tuple[Steps, date]] = [(("reviewed",), entry.reviewed)]
    days += [(("sources", position, "checked"), source.checked) for position, source in enumerate(entry.sources)]
    for steps, day in days:
        if day > today + timedelta(days=1):
            yield Problem(document.file, document.line(steps), f"{day} is still to come.", "Correct the date.")


def _length_problems(file: str, line: int, name: str, blocks: Blocks, most: int) -> Iterator[Problem]:
    count = len([word for word in plain(blocks).split() if word != "-"])  # the mark of a point is no word
    if count > most:
        what = f"“{name}” has {count} words; at most {most} are read on a phone."
        yield Problem(file, line, what, "Shorten it, or move a part to “more:”.")


def _wording_problems(file: str, line: int, name: str, blocks: Blocks) -> Iterator[Problem]:
    order = _DOSING_ORDER.search(plain(blocks))
    if order is not None:
        mend = "Say what leaflets state and who decides."
        yield Problem(file, line, f"“{name}” gives an order about a dose: “{order[0]}”.", mend)


def _related_problems(entry: Entry, loaded: Loaded) -> Iterator[Problem]:
    """Find entries that are not there; one that cannot be read is told once, at its own file."""
    document = loaded.documents[entry.id]
    for position, id_ in enumerate(entry.related):
        if loaded.is_missing(id_):
            mend = "Correct the id, or remove it until that entry is written."
            yield Problem(document.file, document.line(("related", position)), f"there is no entry “{id_}”.", mend)


def _same_phrasings(loaded: Loaded) -> Iterator[Problem]:
    """Find a phrasing that stands in two places: the bot could not tell which entry is meant."""
    first: dict[tuple[str, ...], tuple[str, int]] = {}
    for entry in loaded.knowledge:
        document = loaded.documents[entry.id]
        places = [document.line(("question",))]
        places += [document.line(("also_asked", position)) for position in range(len(entry.also_asked))]
        for phrasing, line in zip(entry.phrasings, places, strict=True):
            key = words(phrasing)
            if key in first:
                file, other = first[key]
                what = f"“{phrasing}” stands in {file}:{other} too."
                yield Problem(document.file, line, what, "Keep it in the entry that answers it best.")
            else:
                first[key] = (document.file, line)
