"""From a message to words and the distances between them."""

from __future__ import annotations

from bot.features.safety.reading import Reading, read

LITTLE = frozenset({"so", "the", "is"})


def read_plain(text: str) -> Reading:
    return read(text, {"fevr": "fever"}.get, LITTLE)


def distance(reading: Reading, end: int, start: int) -> int:
    """How far word `start` is from the end of word `end`."""
    return reading.starts[start] - reading.ends[end]


def test_words_are_kept_as_written_and_as_read() -> None:
    reading = read_plain("Fevr, can't")
    assert [(token.written, token.read) for token in reading.tokens] == [("fevr", "fever"), ("cant", "cant")]


def test_sentences_and_clauses() -> None:
    reading = read_plain("Temp 38,9, shaking. Help - now")
    assert [token.read for token in reading.tokens] == ["temp", "38.9", "shaking", "help", "now"]
    assert [token.sentence for token in reading.tokens] == [0, 0, 0, 1, 1]
    clauses = [token.clause for token in reading.tokens]
    assert clauses[0] == clauses[1] < clauses[2] < clauses[3] < clauses[4]


def test_little_words_and_commas_hardly_count() -> None:
    reading = read_plain("eyes the so yellow bad, red. sore")
    assert distance(reading, 0, 3) == 2
    assert distance(reading, 3, 5) == 4 + 3
    assert distance(reading, 4, 5) == 3
    assert distance(reading, 5, 6) >= 1000


def test_the_words_are_hidden_in_the_repr() -> None:
    assert "secret" not in repr(read_plain("my secret fever"))


def test_nothing_to_read() -> None:
    assert len(read_plain(" ?! ")) == 0
