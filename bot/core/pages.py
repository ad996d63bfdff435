"""Splitting a long text into messages, at paragraphs where it can be."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.richtext import Block, Blocks, Bold, Bullets, Line, Paragraph, Text


def split(blocks: Blocks, length: Callable[[Blocks], int], longest: int) -> tuple[Blocks, ...]:
    """Give runs of blocks, in order, each of at most `longest` by the platform's own `length`.

    A block that is too long alone is divided at its points, then at words, then anywhere. Nothing is left out.
    """
    pages: list[Blocks] = []
    page: Blocks = ()
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        if length((*page, block)) <= longest:
            page = (*page, block)
        elif page:
            pages.append(page)
            page = ()
            waiting.append(block)
        else:
            first, rest = _divide(block)
            waiting += [rest, first]
    return (*pages, page) if page else tuple(pages)


def _divide(block: Block) -> tuple[Block, Block]:
    """Cut a block in two halves."""
    if isinstance(block, Bullets):
        if len(block.items) > 1:
            middle = len(block.items) // 2
            return Bullets(block.items[:middle]), Bullets(block.items[middle:])
        return _divide(Paragraph(block.items[0]))
    first, rest = _divide_line(block.spans)
    return Paragraph(first), Paragraph(rest)


def _divide_line(line: Line) -> tuple[Line, Line]:
    if len(line) > 1:
        middle = len(line) // 2
        return line[:middle], line[middle:]
    text = line[0].text
    if len(text) < 2:
        raise ValueError("a single character is longer than a whole message")
    middle = len(text) // 2
    space = text.rfind(" ", 1, middle + 1)
    space = space if space > 0 else text.find(" ", middle)
    cut = space if space > 0 else middle
    kind = Bold if isinstance(line[0], Bold) else Text
    return (kind(text[:cut]),), (kind(text[cut:].lstrip() or " "),)
