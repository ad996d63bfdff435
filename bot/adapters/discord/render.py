"""From a degraded reply to what Discord is sent. Pure: nothing is sent here, and nothing listens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.adapters.discord.capabilities import CAPABILITIES
from bot.adapters.discord.markdown import clean_line, length, markdown
from bot.core.capabilities import shorten
from bot.core.forms import Field, Form
from bot.core.pages import split
from bot.core.reply import Attachment, Button, LinkButton, Reply, Row, Select, Urgency
from bot.core.richtext import Block, Blocks, Paragraph, plain

_HEADING = "## "
# Headings are set in large letters: a longer paragraph would fill a phone's screen.
_LONGEST_HEADING = 100

_LONGEST_OPTION = 100
_LONGEST_PROMPT = 150
_LONGEST_LINK = 512
_LONGEST_TITLE = 45
_LONGEST_FIELD_LABEL = 45
_LONGEST_HINT = 100
_LONGEST_ANSWER = 4000
_MOST_FORM_PARTS = 5


class Controls(discord.ui.View):
    """Buttons and menus. A press is answered by its code, so the library need neither listen nor keep it."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def is_finished(self) -> bool:
        """Tell the library not to store this."""
        return True


class Window(discord.ui.Modal):
    """A form in a window. What is sent is answered by its code, as with Controls."""

    def is_finished(self) -> bool:
        """Tell the library not to store this."""
        return True


@dataclass(frozen=True, slots=True)
class Page:
    """One message: text of at most 2,000 characters, perhaps empty, with what stands under it."""

    content: str = field(repr=False)
    controls: Controls | None = field(default=None, repr=False)
    attachments: tuple[Attachment, ...] = ()


def render(reply: Reply) -> tuple[Page, ...]:
    """Write a reply as messages, none if it is empty; controls and files stand under the last one."""
    texts = _texts(reply.blocks, as_heading=reply.urgency is Urgency.EMERGENCY)
    controls = _controls(reply.rows)
    if not texts and (controls or reply.attachments):
        texts = [""]
    last = len(texts) - 1
    return tuple(
        Page(text, controls, reply.attachments) if number == last else Page(text) for number, text in enumerate(texts)
    )


def render_form(form: Form, before: Blocks = ()) -> Window:
    """Write a form as a window; words that go before it stand at its top if there is room."""
    window = Window(title=shorten(clean_line(form.title, 1000), _LONGEST_TITLE), custom_id=form.action.code)
    words = _texts(before, as_heading=False)
    if words and len(form.fields) < _MOST_FORM_PARTS:
        window.add_item(discord.ui.TextDisplay(words[0]))
    for asked in form.fields:
        window.add_item(_field(asked))
    return window


def _texts(blocks: Blocks, *, as_heading: bool) -> list[str]:
    """Write blocks as texts that fit; the headline of an emergency is a heading, a longer first paragraph is not."""
    head = _HEADING if as_heading and blocks and _is_headline(blocks[0]) else ""
    longest = CAPABILITIES.longest_text - len(head)
    pages = (markdown(page) for page in split(blocks, lambda part: length(markdown(part)), longest))
    texts = [page for page in pages if page]
    return [head + texts[0], *texts[1:]] if texts else []


def _is_headline(block: Block) -> bool:
    return isinstance(block, Paragraph) and len(plain((block,))) <= _LONGEST_HEADING


def _controls(rows: Iterable[Row]) -> Controls | None:
    controls = Controls()
    used: set[str] = set()
    for number, row in enumerate(rows):
        items = _select(row, number) if isinstance(row, Select) else _buttons(row, number, used)
        for item in items:
            controls.add_item(item)
    return controls if controls.children else None


def _buttons(buttons: Iterable[Button | LinkButton], row: int, used: set[str]) -> Iterator[discord.ui.Button[Controls]]:
    """Write a row of buttons; Discord takes each code once in a message, so the first one wins."""
    for button in buttons:
        label = clean_line(button.label, CAPABILITIES.longest_label)
        if isinstance(button, LinkButton):
            if len(button.url) <= _LONGEST_LINK:
                yield discord.ui.Button(label=label, url=button.url, row=row)
        elif button.action.code not in used:
            used.add(button.action.code)
            style = discord.ButtonStyle.secondary if button.quiet else discord.ButtonStyle.primary
            yield discord.ui.Button(label=label, custom_id=button.action.code, style=style, row=row)


def _select(select: Select, row: int) -> Iterator[discord.ui.Select[Controls]]:
    by_code = {option.action.code: option.label for option in select.options}
    options = [
        discord.SelectOption(label=clean_line(label, _LONGEST_OPTION), value=code) for code, label in by_code.items()
    ]
    if options:
        prompt = clean_line(select.prompt, _LONGEST_PROMPT)
        yield discord.ui.Select(custom_id=f"choose:{row}", placeholder=prompt, options=options, row=row)


def _field(asked: Field) -> discord.ui.Label[Any]:
    label = clean_line(asked.label, 1000)
    style = discord.TextStyle.paragraph if asked.several_lines else discord.TextStyle.short
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=asked.name,
        style=style,
        placeholder=shorten(clean_line(asked.hint, 1000), _LONGEST_HINT) if asked.hint else None,
        required=not asked.optional,
        max_length=min(asked.longest, _LONGEST_ANSWER),
    )
    whole = shorten(label, _LONGEST_HINT) if len(label) > _LONGEST_FIELD_LABEL else None
    return discord.ui.Label(text=shorten(label, _LONGEST_FIELD_LABEL), description=whole, component=box)
