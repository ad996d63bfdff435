"""What a person in danger reads, and who else can read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core.reply import Audience, Button, Reply, Urgency
from bot.core.richtext import plain
from bot.features.safety.contacts import Contact, Number
from bot.features.safety.replies import GO_PRIVATE, UrgentReplies
from bot.features.safety.screen import Verdict
from bot.texts.catalogue import Texts
from tests.scenes import ALONE, HIDDEN, IN_GROUP

HERE = Contact(
    "Nowhere",
    date(2026, 11, 20),
    emergency="199",
    urgent_advice=(Number("Advice line", "122"),),
    crisis=(Number("Listeners", "133", "day and night"), Number("List of lines", url="https://lines.example")),
    poisons=(Number("Poisons line", "144"),),
)
FEVER = Verdict("rf-fever", Urgency.SAME_DAY, "plain", ("fever",), "Call today.", "there is a fit.", (("hot", "hot"),))
CRISIS = replace(FEVER, flag="rf-dark", urgency=Urgency.EMERGENCY, voice="crisis", say="I am glad you said this.")


@pytest.fixture
def replies(texts: Texts) -> UrgentReplies:
    return UrgentReplies(texts, HERE)


def lines(reply: Reply) -> list[str]:
    return plain(reply.blocks).split("\n\n")


def test_the_same_day(replies: UrgentReplies) -> None:
    reply = replies.reply(FEVER, ALONE)
    first, say, advice, worse, checked = lines(reply)
    assert "today" in first
    assert say == "Call today."
    assert "Advice line 122" in advice
    assert worse == "Call 199 now if there is a fit."
    assert "20 November 2026" in checked
    assert (reply.urgency, reply.about, reply.final) == (Urgency.SAME_DAY, frozenset({"fever"}), False)


def test_an_emergency_starts_with_the_number_and_has_nothing_to_read_first(replies: UrgentReplies) -> None:
    first, say, _ = lines(replies.reply(replace(FEVER, urgency=Urgency.EMERGENCY), ALONE))
    assert "Call 199 now" in first
    assert say == "Call today."


def test_without_a_number_it_is_said_in_words(texts: Texts) -> None:
    nowhere = UrgentReplies(texts, replace(HERE, emergency="", urgent_advice=()))
    shown = plain(nowhere.reply(replace(FEVER, urgency=Urgency.EMERGENCY), ALONE).blocks)
    assert "your local emergency number" in shown
    assert "Advice line" not in shown


def test_a_crisis_has_warm_words_lines_to_call_and_nothing_below(replies: UrgentReplies) -> None:
    reply = replies.reply(CRISIS, ALONE)
    assert lines(reply)[0] == "I am glad you said this."
    shown = plain(reply.blocks)
    assert "Listeners 133 (day and night)" in shown
    assert "https://lines.example" in shown
    assert "Call 199 now if there is a fit." in shown
    assert reply.final


def test_poisoning_names_the_poisons_line(replies: UrgentReplies) -> None:
    assert "Poisons line 144" in plain(replies.reply(replace(FEVER, voice="poisoning"), ALONE).blocks)
    assert "Poisons line" not in plain(replies.reply(FEVER, ALONE).blocks)


def test_in_a_group_it_is_said_in_place_with_a_way_into_private(replies: UrgentReplies) -> None:
    reply = replies.reply(FEVER, IN_GROUP)
    assert reply.audience is Audience.EVERYONE_HERE
    [row] = reply.rows
    assert [button.action for button in row if isinstance(button, Button)][-1] == GO_PRIVATE
    assert GO_PRIVATE not in [button.action for button in replies.reply(FEVER, ALONE).rows[0]]  # type: ignore[union-attr]


def test_what_others_did_not_see_is_not_answered_in_front_of_them(replies: UrgentReplies) -> None:
    reply = replies.reply(FEVER, HIDDEN)
    assert (reply.audience, reply.private_at) == (Audience.ASKER, GO_PRIVATE)


def test_all_numbers(replies: UrgentReplies) -> None:
    shown = plain(replies.numbers())
    for said in ("199", "Advice line 122", "Poisons line 144", "Listeners 133", "Nowhere"):
        assert said in shown


def test_despair_beside_another_danger_starts_with_the_number(replies: UrgentReplies) -> None:
    first, second, *_ = lines(replies.reply(replace(CRISIS, others=("rf-overdose",)), ALONE))
    assert "Call 199 now" in first
    assert second == "I am glad you said this."
