from __future__ import annotations

from dataclasses import replace

from bot.features.faq.matching import Lessons, Phrasings
from bot.features.faq.matching.lines import NONE, Lines
from tests.features.faq.matching.languages import ENTRIES, LESSONS, SMALL

HEARD = replace(ENTRIES[0], heard=("champagne all evening", "is one glass alright"))


def test_the_lines_of_each_entry_stand_together_and_those_of_none_last() -> None:
    lessons = Lessons((HEARD, ENTRIES[1]), SMALL, ("my dog is asleep",))
    lines = Lines.of(lessons)
    owned = (*HEARD.phrasings, *HEARD.heard, *ENTRIES[1].phrasings)
    assert lines.texts == (*owned, *SMALL.silent, "my dog is asleep")
    assert lines.owners == (*[0] * 7, *[1] * 5, *[NONE] * 5)
    assert lines.owned == len(owned)
    assert [text for text, heard in zip(lines.texts, lines.heard, strict=True) if heard] == [
        *HEARD.heard,
        *SMALL.silent,
        "my dog is asleep",
    ]


def test_without_lessons_there_are_no_lines() -> None:
    lines = Lines.of(Lessons(()))
    assert (lines.texts, lines.owners, lines.heard, lines.owned) == ((), (), (), 0)
    assert lines.rehearsed().tolist() == []


def test_few_lines_are_all_rehearsed() -> None:
    lines = Lines.of(LESSONS)
    assert lines.rehearsed().tolist() == list(range(len(lines.texts)))


def test_of_many_lines_some_are_rehearsed_evenly_drawn() -> None:
    many = Phrasings("many", tuple(f"line {number}" for number in range(5000)))
    rehearsed = Lines.of(Lessons((many,))).rehearsed().tolist()
    assert rehearsed[0] == 0
    assert rehearsed[-1] == 4999
    assert 1000 < len(rehearsed) <= 2000
    assert rehearsed == sorted(set(rehearsed))


def test_messages_alone_are_rehearsed_if_there_are_enough() -> None:
    heard = replace(HEARD, heard=tuple(f"message {number}" for number in range(400)))
    lines = Lines.of(Lessons((heard, ENTRIES[1]), SMALL, ("my dog is asleep",)))
    rehearsed = lines.rehearsed().tolist()
    assert len(rehearsed) == 400 + len(SMALL.silent) + 1
    assert all(lines.heard[row] for row in rehearsed)


def test_repr_shows_no_line() -> None:
    assert "wine" not in repr(Lines.of(LESSONS))
