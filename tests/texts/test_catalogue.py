"""The sentences of a language: all there, all used, all filled as they should be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.core.errors import FilesError, Problem
from bot.core.richtext import Bold, Link, Paragraph, Text, plain
from bot.texts.catalogue import FOLDER, Texts, languages, load_texts
from bot.texts.keys import PLACEHOLDERS, Key

BOT = FOLDER.parent
KEYS = frozenset(get_args(Key))
_KEY = re.compile(r"[a-z]+\.[a-z_]+")
# Calls whose first argument names a sentence.
_WORDING = frozenset({"rich", "line", "known", "UserError", "PermanentFailure"})


def sources() -> Iterator[ast.Module]:
    for path in sorted(BOT.rglob("*.py")):
        if path != FOLDER / "keys.py":
            yield ast.parse(path.read_text(encoding="utf-8"))


def strings(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def test_every_sentence_that_is_said_exists() -> None:
    calls = [node for source in sources() for node in ast.walk(source) if isinstance(node, ast.Call) and node.args]
    said = {key for call in calls if called(call) in _WORDING for key in strings(call.args[0]) if _KEY.fullmatch(key)}
    assert len(said) > 50
    assert said - KEYS == set()


def test_no_sentence_is_left_unused() -> None:
    used = {word for source in sources() for word in strings(source)}
    assert KEYS - used == set()


def test_placeholders_belong_to_sentences() -> None:
    assert PLACEHOLDERS.keys() <= KEYS


def test_every_shipped_language_is_complete() -> None:
    assert "en" in languages()
    for language in languages():
        assert load_texts(language).language == language


def test_twelve_months(texts: Texts) -> None:
    assert len(texts.line("date.months").split()) == 12


def test_labels_of_buttons_fit_on_a_phone(texts: Texts) -> None:
    labels = ("faq.more", "faq.helpful", "faq.not_helpful", "faq.remove", "form.cancel", "form.back", "form.skip")
    assert all(len(texts.line(label)) <= 20 for label in labels)  # type: ignore[arg-type]


def test_rich_and_plain(tmp_path: Path) -> None:
    texts = load_texts("xx", written(tmp_path, complete().replace("faq_unknown {where}", "'**Ask** {where}!'")))
    assert texts.rich("faq.unknown", where="**x**") == (Paragraph((Bold("Ask"), Text(" "), Text("**x**"), Text("!"))),)
    assert texts.line("faq.unknown", where="{where} [a](https://b.c)") == "**Ask** {where} [a](https://b.c)!"
    assert plain(texts.rich("faq.unknown", where=Link("us", "https://a.example"))) == "Ask us (https://a.example)!"
    assert texts.known("error.old_button") == "error_old_button"
    with pytest.raises(KeyError):
        texts.known("no.such_key")
    with pytest.raises(KeyError):
        texts.rich("faq.unknown")


def test_repr_shows_no_sentences(texts: Texts) -> None:
    assert repr(texts) == "Texts(language='en')"


def complete() -> str:
    """Give a file with a sentence for every key: its name and its placeholders."""
    groups: dict[str, list[str]] = {}
    for key in sorted(KEYS):
        group, _, name = key.partition(".")
        fills = "".join(f" {{{fill}}}" for fill in sorted(PLACEHOLDERS.get(key, ())))
        groups.setdefault(group, []).append(f"  {name}: {group}_{name}{fills}\n")
    return "".join(f"{group}:\n{''.join(rows)}" for group, rows in groups.items())


def written(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "bot" / "texts"
    folder.mkdir(parents=True)
    (folder / "xx.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(FilesError) as raised:
        load_texts("xx", written(tmp_path, text))
    return raised.value.problems


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = complete() + "stray: x\n"
    changes = {
        "more: faq_more": "moer: x",
        "less: faq_less": "less: Less {name}",
        "checked: faq_checked {date}": "checked: On {day}",
        "helpful: faq_helpful": "helpful:",
        "not_helpful: faq_not_helpful": "not_helpful: true",
        "remove: faq_remove": "remove: [a, b]",
        "post: faq_post": "post: ' '",
    }
    for old, new in changes.items():
        assert text.count(f"  {old}\n") == 1
        text = text.replace(f"  {old}\n", f"  {new}\n")
    rows = text.splitlines()
    found = problems(tmp_path, text)
    assert [(problem.line and rows[problem.line - 1].strip(), problem.what) for problem in found] == [
        (0, "the sentence “faq.more” is missing."),
        *sorted(
            [
                ("checked: On {day}", "“faq.checked” has other placeholders than it is filled with."),
                ("moer: x", "nothing uses a sentence called “faq.moer”."),
                ("less: Less {name}", "“faq.less” has other placeholders than it is filled with."),
                ("helpful:", "“faq.helpful” is no text."),
                ("not_helpful: true", "“faq.not_helpful” is no text."),
                ("remove: [a, b]", "“faq.remove” is no text."),
                ("post: ' '", "“faq.post” is no text."),
                ("stray: x", "nothing uses a sentence called “stray”."),
            ],
            key=lambda told: rows.index(told[0] if told[0] == "stray: x" else f"  {told[0]}"),
        ),
    ]
    assert {problem.file for problem in found} == {"bot/texts/xx.yaml"}
    mends = {problem.what: problem.mend for problem in found}
    assert mends["“faq.checked” has other placeholders than it is filled with."] == "Wanted: {date}."
    assert mends["“faq.less” has other placeholders than it is filled with."] == "Wanted: none."


@pytest.mark.parametrize("text", ["", "- a\n", "words\n", "faq:\n"])
def test_a_file_without_groups_lacks_everything(tmp_path: Path, text: str) -> None:
    missing = [problem for problem in problems(tmp_path, text) if problem.what.endswith("is missing.")]
    assert len(missing) == len(KEYS)


def test_a_language_without_a_file(tmp_path: Path) -> None:
    assert languages(tmp_path) == ()
    assert languages(written(tmp_path, "")) == ("xx",)
    with pytest.raises(FilesError, match=r"yy\.yaml: this file cannot be read"):
        load_texts("yy", tmp_path)
