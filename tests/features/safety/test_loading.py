"""Reading red_flags.yaml: every mistake at once, with its line and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.errors import FilesError
from bot.core.reply import Urgency
from bot.features.safety.loading import load_rules
from bot.features.safety.rules import Rules
from tests.features.safety.conftest import ROOT, SMALL

Read = Callable[[str], Rules]


def test_what_is_read(read: Read) -> None:
    rules = read(SMALL)
    jaundice, fever, lump = rules.flags
    assert (jaundice.id, jaundice.urgency, jaundice.topics) == (
        "rf-jaundice",
        Urgency.SAME_DAY,
        ("jaundice", "liver-damage"),
    )
    assert jaundice.raised_by[0].urgency is Urgency.EMERGENCY
    shaking = fever.rules[2]
    assert (shaking.name, shaking.urgency) == ("shaking", Urgency.EMERGENCY)
    assert shaking.despite == {"question"}
    assert lump.voice == "crisis"
    assert rules.overview == "when-to-seek-help"
    assert [guard.name for guard in rules.guards] == ["denial", "question", "past"]
    assert rules.guards[0].stops == {"but"}


def problems(read: Read, text: str) -> list[str]:
    with pytest.raises(FilesError) as caught:
        read(text)
    assert all(problem.mend for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("overview: when-to-seek-help\n", "", "“overview” is missing"),
        ("    topic: jaundice\n", "    topc: jaundice\n", "“topc” is not known here. Did you mean “topic”?"),
        ("urgency: soon", "urgency: later", "“urgency” cannot be “later”"),
        ("voice: crisis", "voice: shout", "“voice” cannot be “shout”"),
        ("[lump]", '["@nothing"]', "there is no set @nothing"),
        ("lump: [lump]", "lump: lump", "“lump” must be a group"),
        ("[shaking]", '["shaking ..", "(a|"]', "ends with a gap"),
        ("unless: [with laughter]", 'unless: ["laughter & fun"]', "may stand only under `says`"),
        ("despite: [question]", "despite: [questions]", "there is no guard “questions”"),
        ('hot: ["38 to 42.9"]', 'hot: ["hot"]', "is not a range"),
        ("  denial:\n", "  denials:\n", "there is no guard “denial”"),
        ("before: 5", "before: five", "“before” must be a whole number"),
        ("admitted: true", "admitted: often", "“admitted” must be true or false"),
        ("yellow: [yellow, yellowish]", 'yellow: ["@other"]', "there is no set @other above"),
        ("yellow: [yellow, yellowish]", 'yellow: ["?"]', "holds no word"),
        ("pregnant: [pregnant]", "yellow: [pregnant]", "the name “yellow” is used twice"),
        ("say: Show it to somebody.", "say: [a]", "“say” must be a text"),
        ("    say: Show it to somebody.\n", "", "“say” is missing"),
        ("flags:", "flags: [a]\nflagz:", "“flags” must be a group of names"),
    ],
)
def test_mistakes_are_told(read: Read, old: str, new: str, told: str) -> None:
    assert old in SMALL
    assert any(told in problem for problem in problems(read, SMALL.replace(old, new)))


def test_all_mistakes_are_told_at_once_with_their_lines(read: Read) -> None:
    text = SMALL.replace("urgency: soon", "urgency: later").replace("before: 5", "before: five")
    told = problems(read, text)
    rows = text.splitlines()
    lines = [next(number for number, row in enumerate(rows, 1) if bad in row) for bad in ("five", "later")]
    assert [problem.split(": ")[0] for problem in told] == [f"red_flags.yaml:{line}" for line in lines]


def test_a_file_that_is_no_group(read: Read) -> None:
    assert any("the file must be a group" in problem for problem in problems(read, "- a\n"))


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(FilesError):
        load_rules(ROOT / "knowledge" / "none.yaml", ROOT)
