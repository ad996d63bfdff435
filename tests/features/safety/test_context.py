"""What silences a sign, and what does not. The shipped guards and look-alikes are meant where nothing else is said."""

from __future__ import annotations

import pytest

from bot.features.safety.screen import Screen

SILENT = {
    "denial": [
        "no fever",
        "no chills, no sore throat and no bleeding",
        "no fever, cough or rash so far",
        "I haven't had a fever in months",
        "it isn't a fever",
        "never had a seizure",
    ],
    "question": [
        "can azathioprine cause jaundice?",
        "what are the signs of sepsis",
        "how common is pancreatitis on imuran",
        "is a sore throat a side effect",
        "does aza make you bruise, bleed or get fevers",
        "why is fever dangerous",
    ],
    "if": ["what should I do if I get a fever", "in case of a nosebleed who do I call", "scared of getting shingles"],
    "past": ["I had shingles in 2015", "had chickenpox as a child", "I used to get nosebleeds", "a fit years ago"],
    "relief": ["the rash has cleared up", "temp is back to normal", "my sore throat is better now"],
    "story": ["watched a film about a measles outbreak"],
}
TOLD = {
    "denial": [
        "no idea why but I have a fever",
        "not well, fever and chills",
        "no cough but a temp of 39",
        "haven't peed since yesterday",
        "no appetite and shivering",
        "it's not stopped bleeding",
        "never had a sore throat like this",
    ],
    "question": [
        "can aza cause fever? mine is 38.8",
        "is this a side effect, I have yellow eyes",
        "does anyone know what to do, I can't stop shivering",
        "can I take paracetamol for a temp of 39",
        "what is this rash with blisters on my side",
        "should I worry, my eyes are yellow",
    ],
    "if": ["I wonder if it's my age but my temp is 39", "if only I could stop shivering, it's been hours"],
    "past": [
        "had shingles in 2015 and now the blisters are back on one side",
        "started aza in 2019 and running a fever",
        "kidney transplant in 2015, temp 38.2",
    ],
    "relief": ["the rash has not cleared up, it's all over me", "fever hasn't gone away"],
}


@pytest.mark.parametrize("text", [text for texts in SILENT.values() for text in texts])
def test_silenced(screen: Screen, text: str) -> None:
    assert screen.check(text) is None


@pytest.mark.parametrize("text", [text for texts in TOLD.values() for text in texts])
def test_not_silenced(screen: Screen, text: str) -> None:
    assert screen.check(text) is not None


@pytest.mark.parametrize("text", ["yellow fever", "a blood test", "hay fever", "my phone is dying", "cabin fever lol"])
def test_look_alikes(screen: Screen, text: str) -> None:
    assert screen.check(text) is None


@pytest.mark.parametrize("text", ["hay fever and a real fever", "blood test showed nothing, but blood in my stool"])
def test_look_alikes_cover_only_their_own_words(screen: Screen, text: str) -> None:
    assert screen.check(text) is not None


def test_a_longer_sign_beats_a_look_alike(screen: Screen) -> None:
    verdict = screen.check("had the yellow fever jab, I'm on aza")
    assert verdict is not None
    assert verdict.flag == "rf-livevax"


def test_a_denial_takes_away_a_situation_and_the_past_does_not(small: Screen) -> None:
    assert small.check("itchy, pregnant years ago") is not None
    assert small.check("itchy, not pregnant") is None


def test_a_guard_needs_its_words_in_one_clause(small: Screen) -> None:
    assert small.check("is fever, a side effect") is not None
