"""Messages that the matcher learns from: read strictly, each mistake with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import FilesError
from bot.features.faq.heard import FILE, Heard, lessons, load_heard
from bot.features.faq.matching import Phrasings
from bot.features.faq.words import Words

KNOWN = {"alcohol", "missed-dose"}


def load(folder: Path, text: str | bytes) -> Heard:
    (folder / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_heard(folder, folder.parent, KNOWN)


def line(text: str, asks: str | None) -> str:
    return json.dumps({"text": text, "asks": asks}, ensure_ascii=False) + "\n"


def problems(folder: Path, text: str) -> list[str]:
    """Give the mistakes in the file, which still gives all its good lines."""
    found = load(folder, text)
    assert found.talk == ("good",)
    return [str(problem) for problem in found.problems]


GOOD = line("good", None)


def test_messages_by_their_entry_and_talk(tmp_path: Path) -> None:
    text = line("is wine ok", "alcohol") + line("my dog is asleep", None) + "\n" + line("beer?", "alcohol")
    assert load(tmp_path, text) == Heard({"alcohol": ("is wine ok", "beer?")}, ("my dog is asleep",))


def test_a_language_without_such_a_file_has_heard_nothing(tmp_path: Path) -> None:
    assert load_heard(tmp_path, tmp_path, KNOWN) == Heard()


def test_an_empty_file_and_one_from_windows(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Heard()
    text = "\ufeff" + line("is wine ok", "alcohol").replace("\n", "\r\n")
    assert load(tmp_path, text) == Heard({"alcohol": ("is wine ok",)})


def test_signs_that_part_lines_elsewhere_may_stand_in_a_message(tmp_path: Path) -> None:
    odd = "one\u2028two\x85three\x0cfour"
    assert load(tmp_path, line(odd, None)).talk == (odd,)


@pytest.mark.parametrize(
    "wrong",
    ["nonsense", "[]", "5", '"text"', "null", "{}", '{"text": "a"}', '{"asks": null}', '{"text": 5, "asks": null}',
     '{"text": " ", "asks": null}', '{"text": "a", "asks": 5}', '{"text": "a", "asks": ["alcohol"]}', "[" * 100_000],
)  # fmt: skip
def test_a_line_that_is_none_is_told_with_its_number(tmp_path: Path, wrong: str) -> None:
    name = f"{tmp_path.name}/{FILE}"
    [told] = problems(tmp_path, GOOD + "\n" + wrong + "\n")
    assert told.startswith(f"{name}:3: this line cannot be read. Write a line like")


def test_an_entry_that_is_not_there_and_every_mistake_at_once(tmp_path: Path) -> None:
    first, second, third = problems(tmp_path, line("a", "gone") + "x\n" + line("b", "gone-too") + GOOD)
    assert "there is no entry “gone”. Correct the id, or remove the line." in first
    assert ":2: " in second
    assert "“gone-too”" in third


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(FilesError) as raised:
        load(tmp_path, line("a", None).encode() + b"\xff\xfe")
    [told] = raised.value.problems
    assert str(told).startswith(f"{tmp_path.name}/{FILE}:2: a character here is not in UTF-8.")


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(FilesError, match="cannot be read"):
        load_heard(tmp_path, tmp_path, KNOWN)


def test_lessons_put_what_was_heard_to_its_entry() -> None:
    heard = Heard({"alcohol": ("is wine ok",), "unreadable": ("…",)}, ("my dog is asleep",))
    found = lessons((("alcohol", ("beer",)), ("missed-dose", ("forgot it",))), Words(), heard, None)
    assert found.entries == (Phrasings("alcohol", ("beer",), ("is wine ok",)), Phrasings("missed-dose", ("forgot it",)))
    assert found.talk == ("my dog is asleep",)


def test_repr_shows_no_message(tmp_path: Path) -> None:
    found = load(tmp_path, line("is wine ok", "alcohol") + line("my dog is asleep", None))
    given = lessons((("alcohol", ("beer",)),), Words(), found, None)
    assert not any(word in repr(found) + repr(given) for word in ("wine", "dog", "beer"))


@given(st.lists(st.tuples(st.text().filter(str.strip), st.sampled_from([None, *sorted(KNOWN)]))))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str | None]]) -> None:
    folder = tmp_path_factory.mktemp("heard")
    text = "".join(json.dumps({"text": text, "asks": asks}) + "\n" for text, asks in rows)
    found = load(folder, text)
    assert found.talk == tuple(text for text, asks in rows if asks is None)
    for id_ in KNOWN:
        assert found.asked.get(id_, ()) == tuple(text for text, asks in rows if asks == id_)


@given(st.binary(max_size=300))
def test_whatever_the_file_holds_it_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("heard")
    try:
        found = load(folder, content)
    except FilesError:
        pass  # it is told in words
    else:
        assert len(found.problems) <= content.count(b"\n") + 1
