"""From a reply to Discord's messages and forms, within its limits."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.capabilities import CAPABILITIES
from bot.adapters.discord.markdown import clean, length
from bot.adapters.discord.render import Controls, render, render_form
from bot.core.actions import Action
from bot.core.capabilities import degrade
from bot.core.forms import Field, Form
from bot.core.people import Place, Platform
from bot.core.reply import Attachment, Button, LinkButton, Reply, Row, Select, Urgency
from bot.core.richtext import Block, Bold, Bullets, Link, Paragraph, Span, Text, paragraph, plain
from tests.adapters.discord.script import action, button, words

HERE = Place(Platform.DISCORD, "1")
SEND = Action("a", "send")

_TEXTS = st.text(max_size=300)
_SPANS: st.SearchStrategy[Span] = st.one_of(
    st.builds(Text, _TEXTS),
    st.builds(Bold, _TEXTS),
    st.builds(Link, _TEXTS, st.one_of(_TEXTS, st.just("https://example.org/"))),
)
_LINES = st.lists(_SPANS, min_size=1, max_size=5).map(tuple)
_BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, _LINES), st.builds(Bullets, st.lists(_LINES, min_size=1, max_size=4).map(tuple))
)
_BUTTONS = st.builds(
    Button, st.text(max_size=120), st.builds(Action, st.just("a"), st.sampled_from("bcdef")), st.booleans()
)
_LINKS = st.builds(LinkButton, st.text(max_size=120), st.just("https://example.org/"))
_ROWS: st.SearchStrategy[Row] = st.one_of(
    st.lists(st.one_of(_BUTTONS, _LINKS), max_size=7).map(tuple),
    st.builds(Select, st.text(max_size=200), st.lists(_BUTTONS, max_size=30).map(tuple)),
)
_REPLIES = st.builds(
    Reply,
    st.lists(_BLOCKS, max_size=8).map(tuple),
    st.lists(_ROWS, max_size=7).map(tuple),
    urgency=st.sampled_from([None, *Urgency]),
)


def components(reply: Reply) -> list[dict[str, Any]]:
    """The rows under the last message, as Discord gets them."""
    controls = render(reply)[-1].controls
    return [] if controls is None else controls.to_components()


@settings(max_examples=200, deadline=None)
@given(_REPLIES)
def test_any_reply_is_within_the_limits(reply: Reply) -> None:
    pages = render(degrade(reply, CAPABILITIES, HERE))
    for page in pages:
        assert length(page.content) <= 2000
        assert page.content.strip() or page.controls
    assert all(page.controls is None for page in pages[:-1])
    rows = pages[-1].controls.to_components() if pages and pages[-1].controls else []
    _check_rows(rows)


def _check_rows(rows: list[dict[str, Any]]) -> None:
    assert len(rows) <= 5
    items = [item for row in rows for item in row["components"]]
    ids = [item["custom_id"] for item in items if "custom_id" in item]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert 1 <= len(row["components"]) <= 5
    for item in items:
        if item["type"] == 2:
            assert 1 <= len(item["label"]) <= 80
        else:
            assert 1 <= len(item["placeholder"]) <= 150
            assert 1 <= len(item["options"]) <= 25
            values = [option["value"] for option in item["options"]]
            assert len(values) == len(set(values))
            assert all(1 <= len(option["label"]) <= 100 for option in item["options"])


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab *_é💊\n", max_size=3000), min_size=1, max_size=4))
def test_no_word_is_lost_by_splitting(texts: list[str]) -> None:
    blocks = tuple(paragraph(text) for text in texts)
    shown = "".join(page.content for page in render(Reply(blocks))).replace("\\", "")
    assert "".join(shown.split()) == "".join(clean(plain(blocks)).split())


def test_pages() -> None:
    reply = Reply(tuple(paragraph("word " * 150) for _ in range(4)), ((button("More", "a:b"),),))
    pages = render(reply)
    assert [page.content.count("word") for page in pages] == [300, 300]
    assert [page.controls is not None for page in pages] == [False, True]


def test_nothing_to_show() -> None:
    assert render(Reply()) == ()
    assert render(Reply((paragraph(" \n "),), ((),))) == ()


def test_controls_or_a_file_alone() -> None:
    assert [page.content for page in render(Reply(rows=((button("More", "a:b"),),)))] == [""]
    file = Attachment("a.csv", "text/csv", b"x")
    assert render(Reply(attachments=(file,)))[0].attachments == (file,)


def test_buttons() -> None:
    row = (button("More", "a:more"), button("Helpful", "a:helpful", quiet=True))
    link = (LinkButton("Page", "https://example.org/"), LinkButton("Too long", "https://" + "a" * 600))
    first, second = components(Reply(words("x"), (row, link)))
    shown = [(one["label"], one["custom_id"], one["style"]) for one in first["components"]]
    assert shown == [("More", "a:more", 1), ("Helpful", "a:helpful", 2)]
    assert [(one["label"], one["url"]) for one in second["components"]] == [("Page", "https://example.org/")]


def test_code_stands_once_in_a_message() -> None:
    rows = ((button("More", "a:b"), button("Again", "a:b")), (button("Once more", "a:b"),))
    (row,) = components(Reply(words("x"), rows))
    assert [one["label"] for one in row["components"]] == ["More"]


def test_menu() -> None:
    select = Select("Choose a topic", (button("One", "a:1"), button("Two", "a:2"), button("Two", "a:2")))
    back = (button("Back", "a:back"),)
    first, second = components(Reply(words("x"), (select, back)))
    (menu,) = first["components"]
    assert menu["placeholder"] == "Choose a topic"
    assert [(one["label"], one["value"]) for one in menu["options"]] == [("One", "a:1"), ("Two", "a:2")]
    assert [one["label"] for one in second["components"]] == ["Back"]


def test_emergency_begins_with_a_heading() -> None:
    reply = Reply(words("Call now."), urgency=Urgency.EMERGENCY)
    assert render(reply)[0].content == "## Call now."
    assert render(Reply(words("Call soon."), urgency=Urgency.SOON))[0].content == "Call soon."
    points = Reply((Bullets(((Text("Call now."),),)),), urgency=Urgency.EMERGENCY)
    assert render(points)[0].content == "- Call now."


def test_a_long_first_paragraph_is_no_heading() -> None:
    warm = Reply(words("I am glad that you said this. " * 5), urgency=Urgency.EMERGENCY)
    assert render(warm)[0].content.startswith("I am glad")
    long = Reply(words("word " * 420), urgency=Urgency.EMERGENCY)
    assert all(length(page.content) <= 2000 for page in render(long))


def test_nothing_listens_for_a_press() -> None:
    assert Controls().is_finished()
    assert render_form(Form("t", (Field("a", "b"),), SEND)).is_finished()


def test_form() -> None:
    fields = (
        Field("question", "Your question", "No names", longest=500, several_lines=True),
        Field("more", "What " + "else " * 12, longest=9000, optional=True),
    )
    form = render_form(Form("A title that is rather long for such a window", fields, SEND)).to_dict()
    assert form["custom_id"] == "a:send"
    assert form["title"] == "A title that is rather long for such a window"
    first, second = form["components"]
    assert first["label"] == "Your question"
    assert "description" not in first
    box = first["component"]
    assert (box["custom_id"], box["style"], box["placeholder"]) == ("question", 2, "No names")
    assert (box["max_length"], box["required"]) == (500, True)
    assert len(second["label"]) <= 45
    assert second["description"].startswith("What else")
    assert (second["component"]["max_length"], second["component"]["required"]) == (4000, False)


@pytest.mark.parametrize(("count", "parts"), [(1, 2), (4, 5), (5, 5)])
def test_words_before_a_form(count: int, parts: int) -> None:
    fields = tuple(Field(f"f{number}", "Label") for number in range(count))
    form = render_form(Form("Title", fields, SEND), words("*Read* this."))
    assert len(form.children) == parts
    if parts > count:
        assert isinstance(form.children[0], discord.ui.TextDisplay)
        assert form.children[0].content == "\\*Read\\* this."


def test_page_shows_no_words_in_its_repr() -> None:
    assert "secret" not in repr(render(Reply(words("my secret"), ((button("x", "a:b"),),))))


def test_actions_are_read_as_they_were_written() -> None:
    assert action("a:b:c").code == "a:b:c"
