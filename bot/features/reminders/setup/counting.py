"""Questions whose answer is a number, or several of a few. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.features.reminders.setup.asking import Asking, Choice, Doubt
from bot.features.reminders.setup.draft import Offer

_JOINT = "-"


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `least` to `most`."""

    least: int
    most: int

    def __contains__(self, number: int) -> bool:
        return self.least <= number <= self.most


def read_number(asking: Asking, text: str, name: str, allowed: Range) -> Offer | Doubt:
    """Read one number as the answer to a question, also with a word such as "days" beside it, but with none else."""
    words = text.lower().strip(" .!").split()
    meant = [word for word in words if word not in asking.texts.words("remind.number_words")]
    if len(meant) == 1 and meant[0].isdecimal() and meant[0].isascii() and len(meant[0]) <= 3:
        number = int(meant[0])
        if number in allowed:
            return Offer(str(number), {name: str(number)})
    return Doubt(asking.texts.rich("remind.number_doubt", least=str(allowed.least), most=str(allowed.most)))


def joined(numbers: Iterable[int]) -> str:
    """Write numbers as one answer: "0-2-4"."""
    return _JOINT.join(map(str, sorted(set(numbers))))


def split(answer: str) -> tuple[int, ...]:
    """Read numbers from one answer."""
    return tuple(int(part) for part in answer.split(_JOINT) if part)


def ticks(
    asking: Asking, name: str, labelled: Sequence[tuple[int, str]], *beside: Choice
) -> tuple[tuple[Choice, ...], ...]:
    """Give a choice of several: each can be ticked, and then "Done", with other choices `beside` it.

    What is ticked is kept apart until then.
    """
    kept = ticked_name(name)
    ticked = split(asking.answers.get(kept, ""))
    row = []
    for number, label in labelled:
        after = joined(set(ticked) ^ {number})
        shown = asking.texts.line("remind.ticked", label=label) if number in ticked else label
        row.append(Choice(f"tick{number}", shown, {kept: after or None}, stays=True))
    done = Choice("done", asking.texts.line("remind.done"), {name: joined(ticked)})
    return tuple(row), (done, *beside) if ticked else beside


def ticked_name(name: str) -> str:
    """Name what is ticked so far in answer to a question."""
    return f"ticked{name}"
