"""A small language and a small knowledge base for the tests of the matching."""

from __future__ import annotations

from bot.core.tokens import words as tokens_of
from bot.features.faq.matching import Lessons, Phrasings
from bot.features.faq.words import Phrases, Words


def phrases(*lines: str) -> Phrases:
    return Phrases({tokens_of(line): () for line in lines})


SMALL = Words(
    subject=("azathioprine",),
    fold=Phrases({("aza",): ("azathioprine",), ("imuran",): ("azathioprine",), ("bloods",): ("blood", "test")}),
    kinds={"wine": ("drinks",), "beer": ("drinks",), "mum": ("family",), "dad": ("family",)},
    apart=(("azathioprine", "azithromycin"),),
    names=Phrases(
        {("methotrexate",): ("methotrexate",), ("ibuprofen",): ("painkiller",), ("aspirin",): ("painkiller",)}
    ),
    courtesy=phrases("hello", "hello everyone", "hi", "thanks", "thank you"),
    filler=frozenset(tokens_of("a the i my is it on with can do you what who how of to and are in for should if")),
    asking_first=phrases("is", "can", "do", "how", "what", "should"),
    asking_anywhere=phrases("should i", "can i"),
    joining=frozenset({"and"}),
    endings=(("s", ""), ("ed", ""), ("ing", ""), ("e", "")),
    silent=(
        "what is the weather like",
        "who won the football last night",
        "my train is late again",
        "see you on sunday",
    ),
    common=frozenset(tokens_of("never ever train weather football night last late again sunday")),
)

ENTRIES = (
    Phrasings(
        "alcohol",
        (
            "can I drink alcohol on azathioprine",
            "is wine ok",
            "beer with my tablets",
            "how much can I drink",
            "a pint on aza",
        ),
    ),
    Phrasings(
        "missed-dose",
        (
            "I missed a dose",
            "forgot my tablet",
            "what if I forget a dose",
            "skipped my aza yesterday",
            "missed tablets",
        ),
    ),
    Phrasings(
        "hair-loss",
        (
            "is my hair falling out",
            "hair loss on imuran",
            "losing hair",
            "will my hair grow back",
            "hair in the shower",
        ),
    ),
    Phrasings(
        "blood-tests",
        ("how often are blood tests", "when is my next blood test", "bloods every week", "do I need a blood test"),
    ),
    Phrasings("painkillers", ("can I take ibuprofen", "what helps with a headache", "is aspirin ok with aza")),
    Phrasings("sun", ("do I burn in the sun", "which sun cream", "sunburn on azathioprine", "can I sit in the sun")),
)

LESSONS = Lessons(ENTRIES, SMALL)
