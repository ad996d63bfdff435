"""Long texts in several messages: nothing lost, nothing too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.pages import split
from bot.core.richtext import Block, Blocks, Bold, Bullets, Link, Paragraph, Text, paragraph, plain


def length(blocks: Blocks) -> int:
    return len(plain(blocks))


SPAN = st.one_of(st.builds(Text, st.text(min_size=1)), st.builds(Bold, st.text(min_size=1)))
LINE = st.lists(SPAN, min_size=1, max_size=4).map(tuple)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, LINE), st.lists(LINE, min_size=1, max_size=4).map(lambda items: Bullets(tuple(items)))
)


def words(blocks: Blocks) -> str:
    lines = [line for block in blocks for line in ([block.spans] if isinstance(block, Paragraph) else block.items)]
    return "".join("".join(span.text for line in lines for span in line).split())


@given(st.lists(BLOCK, max_size=5).map(tuple), st.integers(min_value=3, max_value=60))
def test_nothing_is_lost_and_every_page_fits(blocks: Blocks, longest: int) -> None:
    pages = split(blocks, length, longest)
    assert all(page and length(page) <= longest for page in pages)
    assert "".join(words(page) for page in pages) == words(blocks)


def test_what_fits_stays_together() -> None:
    blocks = (paragraph("one"), paragraph("two"))
    assert split(blocks, length, 8) == (blocks,)
    assert split((), length, 8) == ()


def test_paragraphs_move_as_a_whole() -> None:
    one, two, three = paragraph("one"), paragraph("two"), paragraph("three")
    assert split((one, two, three), length, 9) == ((one, two), (three,))


def test_a_long_paragraph_is_cut_at_a_word() -> None:
    assert split((paragraph("several words in a row"),), length, 14) == (
        (paragraph("several"),),
        (paragraph("words in a row"),),
    )
    assert split((paragraph("abcdefghijkl mno"),), length, 14) == ((paragraph("abcdefghijkl"),), (paragraph("mno"),))


def test_a_word_without_end_is_cut_anywhere() -> None:
    assert split((paragraph("a" * 10),), length, 5) == ((paragraph("a" * 5),), (paragraph("a" * 5),))


def test_a_long_list_is_cut_between_its_points() -> None:
    items = tuple((Text(f"point {number}"),) for number in range(4))
    assert split((Bullets(items),), length, 20) == ((Bullets(items[:2]),), (Bullets(items[2:]),))


def test_bold_words_stay_bold() -> None:
    pages = split((Paragraph((Bold("loud words here"),)),), length, 10)
    assert all(isinstance(span, Bold) for [block] in pages if isinstance(block, Paragraph) for span in block.spans)


def test_a_link_stays_whole() -> None:
    link = Link("here", "https://a.example")
    pages = split((Paragraph((Text("some words before it, "), link)),), length, 30)
    assert (Paragraph((link,)),) in pages


def test_a_page_for_less_than_a_character_is_an_error() -> None:
    with pytest.raises(ValueError, match="single character"):
        split((paragraph("ab"),), lambda blocks: 10 * length(blocks), 5)
