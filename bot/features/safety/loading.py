"""Reading red_flags.yaml. Every mistake is told at once, with its line and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from bot.core.documents import Document, read_document
from bot.core.errors import FilesError
from bot.core.reply import Urgency
from bot.core.tokens import words
from bot.features.safety.context import DENIAL
from bot.features.safety.node import Node
from bot.features.safety.phrases import Endings, LineError, Names, merge, parse_line, parse_range
from bot.features.safety.rules import Element, Flag, Guard, Line, Part, Phrases, Rule, Rules, Spellings

VOICES = ("plain", "crisis", "poisoning")

_URGENCIES = tuple(urgency.value for urgency in Urgency)
_SECTIONS = ("overview", "little_words", "words", "guards", "lookalikes", "flags")
_MORE_SECTIONS = ("spelling", "numbers", "signs", "situations", "turns", "admissions", "no_guards")
_FLAG = ("urgency", "topic", "say", "if_worse", "rules")
_MORE_FLAG = ("voice", "also", "say_emergency", "despite", "raised_by")
_MORE_GUARD = ("before", "after", "over_commas", "admitted", "joined_by", "stops", "unless")
_MORE_RULE = ("unless", "despite", "urgency", "sure")

T = TypeVar("T")


def load_rules(path: Path, root: Path) -> Rules:
    """Read the rules. `root` is the folder that file names in messages are relative to.

    Raises FilesError with every mistake found: wrong YAML, unknown or missing keys, lines that cannot be read,
    names that do not exist.
    """
    return read_rules(read_document(path, root))


def read_rules(document: Document) -> Rules:
    """Read the rules from a document. Raises FilesError like `load_rules`."""
    top = Node.top(document)
    content = top.fields(_SECTIONS, _MORE_SECTIONS)
    names = _names(content, _endings(content["spelling"]))
    guards = tuple(_guards(content["guards"], names))
    reader = _Flags(names, frozenset(guard.name for guard in guards))
    rules = Rules(
        overview=content["overview"].text(),
        flags=tuple(reader.flag(id_, node) for id_, node in content["flags"].entries()),
        guards=guards,
        no_guards=_sorted_phrases(content["no_guards"], names),
        lookalikes=_sorted_phrases(content["lookalikes"], names),
        turns=_phrases(content["turns"], names),
        admissions=_phrases(content["admissions"], names),
        little_words=_words(content["little_words"]),
        spellings=_spellings(content["spelling"]),
    )
    if top.problems:
        raise FilesError(top.problems)
    return rules


def _names(content: dict[str, Node], endings: Endings) -> Names:
    """Read what lines refer to with "@": numbers and words, then signs and situations, which are built of them."""
    elements: dict[str, Element] = {}
    parts: dict[str, Part] = {}
    names = Names(elements, parts, endings)

    def add(kept: dict[str, T], name: str, node: Node, value: T) -> None:
        if name in elements or name in parts:
            node.note(f"the name “{name}” is used twice.", "Give one of the two another name.")
        kept.setdefault(name, value)

    for name, node in content["numbers"].entries():
        ranges = tuple(found for item in node.items() if (found := _attempt(item, parse_range)))
        add(elements, name, node, Element(frozenset(), ranges))
    for name, node in content["words"].entries():
        add(elements, name, node, _word_set(node, names))
    for section in ("signs", "situations"):
        for name, node in content[section].entries():
            add(parts, name, node, Part(_phrases(node, names), background=section == "situations"))
    return names


def _word_set(node: Node, names: Names) -> Element:
    elements = []
    for item in node.items():
        text = item.text()
        if not text.startswith("@"):
            elements.append(Element(_attempt(item, names.endings.spellings) or frozenset()))
        elif text[1:] in names.elements:
            elements.append(names.elements[text[1:]])
        else:
            item.note(f"there is no set {text} above this one.", "Correct the name, or move that set up.")
    return merge(elements)


def _spelling(node: Node) -> dict[str, Node]:
    return node.fields((), ("mend_to", "known", "apart", "endings", "fixed"))


def _endings(node: Node) -> Endings:
    return Endings(_spelling(node)["endings"].texts(), _words(_spelling(node)["fixed"]))


def _spellings(node: Node) -> Spellings:
    given = _spelling(node)
    return Spellings(
        mend_to=tuple(sorted(_words(given["mend_to"]))),
        known=frozenset(given["known"].text().split()),
        apart=tuple(group.texts() for group in given["apart"].items()),
    )


def _guards(node: Node, names: Names) -> Iterator[Guard]:
    if DENIAL not in dict(node.entries()):
        node.note(f"there is no guard “{DENIAL}”.", "Add it: it holds words such as “no” and “not”.")
    for name, ways in node.entries():
        for way in ways.items():
            given = way.fields(("says",), _MORE_GUARD)
            yield Guard(
                name,
                _phrases(given["says"], names),
                before=given["before"].count(),
                after=given["after"].count(),
                over_commas=given["over_commas"].switch(),
                admitted=given["admitted"].switch(),
                joined_by=_words(given["joined_by"]),
                stops=_words(given["stops"]),
                unless=_phrases(given["unless"], names),
            )


class _Flags:
    """Reads flags and their rules, given the names they may use."""

    def __init__(self, names: Names, guards: frozenset[str]) -> None:
        self._names = names
        self._guards = guards

    def flag(self, id_: str, node: Node) -> Flag:
        """Read one flag."""
        given = node.fields(_FLAG, _MORE_FLAG)
        despite = self._despite(given["despite"])
        return Flag(
            id=id_,
            urgency=Urgency(given["urgency"].choice(_URGENCIES)),
            voice=given["voice"].choice(VOICES),
            topics=(given["topic"].text(), *given["also"].texts()),
            rules=tuple(self._rule(name, rule, despite) for name, rule in given["rules"].entries()),
            raised_by=tuple(self._raising(name, rule, despite) for name, rule in given["raised_by"].entries()),
            say=given["say"].text(),
            say_emergency=given["say_emergency"].text(),
            if_worse=given["if_worse"].text(),
        )

    def _rule(self, name: str, node: Node, despite: frozenset[str]) -> Rule:
        """Read one rule: a list of lines, or a group with `says`."""
        if isinstance(node.value, list):
            return Rule(name, _lines(node, self._names), despite=despite)
        given = node.fields(("says",), _MORE_RULE)
        urgency = given["urgency"]
        return Rule(
            name,
            _lines(given["says"], self._names),
            unless=_phrases(given["unless"], self._names),
            despite=despite | self._despite(given["despite"]),
            urgency=None if urgency.value is None else Urgency(urgency.choice(_URGENCIES)),
            sure=given["sure"].switch(),
        )

    def _raising(self, name: str, node: Node, despite: frozenset[str]) -> Rule:
        rule = self._rule(name, node, despite)
        return Rule(name, rule.lines, rule.unless, rule.despite, Urgency.EMERGENCY)

    def _despite(self, node: Node) -> frozenset[str]:
        for item in node.items():
            if item.text() not in self._guards:
                item.note(f"there is no guard “{item.text()}”.", f"Write one of: {', '.join(sorted(self._guards))}.")
        return frozenset(node.texts())


def _lines(node: Node, names: Names) -> tuple[Line, ...]:
    found = (_attempt(item, lambda text: parse_line(text, names)) for item in node.items())
    return tuple(line for line in found if line)


def _phrases(node: Node, names: Names) -> Phrases:
    """Lines of one part each, as guards, look-alikes, exceptions and named lists need them."""
    for item in node.items():
        if " + " in item.text() or " & " in item.text():
            item.note("“ & ” and “ + ” may stand only under `says` of a rule.", "Use “ .. ” or “ ... ” here.")
    return tuple(phrase for line in _lines(node, names) for phrase in line.parts[0].phrases)


def _sorted_phrases(node: Node, names: Names) -> Phrases:
    """Phrases that stand under headings, which are there for the reader only."""
    return tuple(phrase for _, group in node.entries() for phrase in _phrases(group, names))


def _words(node: Node) -> frozenset[str]:
    return frozenset(word for text in node.texts() for word in words(text))


def _attempt(node: Node, parse: Callable[[str], T]) -> T | None:
    try:
        return parse(node.text())
    except LineError as error:
        node.note(error.what, error.mend)
        return None
