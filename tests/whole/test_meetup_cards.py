"""What members see of meet-ups fits into one message on each platform, and was looked at."""

from __future__ import annotations

from bot.adapters.discord.capabilities import CAPABILITIES
from bot.adapters.telegram.render import LONGEST_TEXT
from bot.texts.catalogue import Texts
from tests.whole.meetup_cards import FILE, all_drawn, on_discord, on_telegram, page

_LONGEST_CODE = 64  # bytes, on Telegram
_LONGEST_CUSTOM_ID = 100


def test_each_card_is_one_message(texts: Texts) -> None:
    for drawn in all_drawn(texts):
        there, here = on_discord(drawn), on_telegram(drawn, texts)
        assert len(there) == 1 or drawn.alone, drawn.name
        assert len(here) == 1, drawn.name
        for sent in there:
            assert sent.length <= CAPABILITIES.longest_text, drawn.name
            assert len(sent.rows) <= CAPABILITIES.most_rows, drawn.name
            assert all(len(row) <= CAPABILITIES.buttons_per_row for row in sent.rows), drawn.name
            assert all(len(code) <= _LONGEST_CUSTOM_ID for code in sent.codes), drawn.name
        for sent in here:
            assert sent.length <= LONGEST_TEXT, drawn.name
            assert all(len(code.encode()) <= _LONGEST_CODE for code in sent.codes), drawn.name


def test_the_same_can_be_pressed_on_both(texts: Texts) -> None:
    for drawn in all_drawn(texts):
        there = [code for sent in on_discord(drawn) for code in sent.codes]
        here = [code for sent in on_telegram(drawn, texts) for code in sent.codes]
        assert there == here, drawn.name


def test_what_members_see_was_looked_at(texts: Texts) -> None:
    """If this fails the cards have changed: run python -m tests.whole.meetup_cards, and read what is new."""
    assert page(texts) == FILE.read_text(encoding="utf-8")
