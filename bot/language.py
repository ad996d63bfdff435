"""All that the bot knows in one language: read at start, and read anew when a file changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from bot.core.errors import FilesError, Problem
from bot.core.watching import Snapshot, snapshot
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.library import Library
from bot.features.faq.loading import Loaded, load_knowledge
from bot.features.faq.matching.matcher import Matcher
from bot.features.faq.matching.results import Phrasings
from bot.features.faq.words import Words, load_words
from bot.features.safety.loading import load_rules
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen
from bot.texts.catalogue import Texts, load_texts

T = TypeVar("T")

WORDS_FILE = "words.yaml"
RED_FLAGS_FILE = "red_flags.yaml"
CACHE = ".cache"


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What could be read from files last, and the mistakes by which they say something else now."""

    value: T = field(repr=False)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of one language say. `seen` is how they were found before they were read."""

    seen: Snapshot = field(repr=False)
    knowledge: Read[Knowledge]
    words: Read[Words]
    rules: Read[Rules]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All mistakes, of files that were left out or are still used as they were before."""
        return self.knowledge.problems + self.words.problems + self.rules.problems


@dataclass(frozen=True, slots=True)
class Language:
    """All that the bot knows in one language."""

    texts: Texts
    contents: Contents
    library: Library
    screen: Screen = field(repr=False)

    @property
    def knowledge(self) -> Knowledge:
        """The entries."""
        return self.library.knowledge

    @property
    def rules(self) -> Rules:
        """The red flags."""
        return self.contents.rules.value

    @property
    def is_learnt(self) -> bool:
        """Whether the matcher has learnt the very words and ways of asking that are in the files."""
        matcher = self.library.matcher
        asked = ((entry.id, text) for entry in _phrasings(self.knowledge) for text in entry.phrasings)
        return matcher.language is self.contents.words.value and matcher.texts == tuple(asked)

    def saying(self, contents: Contents, screen: Screen) -> Language:
        """The same language with what its files say now; the matcher may have to learn it yet."""
        library = Library(contents.knowledge.value, self.library.matcher)
        return Language(self.texts, contents, library, screen)

    def taught(self, matcher: Matcher) -> Language:
        """The same language with another matcher."""
        return replace(self, library=Library(self.knowledge, matcher))


def folder_of(language: str, root: Path) -> Path:
    """Give the folder with the knowledge in this language."""
    return root / "knowledge" / language


def read_language(name: str, root: Path) -> Language:
    """Read wording, knowledge, words and red flags of one language. Raises FilesError."""
    folder = folder_of(name, root)
    texts = load_texts(name)
    seen = snapshot(folder)
    contents = Contents(
        seen,
        _read(load_knowledge(folder, root)),
        Read(load_words(folder / WORDS_FILE, root)),
        Read(load_rules(folder / RED_FLAGS_FILE, root)),
    )
    library = Library(contents.knowledge.value, learn(contents, root))
    return Language(texts, contents, library, Screen(contents.rules.value))


def read_again(last: Contents, name: str, root: Path, seen: Snapshot, changed: frozenset[str]) -> Contents:
    """Read the files that have changed (paths within the folder). Where one is broken, what it said before stays."""
    folder = folder_of(name, root)
    knowledge, words, rules = last.knowledge, last.words, last.rules
    if changed - {WORDS_FILE, RED_FLAGS_FILE}:
        knowledge = _again(knowledge, lambda: _read(load_knowledge(folder, root, last.knowledge.value)))
    if WORDS_FILE in changed:
        words = _again(words, lambda: Read(load_words(folder / WORDS_FILE, root)))
    if RED_FLAGS_FILE in changed:
        rules = _again(rules, lambda: Read(load_rules(folder / RED_FLAGS_FILE, root)))
    return Contents(seen, knowledge, words, rules)


def learn(contents: Contents, root: Path) -> Matcher:
    """Build the matcher for what the files say. Takes a second or so."""
    return Matcher.build(_phrasings(contents.knowledge.value), contents.words.value, root / CACHE)


def screen_for(contents: Contents, last: Language) -> Screen:
    """Give the safety screen; that of before if the red flags are the same."""
    return last.screen if contents.rules.value is last.rules else Screen(contents.rules.value)


def _read(loaded: Loaded) -> Read[Knowledge]:
    return Read(loaded.knowledge, loaded.problems)


def _again(last: Read[T], load: Callable[[], Read[T]]) -> Read[T]:
    try:
        return load()
    except FilesError as error:
        return Read(last.value, error.problems)


def _phrasings(knowledge: Knowledge) -> tuple[Phrasings, ...]:
    """Give what is asked, in an order that does not change with that of the sections."""
    asked = {entry.id: entry.phrasings for entry in knowledge} | dict(knowledge.unreadable)
    return tuple(Phrasings(id_, asked[id_]) for id_ in sorted(asked))
