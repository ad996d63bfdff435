"""Nothing that a person typed may become formatting, a link or a ping."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.adapters.discord.markdown import clean, clean_line, escape, length, markdown
from bot.core.richtext import Bold, Bullets, Link, Moment, Paragraph, Span, Text, paragraph, parse

# What Discord's app reads as more than words, to be looked for when escaped characters have been covered up.
_ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
_READ_AS_MORE = (
    r"[*_~`|]",  # bold, italics, underline, struck, code, spoiler
    r"(?m)^\s*(?:-|\+|\d+[.)])(?:\s|#|$)",  # list, small print
    r"(?m)^\s*#{1,3}",  # heading
    r"(?m)^\s*>",  # quote
    r"[\[\]<>]",  # link, mention, time, emoji, command
    r"@(?:everyone|here|[!&]?\d)",
    r"[a-z]+://",  # address
    r":[\w+-]+:",  # emoji by name
    r"\\",
)

_BITS = st.sampled_from(
    [
        *"*_~`|<>[]()#-+.@:\\\n \t!&1x\u200b\u2028\r\x00\u202e",
        "https://evil.example",
        "[words](https://evil.example)",
        "@everyone",
        "<@123456789012345678>",
        "<t:1:R>",
        ":pill:",
        "\n1. ",
        "\n- ",
        "\n-# ",
        "\n# ",
        "\n>>> ",
        "```",
        "||",
        "é",
        "💊",
        "word",
    ]
)
_WILD = st.one_of(st.text(), st.lists(_BITS, max_size=30).map("".join))


def _covered(written: str) -> str:
    return _ESCAPED.sub("·", written)


@given(_WILD)
def test_escaped_text_is_only_text(text: str) -> None:
    covered = _covered(escape(text))
    for pattern in _READ_AS_MORE:
        assert re.search(pattern, covered, re.IGNORECASE) is None


@given(_WILD)
def test_nothing_is_lost_by_escaping(text: str) -> None:
    shown = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape(text))
    assert shown.replace("@\u200b", "@") == clean(text).replace("@\u200b", "@")


@given(_WILD)
def test_another_reader_sees_only_text(text: str) -> None:
    # Without what Discord has not: indented code, entities, underlined headings, references.
    reader = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    reader.disable(["code", "entity", "lheading", "reference"])
    tokens = [token for block in reader.parse(escape(text)) for token in (block, *(block.children or ()))]
    kinds = {token.type for token in tokens}
    paragraphs = {"paragraph_open", "paragraph_close", "inline"}
    assert kinds <= paragraphs | {"text", "text_special", "softbreak", "hardbreak"}
    shown = "".join(token.content for token in tokens if token.type.startswith("text"))
    assert "".join(shown.replace("\u200b", "").split()) == "".join(clean(text).replace("\u200b", "").split())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, 8:00 a.m. - well (really)", "plain words, 8:00 a.m. - well (really)"),
        ("*a* _b_ ~~c~~ `d` ||e||", r"\*a\* \_b\_ \~\~c\~\~ \`d\` \|\|e\|\|"),
        ("<@12> <#34> <t:5:R> <:pill:6>", "\\<@\u200b12\\> \\<\\#34\\> \\<t\\:5:R\\> \\<\\:pill:6\\>"),
        ("[a](https://b)", r"\[a\](https\://b)"),
        ("@everyone and @Here, me@example.org", "@\u200beveryone and @\u200bHere, me@example.org"),
        ("1. one\n  2) two\n- three\n -# four", "1\\. one\n  2\\) two\n\\- three\n \\-\\# four"),
        ("# big\n> said\n>>> more", "\\# big\n\\> said\n\\>\\>\\> more"),
        ("back\\slash", "back\\\\slash"),
        (":pill: at 8:00:30", r"\:pill: at 8\:00:30"),
        ("a\r\nb\u2028c\x00\u202e\td", "a\nb\nc d"),
        ("half a \ud83d character", "half a  character"),
    ],
)
def test_escaping(text: str, written: str) -> None:
    assert escape(text) == written


def test_blocks() -> None:
    blocks = parse("**First.** Then [the page](https://example.org/a).\n\n- one\n- two *three*\n\nlast")
    assert markdown(blocks) == (
        "**First.** Then [the page](<https://example.org/a>).\n\n- one\n- two \\*three\\*\n\nlast"
    )


def test_link() -> None:
    link = Link("the [old] page*", "https://example.org/a(b)?c=d")
    assert markdown((Paragraph((link,)),)) == r"[the (old) page\*](<https://example.org/a%28b%29?c=d>)"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a b",
        "https://a>b",
        "https://a\nb",
        "https://a\\b",
        "http://" + "a" * 600,
    ],
)
def test_address_that_is_none_is_left_out(url: str) -> None:
    assert markdown((Paragraph((Link("words", url),)),)) == "words"


def test_moment() -> None:
    moment = Moment(datetime(2026, 11, 26, 19, tzinfo=UTC), "Thursday")
    assert markdown((paragraph("On ", moment, "."),)) == "On <t:1795719600:F>."


@pytest.mark.parametrize(
    ("spans", "written"),
    [
        ((Text("@"), Text("everyone")), "@\u200beveryone"),
        ((Text("1"), Text(". one")), "1\\. one"),
        ((Text("http"), Text("://b")), "http\\://b"),
        ((Bold("a"), Bold("b")), "**ab**"),
        ((Bold("a*"), Text("*b")), "**a\\***\\*b"),
        ((Bold("  "), Text("b")), "b"),
        ((Bold(""), Text("")), ""),
    ],
)
def test_neighbours(spans: tuple[Span, ...], written: str) -> None:
    assert markdown((Paragraph(spans),)) == written


def test_points_hold_their_lines_together() -> None:
    assert markdown((Bullets(((Text("a\nb"),), (Text(" "),), (Text("# c"),))),)) == "- a\n  b\n- \\# c"


def test_length_counts_as_discord_does_at_most() -> None:
    assert length("a💊") == 3


@given(_WILD, st.integers(1, 100))
def test_labels(text: str, longest: int) -> None:
    label = clean_line(text, longest)
    assert 1 <= len(label) <= longest
    assert "\n" not in label
