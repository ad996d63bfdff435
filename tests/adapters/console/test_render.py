from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.console.render import render
from bot.core.actions import Action
from bot.core.reply import Attachment, Button, LinkButton, Reply, Select, Showing, Urgency
from bot.core.richtext import Blocks, Bold, Bullets, Link, Moment, Paragraph, Text, paragraph, parse
from bot.texts.catalogue import Texts

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ONE, TWO, THREE = (Action("faq", "show", (name,)) for name in ("one", "two", "three"))


def lines(reply: Reply, texts: Texts) -> list[str]:
    return [line.plain for line in render(reply, texts).lines]


def test_blocks(texts: Texts) -> None:
    reply = Reply(parse("**Bold** and [a link](https://a.example).\n\n- one\n- two"))
    assert lines(reply, texts) == ["Bold and a link (https://a.example).", "", "- one", "- two", ""]


def test_a_moment_is_shown_as_its_text(texts: Texts) -> None:
    at = Moment(datetime(2026, 11, 20, tzinfo=UTC), "20 November, 12:00")
    assert lines(Reply((Paragraph((Text("On "), at)),)), texts)[0] == "On 20 November, 12:00"


def test_files_are_shown_and_not_written(texts: Texts) -> None:
    file = Attachment("data.csv", "text/csv", "\ufeffa,b\r\n\x1b[2J,é\r\n".encode())
    assert lines(Reply(attachments=(file,)), texts) == ["File data.csv:", "a,b", " [2J,é", ""]


def test_of_a_picture_only_the_name_is_shown(texts: Texts) -> None:
    picture = Attachment("november.png", "image/png", b"\x89PNG")
    assert lines(Reply(attachments=(picture,)), texts) == [texts.line("console.picture", name="november.png")]


def test_choices_become_numbers(texts: Texts) -> None:
    reply = Reply(
        rows=(
            (Button("First", ONE), LinkButton("Open", "https://a.example"), Button("Second", TWO)),
            Select("Choose", (Button("Third", THREE),)),
        )
    )
    screenful = render(reply, texts)
    assert [line.plain for line in screenful.lines] == [
        "  [1] First",
        "  Open: https://a.example",
        "  [2] Second",
        "Choose:",
        "  [3] Third",
    ]
    assert screenful.choices == (ONE, TWO, THREE)


def test_a_private_reply_is_marked(texts: Texts) -> None:
    reply = Reply((paragraph("For you."),))
    assert lines(reply.for_asker(), texts) == [texts.line("private.marker"), "For you.", ""]
    assert texts.line("private.marker") not in lines(reply, texts)


def test_what_was_taken_away(texts: Texts) -> None:
    assert lines(Reply(showing=Showing.REMOVED), texts) == [texts.line("console.removed")]


def test_nothing_to_say(texts: Texts) -> None:
    assert lines(Reply(), texts) == []


@pytest.mark.parametrize(
    ("urgency", "style"), [(Urgency.EMERGENCY, "bold red"), (Urgency.SOON, "bold"), (None, "bold")]
)
def test_an_emergency_stands_out(texts: Texts, urgency: Urgency | None, style: str) -> None:
    [line, _] = render(Reply((Paragraph((Bold("Call now"),)),), urgency=urgency), texts).lines
    assert [span.style for span in line.spans] == [style]


ANY = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x07\x9b\n\r\t\u202e\u2066")))
LINE = st.lists(st.one_of(st.builds(Text, ANY), st.builds(Bold, ANY), st.builds(Link, ANY, ANY)), max_size=3).map(tuple)
BLOCKS: st.SearchStrategy[Blocks] = st.lists(
    st.one_of(st.builds(Paragraph, LINE), st.builds(Bullets, st.lists(LINE, max_size=3).map(tuple))), max_size=3
).map(tuple)


@given(BLOCKS, ANY, ANY)
def test_a_terminal_is_never_commanded(texts: Texts, blocks: Blocks, label: str, url: str) -> None:
    reply = Reply(blocks, ((Button(label, ONE), LinkButton(label, url)), Select(label, (Button(label, TWO),))))
    assert not [line.plain for line in render(reply, texts).lines if CONTROL.search(line.plain)]
