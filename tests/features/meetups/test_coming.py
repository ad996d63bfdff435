"""/meetups: what is coming, and cards that are brought down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.people import Person
from bot.core.reply import Select
from bot.features.meetups.keeping import PostState
from tests.features.meetups.club import ANNA, BERT, CHAT, CLEO, CONTENT, DISCORD, MAIN, ORGANISER, Club, at, words
from tests.features.town import buttons


async def test_the_list(club: Club) -> None:
    assert words(await club.says(ANNA, "/meetups")) == "No meet-ups are planned at the moment."
    for number in range(12):
        day = at(26).date() + timedelta(number)
        await club.announced(first=day, content=replace(CONTENT, title=f"Evening {number}"))
    reply = await club.says(BERT, "meetups")
    assert words(reply).count("Evening") == 10
    assert words(reply).endswith("And 2 more after these.")
    assert reply is not None
    assert isinstance(reply.rows[0], Select)
    assert list(buttons(reply))[:2] == ["Thu 26 Nov Evening 0", "Fri 27 Nov Evening 1"]
    shown = await club.presses(BERT, buttons(reply)["Thu 26 Nov Evening 0"])
    assert "You have not answered yet." in words(shown)
    told = await club.presses(BERT, buttons(shown)["Maybe"])
    assert words(told).startswith("Noted, you might come.\n\nEvening 0")
    again = await club.presses(BERT, buttons(told)["All meet-ups"])
    assert "Thu 26 Nov, 19:00 (London): Evening 0 (you might come)" in words(again)


async def test_in_a_group_it_opens_alone(club: Club) -> None:
    await club.announced()
    reply = await club.says(BERT, "/meetups", in_group=True)
    assert reply is not None
    assert reply.private_at is not None
    assert reply.private_at.code == "meetups:list"


async def test_no_card_where_it_was_not_announced(club: Club) -> None:
    on = await club.announced(places=(await club.stores.places.ensure(MAIN),))
    assert words(await club.says(BERT, "/meetups here", in_group=True)).startswith("No meet-up is announced here")
    code = f"meetups:repost:{on.id}"
    assert words(await club.presses(BERT, code, hidden=True)) == "This meet-up is not announced here."
    assert words(await club.presses(BERT, code)) == "This meet-up is not announced here."
    assert words(await club.presses(ORGANISER, code, hidden=True)) == "The card will come in a moment."
    await club.keep()
    assert club.card(CHAT) == club.card(MAIN)


async def test_organisers_bring_it_down_at_any_time(club: Club) -> None:
    on = await club.announced()
    code = f"meetups:repost:{on.id}"
    for _ in range(3):
        assert words(await club.presses(ORGANISER, code, hidden=True)) == "The card will come in a moment."
        assert "just now" in words(await club.presses(ORGANISER, code, hidden=True)), "one is on its way"
        await club.keep()
    assert await club.states(on) == [PostState.CLOSED] * 3 + [PostState.SHOWN] * 2


@pytest.mark.parametrize("verb", ["meetups:repost", "meet:again"])
async def test_nothing_is_shown_again_of_what_is_over(club: Club, verb: str) -> None:
    on = await club.announced()
    await club.passes(days=7)
    assert words(await club.presses(ORGANISER, f"{verb}:{on.id}", hidden=True)) == "This meet-up is over."
    assert words(await club.presses(CLEO, f"meet:again:{on.id}")).startswith("This is for organisers only.")


async def test_five_hundred(club: Club) -> None:
    on = await club.announced(content=replace(CONTENT, seats=450))
    for number in range(500):
        await club.tap(Person(DISCORD, str(1000 + number)), "going", on)
    await club.keep()
    assert "450 coming · full · 50 waiting" in club.card(MAIN)
    assert club.card(MAIN) == club.card(CHAT)
    last = await club.tap(Person(DISCORD, "1499"), "show", on, alone=True)
    assert "number 50" in words(last)
