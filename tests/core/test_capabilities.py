"""One reply, platforms that can do more or less: nothing private is ever shown to others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.actions import Action
from bot.core.capabilities import Capabilities, degrade, shorten
from bot.core.reply import Audience, Button, LinkButton, Reply, Select, Showing, Urgency
from bot.core.richtext import paragraph
from tests.scenes import GROUP, PRIVATE

ALL = Capabilities(longest_text=2000, longest_label=20, buttons_per_row=5, most_rows=5, most_options=25)
FEW = Capabilities(
    longest_text=4096, longest_label=10, buttons_per_row=2, most_rows=4, longest_button_row=12, private_replies=False
)


def door(opens: Action | None) -> Reply:
    return Reply(
        (paragraph("A note."),), ((LinkButton("Open", f"https://t.example/?start={opens and opens.payload}"),),)
    )


WITH_DOOR = replace(FEW, to_private=door)


def button(label: str, number: int = 0) -> Button:
    return Button(label, Action("faq", "show", (str(number),)))


SECRET = Reply((paragraph("Your secret."),), ((button("More"),),), outcome="secret").for_asker(
    Action("faq", "sections")
)


def test_a_private_reply_stays_where_it_is_seen_by_the_asker_alone() -> None:
    assert degrade(SECRET, ALL, GROUP) == SECRET
    assert degrade(SECRET, ALL, PRIVATE) == SECRET
    assert degrade(SECRET, WITH_DOOR, PRIVATE) == SECRET


def test_in_a_group_a_door_stands_for_it() -> None:
    shown = degrade(SECRET, WITH_DOOR, GROUP)
    assert shown.blocks == (paragraph("A note."),)
    assert shown.rows == ((LinkButton("Open", "https://t.example/?start=faq_sections"),),)
    assert shown.outcome == "secret"


def test_without_a_door_nothing_is_shown() -> None:
    shown = degrade(SECRET, FEW, GROUP)
    assert (shown.blocks, shown.rows, shown.showing) == ((), (), Showing.NOTE)
    assert shown.outcome == "secret"


@given(
    st.builds(
        Reply,
        blocks=st.just((paragraph("secret"),)),
        rows=st.sampled_from([(), ((button("secret"),),), (Select("secret", (button("secret"),)),)]),
        audience=st.just(Audience.ASKER),
        showing=st.sampled_from(Showing),
        urgency=st.sampled_from([None, *Urgency]),
        private_at=st.sampled_from([None, Action("faq", "sections")]),
    ),
    st.sampled_from([FEW, WITH_DOOR]),
)
def test_a_private_reply_never_becomes_a_public_one(reply: Reply, capabilities: Capabilities) -> None:
    shown = degrade(reply, capabilities, GROUP)
    assert shown.blocks in ((), (paragraph("A note."),))
    assert all(isinstance(button, LinkButton) for row in shown.rows if not isinstance(row, Select) for button in row)
    assert not any(isinstance(row, Select) for row in shown.rows)
    assert shown.attachments == ()
    assert shown.form is None


def test_a_public_reply_keeps_its_words() -> None:
    reply = Reply((paragraph("For all."),), urgency=Urgency.SOON, outcome="x")
    assert degrade(reply, WITH_DOOR, GROUP) == reply


def test_rows_are_wrapped_by_number_and_by_width() -> None:
    by_number = Reply(rows=((button("a"), button("b"), button("c")),))
    assert degrade(by_number, FEW, PRIVATE).rows == ((button("a"), button("b")), (button("c"),))
    by_width = Reply(rows=((button("seven77"), button("sixxx6")),))
    assert degrade(by_width, FEW, PRIVATE).rows == ((button("seven77"),), (button("sixxx6"),))


def test_too_many_rows_are_cut() -> None:
    reply = Reply(rows=tuple((button("a", number),) for number in range(9)))
    assert degrade(reply, ALL, PRIVATE).rows == reply.rows[:5]


def test_selects_stay_or_become_buttons() -> None:
    options = tuple(button(f"option number {number} is long", number) for number in range(30))
    reply = Reply(rows=(Select("Choose", options),))
    [select] = degrade(reply, ALL, PRIVATE).rows
    assert isinstance(select, Select)
    assert [option.action for option in select.options] == [option.action for option in options[:25]]
    assert all(len(option.label) <= 20 for option in select.options)
    rows = degrade(reply, FEW, PRIVATE).rows
    assert len(rows) == 4
    assert [row[0].action for row in rows if not isinstance(row, Select)] == [option.action for option in options[:4]]  # type: ignore[union-attr]


def test_link_buttons_are_shortened_too() -> None:
    link = LinkButton("A label that is long", "https://a.example")
    assert degrade(Reply(rows=((link,),)), FEW, PRIVATE).rows == ((replace(link, label="A label…"),),)


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("ten chars.", "ten chars."),
        ("eleven char", "eleven…"),
        ("abcdefghijklm", "abcdefghi…"),
        ("a bcdefghijklm", "a bcdefgh…"),
        ("one two, three", "one two…"),
    ],
)
def test_labels_are_cut_at_words(label: str, short: str) -> None:
    assert shorten(label, 10) == short


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_a_short_label_fits_and_begins_the_same(label: str, longest: int) -> None:
    short = shorten(label, longest)
    assert len(short) <= longest
    assert short == label or (short.endswith("…") and label.startswith(short[:-1]))
