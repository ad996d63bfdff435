from __future__ import annotations

import pytest

from bot.features.faq.matching.reading import Reader, Vocabulary, said
from tests.features.faq.matching.languages import ENTRIES, SMALL


def reader_of(*texts: str) -> Reader:
    return Reader(Vocabulary.of(map(said, texts), SMALL), SMALL)


READER = reader_of(*(text for entry in ENTRIES for text in entry.phrasings))


def test_reads_sentences_without_courtesy() -> None:
    reading = READER.read("Hello everyone! My imuran tabelt is late. Should I drink beer? Thanks")
    assert [part.tokens for part in reading.sentences] == [
        ("my", "azathioprine", "tablet", "is", "late"),
        ("should", "i", "drink", "beer"),
    ]
    assert [part.asks for part in reading.sentences] == [False, True]
    assert reading.whole is not None
    assert reading.whole.tokens == (*reading.sentences[0].tokens, *reading.sentences[1].tokens)
    assert reading.repaired == (("tabelt", "tablet"),)


def test_one_sentence_is_not_read_twice() -> None:
    reading = READER.read("hello, forgot my tablet")
    assert reading.sentences == ()
    assert reading.parts == (reading.whole,)


def test_two_joined_questions_are_two_parts() -> None:
    reading = READER.read("can I drink wine and should I sit in the sun?")
    assert [part.tokens[:2] for part in reading.sentences] == [("can", "i"), ("should", "i")]


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂🙂", "!!! ???", "hello everyone", "thanks!", "https://example.org/x"])
def test_nothing_left(text: str) -> None:
    assert READER.read(text).whole is None


def test_small_words_alone_have_no_substance() -> None:
    whole = READER.read("what can you do").whole
    assert whole is not None
    assert not whole.substance


def test_sentences_of_small_words_are_left_out_beside_others() -> None:
    reading = READER.read("Who are you? Can I drink? It is.")
    assert reading.whole is not None
    assert reading.whole.tokens == ("can", "i", "drink")


def test_work_is_bounded() -> None:
    reading = READER.read("Is wine ok? " * 1000)
    assert len(reading.sentences) <= 16
    assert reading.whole is not None
    assert len(reading.whole.tokens) <= 120


def test_the_sentences_of_a_long_post_have_fewer_words_and_those_that_ask_come_first() -> None:
    told, asked = "my tablet is so late again today. " * 8, "can I drink wine?"
    for posts in (1, 10):
        sentences = READER.read(told * posts + asked).sentences
        assert sentences[-1].tokens[:2] == ("can", "i")
        assert sum(len(part.tokens) for part in sentences) <= 125
    long = "my tablet is late " * 20 + ". "
    assert sum(len(part.tokens) for part in READER.read(long * 3).sentences) > 125
    assert sum(len(part.tokens) for part in READER.read(long * 9).sentences) <= 125


def test_no_more_slips_are_mended_than_a_message_of_a_thousand_letters_has() -> None:
    slips = [f"{first}{second}azathioprine" for first in "bcdfghjklmnpqrst" for second in "bcdfghjklmnpqrstvwxyz"]
    reading = READER.read(" ".join([*slips, "tabelt"]))
    assert ("tabelt", "tablet") not in reading.repaired
    assert READER.read(" ".join([*slips[:200], "tabelt"])).repaired[-1] == ("tabelt", "tablet")


def test_asking_sentences_are_kept_before_others() -> None:
    reading = READER.read("My tablet. " * 30 + "Can I drink wine?")
    assert reading.sentences[-1].asks


def test_a_misspelling_written_down_once_is_not_taken_for_right() -> None:
    reader = reader_of("missed my tablet", "lost a tablet", "forgot my tabelt")
    assert reader.read("forgot my tabelt").repaired == (("tabelt", "tablet"),)


def test_another_form_of_a_known_word_is_right_as_it_is() -> None:
    assert READER.read("she tableted and drinked").repaired == ()


def test_repr_shows_no_words() -> None:
    assert "drink" not in repr(READER.read("can I drinkk wine"))


def test_short_and_right_words_use_up_no_repairs() -> None:
    short = " ".join(f"{first}{second}{third}" for first in "bcdfg" for second in "aeiou" for third in "klmnpqrstvwxz")
    assert ("tabelt", "tablet") in READER.read(f"{short} tabelt").repaired
