"""HTML by construction: what is not markup already is escaped, so no text can become a tag."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

_VOID = frozenset({"meta", "link", "input", "br", "hr"})

# These stand on lines of their own, so that the pages can be read and compared as text.
_OWN_LINE = frozenset(
    {"html", "head", "body", "header", "main", "footer", "nav", "aside", "section", "article", "div", "form", "ul"}
    | {"li", "dl", "dt", "dd", "p", "h1", "h2", "h3", "meta", "link", "title", "script"}
)


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that is written already."""

    html: str


Child = str | Markup


def element(name: str, /, *children: Child, **attributes: str | bool) -> Markup:
    """Give an element. Plain children and attributes are escaped.

    Names of attributes are written as Python allows: `class_`, `aria_label`. True gives an attribute without a value,
    False none at all.
    """
    start = f"<{name}{_attributes(attributes)}>"
    end = "" if name in _VOID else f"</{name}>"
    return Markup(f"{start}{join(children).html}{end}" + ("\n" if name in _OWN_LINE else ""))


def join(parts: Iterable[Child]) -> Markup:
    """Put parts one after the other, the plain ones escaped."""
    return Markup("".join(part.html if isinstance(part, Markup) else escape(part) for part in parts))


def _attributes(attributes: dict[str, str | bool]) -> str:
    written = []
    for key, value in attributes.items():
        name = key.rstrip("_").replace("_", "-")
        if value is True:
            written.append(f" {name}")
        elif value is not False:
            written.append(f' {name}="{escape(str(value))}"')
    return "".join(written)
