"""The matcher over the knowledge base as it is shipped, against labelled messages that are no phrasings of it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.core.documents import read_document
from bot.features.faq.matching import Match, Matcher, Outcome, Phrasings
from bot.features.faq.words import load_words

PROJECT = Path(__file__).resolve().parents[4]
KNOWLEDGE = PROJECT / "knowledge" / "en"
QUESTIONS = PROJECT / "tests" / "data" / "questions.jsonl"


class Question(NamedTuple):
    """A message and the entries that answer it; none for talk that no entry answers."""

    text: str
    entries: tuple[str, ...]


def shipped() -> list[Phrasings]:
    entries = []
    for path in sorted(KNOWLEDGE.glob("*/*.yaml")):
        content = read_document(path, PROJECT).content
        entries.append(Phrasings(path.stem, (content["question"], *content["also_asked"])))
    return entries


@pytest.fixture(scope="module")
def entries() -> list[Phrasings]:
    return shipped()


@pytest.fixture(scope="module")
def matcher(entries: list[Phrasings]) -> Matcher:
    return Matcher.build(entries, load_words(KNOWLEDGE / "words.yaml", PROJECT))


@pytest.fixture(scope="module")
def questions(entries: list[Phrasings]) -> list[Question]:
    ids = {entry.id for entry in entries}
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    found = [Question(row["text"], tuple(row["entries"])) for row in rows]
    return [question for question in found if not question.entries or ids.intersection(question.entries)]


@pytest.fixture(scope="module")
def asked(matcher: Matcher, questions: list[Question]) -> list[tuple[Question, Match]]:
    return [(question, matcher.match(question.text)) for question in questions if question.entries]


@pytest.fixture(scope="module")
def talk(matcher: Matcher, questions: list[Question]) -> list[tuple[Question, Match]]:
    return [(question, matcher.match(question.text)) for question in questions if not question.entries]


def test_messages_are_not_phrasings(entries: list[Phrasings], questions: list[Question]) -> None:
    known = {text.casefold() for entry in entries for text in entry.phrasings}
    assert sum(question.text.casefold() in known for question in questions) <= 0.05 * len(questions)


def test_the_right_entry_comes_first(asked: list[tuple[Question, Match]]) -> None:
    right = sum(match.entry in question.entries for question, match in asked)
    assert right >= 0.9 * len(asked)


def test_what_is_answered_is_answered_rightly(asked: list[tuple[Question, Match]]) -> None:
    answered = [(question, match) for question, match in asked if match.outcome is Outcome.ANSWER]
    assert len(answered) >= 0.5 * len(asked)
    assert sum(match.entry in question.entries for question, match in answered) >= 0.95 * len(answered)


def test_the_right_entry_is_answered_or_among_the_choices(asked: list[tuple[Question, Match]]) -> None:
    helped = sum(
        match.outcome is not Outcome.NONE and any(entry in question.entries for entry, _ in match.ranked[:4])
        for question, match in asked
    )
    assert helped >= 0.9 * len(asked)


def test_talk_is_left_alone(talk: list[tuple[Question, Match]]) -> None:
    assert sum(match.outcome is Outcome.ANSWER for _, match in talk) <= 0.03 * len(talk)
    assert sum(match.outcome is Outcome.NONE for _, match in talk) >= 0.6 * len(talk)


def test_talk_is_never_answered_unasked(matcher: Matcher, talk: list[tuple[Question, Match]]) -> None:
    assert all(matcher.match(question.text, addressed=False).outcome is Outcome.NONE for question, _ in talk)


def test_unasked_answers_are_right(matcher: Matcher, asked: list[tuple[Question, Match]]) -> None:
    matches = [(question, matcher.match(question.text, addressed=False)) for question, _ in asked]
    answered = [(question, match) for question, match in matches if match.outcome is Outcome.ANSWER]
    assert all(match.entry in question.entries for question, match in answered)


def test_every_phrasing_finds_its_entry(matcher: Matcher, entries: list[Phrasings]) -> None:
    lines = [(entry.id, text) for entry in entries for text in entry.phrasings]
    assert sum(matcher.match(text).entry == id_ for id_, text in lines) >= 0.97 * len(lines)


def test_two_questions(matcher: Matcher) -> None:
    match = matcher.match("Hello! Can I drink alcohol on azathioprine? And do I burn more easily in the sun?")
    assert {match.entry, match.second} == {"alcohol", "sun-sensitivity"}


@pytest.mark.parametrize(
    "text", ["how long does azithromycin take to work", "side effects of azacitidine", "vidaza side effects"]
)
def test_sound_alikes_are_not_answered(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).outcome is not Outcome.ANSWER


def test_a_message_is_matched_fast(matcher: Matcher, questions: list[Question]) -> None:
    times = []
    for question in questions:
        started = time.perf_counter()
        matcher.match(question.text)
        times.append(time.perf_counter() - started)
    assert sorted(times)[len(times) // 2] < 0.01
