"""What is suggested while a person types."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.incoming import Said
from bot.core.ports import Completion
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.library import LONGEST_COMPLETION, MOST_COMPLETIONS, Library
from tests.fakes.matcher import ScriptedMatcher
from tests.features.faq.small import small
from tests.scenes import ALONE


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root: Path = tmp_path_factory.mktemp("library")
    return Library(small(root).knowledge, None)  # type: ignore[arg-type]


def test_all_questions_are_suggested_at_first(library: Library) -> None:
    assert library.complete("  ") == tuple(Completion(entry.question, entry.id) for entry in library.knowledge)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mis", "missed-dose"),
        ("Forgot my tab", "missed-dose"),
        ("tablet forgot", "missed-dose"),
        ("alc", "alcohol"),
        ("glas of wine", "alcohol"),
        ("WHO", "who"),
    ],
)
def test_the_nearest_questions_come_first(library: Library, typed: str, first: str) -> None:
    assert library.complete(typed)[0].value == first


def test_nothing_near_is_suggested_for_nonsense(library: Library) -> None:
    assert library.complete("zzzzzzzzzz") == ()


def test_suggestions_are_few_and_short(library: Library) -> None:
    [one] = [entry for entry in library.knowledge if entry.id == "who"]
    many = Knowledge.of((replace(one, id=f"who-{number}", question="Who " + "a" * 200) for number in range(40)), {})
    large = replace(library, knowledge=many)
    for typed in ("", "who"):
        found = large.complete(typed)
        assert len(found) == MOST_COMPLETIONS == 25
        assert len({completion.value for completion in found}) == 25
        assert all(len(completion.label) == LONGEST_COMPLETION == 100 for completion in found)


@given(typed=st.text())
def test_any_typing_gives_suggestions_in_bounds(library: Library, typed: str) -> None:
    found = library.complete(typed)
    assert len(found) <= MOST_COMPLETIONS
    assert all(library.knowledge.get(completion.value) for completion in found)


async def test_a_message_may_go_on_from_an_entry(library: Library) -> None:
    scripted = ScriptedMatcher()
    asking = replace(library, matcher=scripted)  # type: ignore[arg-type]
    for after in ("missed-dose", "gone", None):
        await asking.match(Said(ALONE, "and now?"), after)
    assert scripted.after == ["missed-dose", None, None]
    [topic, *_] = scripted.topics
    assert topic is not None
    assert topic.question == "What if I miss a dose?"
    assert topic.section == {"missed-dose", "how-to-take"}
    assert {"alcohol", "how-to-take"} <= topic.related
