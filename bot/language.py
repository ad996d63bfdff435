"""All that the bot knows in one language: read at start, and read anew when a file changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from bot.core.errors import FilesError, Problem
from bot.core.watching import Snapshot, snapshot
from bot.features.faq.heard import FILE as HEARD_FILE
from bot.features.faq.heard import Heard, lessons, load_heard
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.library import Library
from bot.features.faq.loading import Loaded, load_knowledge
from bot.features.faq.matching.matcher import Matcher
from bot.features.faq.matching.results import Lessons
from bot.features.faq.vectors import FILE as VECTORS_FILE
from bot.features.faq.vectors import WordVectors, load_vectors
from bot.features.faq.words import Words
from bot.features.faq.words_file import load_words
from bot.features.reminders.presets import FILE as PRESETS_FILE
from bot.features.reminders.presets import Presets, load_presets
from bot.features.safety.judge import EXAMPLES as EXAMPLES_FILE
from bot.features.safety.judge import FILE as JUDGE_FILE
from bot.features.safety.judge import Judge, load_judge
from bot.features.safety.loading import load_rules
from bot.features.safety.rules import Rules
from bot.features.safety.screen import Screen
from bot.texts.catalogue import Texts, load_texts

T = TypeVar("T")

WORDS_FILE = "words.yaml"
RED_FLAGS_FILE = "red_flags.yaml"
CACHE = ".cache"

# What lies in the folder of a language beside its entries and their sections.
_BESIDE_ENTRIES = frozenset(
    {WORDS_FILE, HEARD_FILE, VECTORS_FILE, RED_FLAGS_FILE, JUDGE_FILE, EXAMPLES_FILE, PRESETS_FILE}
)


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
    heard: Read[Heard]
    vectors: Read[WordVectors | None]
    rules: Read[Rules]
    judge: Read[Judge | None]
    presets: Read[Presets]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All mistakes, of files that were left out or are still used as they were before."""
        faq = self.knowledge.problems + self.words.problems + self.heard.problems + self.vectors.problems
        return faq + self.rules.problems + self.judge.problems + self.presets.problems

    @property
    def lessons(self) -> Lessons:
        """What the matcher learns from, in an order that does not change with that of the sections."""
        knowledge = self.knowledge.value
        asked = {entry.id: entry.phrasings for entry in knowledge} | dict(knowledge.unreadable)
        return lessons(sorted(asked.items()), self.words.value, self.heard.value, self.vectors.value)


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
        """Whether the matcher has learnt what is in the files."""
        return self.library.matcher.lessons == self.contents.lessons

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
    knowledge = _read(load_knowledge(folder, root))
    contents = Contents(
        seen,
        knowledge,
        Read(load_words(folder / WORDS_FILE, root)),
        _heard(folder, root, knowledge.value),
        Read(load_vectors(folder, root)),
        Read(load_rules(folder / RED_FLAGS_FILE, root)),
        Read(load_judge(folder, root)),
        Read(load_presets(folder / PRESETS_FILE, root)),
    )
    library = Library(contents.knowledge.value, learn(contents, root))
    return Language(texts, contents, library, _screen(contents))


def read_again(last: Contents, name: str, root: Path, seen: Snapshot, changed: frozenset[str]) -> Contents:
    """Read the files that have changed (paths within the folder). Where one is broken, what it said before stays."""
    folder = folder_of(name, root)
    knowledge, words, heard, vectors = last.knowledge, last.words, last.heard, last.vectors
    rules, judge, presets = last.rules, last.judge, last.presets
    if changed - _BESIDE_ENTRIES:
        knowledge = _again(knowledge, lambda: _read(load_knowledge(folder, root, last.knowledge.value)))
    if WORDS_FILE in changed:
        words = _again(words, lambda: Read(load_words(folder / WORDS_FILE, root)))
    if changed - (_BESIDE_ENTRIES - {HEARD_FILE}):  # entries may have come or gone
        found = _again(heard, lambda: _heard(folder, root, knowledge.value))
        heard = Read(heard.value, found.problems) if found.problems else found
    if VECTORS_FILE in changed:
        vectors = _again(vectors, lambda: Read(load_vectors(folder, root)))
    if RED_FLAGS_FILE in changed:
        rules = _again(rules, lambda: Read(load_rules(folder / RED_FLAGS_FILE, root)))
    if JUDGE_FILE in changed:
        judge = _again(judge, lambda: Read(load_judge(folder, root)))
    if PRESETS_FILE in changed:
        presets = _again(presets, lambda: Read(load_presets(folder / PRESETS_FILE, root)))
    return Contents(seen, knowledge, words, heard, vectors, rules, judge, presets)


def learn(contents: Contents, root: Path) -> Matcher:
    """Build the matcher for what the files say. Takes a second or so."""
    return Matcher.build(contents.lessons, root / CACHE)


def screen_for(contents: Contents, last: Language) -> Screen:
    """Give the safety screen; that of before if what it rests on is the same."""
    before = last.contents
    same = contents.rules.value is before.rules.value and contents.judge.value is before.judge.value
    return last.screen if same else _screen(contents)


def _screen(contents: Contents) -> Screen:
    return Screen(contents.rules.value, contents.judge.value)


def _read(loaded: Loaded) -> Read[Knowledge]:
    return Read(loaded.knowledge, loaded.problems)


def _heard(folder: Path, root: Path, knowledge: Knowledge) -> Read[Heard]:
    heard = load_heard(folder, root, knowledge.ids)
    return Read(heard, heard.problems)


def _again(last: Read[T], load: Callable[[], Read[T]]) -> Read[T]:
    try:
        return load()
    except FilesError as error:
        return Read(last.value, error.problems)
