"""Reading a words.yaml. Every mistake is told at once, with its line and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.core.documents import Document, Steps, read_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import FileModel, read_model
from bot.core.tokens import words as tokens_of
from bot.features.faq.words import Own, OwnCase, Phrases, Tokens, Words

Lines = Annotated[tuple[str, ...], Field(strict=False)]
Groups = dict[str, Lines]


class _Asking(FileModel):
    first: Lines = ()
    anywhere: Lines = ()
    joined: Lines = ()
    following: Lines = ()


class _OwnCase(FileModel):
    numbered: Lines = ()
    phrases: Lines = ()
    entries: Lines


class _Names(FileModel):
    alone: Lines = ()
    together: Groups = Field(default_factory=dict)


class _WordsFile(FileModel):
    subject: str
    fold: Groups = Field(default_factory=dict)
    misspelt: Groups = Field(default_factory=dict)
    kinds: Groups = Field(default_factory=dict)
    apart: Annotated[tuple[Lines, ...], Field(strict=False)] = ()
    names: _Names = _Names()
    courtesy: Lines = ()
    filler: Lines = ()
    asking: _Asking = _Asking()
    own_case: dict[Annotated[Own, Field(strict=False)], _OwnCase] = Field(default_factory=dict)
    endings: dict[str, str] = Field(default_factory=dict)
    silent: Lines = ()
    common: str = ""

    def listed(self) -> Iterator[tuple[Steps, tuple[str, ...]]]:
        """Give every list of words or phrases with its place; the name of a group comes with its members."""
        yield ("subject",), (self.subject,)
        for key in ("fold", "misspelt", "kinds"):
            for name, found in getattr(self, key).items():
                yield (key, name), (*found, name)
        yield from ((("apart", number), group) for number, group in enumerate(self.apart))
        yield ("names", "alone"), self.names.alone
        yield from ((("names", "together", name), found) for name, found in self.names.together.items())
        yield from (((key,), getattr(self, key)) for key in ("courtesy", "filler", "silent"))
        yield from (
            (("asking", key), getattr(self.asking, key)) for key in ("first", "anywhere", "joined", "following")
        )
        for own, case in self.own_case.items():
            yield ("own_case", own.value, "numbered"), case.numbered
            yield ("own_case", own.value, "phrases"), case.phrases


def load_words(path: Path, root: Path) -> Words:
    """Read a words.yaml. `root` is the folder that file names in messages are relative to.

    Raises FilesError with every mistake found, each with its line and how to mend it.
    """
    document = read_document(path, root)
    file = read_model(document, _WordsFile)
    if problems := list(_problems(document, file)):
        raise FilesError(problems)
    fold = Phrases({tokens_of(phrase): tokens_of(canonical) for _, phrase, canonical in _folded(file)})
    return Words(
        subject=fold.replace(tokens_of(file.subject)),
        fold=fold,
        misspelt=frozenset(
            found[0] for phrases in file.misspelt.values() for found in map(tokens_of, phrases) if len(found) == 1
        ),
        kinds=_kinds(file),
        apart=tuple(tuple(tokens_of(word)[0] for word in group) for group in file.apart),
        names=_named(file.names),
        courtesy=_plain(file.courtesy),
        filler=_flat(file.filler),
        asking_first=_plain(file.asking.first),
        asking_anywhere=_plain(file.asking.anywhere),
        joining=_flat(file.asking.joined),
        following=_plain(file.asking.following),
        own_cases=tuple(_own_case(own, case, fold) for own, case in file.own_case.items()),
        endings=tuple(sorted(file.endings.items(), key=lambda pair: (-len(pair[0]), pair))),
        silent=tuple(file.silent),
        common=_flat(file.common.split()),
    )


def _own_case(own: Own, case: _OwnCase, fold: Phrases) -> OwnCase:
    """Read the words as those of a message are read."""
    numbered, phrases = (
        Phrases({read: () for line in lines if (read := fold.replace(tokens_of(line)))})
        for lines in (case.numbered, case.phrases)
    )
    return OwnCase(own, numbered, phrases, case.entries)


def _flat(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in tokens_of(line))


def _plain(phrases: Iterable[str]) -> Phrases:
    return Phrases({tokens_of(phrase): () for phrase in phrases})


def _kinds(file: _WordsFile) -> dict[str, Tokens]:
    """Give each word the kinds that it is of. Names that stand together are of a kind as well."""
    kinds: dict[str, Tokens] = {}
    for kind, members in (*file.kinds.items(), *file.names.together.items()):
        for word in sorted(_flat(members)):
            kinds[word] = (*kinds.get(word, ()), kind)
    return kinds


def _named(names: _Names) -> Phrases:
    """Give each name the group that it stands for."""
    groups = {tokens_of(name): tokens_of(name) for name in names.alone}
    for group, found in names.together.items():
        groups |= {tokens_of(name): (group,) for name in found}
    return Phrases(groups)


def _folded(file: _WordsFile) -> Iterator[tuple[Steps, str, str]]:
    """Give the place of each phrase that is read as something else, the phrase, and what it is read as."""
    for key, groups in (("fold", file.fold), ("misspelt", file.misspelt)):
        for canonical, phrases in groups.items():
            for position, phrase in enumerate(phrases):
                yield (key, canonical, position), phrase, canonical


def _problems(document: Document, file: _WordsFile) -> Iterator[Problem]:
    yield from _without_words(document, file)
    yield from _folded_wrongly(document, file)
    yield from _not_apart(document, file)


def _problem(document: Document, steps: Steps, what: str, mend: str) -> Problem:
    return Problem(document.file, document.line(steps), what, mend)


def _without_words(document: Document, file: _WordsFile) -> Iterator[Problem]:
    """Find items that hold no word at all, such as a lone dash or smiley."""
    for steps, phrases in file.listed():
        for position, phrase in enumerate(phrases):
            if not tokens_of(phrase):
                what = f"“{phrase}” holds no word."
                yield _problem(document, (*steps, position), what, "Remove it, or write the word.")


def _folded_wrongly(document: Document, file: _WordsFile) -> Iterator[Problem]:
    """Find phrases that are read as two things, or as something that is itself read as another."""
    canonicals = {tokens_of(canonical): canonical for canonical in (*file.fold, *file.misspelt)}
    seen: dict[Tokens, str] = {}
    for steps, phrase, canonical in _folded(file):
        tokens = tokens_of(phrase)
        if not tokens:
            continue
        if tokens in canonicals:
            what = f"“{phrase}” is read as “{canonical}”, but other words are read as “{phrase}”."
            yield _problem(document, steps, what, f"Put all of them under “{canonical}”.")
        elif tokens in seen:
            what = f"“{phrase}” stands twice: it is already read as “{seen[tokens]}”."
            yield _problem(document, steps, what, "Keep one of the two.")
        seen.setdefault(tokens, canonical)


def _not_apart(document: Document, file: _WordsFile) -> Iterator[Problem]:
    """Find words that must be kept apart and yet are read as each other, and groups that are no groups."""
    groups = [tuple(tokens_of(word) for word in group) for group in file.apart]
    for number, group in enumerate(file.apart):
        if len(group) < 2:
            yield _problem(document, ("apart", number), "a group to keep apart needs two words.", "Add the other word.")
        for position, word in enumerate(group):
            if len(tokens_of(word)) > 1:
                what = f"“{word}” is more than one word; only single words can be kept apart."
                yield _problem(document, ("apart", number, position), what, "Write one word.")
    for steps, phrase, canonical in _folded(file):
        pair = {tokens_of(phrase), tokens_of(canonical)}
        if any(pair <= set(group) for group in groups):
            what = f"“{phrase}” is read as “{canonical}”, but “apart” says that they differ."
            yield _problem(document, steps, what, "Remove it here, or from the group under “apart”.")
