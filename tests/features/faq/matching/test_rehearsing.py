"""What would be answered to phrasings that are not written down."""

from __future__ import annotations

from bot.features.faq.matching.rehearsing import Guess, rehearse
from bot.features.faq.matching.results import Lessons, Phrasings
from bot.features.faq.words import Words

PETS = Phrasings("pets", ("may I keep a cat", "may I keep a dog", "may I keep a bird"))
TRIPS = Phrasings("trips", ("flying on holiday", "holiday by train", "may I keep a horse"))


def test_each_phrasing_is_left_out_in_turn_and_in_order() -> None:
    guesses = rehearse(Lessons((PETS, TRIPS)))
    assert [(guess.entry, guess.instead, guess.is_right) for guess in guesses] == [
        ("pets", "trips", True),
        ("pets", "trips", True),
        ("pets", "trips", True),
        ("trips", "pets", True),
        ("trips", "pets", True),
        ("trips", "pets", False),
    ]
    assert guesses[5].lead > 0 > guesses[0].lead


def test_silent_lines_are_learnt_from_and_not_told() -> None:
    guesses = rehearse(Lessons((PETS, TRIPS), Words(silent=("good morning", "flying on holiday was great"))))
    assert len(guesses) == 6


def test_a_single_entry_has_no_rival() -> None:
    assert rehearse(Lessons((PETS,))) == (Guess("pets", "", -1.0),) * 3
    assert rehearse(Lessons(())) == ()


def test_the_same_every_time() -> None:
    assert rehearse(Lessons((PETS, TRIPS))) == rehearse(Lessons((PETS, TRIPS)))
