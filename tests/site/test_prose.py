from __future__ import annotations

import pytest

from bot.core.richtext import parse
from bot.site.prose import first_sentence, prose


def test_paragraphs_and_lists() -> None:
    written = prose(parse("Ask **now** & [here](https://a.example/?a=1&b=2).\n\n- one\n- **two**")).html
    assert written.replace("\n", "") == (
        '<p>Ask <strong>now</strong> &amp; <a href="https://a.example/?a=1&amp;b=2" '
        'rel="external noopener noreferrer">here</a>.</p><ul><li>one</li><li><strong>two</strong></li></ul>'
    )


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        ("Keep it low. Or avoid it.", "Keep it low."),
        ("Is it? Yes.", "Is it?"),
        ("Over 38.5 degrees counts. Call.", "Over 38.5 degrees counts."),
        ("**No end**", "No end"),
        ("- a point. More.\n- another", "a point."),
        ("", ""),
    ],
)
def test_the_first_sentence(markup: str, sentence: str) -> None:
    assert first_sentence(parse(markup)) == sentence
