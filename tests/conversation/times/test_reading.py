"""The list of phrases, and what must hold for every text there can be."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation.times.echo import echo
from bot.conversation.times.english import ENGLISH
from bot.conversation.times.lexing import LONGEST_TEXT, tokens
from bot.conversation.times.reading import MOST_CHOICES, read
from bot.conversation.times.values import Daily, Doubt, Once, Reason, Spoken
from bot.conversation.times.vocabulary import Kind
from bot.texts.catalogue import Texts
from tests.conversation.times.phrases import Phrase, compact, phrases
from tests.conversation.times.spoken import NOW, SPOKEN

PHRASES = phrases()
READ = [phrase for phrase in PHRASES if "doubt" not in phrase.expect]
WORDS = sorted({word for phrase in ENGLISH.phrases for word in phrase} | {"8", "20", "8:30", "20:00", "12/01", "1st"})
GARBAGE = st.text("bcdfghjkqvxz", min_size=4, max_size=9).filter(
    lambda word: [token.reason for token in tokens(word, ENGLISH)] == [Reason.NOT_UNDERSTOOD]
)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.text)
def test_reads_phrases_as_a_careful_person_would(phrase: Phrase) -> None:
    assert compact(read(phrase.text, phrase.now)) == phrase.expect


def test_the_list_is_long_and_tests_every_doubt() -> None:
    assert len(PHRASES) >= 320
    assert len({(phrase.text, phrase.now) for phrase in PHRASES}) == len(PHRASES)
    told = {phrase.expect["doubt"] for phrase in PHRASES if "doubt" in phrase.expect}
    assert told == {reason.value for reason in Reason} - {Reason.TOO_LONG.value}


def check(found: Spoken | Doubt, now: datetime, texts: Texts) -> None:
    """Whatever is read or offered can be said back, and is read again as just that."""
    choices = found.choices if isinstance(found, Doubt) else (found,)
    assert len(choices) <= MOST_CHOICES
    for choice in choices:
        assert choice.times == tuple(sorted(set(choice.times)))
        assert (choice.on is not None) >= isinstance(choice.repeat, Once)
        assert read(echo(choice, texts), now) == choice


@given(text=st.text(max_size=80))
@example(text="8" * LONGEST_TEXT)
@example(text="1 " * 5000)
@example(text="every " * 80)
@example(text="in 9999 years")
@example(text="\u0130 8 am")
@example(text="\U0001d7f8pm")
@example(text="./.")
def test_never_raises(text: str, texts: Texts) -> None:
    check(read(text, NOW), NOW, texts)


@given(text=st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_never_raises_for_its_own_words(text: str, texts: Texts) -> None:
    check(read(text, NOW), NOW, texts)


@given(text=st.text("0123456789:./-, amph", max_size=14))
def test_never_raises_for_figures(text: str, texts: Texts) -> None:
    check(read(text, NOW), NOW, texts)


@given(st.sampled_from(WORDS), st.datetimes())
def test_reads_at_any_moment(word: str, now: datetime) -> None:
    read(f"tomorrow in 3 months {word}", now)
    read(f"in 20 hours {word}", now)
    read(f"tonight at 12 {word}", now)
    read(f"next friday {word}", now)


@given(spoken=SPOKEN)
def test_reads_its_own_echo(spoken: Spoken, texts: Texts) -> None:
    assert read(echo(spoken, texts), NOW) == spoken


@pytest.mark.parametrize("phrase", READ, ids=lambda phrase: phrase.text)
def test_says_back_what_it_reads(phrase: Phrase, texts: Texts) -> None:
    check(read(phrase.text, phrase.now), phrase.now, texts)


@given(st.sampled_from(READ), GARBAGE, st.data())
def test_drops_no_word_that_it_does_not_know(phrase: Phrase, garbage: str, data: st.DataObject) -> None:
    words = phrase.text.split()
    place = data.draw(st.integers(0, len(words)))
    found = read(" ".join((*words[:place], garbage, *words[place:])), phrase.now)
    assert isinstance(found, Doubt)


@given(
    st.sampled_from(READ), st.sampled_from(["not", "except", "until", "maybe", "or", "around", "utc", "no"]), st.data()
)
def test_drops_no_word_that_changes_the_sense(phrase: Phrase, word: str, data: st.DataObject) -> None:
    words = phrase.text.split()
    place = data.draw(st.integers(0, len(words)))
    assert isinstance(read(" ".join((*words[:place], word, *words[place:])), phrase.now), Doubt)


@pytest.mark.parametrize("phrase", READ, ids=lambda phrase: phrase.text)
def test_manners_and_writing_change_nothing(phrase: Phrase) -> None:
    expected = read(phrase.text, phrase.now)
    for text in (
        phrase.text.upper(),
        f"  {phrase.text}  ",
        f"please remind me {phrase.text}",
        f"{phrase.text} please!",
    ):
        assert read(text, phrase.now) == expected


def test_every_minute_in_all_ways_of_writing_it() -> None:
    for minute in range(24 * 60):
        moment = time(*divmod(minute, 60))
        half, hour = "am" if moment.hour < 12 else "pm", (moment.hour - 1) % 12 + 1
        for text in (
            f"{hour}:{moment.minute:02}{half}",
            f"{hour}.{moment.minute:02} {half}",
            f"{moment:%H:%M} every day",
        ):
            found = read(text, NOW)
            assert isinstance(found, Spoken)
            assert found.times == (moment,)


def test_with_a_colon_the_24_hour_clock_is_meant_unless_something_speaks_against_it() -> None:
    for minute in range(60, 13 * 60):
        hour, rest = divmod(minute, 60)
        moment = time(hour, rest)
        assert read(f"every day at {hour}:{rest:02}", NOW) == Spoken(Daily(), (moment,))
        doubted = read(f"every day at {hour}:{rest:02} and 11 pm", NOW)
        assert isinstance(doubted, Doubt)
        assert doubted.reason is Reason.AM_OR_PM


def test_every_time_without_half_of_the_day_is_asked() -> None:
    for minute in range(60, 13 * 60):
        hour, rest = divmod(minute, 60)
        found = read(f"every day at {hour}.{rest:02}", NOW)
        either = (time(hour, rest), time((hour + 12) % 24, rest))
        assert found == Doubt(Reason.AM_OR_PM, tuple(Spoken(Daily(), (moment,)) for moment in either))


def test_every_day_in_all_ways_of_writing_it() -> None:
    for ahead in range(3 * 365):
        day = NOW.date() + timedelta(days=ahead)
        once = Spoken(Once(), on=day)
        for text in (f"{day:%d %B %Y}", f"{day:%B %d, %Y}", f"{day:%a %d %b %Y}", day.isoformat()):
            assert read(text, NOW) == once
        for text in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%d.%m.%Y}", f"{day:%d-%m-%Y}"):
            found = read(text, NOW)
            if day.day > 12 or day.day == day.month:
                assert found == once
            else:
                assert isinstance(found, Doubt)
                assert once in found.choices


def test_figures_that_may_be_day_or_month_are_never_read() -> None:
    for first in range(1, 13):
        for second in range(1, 13):
            for text in (f"{first}/{second}", f"{first}/{second}/2027", f"{first:02}.{second:02}.2027"):
                assert first == second or isinstance(read(text, NOW), Doubt)


def test_long_texts_are_not_understood() -> None:
    for text in ("tusday " * 71, "1-" * 250, "8 and " * 83, "x" * 10_000, "(" * 500):
        assert isinstance(read(text, NOW), Doubt)
    assert read("every 2 weeks on monday, " * 20, NOW) == read("every 2 weeks on monday", NOW)


def test_an_unknown_language_is_read_by_the_words_there_are() -> None:
    assert read("20:00", NOW, "xx") == Spoken(None, (time(20),))


def test_choices_keep_all_that_was_said() -> None:
    found = read("12/01 at 9am", NOW)
    assert found == Doubt(
        Reason.DAY_OR_MONTH,
        (Spoken(Once(), (time(9),), date(2026, 12, 1)), Spoken(Once(), (time(9),), date(2027, 1, 12))),
    )
    found = read("tuesday at 8", NOW)
    assert isinstance(found, Doubt)
    assert len(found.choices) == 4


def test_choices_that_are_over_are_not_offered() -> None:
    found = read("today at 9", NOW)
    assert found == Doubt(Reason.AM_OR_PM, (Spoken(Once(), (time(21),), NOW.date()),))


def test_only_words_with_one_meaning_are_repaired() -> None:
    for word in ("munday", "tursday", "juny", "eigth", "fourty", "match", "there", "sixty"):
        assert tokens(word, ENGLISH)[0].kind is Kind.REFUSED
    for word, value in (("teusday", 1), ("wednsday", 2), ("thrusday", 3), ("firday", 4), ("saterday", 5)):
        assert (tokens(word, ENGLISH)[0].kind, tokens(word, ENGLISH)[0].value) == (Kind.WEEKDAY, value)
