"""The sheet on which a pharmacist or doctor reviews the answers: Markdown to read, print and sign. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.richtext import Block, Blocks, Bold, Line, Link, Paragraph, Span, parse
from bot.core.sources import Source
from bot.features.faq.knowledge import Entry, Knowledge
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

# What Markdown would take as formatting, a link, a tag or an entity, and what starts a heading, a quote or a list.
_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
_START = re.compile(r"(#{1,6}(?=\s|$)|[-+=](?=\s|$|[-=])|\d{1,9}(?=[.)](?:\s|$)))")
_UNSAFE_IN_ADDRESS = str.maketrans({"<": "%3C", ">": "%3E", "\\": "%5C"})

# How each sheet starts: only such a file is ever written over.
MARK = "<!-- Written by: python3 run.py export review."

_RULE = "---"
_NEW_PAGE = '<div style="page-break-before: always"></div>'

_PARTS: tuple[tuple[str, Key], ...] = (
    ("answer", "export.answer"),
    ("more", "export.more"),
    ("urgent", "export.urgent"),
    ("carer", "export.carer"),
    ("differs", "export.differs"),
)


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """Writes the sheet in the words of one language. The same knowledge gives the same text, whatever the day."""

    texts: Texts
    medicine: str

    def text(self, knowledge: Knowledge) -> str:
        """Give the whole sheet. Each section starts on a new printed page."""
        parts = [*self._opening(knowledge)]
        for number, section in enumerate(knowledge.sections, 1):
            parts += (_NEW_PAGE, f"## {number}. {escape(knowledge.title(section))}")
            for place, entry in enumerate(knowledge.in_section(section), 1):
                parts += [*([_RULE] if place > 1 else []), *self._entry(entry, f"{number}.{place}")]
        return "\n\n".join(parts) + "\n"

    def _opening(self, knowledge: Knowledge) -> Iterator[str]:
        line = self.texts.line
        medical = knowledge.medical
        done = sum(entry.reviewed_by is not None for entry in medical)
        yield f"{MARK} Change the entries in knowledge/, not this file: it is written anew each time. -->"
        yield f"# {escape(line('review.title', medicine=self.medicine))}"
        yield markdown(self.texts.rich("review.intro"))
        yield f"**{escape(line('review.count', done=str(done), all=str(len(medical))))}**"

    def _entry(self, entry: Entry, number: str) -> Iterator[str]:
        line = self.texts.line
        yield f"### {number} {escape(entry.question)}"
        yield self._status(entry)
        if entry.product:
            yield f"*{escape(line('review.product'))}*"
        for name, title in _PARTS:
            yield from self._part(title, getattr(entry, name))
        if entry.sources:
            yield f"**{escape(line('export.sources'))}**"
            yield "\n".join(f"- {self._source(source)}" for source in entry.sources)
        yield from self._part("review.note", parse(entry.note))
        boxes: tuple[Key, ...] = ("review.right", "review.change", "review.hide")
        yield "\\\n".join(f"☐ {escape(line(box))}" for box in boxes)  # a backslash ends a line within a paragraph
        yield escape(line("review.sign")).replace("…", "_" * 30)

    def _status(self, entry: Entry) -> str:
        """Say where the entry lies, who has reviewed it, and the two dates."""
        by = escape(entry.reviewed_by) if entry.reviewed_by else escape(self.texts.line("review.nobody"))
        day = self.texts.day
        checked = self.texts.line("export.checked", date=day(entry.reviewed))
        again = self.texts.line("export.check_again", date=day(entry.review_by))
        return f"`{entry.section}/{entry.id}.yaml` · reviewed_by: {by} · {escape(checked)} {escape(again)}"

    def _part(self, title: Key, blocks: Blocks) -> Iterator[str]:
        if blocks:
            yield f"**{escape(self.texts.line(title))}**"
            yield markdown(blocks)

    def _source(self, source: Source) -> str:
        read = self.texts.line("export.read_on", date=self.texts.day(source.checked))
        return f"{escape(source.title)}: <{source.url}>, {escape(read)}"  # on paper the address must be seen


def markdown(blocks: Blocks) -> str:
    """Write blocks as Markdown; nothing in their words is taken as formatting."""
    return "\n\n".join(_block(block) for block in blocks)


def escape(words: str) -> str:
    """Write words so that Markdown shows them as they are, in one line."""
    words = _SPECIAL.sub(r"\\\g<0>", " ".join(words.split()))
    return _START.sub(lambda found: _apart(found[0]), words, count=1) if _START.match(words) else words


def _apart(start: str) -> str:
    """Take its meaning from what would start a list, a heading or a line; a number keeps its digits."""
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _line(block.spans)
    return "\n".join(f"- {_line(item)}" for item in block.items)


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line).strip()


def _span(span: Span) -> str:
    if isinstance(span, Link):
        return f"[{escape(span.text)}](<{span.url.translate(_UNSAFE_IN_ADDRESS)}>)"
    words = span.text
    inner = escape(words)
    if not inner:
        return words
    # Markdown wants the spaces outside of what stands out.
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}**{inner}**{after}" if isinstance(span, Bold) else f"{before}{inner}{after}"
