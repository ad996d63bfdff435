"""What a platform can show, and the one place where a reply is adapted to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.core.actions import Action
from bot.core.people import Place
from bot.core.reply import Audience, Button, LinkButton, Reply, Row, Select, Showing

ButtonRow = tuple[Button | LinkButton, ...]

ToPrivate = Callable[[Action | None], Reply]
"""Makes the short note that stands in a group instead of a private reply, with a button that opens the private chat."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one platform can show. Lengths count characters as the platform counts them.

    `longest_button_row` is the number of characters that fit in one row of buttons on a phone.
    `private_replies`: a reply in a group can be shown to the asker alone. Where it cannot, `to_private` makes the
    note with the way to the private chat.
    """

    longest_text: int
    longest_label: int
    buttons_per_row: int
    most_rows: int
    longest_button_row: int = 1_000
    most_options: int = 0
    forms: bool = False
    private_replies: bool = True
    to_private: ToPrivate | None = None


def degrade(reply: Reply, capabilities: Capabilities, place: Place) -> Reply:
    """Adapt a reply to what the platform can show. Pure; a private reply never becomes a public one."""
    if reply.audience is Audience.ASKER and place.is_group and not capabilities.private_replies:
        if capabilities.to_private is None:
            return Reply(showing=Showing.NOTE, audience=Audience.ASKER, outcome=reply.outcome)
        note = capabilities.to_private(reply.private_at)
        reply = replace(note, outcome=reply.outcome, urgency=reply.urgency)
    rows = tuple(_fitting_rows(reply.rows, capabilities))
    return replace(reply, rows=rows[: capabilities.most_rows])


def shorten(label: str, longest: int) -> str:
    """Cut a label at a word and end it with "…" when it is longer than `longest` characters."""
    if len(label) <= longest:
        return label
    cut = label[: longest - 1]
    if " " in cut[longest // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:") + "…"


def _fitting_rows(rows: Iterable[Row], capabilities: Capabilities) -> Iterable[Row]:
    for row in rows:
        if isinstance(row, Select) and capabilities.most_options:
            options = tuple(
                replace(option, label=shorten(option.label, capabilities.longest_label)) for option in row.options
            )
            yield replace(row, options=options[: capabilities.most_options])
        else:
            yield from _wrapped(row.options if isinstance(row, Select) else row, capabilities)


def _wrapped(buttons: ButtonRow, capabilities: Capabilities) -> Iterable[ButtonRow]:
    """Start a new row of buttons where the platform's width or number is reached."""
    row: list[Button | LinkButton] = []
    width = 0
    for button in buttons:
        short = _short(button, capabilities.longest_label)
        full = len(row) == capabilities.buttons_per_row or width + len(short.label) > capabilities.longest_button_row
        if row and full:
            yield tuple(row)
            row, width = [], 0
        row.append(short)
        width += len(short.label)
    if row:
        yield tuple(row)


def _short(button: Button | LinkButton, longest: int) -> Button | LinkButton:
    return replace(button, label=shorten(button.label, longest))
