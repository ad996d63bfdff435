"""`check`: everything that can be wrong in the files, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from bot.app import country_problems
from bot.core.clock import now
from bot.core.errors import FilesError, Problem
from bot.features.faq.checks import Report, Wanted, examine, load_wanted, written
from bot.features.faq.heard import Heard, lessons, load_heard
from bot.features.faq.loading import Loaded, load_knowledge
from bot.features.faq.vectors import load_vectors
from bot.features.faq.words import Words
from bot.features.faq.words_file import load_words
from bot.features.reminders.presets import FILE as PRESETS_FILE
from bot.features.reminders.presets import load_presets
from bot.features.safety.contacts import load_contacts
from bot.features.safety.judge import EXAMPLES, Judge, load_judge
from bot.features.safety.learning import Example, checksum, load_examples
from bot.features.safety.loading import load_rules
from bot.features.safety.rules import Rules
from bot.settings import Settings, load_secrets, load_settings
from bot.texts.catalogue import languages as worded
from bot.texts.catalogue import load_texts

T = TypeVar("T")


def all_problems(root: Path) -> tuple[tuple[Problem, ...], str]:
    """Give every finding, sorted by file and line, and some lines that sum up what was checked."""
    problems: list[Problem] = []
    figures: list[str] = []
    entries = 0
    settings = _read(lambda: load_settings(root), problems)
    _read(lambda: load_secrets(root), problems)
    for language in settings.community.languages if settings else ["en"]:
        report = _language(language, root, problems)
        if report is not None:
            entries += report.entries
            figures.append(f"{language}: {_figures(report)}")
    problems += missed_dose_problems(settings, root) if settings else ()
    contacts = _read(lambda: load_contacts(root / "config" / "contacts.yaml", root), problems)
    if settings is not None and contacts is not None:
        problems += country_problems(settings, contacts)
    waiting = sum(problem.warning for problem in problems)
    total = f"{entries} entries checked: {len(problems) - waiting} to mend, {waiting} that can wait."
    return tuple(sorted(problems)), "\n".join([total, *figures])


def _language(language: str, root: Path, problems: list[Problem]) -> Report | None:
    if language not in worded():
        mend = f"There are sentences for: {', '.join(worded())}."
        problems.append(Problem("config/community.yaml", 0, f"there is no bot/texts/{language}.yaml.", mend))
        return None
    folder = root / "knowledge" / language
    _read(lambda: load_texts(language), problems)
    words = _read(lambda: load_words(folder / "words.yaml", root), problems)
    rules = _read(lambda: load_rules(folder / "red_flags.yaml", root), problems)
    wanted = _read(lambda: load_wanted(folder / "checks.yaml", root), problems)
    _read(lambda: load_presets(folder / PRESETS_FILE, root), problems)
    loaded = _read(lambda: load_knowledge(folder, root), problems)
    if loaded is None:
        return None
    known = loaded.knowledge
    heard = _read(lambda: load_heard(folder, root, known.ids), problems) or Heard()
    problems += heard.problems
    vectors = _read(lambda: load_vectors(folder, root), problems)
    judge = _read(lambda: load_judge(folder, root), problems)
    examples = _read(lambda: load_examples(folder, root), problems) or ()
    taught = lessons(((entry.id, entry.phrasings) for entry in known), words or Words(), heard, vectors)
    report = examine(loaded, wanted or Wanted(), taught, now().date())
    problems += report.problems
    if rules is not None:
        problems += _topic_problems(rules, loaded, f"knowledge/{language}/red_flags.yaml")
        problems += _example_problems(rules, examples, judge, f"knowledge/{language}/{EXAMPLES}")
    return report


def _figures(report: Report) -> str:
    """Say what can be said of all answers together."""
    grade = "" if report.grade is None else f" Median reading grade {report.grade:.1f}."
    signed = f"{report.unsigned} medical answers are not signed by a clinician."
    found = f"{report.share_found_again:.0%} of {report.phrasings} ways to ask would be answered rightly"
    return f"{report.entries} entries.{grade} {signed} {found} if they were not written down."


def _read(load: Callable[[], T], problems: list[Problem]) -> T | None:
    try:
        return load()
    except FilesError as error:
        problems += error.problems
        return None


def _example_problems(rules: Rules, examples: Sequence[Example], judge: Judge | None, file: str) -> Iterator[Problem]:
    """Find examples of danger with a flag that is not there, and whether the judge has learnt them as they are now."""
    known = {None, *(flag.id for flag in rules.flags)}
    for number, example in enumerate(examples, start=1):
        if example.flag not in known:
            yield Problem(file, number, f"there is no flag “{example.flag}”.", "Correct the id, or remove the line.")
    if examples and (judge is None or judge.learnt_from != checksum(examples)):
        yield Problem(file, 0, "the bot has not learnt these examples yet.", "Run: python -m bot learn", warning=True)


def missed_dose_problems(settings: Settings, root: Path) -> Iterator[Problem]:
    """Tell if late reminders lead to an answer that is not there."""
    entry, document = settings.running.reminders.missed_dose, settings.documents["bot.yaml"]
    for language in settings.community.languages if entry else ():
        if not any((root / "knowledge" / language).glob(f"*/{entry}.yaml")):
            line = document.line(("reminders", "missed_dose"))
            what = f"there is no answer “{entry}” in knowledge/{language}."
            yield Problem(document.file, line, what, "Correct the id, write the answer, or remove the line.")


def _topic_problems(rules: Rules, loaded: Loaded, file: str) -> Iterator[Problem]:
    """Find red flags that point to entries which are not there."""
    known = written(loaded)
    for flag in rules.flags:
        for topic in flag.topics:
            if topic not in known:
                what = f"the flag “{flag.id}” points to “{topic}”, and there is no such entry."
                yield Problem(file, 0, what, "Correct the id, or write the entry.")
