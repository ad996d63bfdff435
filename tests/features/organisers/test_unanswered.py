from __future__ import annotations

from bot.features.organisers.unanswered import MOST, UnansweredList
from tests.scenes import NOW

TODAY = NOW.date()


def test_questions_wait_in_their_order() -> None:
    waiting = UnansweredList()
    one, two, three = (waiting.add(text, TODAY) for text in ("one", "two", "three"))
    assert waiting.waiting() == (one, two, three)
    assert waiting.done(two.number)
    assert not waiting.done(two.number)
    assert waiting.waiting() == (one, three)
    assert waiting.add("four", TODAY).number == 4, "a number is never used again"


def test_a_full_list_makes_room_for_the_newest() -> None:
    waiting = UnansweredList()
    for number in range(MOST + 3):
        waiting.add(str(number), TODAY)
    assert [question.text for question in waiting.waiting()] == [str(number) for number in range(3, MOST + 3)]


def test_repr_shows_no_question() -> None:
    assert "CANARY" not in repr(UnansweredList().add("CANARY", TODAY))
