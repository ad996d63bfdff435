from __future__ import annotations

from bot.features.faq.matching.views import Views
from tests.features.faq.matching.languages import SMALL

VIEWS = Views(SMALL)


def test_words_view_has_stems_pairs_and_kinds() -> None:
    counts = VIEWS.of(("wine", "tablets", "wine"))[0]
    assert counts["=drinks"] == 2
    assert counts[SMALL.stem("wine")] == 2
    assert counts["|".join(sorted(VIEWS.stems(("wine", "tablet"))))] == 2


def test_pieces_go_across_or_stay_inside_words() -> None:
    _, across, inside = VIEWS.of(("sun", "cream"))
    assert "n c" in across
    assert not any(" " in piece for piece in inside)
    assert {"<su", "un>", "eam>"} <= set(inside)


def test_long_words_are_cut() -> None:
    assert sum(VIEWS.of(("x" * 4000,))[2].values()) < 100
