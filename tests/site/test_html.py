from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.site.html import Markup, element, join
from tests.site.reading import Page

# What HTML itself changes when it is read: line ends, and characters that it does not allow.
ANY = st.text(st.characters(blacklist_categories=("Cc", "Cs")))


def test_an_element() -> None:
    made = element("a", "b & c", element("strong", "<d>"), href='?a="1"&b', class_="x", aria_label="y")
    expected = '<a href="?a=&quot;1&quot;&amp;b" class="x" aria-label="y">b &amp; c<strong>&lt;d&gt;</strong></a>'
    assert made == Markup(expected)


def test_attributes_without_a_value() -> None:
    assert element("input", hidden=True, disabled=False).html == "<input hidden>"


def test_parts_one_after_the_other() -> None:
    assert join(("<", element("b", ">"), "&")).html == "&lt;<b>&gt;</b>&amp;"


@given(ANY, ANY)
def test_no_text_becomes_a_tag(words: str, value: str) -> None:
    page = Page(element("span", words, title=value).html)
    [made] = page.elements
    assert made.words == words
    assert made.attributes == {"title": value}
