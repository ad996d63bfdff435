"""Telegram's reading of formatted and plain text, as the fake imitates it."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.telegram_entities import covered, read_plain, utf16_length
from tests.wire.telegram_html import EntityError, read_html


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>a</b>", "a", ["bold"]),
        ("<strong>a<em>b</em></strong>", "ab", ["bold", "italic"]),
        ("<u>a</u><ins>b</ins><s>c</s><del>d</del>", "abcd", ["underline"] * 2 + ["strikethrough"] * 2),
        ("<pre><code class='language-sh'>ls</code></pre>", "ls", ["pre"]),
        ("<pre>a</pre><code>b</code>", "ab", ["pre", "code"]),
        ("<blockquote expandable>a</blockquote>", "a", ["expandable_blockquote"]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", ["spoiler", "spoiler"]),
        ('<a href="https://example.org/?a=1&amp;b=2">a</a>', "a", ["text_link"]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", ["custom_emoji"]),
        ("<tg-time unix=1795000000>a</tg-time>", "a", ["date_time"]),
        (" <b> a </b> ", "a", ["bold"]),
        ("<b></b>a&#65;&#x42;&quot;", 'aAB"', []),
        ("<i>see /help@a_bot</i> and @someone", "see /help@a_bot and @someone", ["italic", "bot_command", "mention"]),
        ("<code>@someone</code>", "@someone", ["code"]),
    ],
)
def test_html_reads_as_telegram_shows_it(source: str, text: str, kinds: list[str]) -> None:
    shown = read_html(source)
    assert (shown.text, [each["type"] for each in shown.entities]) == (text, kinds)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("ü<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ü</b>", "Unexpected end tag at byte offset 2"),
        ("ü<b>a</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("ü<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("ü<b", "Unclosed start tag at byte offset 2"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a =x>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x"', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("&#xD800;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_html_is_refused_with_telegrams_reason(source: str, reason: str) -> None:
    with pytest.raises(EntityError) as refused:
        read_html(source)
    assert str(refused.value) == reason


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS)
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    shown = read_html(escape(text).replace("&#x27;", "'"))
    assert shown.text == text.strip()
    assert shown.dropped == ()


@given(TEXTS, TEXTS)
def test_an_entity_covers_its_text(before: str, inner: str) -> None:
    shown = read_html(f"x{escape(before)}<u>.{escape(inner)}.</u>y")
    [underlined] = [each for each in shown.entities if each["type"] == "underline"]
    assert covered(shown.text, underlined) == f".{inner}."


@given(st.text(st.sampled_from("<>/&;=\"' abipre#x1"), max_size=40))
def test_any_markup_is_read_or_refused(source: str) -> None:
    try:
        shown = read_html(source)
    except EntityError:
        return
    assert all(each["offset"] + each["length"] <= utf16_length(shown.text) for each in shown.entities)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/help", [("bot_command", "/help")]),
        ("👍 /help@our_bot now", [("bot_command", "/help@our_bot")]),
        ("hello @some_one!", [("mention", "@some_one")]),
        ("mail a.b@example.org", [("email", "a.b@example.org")]),
        ("see https://example.org/a?b=c.", [("url", "https://example.org/a?b=c")]),
        ("#azathioprine", [("hashtag", "#azathioprine")]),
        ("and/or 1/2 a@b", []),
    ],
)
def test_telegram_finds_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    shown: Any = read_plain(text)
    assert [(each["type"], covered(shown.text, each)) for each in shown.entities] == found
