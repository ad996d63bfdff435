"""The page with all figures, and every miss by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.labelled import Development, development, learnt_from
from benchmarks.quality import danger, near_misses, questions
from benchmarks.quality.chatter import Heard
from benchmarks.quality.figures import Share, listed, table
from benchmarks.twins import LEAST, Twin, Twins
from bot.language import Language, read_language

LANGUAGE = "en"
LEFT_OUT = "## Left out as near twins\n"

_MADE = f"""\
# Quality

Written by `python -m benchmarks.quality`; nothing here is typed by hand. It measures the shipped knowledge on the
labelled messages for development in `tests/data/*_dev.jsonl`.

## How the messages were made

- The people who wrote them saw neither the ways of asking in the entries, nor the messages that the bot learns from,
  nor the rules for danger. They had the list of topics and wrote in many voices: old and young, carers and parents,
  several countries, English as a second language, with real slips, fragments and long posts.
- What the bot learns from (the ways of asking, `heard.jsonl`, `danger_examples.jsonl`) was written by others, who had
  not seen these messages.
- They are messages **for development**: thresholds and methods were chosen while looking at these figures, and
  weaknesses that the lists below name were mended in general, never by copying a line. Figures on messages that nobody
  has looked at will be somewhat lower.
- Six messages that tell of a new or changed spot or lump were first marked harmless, by writers who knew of no “soon”.
  The knowledge says to have such a thing seen within days, so that is what is expected now.
- All were written for the purpose; none was collected from a group. Real talk is more varied still.
- People who write on the same topics sometimes write the same words. A message that is a near twin of a text that the
  bot has learnt (`ratio` of at least {LEAST}, or at least half of the words shared and a `token_set_ratio` of at least
  {LEAST}, in lower case and without punctuation) proves nothing. Such messages are **left out of every figure** and
  named at the end.

“Right first”: the best entry is an acceptable one, whatever comes of it. “Right among answers”: of the answers that
were posted, how many were. “Offered”: two to four entries to choose from. The range is where the share would lie, 95
times in 100, for messages of the same kind.
"""


@dataclass(frozen=True, slots=True)
class _Aim:
    """One threshold: what, the share that was measured, the least or the most that it may be."""

    what: str
    share: Share
    bound: float
    most: bool = False

    @property
    def row(self) -> tuple[str, ...]:
        """The row of the table."""
        low, high = self.share.range
        met = self.share.value <= self.bound if self.most else self.share.value >= self.bound
        bound = f"{'≤' if self.most else '≥'} {self.bound:.1%}"
        return self.what, bound, self.share.counted, f"{low:.1%} to {high:.1%}", "yes" if met else "**no**"


def report(root: Path) -> str:
    """Measure, and give the page. `root` is the folder of the project. Takes about half a minute."""
    language = read_language(LANGUAGE, root)
    everything = development(root)
    twins = Twins(learnt_from(language, LANGUAGE, root)).among([one.text for one in everything.all])
    sets = everything.without(twins)
    library = language.library
    asked = questions.ask(library, sets.questions)
    heard = Heard.of(library, sets.chatter)
    checked = danger.check(language.screen.check, sets.safety)
    parts = (
        _MADE + "\n" + _sizes(everything, sets),
        "## What is aimed at\n\n" + _aims(asked, heard, checked),
        "## Questions\n\n" + _questions(language, asked, heard),
        "## Ordinary talk\n\n" + f"{heard.by_kind()}\n\n### Not silent\n\n{heard.not_silent()}",
        "## Near misses\n\n" + _near_misses(language, sets),
        "## Danger\n\n" + _danger(language, checked, sets),
        LEFT_OUT + "\n" + _twins(twins),
    )
    return "\n\n".join(parts) + "\n"


def _sizes(everything: Development, kept: Development) -> str:
    names = ("questions", "edge", "chatter", "safety")
    rows = []
    for name in names:
        before, after = getattr(everything, name), getattr(kept, name)
        writers = len({one.writer for one in before})
        rows.append((name, len(before), writers, len(before) - len(after), len(after)))
    return table(("set", "messages", "voices", "near twins", "measured"), rows)


def _aims(asked: Sequence[questions.Asked], heard: Heard, checked: Sequence[danger.Checked]) -> str:
    aims = (
        _Aim("questions: right first", questions.right_first(asked), 0.88),
        _Aim("questions: right among answers given", questions.right_among_answers(asked), 0.92),
        _Aim("questions: right among answers given with 0.9 or more", questions.surely(asked, 0.9), 0.9),
        _Aim("ordinary talk to the bot: silent", heard.silent_addressed, 0.98),
        _Aim("ordinary talk overheard: silent", heard.silent_listening, 0.997),
        _Aim("emergency and same-day: alarm", danger.recall(checked, *danger.HELP_TODAY), 0.98),
        _Aim("look-alikes of danger: alarm", danger.false_alarms(checked), 0.05, most=True),
    )
    return table(("what", "aim", "measured", "range", "met"), [aim.row for aim in aims])


def _questions(language: Language, asked: Sequence[questions.Asked], heard: Heard) -> str:
    def section(one: questions.Asked) -> str:
        entry = language.knowledge.get(one.message.entries[0])
        return entry.section if entry else "-"

    parts = (
        questions.overall(asked),
        "### By section",
        questions.parted("section", asked, section),
        "### By voice",
        questions.parted("voice", asked, lambda one: one.message.writer),
        "### What the score means",
        "By the score: the answers given to questions and to ordinary talk, and the best entry whatever came of it.",
        questions.reliability((*asked, *heard.addressed)),
        "### With slips and padding",
        questions.noise(language.library, asked),
        "### Misses by name",
        questions.misses(asked),
    )
    return "\n\n".join(parts)


def _near_misses(language: Language, sets: Development) -> str:
    asked = questions.ask(language.library, sets.edge)
    listening = questions.ask(language.library, sets.edge, addressed=False)
    return f"{near_misses.figures(asked, listening)}\n\n### Misses by name\n\n{near_misses.misses(asked)}"


def _danger(language: Language, checked: Sequence[danger.Checked], sets: Development) -> str:
    others = (("questions", sets.questions), ("ordinary talk", sets.chatter), ("near misses", sets.edge))
    alone = danger.check(danger.judge_alone(language.rules, language.contents.judge.value).check, sets.safety)
    by_rules = danger.check(language.screen.by_rules, sets.safety)
    parts = (
        danger.compared({"rules and judge": checked, "rules alone": by_rules, "judge alone": alone}),
        "### Misses by name",
        danger.misses(checked),
        "### Alarms on other messages",
        "Not all of these are false: some questions do tell of danger.",
        danger.elsewhere(language.screen, others),
    )
    return "\n\n".join(parts)


def _twins(twins: dict[str, Twin]) -> str:
    return listed((twin.text, f"{twin.place}: “{' '.join(twin.like.split())}”") for twin in twins.values())
