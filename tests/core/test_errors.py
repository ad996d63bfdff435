from __future__ import annotations

import pytest

from bot.core.errors import (
    BotError,
    FilesError,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    Problem,
    TryAgainLater,
    Unreachable,
    UserError,
)


def test_a_problem_says_where_what_and_how_to_mend() -> None:
    assert str(Problem("a.yaml", 3, "no.", "Do so.")) == "a.yaml:3: no. Do so."
    assert str(Problem("a.yaml", 0, "no.")) == "a.yaml: no."


def test_problems_are_told_in_the_order_of_their_places() -> None:
    last, first = Problem("b.yaml", 1, "x."), Problem("a.yaml", 10, "y.", warning=True)
    middle = Problem("a.yaml", 11, "a.")
    error = FilesError(iter([last, middle, first]))
    assert error.problems == (first, middle, last)
    assert str(error).splitlines() == ["a.yaml:10: y.", "a.yaml:11: a.", "b.yaml:1: x."]


def test_an_error_for_people_shows_its_key_alone() -> None:
    error = UserError("form.too_long", typed="what somebody wrote")
    assert error.values == {"typed": "what somebody wrote"}
    assert "somebody" not in f"{error} {error!r}"


@pytest.mark.parametrize(
    "error", [Unreachable("x"), TryAgainLater("x", 3.0), OutcomeUnknown("x"), PermanentFailure("run.no_token")]
)
def test_platform_errors_are_one_family(error: PlatformError) -> None:
    assert isinstance(error, PlatformError)
    assert isinstance(error, BotError)


def test_what_platform_errors_carry() -> None:
    assert TryAgainLater("x", 3.0).after == 3.0
    assert TryAgainLater("x").after == 0.0
    assert PermanentFailure("run.no_token").key == "run.no_token"
