"""Reads pages as a browser does: their elements, in order, with their attributes and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr"}


@dataclass(slots=True)
class Element:
    """One element: its name, its attributes, and all words within it."""

    name: str
    attributes: dict[str, str]
    depth: int
    words: str = field(default="")


class Page(HTMLParser):
    """A page that was read. `elements` are in the order in which they begin; each end tag must fit."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.words = ""
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, len(self._open))
        assert len(element.attributes) == len(attrs)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.words += data
        for element in self._open:
            element.words += data

    def all(self, name: str, /, **attributes: str) -> list[Element]:
        """Give the elements of this name with these attributes."""
        return [
            element
            for element in self.elements
            if element.name == name and all(element.attributes.get(key) == value for key, value in attributes.items())
        ]

    def one(self, name: str, /, **attributes: str) -> Element:
        """Give the only element of this name with these attributes."""
        [element] = self.all(name, **attributes)
        return element

    def links(self) -> list[str]:
        """Give all addresses that the page names, of links and of files."""
        named = (element.attributes.get(key) for element in self.elements for key in ("href", "src"))
        return [address for address in named if address is not None]
