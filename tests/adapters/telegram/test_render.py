"""What leaves for Telegram: formatted, within limits, and with nothing in it that somebody else decided."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from bot.adapters.telegram.capabilities import capabilities
from bot.adapters.telegram.render import LONGEST_NOTE, LONGEST_TEXT, MOST_BUTTONS, Page, note, render, utf16_length
from bot.core.actions import Action
from bot.core.capabilities import degrade
from bot.core.people import Place, PlaceKind, Platform
from bot.core.reply import Button, LinkButton, Reply, Row, Select
from bot.core.richtext import Block, Bold, Bullets, Link, Moment, Paragraph, Span, Text, paragraph, parse
from bot.texts.catalogue import load_texts
from tests.wire.telegram_entities import covered
from tests.wire.telegram_html import read_html

SHOW = Action("faq", "show", ("a",))
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def html(*blocks: Block) -> str:
    (page,) = render(Reply(blocks))
    return page.html


def buttons(*rows: Row) -> list[list[InlineKeyboardButton]]:
    (page,) = render(Reply((paragraph("Choose"),), rows))
    assert page.keyboard is not None
    return [list(row) for row in page.keyboard.inline_keyboard]


def test_markup_becomes_html() -> None:
    blocks = parse("**Call** now.\n\n- one\n- [two](https://example.org/?a=1&b=2)")
    assert html(*blocks) == ('<b>Call</b> now.\n\n• one\n• <a href="https://example.org/?a=1&amp;b=2">two</a>')


def test_plain_words_are_escaped() -> None:
    assert html(paragraph('<b>5 & 6 > "4"</b>')) == "&lt;b&gt;5 &amp; 6 &gt; &quot;4&quot;&lt;/b&gt;"


def test_moment_is_shown_in_the_zone_of_each_reader() -> None:
    moment = Moment(NOON, "Thu 26 Nov, 12:00 (London)")
    assert html(Paragraph((moment,))) == (
        '<tg-time unix="1795694400" format="wDT">Thu 26 Nov, 12:00 (London)</tg-time>'
    )


def test_moment_that_telegram_does_not_know_is_shown_as_its_words() -> None:
    assert html(Paragraph((Moment(datetime(1969, 1, 1, tzinfo=UTC), "long ago"),))) == "long ago"
    assert html(Paragraph((Moment(datetime(2040, 1, 1, tzinfo=UTC), "one day"),))) == "one day"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "tg://user?id=1", "https://localhost/x", "https://example.org/a b", ""]
)
def test_link_that_telegram_would_drop_is_shown_as_its_words(address: str) -> None:
    assert html(Paragraph((Link("here", address),))) == "here"


@pytest.mark.parametrize("text", ["@anna", "Hello @anna!", "(@anna", "x.@anna", "\n@anna", "@@anna"])
def test_nobody_is_called_by_a_mention(text: str) -> None:
    shown = read_html(html(paragraph(text)))
    assert [each for each in shown.entities if each["type"] == "mention"] == []
    assert shown.text.replace("\u2060", "") == text.strip()


def test_mention_cannot_be_put_together_from_two_spans() -> None:
    assert "@anna" not in read_html(html(Paragraph((Text("Hello @"), Bold("anna"))))).text


def test_mail_address_stays_as_it_is() -> None:
    assert html(paragraph("Write to help@example.org.")) == "Write to help@example.org."


def test_what_controls_the_screen_is_taken_out() -> None:
    assert html(paragraph("a\x00b\u202ec\ud800d\te")) == "a b c d e"


def test_plain_form_has_the_words_and_the_addresses() -> None:
    (page,) = render(Reply(parse("**Call** @anna\n\n- [two](https://example.org/)")))
    assert page.plain == "Call @\u2060anna\n\n- two (https://example.org/)"


def test_plain_form_leaves_out_addresses_that_do_not_fit() -> None:
    links = Paragraph(tuple(Link("source ", f"https://example.org/{'x' * 90}") for _ in range(60)))
    (page,) = render(Reply((links,)))
    assert page.plain == "source " * 60


def test_long_text_is_split_at_paragraphs_with_the_buttons_under_the_last_page() -> None:
    blocks = tuple(paragraph(f"{number} " + "word " * 200) for number in range(9))
    pages = render(Reply(blocks, ((Button("More", SHOW),),)))
    assert len(pages) == 3
    assert [page.keyboard is not None for page in pages] == [False, False, True]
    assert "\n\n".join(page.html for page in pages) == "\n\n".join(block.spans[0].text for block in blocks)


def test_length_is_counted_as_telegram_counts_it() -> None:
    assert utf16_length("a😀") == 3
    pages = render(Reply((paragraph("😀" * 3000),)))
    assert [utf16_length(page.plain) <= LONGEST_TEXT for page in pages] == [True] * len(pages)
    assert len(pages) >= 2


def test_tags_do_not_count() -> None:
    spans = tuple(Link("x", f"https://example.org/{number}") for number in range(LONGEST_TEXT))
    assert len(render(Reply((Paragraph(spans),)))) == 1


def test_buttons_carry_their_code_or_their_address() -> None:
    more, leaflet = Button("More", SHOW), LinkButton("Leaflet", "https://example.org/")
    ((first, second),) = buttons((more, leaflet))
    assert (first.text, first.callback_data) == ("More", "faq:show:a")
    assert (second.text, second.url) == ("Leaflet", "https://example.org/")


def test_select_becomes_one_button_a_row() -> None:
    options = tuple(Button(f"Question {number}", SHOW) for number in range(3))
    assert [[each.text for each in row] for row in buttons(Select("Choose", options))] == [
        ["Question 0"],
        ["Question 1"],
        ["Question 2"],
    ]


def test_button_that_cannot_be_shown_is_left_out_or_gets_a_label() -> None:
    ((only,),) = buttons((Button(" \x00", SHOW), LinkButton("Bad", "javascript:alert(1)")))
    assert only.text == "…"


def test_there_are_never_more_buttons_than_telegram_takes() -> None:
    rows = tuple((Button("A", SHOW), Button("B", SHOW), Button("C", SHOW)) for _ in range(40))
    assert sum(len(row) for row in buttons(*rows)) == MOST_BUTTONS


def test_nothing_to_say_is_no_message() -> None:
    assert render(Reply()) == ()
    assert render(Reply((paragraph("  \n "),))) == ()


def test_buttons_alone_get_something_to_stand_under() -> None:
    (page,) = render(Reply((), ((Button("More", SHOW),),)))
    assert page.html == "…"
    assert page.keyboard is not None


def test_note_is_one_short_plain_line() -> None:
    assert note(parse("**Thank** you.\n\n- Counted")) == "Thank you. - Counted"
    assert len(note((paragraph("word " * 100),))) <= LONGEST_NOTE
    assert utf16_length(note((paragraph("😀" * 300),))) <= LONGEST_NOTE


def test_page_shows_nothing_of_what_it_holds() -> None:
    assert "secret" not in repr(render(Reply((paragraph("secret"),))))


NASTY = st.sampled_from(
    ["<b>", "</b>", "&lt;", "&", '"', "@anna", "/start", "[x](https://e.org)", "**", "tg://user?id=1", "😀", "\u202e",
     "\x00", "\ud800", "<a href='tg://user?id=1'>x</a>", "@", "\n", "e\u0301"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.text(max_size=30), NASTY), max_size=12).map("".join)
SPANS = st.one_of(
    TEXTS.map(Text),
    TEXTS.map(Bold),
    st.builds(Link, TEXTS, st.one_of(TEXTS, TEXTS.map(lambda text: f"https://example.org/{text}"))),
    st.builds(Moment, st.datetimes(timezones=st.just(UTC)), TEXTS),
)
LINES = st.lists(SPANS, min_size=1, max_size=5).map(tuple)
BLOCKS = st.one_of(
    LINES.map(Paragraph), st.lists(LINES, min_size=1, max_size=4).map(lambda items: Bullets(tuple(items)))
)


def seen(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)


@given(st.lists(BLOCKS, max_size=6).map(tuple))
def test_any_reply_is_good_html_that_shows_its_words_and_rings_nobody(blocks: tuple[Block, ...]) -> None:
    pages = render(Reply(blocks))
    shown = [read_html(page.html) for page in pages]
    for page, each in zip(pages, shown, strict=True):
        assert each.dropped == ()
        assert each.text
        assert utf16_length(each.text) <= LONGEST_TEXT
        kinds = {entity["type"] for entity in each.entities}
        assert "mention" not in kinds
        assert not any(entity.get("url", "").startswith("tg:") for entity in each.entities)
        page.html.encode()
        page.plain.encode()
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", page.html)
    lines = [line for block in blocks for line in ([block.spans] if isinstance(block, Paragraph) else block.items)]
    wanted = [letter for line in lines for letter in seen(line) if letter.isalnum()]
    assert [letter for each in shown for letter in each.text if letter.isalnum()] == wanted


@given(st.integers(min_value=0, max_value=12_000), st.sampled_from(["word ", "w", "😀", "<&>", "@a "]))
def test_any_length_is_sent_in_full(count: int, unit: str) -> None:
    pages = render(Reply((paragraph(unit * count), paragraph("end"))))
    shown = [read_html(page.html).text for page in pages]
    assert all(0 < utf16_length(text) <= LONGEST_TEXT for text in shown)
    together = "".join(shown).replace("\u2060", "").replace(" ", "").replace("\n", "")
    assert together == (unit * count + "end").replace(" ", "")


@given(
    st.lists(
        st.one_of(TEXTS.map(lambda text: Button(text, SHOW)), TEXTS.map(lambda text: LinkButton(text, text))),
        min_size=1,
        max_size=9,
    )
)
def test_any_buttons_make_a_keyboard_that_telegram_takes(row: list[Button | LinkButton]) -> None:
    place = Place(Platform.TELEGRAM, "1", PlaceKind.PRIVATE)
    reply = degrade(Reply((paragraph("x"),), (tuple(row),)), capabilities(load_texts("en"), "bot"), place)
    (page,) = render(reply)
    keyboard = page.keyboard.inline_keyboard if page.keyboard else ()
    assert all(1 <= len(each) <= 3 for each in keyboard)
    assert all(each.text.strip() and len(each.text) <= 60 for line in keyboard for each in line)


def test_fallback_of_a_page_never_has_tags() -> None:
    (page,) = render(Reply(parse("**bold** and <i>")))
    assert isinstance(page, Page)
    assert page.plain == "bold and <i>"
    bold = read_html(page.html).entities[0]
    assert covered("bold and <i>", bold) == "bold"
