"""What the bot learns from: it fits the entries and the flags, was learnt, and holds no message of the tests."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from html import unescape

import pytest

from bot.core.clock import now
from bot.core.tokens import words
from bot.exporting import site_files
from bot.features.faq.heard import load_heard
from bot.features.safety.judge import EXAMPLES, load_judge
from bot.features.safety.learning import OF_THE_RULES, ORDINARY, Example, checksum, load_examples
from bot.features.safety.loading import load_rules
from tests.knowledge.shipped import FOLDER, PROJECT, entries, shipped

DEV_FILES = ("safety_dev.jsonl", "questions_dev.jsonl", "chatter_dev.jsonl", "edge_dev.jsonl")
ROUNDS = ("safety_first.jsonl", "safety_more.jsonl", "safety_last.jsonl")

# So few words two people may well write alike ("is aza hard on the liver").
CHANCE = 6


@cache
def examples() -> tuple[Example, ...]:
    return load_examples(FOLDER, PROJECT)


def rows(file: str) -> list[dict[str, str]]:
    return [json.loads(row) for row in (PROJECT / "tests" / "data" / file).read_text(encoding="utf-8").splitlines()]


def test_the_judge_has_learnt_the_examples_as_they_are() -> None:
    judge = load_judge(FOLDER, PROJECT)
    assert judge is not None
    if judge.learnt_from != checksum(examples()):
        pytest.fail(f"{EXAMPLES} has changed. Run: python -m bot learn", pytrace=False)


def test_the_examples_name_flags_that_are_there_and_each_has_many() -> None:
    flags = {flag.id for flag in load_rules(FOLDER / "red_flags.yaml", PROJECT).flags if flag.rules}
    count = Counter(example.flag for example in examples())
    assert set(count) - {None} == flags
    assert min(count.values()) >= 100
    assert count[None] >= 0.4 * len(examples())


def test_many_people_wrote_them() -> None:
    count = Counter(example.writer for example in examples())
    assert ORDINARY not in count, "that name is for what is not labelled"
    assert len(set(count) - set(OF_THE_RULES)) >= 10


def test_the_rounds_of_the_rules_are_among_them() -> None:
    learnt = {(example.text, example.flag) for example in examples() if example.writer in OF_THE_RULES}
    assert {(row["text"], row["flag"]) for file in ROUNDS for row in rows(file)} <= learnt


def test_no_message_has_two_labels() -> None:
    labels = defaultdict(set)
    for example in examples():
        labels[words(example.text)].add((example.flag, example.urgency))
    assert [text for text, found in labels.items() if len(found) > 1] == []


def test_what_was_heard_asks_for_entries_that_are_there() -> None:
    heard = load_heard(FOLDER, PROJECT, shipped().knowledge.ids)
    assert len(heard.talk) >= 500
    assert sum(map(len, heard.asked.values())) >= 1500


@pytest.mark.parametrize("file", DEV_FILES)
def test_no_message_of_the_tests_was_learnt(file: str) -> None:
    """Nothing would be measured by it. Only what is so short that anybody would write it may stand in both."""
    heard = load_heard(FOLDER, PROJECT, shipped().knowledge.ids)
    learnt = {words(example.text) for example in examples()}
    learnt |= {words(text) for texts in (*heard.asked.values(), heard.talk) for text in texts}
    learnt |= {words(text) for entry in entries() for text in entry.phrasings}
    both = [row["text"] for row in rows(file) if words(row["text"]) in learnt]
    assert [text for text in both if len(words(text)) > CHANCE] == []
    assert len(both) <= 0.02 * len(rows(file))


def test_nobody_reads_what_the_bot_learns_from() -> None:
    """These are told as people tell their own stories; no page shows them, nor the file that its search reads."""
    written = unescape(" ".join(site_files(PROJECT, now().date()).values()))
    heard = load_heard(FOLDER, PROJECT, shipped().knowledge.ids)
    stories = [*heard.talk, *(text for texts in heard.asked.values() for text in texts)]
    stories += [example.text for example in examples()]
    assert [text for text in stories if len(text) > 60 and text in written] == []
