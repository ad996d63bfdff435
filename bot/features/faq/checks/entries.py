"""What can be wrong with one entry, and with how entries lead to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath

from bot.core.documents import Document, Steps
from bot.core.errors import Problem
from bot.core.richtext import Blocks, plain
from bot.features.faq.answers import MOST_RELATED
from bot.features.faq.checks.wanted import Wanted
from bot.features.faq.checks.wording import alone, bare_numbers, orders, shares
from bot.features.faq.knowledge import Entry
from bot.features.faq.loading import Loaded

MOST_WORDS: Mapping[str, int] = {"answer": 90, "more": 180, "urgent": 70, "carer": 60, "differs": 60}
LONGEST_QUESTION = 90


def entry_problems(entry: Entry, document: Document, wanted: Wanted, today: date) -> Iterator[Problem]:
    """Find what is wrong with an entry alone. `today` decides which dates are past."""
    file, line = document.file, document.line
    for name, most in MOST_WORDS.items():
        blocks: Blocks = getattr(entry, name)
        yield from _length_problems(file, line((name,)), name, blocks, most)
        yield from _wording_problems(file, line((name,)), name, plain(blocks), wanted)
    if len(entry.question) > LONGEST_QUESTION:
        what = f"the question has more than {LONGEST_QUESTION} characters."
        yield Problem(file, line(("question",)), what, "Shorten it; it stands on buttons.")
    if wanted.urgent_part.has(entry) and not entry.urgent:
        yield Problem(file, 0, "there is no “urgent:” part.", "Say when to get help, the most urgent first.")
    yield from _source_problems(entry, document, wanted)
    yield from _date_problems(entry, document, today)


def _length_problems(file: str, line: int, name: str, blocks: Blocks, most: int) -> Iterator[Problem]:
    count = len([word for word in plain(blocks).split() if word != "-"])  # the mark of a point is no word
    if count > most:
        what = f"“{name}” has {count} words; at most {most} are read on a phone."
        yield Problem(file, line, what, "Shorten it, or move a part to “more:”.")


def _wording_problems(file: str, line: int, name: str, text: str, wanted: Wanted) -> Iterator[Problem]:
    for order in orders(text, wanted.orders):
        mend = "Say what leaflets state and who decides."
        yield Problem(file, line, f"“{name}” gives an order about a dose: “{order}”.", mend)
    for number in bare_numbers(text, wanted.numbers):
        mend = "Write the group right after it: “2 in 100 people who …”."
        yield Problem(file, line, f"“{name}” has a number without its group: “{number}”.", mend)
    for share in shares(text, wanted.numbers):
        yield Problem(file, line, f"“{name}” has a share: “{share}”.", "Write it as “2 in 100 people who …”.")
    for pair in wanted.company:
        if said := alone(text, pair):
            mend = f"Say there too where to get help; a word that would do: {next(iter(pair.needs.words()))}."
            yield Problem(file, line, f"“{name}” says “{said}” and nothing beside it.", mend)


def _source_problems(entry: Entry, document: Document, wanted: Wanted) -> Iterator[Problem]:
    line = document.line(("sources",))
    if entry.product:
        return
    if not entry.sources:
        yield Problem(document.file, line, "there is no source.", "Add at least one page that says so.")
    elif wanted.two_sources.has(entry) and len({source.url for source in entry.sources}) < 2:
        mend = "Add a second page that says so; a mistake here would do much harm."
        yield Problem(document.file, line, "there is only one source.", mend)


def _date_problems(entry: Entry, document: Document, today: date) -> Iterator[Problem]:
    file, line = document.file, document.line
    past: list[tuple[Steps, date]] = [(("reviewed",), entry.reviewed)]
    past += [(("sources", place, "checked"), source.checked) for place, source in enumerate(entry.sources)]
    for steps, day in past:
        if day > today:
            yield Problem(file, line(steps), f"{day} has not come yet.", "Write the day on which it was read.")
    if entry.review_by <= entry.reviewed:
        what = "“review_by” is not after “reviewed”."
        yield Problem(file, line(("review_by",)), what, "Write the day by which it should be read again.")
    elif entry.is_overdue(today):
        mend = "Read it again with its sources, then set both dates."
        yield Problem(file, line(("review_by",)), f"its review was due on {entry.review_by}.", mend, warning=True)


def written(loaded: Loaded) -> frozenset[str]:
    """Give the ids of all entries that have a file, also those whose file is broken and told as such."""
    broken = (PurePosixPath(problem.file).name.partition(".")[0] for problem in loaded.problems)
    return frozenset((*loaded.knowledge.entries, *broken))


def path_problems(loaded: Loaded) -> Iterator[Problem]:
    """Find paths between entries that lead nowhere, and entries that no other one offers as related."""
    knowledge, known = loaded.knowledge, written(loaded)
    reached = {id_ for entry in knowledge for id_ in _offered(entry, known)}
    for entry in knowledge:
        document = loaded.documents[entry.id]
        for position, id_ in enumerate(entry.related):
            if id_ not in known:
                mend = "Correct the id, or remove it until that entry is written."
                yield Problem(document.file, document.line(("related", position)), f"there is no entry “{id_}”.", mend)
        if entry.id not in reached:
            mend = f"Name it among the first {MOST_RELATED} under “related” in one that fits."
            yield Problem(document.file, 0, "no other entry leads to this one.", mend, warning=True)


def _offered(entry: Entry, known: frozenset[str]) -> list[str]:
    """Give the other entries that stand below this one once all files are mended."""
    return [id_ for id_ in dict.fromkeys(entry.related) if id_ in known and id_ != entry.id][:MOST_RELATED]


def naming_problems(loaded: Loaded, wanted: Wanted) -> Iterator[Problem]:
    """Find sections and entries that the rules name and that are not there."""
    known = written(loaded)
    for some in (wanted.two_sources, wanted.urgent_part):
        missing = [(name, line) for name, line in some.sections.items() if name not in loaded.knowledge.titles]
        missing += [(id_, line) for id_, line in some.entries.items() if id_ not in known]
        for name, line in missing:
            mend = "Correct the name, or remove it until it is written."
            yield Problem(wanted.file, line, f"there is no “{name}”.", mend)
