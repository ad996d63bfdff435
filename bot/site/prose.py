"""From rich text to HTML, and to one line."""

from __future__ import annotations

import re

from bot.core.richtext import Block, Blocks, Bold, Line, Link, Paragraph, Span, plain_line
from bot.site.html import Child, Markup, element, join

_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")


def prose(blocks: Blocks) -> Markup:
    """Write blocks as paragraphs and lists."""
    return join(_block(block) for block in blocks)


def outward(words: str, url: str) -> Markup:
    """Give a link to a page elsewhere; that page is not told where the reader came from."""
    return element("a", words, href=url, rel="external noopener noreferrer")


def first_sentence(blocks: Blocks) -> str:
    """Give the first sentence in plain words; an answer's first sentence answers."""
    if not blocks:
        return ""
    block = blocks[0]
    line = plain_line(block.spans if isinstance(block, Paragraph) else block.items[0]).strip()
    found = _SENTENCE.match(line)
    return found[0] if found else line


def _block(block: Block) -> Markup:
    if isinstance(block, Paragraph):
        return element("p", *_line(block.spans))
    return element("ul", *(element("li", *_line(item)) for item in block.items))


def _line(line: Line) -> list[Child]:
    return [_span(span) for span in line]


def _span(span: Span) -> Child:
    if isinstance(span, Link):
        return outward(span.text, span.url)
    return element("strong", span.text) if isinstance(span, Bold) else span.text
