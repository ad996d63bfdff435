"""Strict reading of files: what volunteers write stays what they wrote, and each mistake is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.documents import DEEPEST, LARGEST_FILE, Document, parse_document, read_document, read_rows
from bot.core.errors import FilesError, Problem


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(FilesError) as raised:
        parse_document(text, "some.yaml")
    assert raised.value.problems
    assert all(problem.file == "some.yaml" for problem in raised.value.problems)
    return raised.value.problems


def document_or_problems(text: str) -> Document | tuple[Problem, ...]:
    """Read a text; no other error than told mistakes may come of it."""
    try:
        return parse_document(text, "some.yaml")
    except FilesError as error:
        return error.problems


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("True", "True"),
        ("8:30", "8:30"),
        ("2026-11-20", "2026-11-20"),
        ("08", "08"),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("1e3", "1e3"),
        ("3.5", "3.5"),
        (".inf", ".inf"),
        ("+7", "+7"),
        ("=", "="),
        ("Null", "Null"),
        ("1234567890123456789", "1234567890123456789"),
        ('"5"', "5"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("5", 5),
        ("-100700000003", -100700000003),
        ("123456789012345678", 123456789012345678),
    ],
)
def test_only_few_words_are_special(written: str, read: object) -> None:
    content = parse_document(f"key: {written}\n", "some.yaml").content
    assert content == {"key": read}
    assert type(content["key"]) is type(read)


def test_keys_are_always_text() -> None:
    document = parse_document("1: a\ntrue: b\nnull: c\n<<: d\n", "some.yaml")
    assert document.content == {"1": "a", "true": "b", "null": "c", "<<": "d"}
    assert document.line(("true",)) == 2


def test_lines_of_parts() -> None:
    document = parse_document("# a comment\nfirst:\n  - one\n  - two: deep\nsecond: x\n", "some.yaml")
    assert document.line(("first",)) == 2
    assert document.line(("first", 0)) == 3
    assert document.line(("first", 1, "two")) == 4
    assert document.line(("second",)) == 5
    assert document.line(("first", 1, "not there", "either")) == 4
    assert document.line(("not there",)) == 2


@pytest.mark.parametrize("text", ["", "   \n", "# only a comment\n"])
def test_an_empty_file_has_no_content(text: str) -> None:
    document = parse_document(text, "some.yaml")
    assert document.content is None
    assert document.line(("key",)) == 1


def test_every_key_that_stands_twice_is_told() -> None:
    found = problems('a: 1\nb: {c: 1, c: 2}\na: 3\n"a": 4\n')
    assert [problem.line for problem in found] == [2, 3, 4]
    assert "“a”" in found[1].what
    assert "line 1" in found[1].what


def test_a_list_as_a_key() -> None:
    [found] = problems("ok: 1\n? [a, b]\n: c\n")
    assert found.line == 2
    assert "not a word" in found.what


@pytest.mark.parametrize("text", ["a: 1\n\tb: 2\n", "a:\n\tb: 1\n", "a:\n  \tb: 1\n  c: 2\n"])
def test_a_tab(text: str) -> None:
    [found] = problems(text)
    assert found.line == 2
    assert "tab" in found.what
    assert "spaces" in found.mend


def test_a_second_colon() -> None:
    [found] = problems("a: 1\nanswer: Remember: nothing\n")
    assert found.line == 2
    assert "second colon" in found.what
    assert "quotes" in found.mend


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a: &one [1]\nb: *one\n", [1, 2]), ("a: &one [*one]\n", [1, 1]), ("a: *nowhere\n", [1]), ("a: 1\nb: &c\n", [2])],
)
def test_anchors_are_refused(text: str, lines: list[int]) -> None:
    found = problems(text)
    assert [problem.line for problem in found] == lines
    assert all("& or *" in problem.what for problem in found)


@pytest.mark.parametrize(
    "tagged",
    ["!!int abc", "!!int ''", "!!float x", "!!bool q", "!!timestamp x", "!!binary é", "!!str 5", "!mine x", "!", "! x",
     "!!set {a}", "!!omap [a: b]", "!!python/object:os.system x", "!!null x"],
)  # fmt: skip
def test_tags_are_refused(tagged: str) -> None:
    [found] = problems(f"ok: 1\na: {tagged}\n")
    assert found.line == 2
    assert "exclamation mark" in found.what


@pytest.mark.parametrize("text", ["**Bold** first", "@somebody", "`code`", "%5"])
def test_a_text_that_needs_quotes(text: str) -> None:
    [found] = problems(f"ok: 1\nanswer: {text}\n")
    assert found.line == 2
    assert "special character" in found.what
    assert "quotes" in found.mend


@pytest.mark.parametrize(
    "text", ["a: 'open", "a: [1, 2", "- a\nb: c\n", "--- a\n--- b\n", "a: \x00", "%YAML 3.0\n---\n"]
)
def test_what_is_no_yaml(text: str) -> None:
    [found] = problems(text)
    assert 1 <= found.line <= 2
    assert found.mend


@pytest.mark.parametrize(
    "text", ["one: 'open\n", "one: [1,\n  2\n", "one: {a: 1\n", "one\n", "one: |\n  x\nlost words\n"]
)
def test_the_line_where_it_began_is_told(text: str) -> None:
    [found] = problems(f"zero: 0\n{text}two: 2\nthree: 3\n")
    assert found.line == (4 if "lost" in text else 2)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_far_too_deep(opening: str) -> None:
    [found] = problems(opening * 50_000)
    assert "too deep" in found.what


def test_deep_enough_for_anybody() -> None:
    content = parse_document("[" * DEEPEST + "]" * DEEPEST, "some.yaml").content
    for _ in range(DEEPEST - 1):
        [content] = content
    assert content == []


@given(st.text())
@example("a: !!int x")
@example("[" * 100)
@example("? {a: b}\n: *c")
@example("key:\r\n\tx")
def test_any_text_gives_a_document_or_told_mistakes(text: str) -> None:
    read = document_or_problems(text)
    assert isinstance(read, Document) or read


@given(st.text(alphabet=st.sampled_from(list("ab1:-?[]{}&*!|>'\"%@`#,~ \n\t"))))
def test_any_punctuation_gives_a_document_or_told_mistakes(text: str) -> None:
    read = document_or_problems(text)
    assert isinstance(read, Document) or all(problem.what and problem.mend for problem in read)


def test_reading_a_file_names_it_from_the_root(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "a.yaml").write_text("key: ü\n", encoding="utf-8-sig")
    document = read_document(folder / "a.yaml", tmp_path)
    assert document.file == "config/a.yaml"
    assert document.content == {"key": "ü"}
    assert read_document(folder / "a.yaml", tmp_path / "elsewhere").file == "a.yaml"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FilesError, match=r"none\.yaml: this file cannot be read"):
        read_document(tmp_path / "none.yaml", tmp_path)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("first: x\nsecond: für\n".encode("latin-1"))
    with pytest.raises(FilesError) as raised:
        read_document(tmp_path / "a.yaml", tmp_path)
    [found] = raised.value.problems
    assert found.line == 2
    assert "UTF-8" in found.what


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(FilesError, match="larger than 1 MB"):
        read_document(tmp_path / "a.yaml", tmp_path)
    (tmp_path / "a.yaml").write_bytes(b"#" * LARGEST_FILE)
    assert read_document(tmp_path / "a.yaml", tmp_path).content is None


def test_repr_shows_no_content() -> None:
    assert "secret" not in repr(parse_document("key: secret\n", "some.yaml"))


class TestRows:
    def test_lines_with_their_numbers_but_no_empty_ones(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.jsonl"
        path.write_bytes("\ufeffone\r\n\n  \ntwo\u2028still two\x0c\nthree".encode())
        rows = [(number, row.strip()) for number, row in read_rows(path, tmp_path)]
        assert rows == [(1, "one"), (4, "two\u2028still two"), (5, "three")]

    def test_a_file_of_many_rows_may_be_larger_than_others(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.jsonl"
        path.write_bytes(b"a\n" * (LARGEST_FILE // 2 + 1))
        assert sum(1 for _ in read_rows(path, tmp_path)) == LARGEST_FILE // 2 + 1

    @pytest.mark.parametrize("content", [b"a\n\xff", None])
    def test_what_cannot_be_read_is_told(self, tmp_path: Path, content: bytes | None) -> None:
        path = tmp_path / "rows.jsonl"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(FilesError) as raised:
            list(read_rows(path, tmp_path))
        assert [problem.file for problem in raised.value.problems] == ["rows.jsonl"]
