from __future__ import annotations

from dataclasses import replace

from bot.core.actions import Action
from bot.core.reply import Select
from bot.features.faq.browse import PART, Browse
from bot.features.faq.knowledge import Knowledge
from bot.texts.catalogue import Texts
from tests.reading import codes, words


def test_sections(texts: Texts, knowledge: Knowledge) -> None:
    reply = Browse(texts).sections(replace(knowledge, titles={"taking": "Taking it"}))
    [select] = reply.rows
    assert isinstance(select, Select)
    assert [(option.label, option.action.code) for option in select.options] == [
        ("Taking it", "faq:section:taking"),
        ("life", "faq:section:life"),
    ]
    assert (reply.outcome, reply.private_at) == ("topics", Action("faq", "sections"))


def test_a_section(texts: Texts, knowledge: Knowledge) -> None:
    reply = Browse(texts).section(replace(knowledge, titles={"life": "**Living** {with} it"}), "life")
    assert "**Living** {with} it" in words(reply)
    assert codes(reply) == ["faq:show:alcohol", "faq:show:who", "faq:sections"]
    assert (reply.outcome, reply.private_at) == ("topics life", Action("faq", "section", ("life",)))


def test_a_long_section_comes_in_parts(texts: Texts, knowledge: Knowledge) -> None:
    [one] = [entry for entry in knowledge if entry.id == "who"]
    many = Knowledge.of((replace(one, id=f"who-{number}") for number in range(PART + 1)), {"life": "Life"})
    reply = Browse(texts).section(many, "life")
    assert [len(row.options) for row in reply.rows if isinstance(row, Select)] == [PART, 1]
    assert len(set(codes(reply))) == PART + 2
