"""From a reply to lines of text, with or without styles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.text import Text as Styled

from bot.core.actions import Action
from bot.core.reply import Attachment, Audience, LinkButton, Reply, Select, Showing, Urgency
from bot.core.richtext import Blocks, Bold, Line, Link, Paragraph
from bot.texts.catalogue import Texts

# What a terminal would obey rather than show.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Screenful:
    """What is printed, and what the numbers below it stand for."""

    lines: tuple[Styled, ...]
    choices: tuple[Action, ...]


def render(reply: Reply, texts: Texts, first: int = 1) -> Screenful:
    """Word a reply for the terminal; choices become numbers from `first` on, a private reply is marked as such."""
    lines = [Styled(texts.line("private.marker"), style="dim")] if reply.audience is Audience.ASKER else []
    if reply.showing is Showing.REMOVED:
        lines.append(Styled(texts.line("console.removed"), style="dim"))
    lines += _blocks(reply.blocks, urgent=reply.urgency is Urgency.EMERGENCY)
    lines += _files(reply.attachments, texts)
    choices: list[Action] = []
    for row in reply.rows:
        if isinstance(row, Select):
            lines.append(Styled(shown(row.prompt) + ":", style="dim"))
        for button in row.options if isinstance(row, Select) else row:
            if isinstance(button, LinkButton):
                lines.append(Styled.assemble("  ", shown(button.label), ": ", (shown(button.url), "underline")))
                continue
            choices.append(button.action)
            lines.append(Styled.assemble((f"  [{first + len(choices) - 1}] ", "bold cyan"), shown(button.label)))
    return Screenful(tuple(lines), tuple(choices))


def _files(attachments: Iterable[Attachment], texts: Texts) -> Iterator[Styled]:
    """Show what stands in the files, but for pictures: nothing about a person is written to this machine's disk."""
    for file in attachments:
        if file.media_type.startswith("image/"):
            yield Styled(texts.line("console.picture", name=shown(file.name)), style="dim")
            continue
        yield Styled(texts.line("console.file", name=shown(file.name)), style="dim")
        yield from (Styled(shown(line)) for line in file.content.decode("utf-8-sig", errors="replace").splitlines())
        yield Styled("")


def _blocks(blocks: Blocks, *, urgent: bool) -> list[Styled]:
    lines: list[Styled] = []
    for block in blocks:
        if lines:
            lines.append(Styled(""))
        if isinstance(block, Paragraph):
            lines.append(_line(block.spans, urgent=urgent))
        else:
            lines += [Styled("- ") + _line(item, urgent=urgent) for item in block.items]
    return [*lines, Styled("")] if lines else lines


def _line(line: Line, *, urgent: bool) -> Styled:
    styled = Styled()
    for span in line:
        if isinstance(span, Bold):
            styled.append(shown(span.text), style="bold red" if urgent else "bold")
        elif isinstance(span, Link):
            styled.append(shown(span.text))
            styled.append(f" ({shown(span.url)})", style="dim")
        else:
            styled.append(shown(span.text))
    return styled


def shown(text: str) -> str:
    """Give a text without what a terminal would obey."""
    return _CONTROL.sub(" ", text)
