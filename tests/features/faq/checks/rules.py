"""The rules that are shipped, and a knowledge base to try them on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.core.errors import Problem
from bot.features.faq.checks import Report, Wanted, examine, load_wanted
from bot.features.faq.heard import Heard, lessons
from bot.features.faq.loading import Loaded
from bot.features.faq.matching import Lessons
from bot.features.faq.words import Words
from tests.features.faq.small import PLAIN, load

PROJECT = Path(__file__).resolve().parents[4]
SHIPPED = load_wanted(PROJECT / "knowledge" / "en" / "checks.yaml", PROJECT)

TODAY = date(2026, 11, 20)

# No two of them are alike, so that no finding but the expected one arises.
WAYS = ("zebra quilt lantern", "mango drizzle", "copper violin fjord", "plum jacket", "saddle mist umbrella", "orbit",
        "teapot gravel", "harp cinnamon", "walrus kimono", "bishop fern glacier", "dragonfly", "pepper sloop",
        "anvil brocade", "tundra oboe", "jigsaw mulberry", "cobalt heron", "thimble", "yacht paprika", "ember wicker",
        "falcon nougat", "gazebo", "hexagon brine", "iguana velvet", "jubilee", "kelp", "ladder", "magnet")  # fmt: skip


def asked(*ways: str) -> str:
    """Write a list of phrasings."""
    return "also_asked:\n" + "".join(f"  - {way}\n" for way in ways)


PHRASINGS = asked(*WAYS[:15])
GOOD = PLAIN.replace("also_asked:\n  - how to take it\n  - with food or without\n", PHRASINGS)
LINE = {row.partition(":")[0]: number for number, row in enumerate(GOOD.splitlines(), 1) if ":" in row}


NOTHING = Wanted()


def taught(loaded: Loaded) -> Lessons:
    """What is learnt from these entries alone."""
    return lessons(((entry.id, entry.phrasings) for entry in loaded.knowledge), Words(), Heard(), None)


def report(tmp_path: Path, wanted: Wanted = NOTHING, today: date = TODAY, **entries: str) -> Report:
    """Check these entries."""
    loaded = load(tmp_path, **entries)
    return examine(loaded, wanted, taught(loaded), today)


def found(
    tmp_path: Path, text: str = GOOD, name: str = "taking__one", today: date = TODAY, wanted: Wanted = NOTHING
) -> tuple[Problem, ...]:
    """Check one entry, and give its findings but the one that nothing leads to it: it is alone."""
    problems = report(tmp_path, wanted, today, **{name: text}).problems
    return tuple(problem for problem in problems if problem.what != "no other entry leads to this one.")
