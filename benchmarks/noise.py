"""Messages made worse on purpose: a mistyped word, or a question packed between a greeting and thanks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace

from benchmarks.labelled import Labelled

Noise = Callable[[str, random.Random], str]

NEIGHBOURS = {
    letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, letter in enumerate(row)
}
_BEFORE = ("Hi everyone, hope you are all well.", "Morning all. It has been a long week here.")
_AFTER = ("Thanks so much!", "My sister told me about this group. Thank you for reading.")


def noisy(noise: Noise, messages: Iterable[Labelled]) -> tuple[Labelled, ...]:
    """Make every message worse, always in the same way."""
    chance = random.Random(7)
    return tuple(replace(message, text=noise(message.text, chance)) for message in messages)


def mistyped(text: str, chance: random.Random) -> str:
    """Make one mistake in one longer word: a letter dropped, doubled, hit beside, or two swapped."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not places:
        return text
    place = chance.choice(places)
    word = words[place]
    at = chance.randrange(1, len(word) - 1)
    beside = chance.choice(NEIGHBOURS.get(word[at].lower()) or "e")
    words[place] = chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + beside + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join(words)


def packed(text: str, chance: random.Random) -> str:
    """Pack a question into a longer message."""
    end = "" if text[-1:] in "?!." else "."
    return f"{chance.choice(_BEFORE)} {text}{end} {chance.choice(_AFTER)}"
