"""What is remembered, and how much of it."""

from __future__ import annotations

from bot.core.memory import give_back_memory, remembered


def test_what_was_asked_lately_is_not_worked_out_again() -> None:
    asked: list[str] = []

    def work(word: str) -> str:
        asked.append(word)
        return word.upper()

    quick = remembered(work)
    assert [quick("pill"), quick("pill"), quick("dose")] == ["PILL", "PILL", "DOSE"]
    assert asked == ["pill", "dose"]


def test_two_functions_remember_each_their_own() -> None:
    upper, lower = remembered(str.upper), remembered(str.lower)
    assert (upper("Pill"), lower("Pill")) == ("PILL", "pill")


def test_the_words_of_strangers_do_not_fill_the_memory() -> None:
    asked: list[str] = []

    def work(word: str) -> str:
        asked.append(word)
        return word

    quick = remembered(work)
    for number in range(30_000):
        quick(str(number))
    asked.clear()
    quick("29999")
    assert asked == [], "the latest is remembered"
    quick("0")
    assert asked == ["0"], "the oldest is forgotten"


def test_giving_memory_back_is_safe_on_every_system() -> None:
    give_back_memory()
