"""The lines to call in the group's country, short for every page and in full for the urgent one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.features.safety.contacts import Contact, Number
from bot.site.content import Site
from bot.site.html import Child, Markup, element
from bot.site.prose import outward
from bot.texts.keys import Key

# A number as it is written for people, such as “116 123” or “0800-543-354”; “112 or 999” holds two.
_DIALLED = re.compile(r"\+?\d(?:[ -]?\d)*")


def short(site: Site, urgent: str) -> Markup:
    """The strip on every page: the emergency number, urgent advice, and the way to the urgent page at `urgent`."""
    line = site.texts.line
    items = [_named(line("site.emergency"), _emergency(site))]
    items += [_named(f"{one.name}:", _reached(one)) for one in site.contact.urgent_advice]
    items.append(element("li", element("a", line("site.all_urgent"), href=urgent), class_="way"))
    return element("aside", element("ul", *items), class_="strip", aria_label=line("site.strip"))


def in_full(site: Site) -> Iterator[Markup]:
    """All lines of the country by what they are for, and the day on which they were checked."""
    line, contact = site.texts.line, site.contact
    yield _group(line("site.emergency_title"), [element("dd", *_emergency(site), class_="large")])
    groups: tuple[tuple[Key, tuple[Number, ...]], ...] = (
        ("site.advice_title", contact.urgent_advice),
        ("site.poisons_title", contact.poisons),
        ("site.crisis_title", contact.crisis),
    )
    for title, numbers in groups:
        if numbers:
            yield _group(line(title), [element("dd", *_described(one)) for one in numbers])
    day = site.texts.day(contact.checked)
    yield element("p", line("site.numbers_checked", country=contact.name, date=day), class_="quiet")


def _named(name: str, reached: list[Child]) -> Markup:
    return element("li", name, " ", *reached)


def _group(title: str, lines: list[Markup]) -> Markup:
    return element("dl", element("dt", title), *lines)


def _emergency(site: Site) -> list[Child]:
    contact: Contact = site.contact
    if not contact.emergency:
        return [element("strong", site.texts.line("safety.own_number"))]
    return [element("strong", *_linked(contact.emergency, "tel"))]


def _described(number: Number) -> list[Child]:
    note = f" ({number.note})" if number.note else ""
    return [f"{number.name}: ", *_reached(number), note]


def _reached(number: Number) -> list[Child]:
    """The number as a link that calls or texts, the address as a link that opens, or both."""
    reached = _linked(number.number, "sms" if number.by == "text" else "tel")
    if number.number and number.url:
        reached.append(" · ")
    return [*reached, outward(number.url, number.url)] if number.url else reached


def _linked(words: str, scheme: str) -> list[Child]:
    """Make each number in the words a link, and keep what stands between."""
    parts: list[Child] = []
    end = 0
    for found in _DIALLED.finditer(words):
        digits = re.sub(r"[ -]", "", found[0])
        parts += (words[end : found.start()], element("a", found[0], href=f"{scheme}:{digits}"))
        end = found.end()
    return [*parts, words[end:]]
