"""Files against their models: every mistake at once, in plain words, with its line."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import Field

from bot.core.documents import parse_document
from bot.core.errors import FilesError, Problem
from bot.core.filemodel import Day, FileModel, SourceFile, Words, read_model
from bot.core.sources import Source


class Inner(FileModel):
    size: Annotated[int, Field(ge=1, le=9)] = 1
    kind: Literal["long", "short"] = "long"


class Outer(FileModel):
    name: Words
    day: Day
    loud: bool = False
    tags: Annotated[list[Words], Field(min_length=1)] = Field(default_factory=lambda: ["x"])
    inner: Inner = Field(default_factory=Inner)
    note: Words | None = None
    either: Words | int = 0


def read(text: str) -> Outer:
    return read_model(parse_document(text, "some.yaml"), Outer)


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(FilesError) as raised:
        read(text)
    return raised.value.problems


GOOD = "name: a name\nday: 2026-11-20\n"


def test_a_good_file() -> None:
    found = read("name: ' a name '\nday: 2026-11-20\nloud: true\ntags: [a, no]\ninner: {size: 3}\nnote: null\n")
    assert found == Outer(name="a name", day=date(2026, 11, 20), loud=True, tags=["a", "no"], inner=Inner(size=3))


def test_all_mistakes_are_told_at_once_in_order() -> None:
    found = problems("nmae: x\nday: 2026-13-40\nloud: yes\ntags: one\n")
    assert [(problem.line, problem.what) for problem in found] == [
        (1, "“name” is missing."),
        (1, "“nmae” is no key that is known here."),
        (2, "“day” is no date like 2026-11-20."),
        (3, "“loud” should be true or false."),
        (4, "“tags” should be a list."),
    ]
    assert [problem.mend for problem in found] == [
        "Add it.",
        "Look for a spelling mistake, or remove it.",
        "",
        "Write true or false, without quotes.",
        "Start each item on its own line with “- ”.",
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("tags: []", "“tags” has too few items."),
        ("tags: [a, 5]", "“tags → item 2” should be text."),
        ("tags: [a, '']", "“tags → item 2” is empty."),
        ("tags: [a, ~]", "“tags → item 2” is empty."),
        ("tags:", "“tags” is empty."),
        ("inner:", "“inner” is empty."),
        ("inner: 5", "“inner” should be a group of keys."),
        ("inner: {size: big}", "“inner → size” should be a whole number."),
        ("inner: {size: '3'}", "“inner → size” should be a whole number."),
        ("inner: {kind: wide}", "“inner → kind” should be one of: 'long' or 'short'."),
        ("inner: {sizes: 3}", "“inner → sizes” is no key that is known here."),
        ("note: ''", "“note” is empty."),
        ("note: [a]", "“note” should be text."),
        ("none: 1", "“none” is no key that is known here."),
        ("a[0]: 1", "“a[0]” is no key that is known here."),
        ("5: 1", "“5” is no key that is known here."),
    ],
)
def test_one_mistake(line: str, what: str) -> None:
    [found] = problems(f"{GOOD}{line}\n")
    assert found == Problem("some.yaml", 3, what, found.mend)


@pytest.mark.parametrize("line", ["name:", "name: ''", "name: ' '"])
def test_what_is_left_empty_is_to_be_filled_in(line: str) -> None:
    [found] = problems(f"{line}\nday: 2026-11-20\n")
    assert (found.line, found.what) == (1, "“name” is empty.")
    assert found.mend.startswith("Fill it in")


def test_a_source_is_read_as_the_bot_uses_it() -> None:
    text = "title: A page\nurl: https://a.example/page\nchecked: 2026-11-01\n"
    source = read_model(parse_document(text, "some.yaml"), SourceFile)
    assert source.value() == Source("A page", "https://a.example/page", date(2026, 11, 1))


@pytest.mark.parametrize("url", ["a.example", "ftp://a.example", "https://a b", "https://", "javascript:alert(1)"])
def test_an_address_that_is_none(url: str) -> None:
    text = f"title: A page\nurl: '{url}'\nchecked: 2026-11-01\n"
    with pytest.raises(FilesError, match="“url” is no web address"):
        read_model(parse_document(text, "some.yaml"), SourceFile)


def test_a_number_out_of_range() -> None:
    [found] = problems(f"{GOOD}inner:\n  size: 10\n")
    assert found.line == 4
    assert found.what.startswith("“inner → size” is out of range")


def test_a_choice_of_kinds_names_the_key_alone() -> None:
    found = problems(f"{GOOD}either: [a]\n")
    assert {problem.what.partition("”")[0] for problem in found} == {"“either"}
    assert {problem.line for problem in found} == {3}


@pytest.mark.parametrize("line", ["name:", "name: # 1 group", "name: null", "tags:", "inner:", "loud:"])
def test_nothing_after_the_colon(line: str) -> None:
    key = line.partition(":")[0]
    [found] = problems(GOOD.replace("name: a name", line) if key == "name" else f"{GOOD}{line}\n")
    assert found.what == f"“{key}” is empty."
    assert "#" in found.mend


@pytest.mark.parametrize("day", ["20.11.2026", "2026-2-3", "5", "true", "tomorrow"])
def test_what_is_no_day(day: str) -> None:
    [found] = problems(f"name: a\nday: {day}\n")
    assert (found.line, found.what) == (2, "“day” is no date like 2026-11-20.")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "the file is empty."),
        ("just words\n", "the file does not start with a key and a colon."),
        ("- a\n- b\n", "the file does not start with a key and a colon."),
    ],
)
def test_a_file_that_is_no_group_of_keys(text: str, what: str) -> None:
    [found] = problems(text)
    assert (found.line, found.what) == (1, what)
    assert found.mend


def test_reading_one_part_of_a_file() -> None:
    document = parse_document("first: 1\ngroup:\n  size: 4\nother:\n  size: 40\nword: x\n", "some.yaml")
    assert read_model(document, Inner, ("group",)) == Inner(size=4)
    with pytest.raises(FilesError, match=r"some\.yaml:5: “other → size” is out of range"):
        read_model(document, Inner, ("other",))
    with pytest.raises(FilesError, match=r"some\.yaml:6: “word” should be a group of keys"):
        read_model(document, Inner, ("word",))
