"""Markup is read once; what people typed is never read as markup."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.richtext import (
    Block,
    Bold,
    Bullets,
    Link,
    Moment,
    Paragraph,
    Span,
    Text,
    fill,
    fill_plain,
    paragraph,
    parse,
    parse_line,
    placeholders,
    plain,
    plain_line,
)

PIECES = [*"ab*[]()-{}_# \n\t<>&@:/.h", "**", "- ", "[a](https://b.c)", "{name}"]
MARKUP = st.lists(st.sampled_from(PIECES)).map("".join)


def spans_of(blocks: tuple[Block, ...]) -> list[Span]:
    lines = [line for block in blocks for line in ([block.spans] if isinstance(block, Paragraph) else block.items)]
    return [span for line in lines for span in line]


def test_paragraphs_and_lists() -> None:
    assert parse("One\nline.\n\nTwo:\n- a\n- b\n  goes on\n\n  \nEnd.") == (
        Paragraph((Text("One line."),)),
        Paragraph((Text("Two:"),)),
        Bullets(((Text("a"),), (Text("b goes on"),))),
        Paragraph((Text("End."),)),
    )


@pytest.mark.parametrize("markup", ["", "  ", "\n\n \n"])
def test_nothing(markup: str) -> None:
    assert parse(markup) == ()


def test_spans() -> None:
    assert parse_line("Take **great care** and [read this](https://a.example/b?c=d#e).") == (
        Text("Take "),
        Bold("great care"),
        Text(" and "),
        Link("read this", "https://a.example/b?c=d#e"),
        Text("."),
    )


@pytest.mark.parametrize(
    "words",
    ["a * b ** c", "[x](javascript:alert)", "[x](ftp://a)", "[x] (https://a.b)", "#", "1. a", "-a", "_a_ `b`", "<b>"],
)
def test_what_is_no_markup_is_text(words: str) -> None:
    assert parse(words) == (Paragraph((Text(words),)),)


def test_placeholders_are_named() -> None:
    assert placeholders("{a} **{b_c}** [{d}](https://e.f) {G} {} { h }") == {"a", "b_c", "d"}


def test_filling() -> None:
    blocks = parse("Hello {who}, **{who}** and [{who}](https://a.b)\n\n- {who}!")
    assert fill(blocks, {"who": "Ann"}) == (
        Paragraph((Text("Hello "), Text("Ann"), Text(", "), Bold("Ann"), Text(" and "), Link("Ann", "https://a.b"))),
        Bullets(((Text("Ann"), Text("!")),)),
    )


def test_filling_with_spans() -> None:
    link = Link("here", "https://a.b")
    at = Moment(datetime(2026, 11, 20, tzinfo=UTC), "20 November")
    assert fill(parse("Go {where} at {when}"), {"where": link, "when": at}) == (
        Paragraph((Text("Go "), link, Text(" at "), at)),
    )
    assert fill(parse("[{where}](https://x.y)"), {"where": link}) == (Paragraph((Link("here", "https://x.y"),)),)


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill(parse("{who}"), {})
    with pytest.raises(KeyError):
        fill_plain("{who}", {})


@given(st.one_of(st.text(min_size=1), MARKUP.filter(bool)))
def test_values_are_never_read_as_markup(value: str) -> None:
    assert fill(parse("{value}"), {"value": value}) == (Paragraph((Text(value),)),)
    assert fill(parse("**{value}**"), {"value": value}) == (Paragraph((Bold(value),)),)
    assert fill_plain("<{value}>", {"value": value}) == f"<{value}>"
    assert paragraph(value) == Paragraph((Text(value),))


@given(st.one_of(st.text(), MARKUP))
def test_plain_keeps_every_letter_in_order(markup: str) -> None:
    letters = [character for character in markup if character.isalnum()]
    assert [character for character in plain(parse(markup)) if character.isalnum()] == letters


@given(st.one_of(st.text(), MARKUP))
def test_links_lead_to_web_addresses_alone(markup: str) -> None:
    links = [span for span in spans_of(parse(markup)) if isinstance(span, Link)]
    assert all(link.url.startswith(("https://", "http://")) and not set(link.url) & set(" \n\t()") for link in links)


def test_plain() -> None:
    assert plain(parse("**A** [b](https://c.d)\n\n- e\n- f")) == "A b (https://c.d)\n\n- e\n- f"
    at = Moment(datetime(2026, 11, 20, tzinfo=UTC), "20 November")
    assert plain_line((Text("on "), at)) == "on 20 November"


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        Moment(datetime(2026, 11, 20), "x")  # noqa: DTZ001


def test_repr_shows_no_words() -> None:
    shown = repr(parse("secret **secret** [secret](https://secret.example)\n\n- secret"))
    assert "secret" not in shown
