"""What a person sees of an entry, and what can be pressed below it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.actions import MOST_BYTES, Action
from bot.core.incoming import Origin
from bot.core.reply import Audience, Button, LinkButton, Select
from bot.core.richtext import Bold, Link, Paragraph
from bot.features.faq.answers import Answers
from bot.features.faq.knowledge import Entry, Knowledge
from bot.texts.catalogue import Texts
from tests.reading import codes, words
from tests.scenes import ALONE, HIDDEN, IN_GROUP, MEMBER, OTHER_IN_GROUP, STRANGER


def entry(knowledge: Knowledge, id_: str) -> Entry:
    found = knowledge.get(id_)
    assert found is not None
    return found


@pytest.fixture
def missed(knowledge: Knowledge) -> Entry:
    return entry(knowledge, "missed-dose")


@pytest.fixture
def mark(answers: Answers) -> str:
    return answers.ownership.mark(MEMBER)


def test_a_full_answer(answers: Answers, missed: Entry, knowledge: Knowledge, texts: Texts, mark: str) -> None:
    reply = answers.full(missed, knowledge, ALONE)
    assert reply.blocks[0] == Paragraph((Bold("What if I miss a dose?"),))
    assert words(reply).split("\n\n") == [
        "What if I miss a dose?",
        "Never take two.",
        "- Look at the leaflet",
        f"{texts.line('faq.when_to_get_help')} Took more? Call the poisons line.",
        f"{texts.line('faq.sources')} A page (https://a.example/page) · Another page (https://c.example/page)",
        texts.line("faq.checked", date="20 November 2026"),
    ]
    assert codes(reply) == [
        f"faq:more:missed-dose:{mark}",
        "faq:helpful:missed-dose",
        "faq:unhelpful:missed-dose",
        f"faq:remove:{mark}",
        f"faq:show:how-to-take:{mark}",
        f"faq:show:alcohol:{mark}",
    ]
    assert isinstance(reply.rows[1], Select)
    assert (reply.outcome, reply.audience, reply.urgency) == ("answer missed-dose", Audience.EVERYONE_HERE, None)


def test_what_stands_behind_more(
    answers: Answers, missed: Entry, knowledge: Knowledge, texts: Texts, mark: str
) -> None:
    reply = answers.full(missed, knowledge, ALONE, opened=True)
    assert words(reply).split("\n\n") == [
        "What if I miss a dose?",
        "It happens to many.",
        texts.line("faq.for_carers"),
        "- Keep a list",
        f"{texts.line('faq.advice_differs')} Some say 12 hours.",
        f"{texts.line('faq.when_to_get_help')} Took more? Call the poisons line.",
        texts.line("faq.checked", date="20 November 2026"),
    ]
    assert codes(reply)[0] == f"faq:show:missed-dose:{mark}"


def test_a_small_answer(answers: Answers, knowledge: Knowledge, texts: Texts, mark: str) -> None:
    reply = answers.full(entry(knowledge, "who"), knowledge, ALONE)
    assert words(reply).split("\n\n") == [
        "Who made this bot?",
        "The group.",
        texts.line("faq.checked", date="20 November 2026"),
    ]
    assert codes(reply) == ["faq:helpful:who", "faq:unhelpful:who", f"faq:remove:{mark}"]


def test_an_overdue_answer_says_so(answers: Answers, missed: Entry, knowledge: Knowledge, texts: Texts) -> None:
    last, after = (replace(ALONE, at=datetime(2027, 5, day, 12, tzinfo=UTC)) for day in (20, 21))
    assert texts.line("faq.checked", date="20 November 2026") in words(answers.full(missed, knowledge, last))
    overdue = texts.line("faq.checked_overdue", date="20 November 2026")
    assert overdue in words(answers.full(missed, knowledge, after))


def test_what_others_did_not_see_is_answered_unseen(
    answers: Answers, missed: Entry, knowledge: Knowledge, mark: str
) -> None:
    reply = answers.full(missed, knowledge, HIDDEN)
    assert reply.audience is Audience.ASKER
    assert reply.private_at == Action("faq", "show", ("missed-dose",))
    assert f"faq:post:missed-dose:{mark}" in codes(reply)


@pytest.mark.parametrize("origin", [ALONE, IN_GROUP])
def test_elsewhere_it_is_answered_in_place(
    answers: Answers, missed: Entry, knowledge: Knowledge, origin: Origin
) -> None:
    reply = answers.full(missed, knowledge, origin)
    assert reply.audience is Audience.EVERYONE_HERE
    assert not any(code.startswith("faq:post") for code in codes(reply))


def test_links_and_bold_words_stay(answers: Answers, knowledge: Knowledge) -> None:
    reply = answers.full(entry(knowledge, "how-to-take"), knowledge, ALONE)
    spans = [span for block in reply.blocks if isinstance(block, Paragraph) for span in block.spans]
    assert Bold("Ask") in spans
    assert Link("pharmacist", "https://b.example") in spans


def test_buttons_belong_to_who_asked(answers: Answers, missed: Entry, knowledge: Knowledge, mark: str) -> None:
    other = answers.ownership.mark(STRANGER)
    assert other != mark
    assert f"faq:remove:{other}" in codes(answers.full(missed, knowledge, OTHER_IN_GROUP))
    assert f"faq:remove:{mark}" in codes(answers.full(missed, knowledge, OTHER_IN_GROUP, mark))


def test_the_longest_id_fits_every_button(answers: Answers, missed: Entry, knowledge: Knowledge) -> None:
    long = replace(missed, id="a" * 36)
    replies = [
        answers.full(long, knowledge, HIDDEN),
        answers.full(long, knowledge, HIDDEN, opened=True),
        answers.suggest((long, long), HIDDEN),
        answers.together((long, missed), knowledge, HIDDEN),
    ]
    assert all(len(code) <= MOST_BYTES for reply in replies for code in codes(reply))


def test_one_answer_together_is_the_full_one(answers: Answers, missed: Entry, knowledge: Knowledge) -> None:
    assert answers.together((missed,), knowledge, ALONE) == answers.full(missed, knowledge, ALONE)


@pytest.mark.parametrize("origin", [ALONE, HIDDEN, IN_GROUP])
def test_two_answers(answers: Answers, missed: Entry, knowledge: Knowledge, mark: str, origin: Origin) -> None:
    alcohol = entry(knowledge, "alcohol")
    reply = answers.together((missed, alcohol), knowledge, origin)
    first, second = (answers.full(found, knowledge, origin) for found in (missed, alcohol))
    assert reply.blocks == (*first.blocks, *second.blocks)
    assert codes(reply) == ["faq:open:missed-dose", "faq:open:alcohol", f"faq:remove:{mark}"]
    assert reply.outcome == "answer missed-dose + answer alcohol"
    assert reply.audience is first.audience


def test_below_urgent_words_no_button_changes_the_message(
    answers: Answers, missed: Entry, knowledge: Knowledge
) -> None:
    reply = answers.beneath((missed,), knowledge, IN_GROUP)
    assert reply.blocks == answers.full(missed, knowledge, IN_GROUP).blocks
    assert codes(reply) == ["faq:open:missed-dose"]


def test_suggestions(answers: Answers, missed: Entry, knowledge: Knowledge, texts: Texts, mark: str) -> None:
    reply = answers.suggest((missed, entry(knowledge, "alcohol")), IN_GROUP)
    assert words(reply) == texts.line("faq.did_you_mean")
    assert codes(reply) == [f"faq:show:missed-dose:{mark}", f"faq:show:alcohol:{mark}", f"faq:none:{mark}"]
    labels = [button.label for row in reply.rows if not isinstance(row, Select) for button in row]
    assert labels == ["What if I miss a dose?", "Can I drink alcohol?", texts.line("faq.none_of_these")]
    assert (reply.outcome, reply.audience) == ("suggest missed-dose alcohol", Audience.EVERYONE_HERE)
    assert answers.suggest((missed,), HIDDEN).audience is Audience.ASKER


def test_not_knowing(answers: Answers, mark: str) -> None:
    reply = answers.unknown(IN_GROUP, "your **team** {where}")
    assert "your **team** {where}" in words(reply)
    assert codes(reply) == [f"organisers:write:{mark}", "faq:sections"]
    assert (reply.outcome, reply.audience) == ("none", Audience.EVERYONE_HERE)
    assert answers.unknown(HIDDEN, "x").audience is Audience.ASKER


@pytest.mark.parametrize(("origin", "audience"), [(IN_GROUP, Audience.EVERYONE_HERE), (HIDDEN, Audience.ASKER)])
def test_nothing_to_answer(answers: Answers, texts: Texts, origin: Origin, audience: Audience) -> None:
    empty, thanks = answers.empty(origin), answers.no_question(origin)
    assert (words(empty), empty.outcome, empty.audience) == (texts.line("faq.empty"), "empty", audience)
    assert (thanks.outcome, thanks.audience) == ("no question", audience)
    assert words(thanks) == texts.line("faq.no_question")
    assert codes(thanks) == ["faq:sections", "help:show"]


def test_no_link_is_hidden_in_buttons(answers: Answers, missed: Entry, knowledge: Knowledge) -> None:
    rows = answers.full(missed, knowledge, ALONE).rows
    buttons = [button for row in rows for button in (row.options if isinstance(row, Select) else row)]
    assert all(isinstance(button, Button) and not isinstance(button, LinkButton) for button in buttons)
