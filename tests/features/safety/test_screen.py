"""The screen as a whole: which flag, how urgent, and why."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.reply import Urgency
from bot.core.tokens import words
from bot.features.safety.screen import Screen

FRIGHTENED = st.sampled_from(
    [
        "fever",
        "temp 39",
        "my eyes",
        "yellow",
        "no",
        "not",
        "is it a side effect",
        "?",
        ".",
        "\n",
        ",",
        "blood",
        "i have",
        "took",
        "twice",
        "tablets",
        "years ago",
        "but",
        "can aza cause",
        "pregnant",
        "itchy",
        "want to die",
        "38,9",
        "😩",
    ]
)


def test_nothing_of_note(small: Screen) -> None:
    assert small.check("hello everyone") is None
    assert small.check("") is None


def test_a_verdict_carries_what_the_flag_says(small: Screen) -> None:
    verdict = small.check("My EYES are so yellow")
    assert verdict is not None
    assert (verdict.flag, verdict.urgency, verdict.voice) == ("rf-jaundice", Urgency.SAME_DAY, "plain")
    assert verdict.topics == ("jaundice", "liver-damage")
    assert (verdict.say, verdict.if_worse) == ("Call the team today.", "there is confusion.")
    assert verdict.evidence == (("yellow-eyes", "eyes yellow"),)
    assert verdict.others == ()


def test_the_words_are_hidden_in_the_repr(small: Screen) -> None:
    assert "yellow" not in repr(small.check("my eyes are yellow"))


def test_raised_to_an_emergency(small: Screen) -> None:
    verdict = small.check("yellow eyes. he is confused")
    assert verdict is not None
    assert (verdict.urgency, verdict.say) == (Urgency.EMERGENCY, "Say that it is urgent.")
    assert small.check("i am confused") is None  # it only counts beside another rule of its flag


def test_the_most_urgent_flag_comes_first_then_the_order_of_the_file(small: Screen) -> None:
    verdict = small.check("found a lump. temp is 38.4. eyes yellow")
    assert verdict is not None
    assert (verdict.flag, verdict.others) == ("rf-jaundice", ("rf-fever", "rf-lump"))
    verdict = small.check("found a lump and i am shaking")
    assert verdict is not None
    assert (verdict.flag, verdict.urgency, verdict.others) == ("rf-fever", Urgency.EMERGENCY, ("rf-lump",))


@pytest.mark.parametrize(
    "text",
    [
        "temp 38",
        "temp is 38,9",
        "so itchy. i am pregnant",  # over two sentences
        "fevr",  # a slip of the finger
        "can it cause fever? mine are yellow, no, i have fever",
        "hay fever? no idea, fever",
        "fever years ago and fever again",
    ],
)
def test_told_as_so(small: Screen, text: str) -> None:
    verdict = small.check(text)
    assert verdict is not None
    assert verdict.flag == "rf-fever"


@pytest.mark.parametrize(
    "text",
    [
        "temp 37.9",
        "temp. 38",  # two sentences
        "so itchy, not pregnant",
        "no fever",
        "no cough or fever",
        "no cough, cold or fever",
        "can it cause fever",
        "is fever a side effect",
        "fever years ago",
        "hay fever",
        "level",
        "my eyes saw a yellow card",
        "shaking with laughter",
    ],
)
def test_told_as_not_so(small: Screen, text: str) -> None:
    assert small.check(text) is None


def test_a_rule_may_count_despite_a_guard(small: Screen) -> None:
    assert small.check("can it cause shaking") is not None


@pytest.mark.parametrize(
    ("text", "flag", "urgency"),
    [
        ("is fever a side effect? I have 38.9", "rf-fever", Urgency.SAME_DAY),
        ("On aza 2 weeks. Rash all over. Temp 38.4", "rf-reaction", Urgency.SAME_DAY),
        ("can aza cause yellow eyes? mine are", "rf-jaundice", Urgency.SAME_DAY),
        ("asking for a friend: she had the yellow fever jab on imuran", "rf-livevax", Urgency.SAME_DAY),
        ("my lad (4) got into my tablets and swallowed two", "rf-overdose", Urgency.EMERGENCY),
        ("Transplant in 2015, forgot all my meds yesterday", "rf-transplant", Urgency.SAME_DAY),
        ("transplant patient, temp 37.8", "rf-transplant", Urgency.SAME_DAY),
        ("my dad's eyes are yellow and he is talking nonsense", "rf-neuro", Urgency.EMERGENCY),
        ("dying to see you all but honestly i want to die", "rf-suicide", Urgency.EMERGENCY),
        ("throat's killing me", "rf-throat", Urgency.SAME_DAY),
        ("ANC 400, platelets 30,000", "rf-lowcount", Urgency.SAME_DAY),
    ],
)
def test_people_put_it_in_many_ways(screen: Screen, text: str, flag: str, urgency: Urgency) -> None:
    verdict = screen.check(text)
    assert verdict is not None
    assert (verdict.flag, verdict.urgency) == (flag, urgency)


@pytest.mark.parametrize(
    "text",
    [
        "started aza today, wish me luck",
        "feeling a bit sick today, is that normal?",
        "i've got a headache",
        "my hair is falling out",
        "can I drink with a cold",
        "is fever a side effect?",
        "dying to meet you",
        "do I need the yellow fever vaccine",
        "had shingles in 2015",
        "no fever, just tired",
    ],
)
def test_ordinary_talk(screen: Screen, text: str) -> None:
    assert screen.check(text) is None


def test_a_crisis_speaks_in_its_own_voice(screen: Screen) -> None:
    verdict = screen.check("i don't want to be here any more")
    assert verdict is not None
    assert (verdict.flag, verdict.voice, verdict.urgency) == ("rf-suicide", "crisis", Urgency.EMERGENCY)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_any_text_is_borne(guarded: Screen, text: str) -> None:
    guarded.check(text)
    guarded.by_rules(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRIGHTENED, max_size=25).map(" ".join), st.booleans())
def test_what_explains_a_verdict_stands_in_the_text(screen: Screen, guarded: Screen, text: str, learnt: bool) -> None:
    chosen = guarded if learnt else screen
    verdict = chosen.check(text)
    assert verdict == chosen.check(text)
    for _, told in verdict.evidence if verdict else ():
        assert told
        assert set(told.split()) <= set(words(text))


@pytest.mark.parametrize(
    "piece",
    ["fever rash ", "my eyes yellow ", "i ", "no ", "took tablets twice ", "a1", ".", "can you get ", "\u0300", "39 "],
)
def test_a_million_characters_are_bounded(guarded: Screen, piece: str) -> None:
    before = time.process_time()
    guarded.check(piece * (1_000_000 // len(piece)))
    assert time.process_time() - before < 1.0


def test_it_is_quick(guarded: Screen) -> None:
    text = "Hi, my daughter is on azathioprine for Crohn's and woke with a sore throat, should I ring the nurse today?"
    guarded.check(text)
    before = time.process_time()
    for _ in range(50):
        guarded.check(text)
    assert (time.process_time() - before) / 50 < 0.005  # far below on a free machine; see the benchmarks
