"""Forms: a few questions asked together, in a window where the platform has one, else step by step."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.actions import Action


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `longest` counts characters; `hint` is an example, shown greyed or in brackets."""

    name: str
    label: str
    hint: str = ""
    longest: int = 500
    optional: bool = False
    several_lines: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One to five questions; `action` names the handler that takes the answers."""

    title: str
    fields: tuple[Field, ...]
    action: Action

    def __post_init__(self) -> None:
        if not 1 <= len(self.fields) <= 5:
            raise ValueError("a form has one to five fields")
