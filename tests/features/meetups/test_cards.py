"""Cards: what they say, and that each is one message on every platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.console.render import render as render_console
from bot.adapters.discord.capabilities import CAPABILITIES
from bot.adapters.discord.render import render as render_discord
from bot.adapters.telegram.capabilities import capabilities
from bot.adapters.telegram.render import LONGEST_TEXT, utf16_length
from bot.adapters.telegram.render import render as render_telegram
from bot.conversation.times.values import EveryWeeks, MonthDay, MonthWeekday, OnWeekdays
from bot.core.capabilities import degrade
from bot.core.people import Platform
from bot.core.reply import Button, LinkButton, Reply
from bot.core.richtext import Bold, Link, Moment, Paragraph, plain
from bot.features.meetups.attending import Answer, Attendee, Remind
from bot.features.meetups.cards import LONGEST_CARD, Cards
from bot.features.meetups.describing import duration_in_words, head_count, host_of
from bot.features.meetups.meetup import (
    LONGEST_ADDRESS,
    LONGEST_LINK,
    LONGEST_PLACE,
    LONGEST_TITLE,
    Content,
    Counts,
    Meetup,
    MeetupDate,
    Series,
    Status,
    Where,
)
from bot.features.meetups.meetup import (
    LONGEST_TEXT as LONGEST_DESCRIPTION,
)
from bot.texts.catalogue import Texts, load_texts
from tests.features.meetups.club import CONTENT, LINK, at
from tests.scenes import GROUP, NOW

TEXTS = load_texts("en")
CARDS = Cards(TEXTS)
MANY = Counts(500, 120, 80, 40)


def meetup_of(content: Content = CONTENT, **changes: object) -> Meetup:
    first, clock = date(2026, 11, 26), time(19)
    meetup = Meetup("a" * 32, "b" * 32, content, "Europe/London", first, clock, None, (), NOW, NOW)
    return replace(meetup, **changes)  # type: ignore[arg-type]


def date_of(**changes: object) -> MeetupDate:
    local = at(26, 19).replace(tzinfo=None)
    on = MeetupDate("c" * 32, "a" * 32, local, at(26, 19), at(26, 20))
    return replace(on, **changes)  # type: ignore[arg-type]


def labels(reply: Reply) -> list[str]:
    return [one.label for row in reply.rows if isinstance(row, tuple) for one in row]


def test_all_that_it_says() -> None:
    content = replace(CONTENT, seats=10, closes_before=timedelta(hours=1))
    card = CARDS.card(meetup_of(content, series=Series(MonthWeekday(4, 3))), date_of(), Counts(7, 2), NOW)
    assert plain(card.blocks).split("\n\n") == [
        "Tea and talk",
        "Thu 26 Nov, 19:00 (London), 1 h",
        "On the fourth Thursday of every month",
        "Blue Café, 1 High Street",
        "You get the link when you say that you are going.",
        "Bring a cup.",
        "7 coming, 2 maybe · 3 places left",
        "Please answer by Thu 26 Nov, 18:00 (London).",
    ]
    answers = ["Going", "Maybe", "Can't", "+1"]
    assert labels(card) == [*answers, "Remind me", "Add to calendar", "Ask the organiser", "Map"]


def test_every_reader_sees_their_own_time() -> None:
    card = CARDS.card(meetup_of(), date_of(), Counts(), NOW)
    spans = [span for block in card.blocks if isinstance(block, Paragraph) for span in block.spans]
    assert Moment(at(26, 19), "Thu 26 Nov, 19:00 (London)") in spans


def test_far_away_it_says_the_year() -> None:
    on = date_of(starts_at=at(26, 19) + timedelta(365), ends_at=at(26, 20) + timedelta(365))
    assert "Fri 26 Nov 2027, 19:00 (London)" in plain(CARDS.card(meetup_of(), on, Counts(), NOW).blocks)


@pytest.mark.parametrize(
    ("repeat", "said"),
    [
        (OnWeekdays(frozenset({1})), "Every Tuesday"),
        (EveryWeeks(2, frozenset({3})), "Every 2 weeks on a Thursday"),
        (MonthDay(31), "Every month on the 31st, or the last day of a shorter month"),
        (MonthWeekday(2, 1), "On the second Tuesday of every month"),
    ],
)
def test_a_series(repeat: object, said: str) -> None:
    meetup = meetup_of(series=Series(repeat))  # type: ignore[arg-type]
    assert said in plain(CARDS.card(meetup, date_of(), Counts(), NOW).blocks)
    ends = meetup_of(series=Series(repeat, date(2027, 1, 31)))  # type: ignore[arg-type]
    assert f"{said}, until 31 January 2027" in plain(CARDS.card(ends, date_of(), Counts(), NOW).blocks)


@pytest.mark.parametrize(
    ("counts", "seats", "said"),
    [
        (Counts(), None, "Nobody has answered yet"),
        (Counts(cannot=3), None, "Nobody has answered yet"),
        (Counts(maybe=1), None, "0 coming, 1 maybe"),
        (Counts(1), 2, "1 coming · 1 place left"),
        (Counts(10, waiting=4), 10, "10 coming · full · 4 waiting"),
        (Counts(10), 10, "10 coming · full"),
        (Counts(9, waiting=2), 10, "9 coming · 1 place left · 2 waiting"),
        (Counts(12, 1), 10, "12 coming, 1 maybe · full"),
    ],
)
def test_head_count(counts: Counts, seats: int | None, said: str) -> None:
    assert head_count(counts, seats, TEXTS) == said


def test_durations() -> None:
    said = [duration_in_words(timedelta(minutes=minutes), TEXTS) for minutes in (5, 60, 90, 24 * 60, 25 * 60 + 1)]
    assert said == ["5 min", "1 h", "1 h 30 min", "1 d", "1 d 1 h 1 min"]


def test_an_open_link_is_shown_with_where_it_leads() -> None:
    content = replace(CONTENT, where=Where(link=LINK, link_hidden=False))
    card = CARDS.card(meetup_of(content), date_of(), Counts(), NOW)
    links = [span for block in card.blocks if isinstance(block, Paragraph) for span in block.spans]
    assert Link("meet.example.org", LINK) in links
    assert host_of("https://[broken") == "https://[broken"


def test_cancelled_moved_and_over() -> None:
    cancelled = CARDS.card(meetup_of(), date_of(status=Status.CANCELLED), MANY, NOW)
    assert plain(cancelled.blocks).endswith("Cancelled. This meet-up will not take place.")
    assert cancelled == CARDS.card(meetup_of(status=Status.CANCELLED), date_of(), MANY, NOW)
    over = CARDS.card(meetup_of(), date_of(), MANY, at(26, 20))
    assert plain(over.blocks).endswith("This meet-up is over. 500 said yes.")
    assert (cancelled.rows, over.rows) == ((), ())
    moved = CARDS.card(meetup_of(), date_of(moved=True, starts_at=at(27, 19), ends_at=at(27, 20)), MANY, NOW)
    assert "Fri 27 Nov, 19:00 (London)" in plain(moved.blocks)
    assert "Moved. It was planned for Thu 26 Nov, 19:00." in plain(moved.blocks)


def test_nobody_to_ask() -> None:
    assert "Ask the organiser" not in labels(CARDS.card(meetup_of(organiser_id=None), date_of(), MANY, NOW))
    assert "Ask the organiser" not in labels(CARDS.card(meetup_of(replace(CONTENT, asks=False)), date_of(), MANY, NOW))


def test_a_long_text_is_cut_at_a_word_and_read_behind_a_button() -> None:
    where = Where("@" * 100, "#" * 200, link="https://e.org/" + "x" * 280, link_hidden=False)
    content = replace(CONTENT, text="never ending story " * 52, where=where, title="*" * 100)
    card = CARDS.card(meetup_of(content), date_of(), Counts(), NOW)
    cut = next(block for block in plain(card.blocks).split("\n\n") if block.startswith("never"))
    assert cut.endswith(("never…", "ending…", "story…"))
    assert "More" in labels(card)
    assert content.text.strip() in plain(CARDS.words(meetup_of(content), date_of()).blocks)
    tall = replace(CONTENT, text="line\n" * 100)
    assert plain(CARDS.card(meetup_of(tall), date_of(), Counts(), NOW).blocks).count("line\n") < 20


def test_the_preview_names_the_buttons() -> None:
    shown = plain(CARDS.preview(meetup_of(), date_of(), Counts(), NOW))
    assert shown.startswith(plain(CARDS.card(meetup_of(), date_of(), Counts(), NOW).blocks))
    assert shown.endswith(
        "Below it: [Going] [Maybe] [Can't] [+1] [Remind me] [Add to calendar] [Ask the organiser] [Map]"
    )


def test_the_terminal() -> None:
    shown = render_console(CARDS.card(meetup_of(), date_of(), MANY, NOW), TEXTS)
    assert "Thu 26 Nov, 19:00 (London), 1 h" in "\n".join(map(str, shown.lines))


def test_for_one_person() -> None:
    mine = Attendee("me", Answer.GOING, 1, NOW, Platform.DISCORD, remind=Remind.DAY)
    shown = CARDS.details(meetup_of(), date_of(), MANY, mine, 0, NOW)
    assert LINK in plain(shown.blocks)
    assert "You are going." in plain(shown.blocks)
    assert "I will remind you a day before." in plain(shown.blocks)
    waits = CARDS.details(meetup_of(), date_of(), MANY, replace(mine, waits=True, guests=1), 7, NOW)
    assert "number 7, for two places" in plain(waits.blocks)
    assert LINK not in plain(waits.blocks)
    over = CARDS.details(meetup_of(), date_of(), MANY, mine, 0, at(27))
    assert labels(over) == ["All meet-ups"]


def test_codes_fit() -> None:
    mine = Attendee("me", Answer.GOING, 1, NOW, Platform.DISCORD)
    for reply in (
        CARDS.card(meetup_of(), date_of(), MANY, NOW),
        CARDS.details(meetup_of(), date_of(), MANY, mine, 0, NOW),
    ):
        buttons = [one for row in reply.rows if isinstance(row, tuple) for one in row]
        codes = [one.action.code for one in buttons if isinstance(one, Button)]
        assert all(len(code) <= 64 for code in codes)
        assert len(set(codes)) == len(codes)
        assert sum(isinstance(one, LinkButton) for one in buttons) == 1


NASTY = st.text(
    st.one_of(st.sampled_from("*_~`|<>[]()#@\\-+.:/ \n\t&\"'é😀\u202e\u200b1a"), st.characters(codec="utf-8")),
)


def long(most: int) -> st.SearchStrategy[str]:
    """Texts of every length up to the longest, of characters that have to be escaped."""
    repeated = st.builds(
        lambda text, length: (text * (length // len(text) + 1))[:length], NASTY.filter(bool), st.just(most)
    )
    return st.one_of(NASTY.map(lambda text: text[:most]), repeated)


WHERES = st.builds(
    Where,
    long(LONGEST_PLACE),
    long(LONGEST_ADDRESS),
    st.sampled_from([None, (51.5, -0.12)]),
    st.sampled_from(["", "https://e.org/" + "(" * (LONGEST_LINK - 14), "https://meet.example.org/a?b=(c)"]),
    st.booleans(),
)
CONTENTS = st.builds(
    Content,
    long(LONGEST_TITLE),
    WHERES,
    long(LONGEST_DESCRIPTION),
    seats=st.sampled_from([None, 500, 10_000]),
    closes_before=st.sampled_from([timedelta(0), timedelta(days=2)]),
)


@given(CONTENTS, st.booleans())
def test_one_message_on_every_platform(content: Content, moved: bool) -> None:
    meetup = meetup_of(content, series=Series(MonthDay(31), date(2030, 12, 31)))
    card = CARDS.card(meetup, date_of(moved=moved), MANY, NOW)
    assert len(plain(card.blocks)) <= LONGEST_CARD + 3 * LONGEST_LINK
    [page] = render_discord(degrade(card, CAPABILITIES, GROUP))
    assert len(page.content) <= 2_000
    [sent] = render_telegram(degrade(card, capabilities(TEXTS, "bot"), GROUP))
    assert utf16_length(sent.plain) <= LONGEST_TEXT
    assert "@everyone" not in page.content


@given(NASTY)
def test_titles_stay_words(title: str) -> None:
    """What somebody typed is a value: it never becomes another span."""
    card = CARDS.card(meetup_of(replace(CONTENT, title=title)), date_of(), Counts(), NOW)
    first = card.blocks[0]
    assert isinstance(first, Paragraph)
    assert [type(span) for span in first.spans] == [Bold]


def test_all_sentences_are_there(texts: Texts) -> None:
    assert texts.line("meet.weekdays").count(" ") == 6
    assert texts.line("meet.months").count(" ") == 11
