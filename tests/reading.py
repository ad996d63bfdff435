"""Reads replies as a person does: the words, and what can be pressed."""

from __future__ import annotations

from bot.core.reply import Button, Reply, Select
from bot.core.richtext import plain


def words(reply: Reply | None) -> str:
    """Give the words of a reply."""
    assert reply is not None
    return plain(reply.blocks)


def codes(reply: Reply) -> list[str]:
    """Give the codes of everything that can be pressed, in order."""
    options = [option for row in reply.rows for option in (row.options if isinstance(row, Select) else row)]
    return [option.action.code for option in options if isinstance(option, Button)]
