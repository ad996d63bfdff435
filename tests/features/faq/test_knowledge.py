from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.features.faq.knowledge import Entry, Knowledge


def entry(knowledge: Knowledge, id_: str) -> Entry:
    found = knowledge.get(id_)
    assert found is not None
    return found


def test_entries_stand_by_section_and_question(knowledge: Knowledge) -> None:
    assert knowledge.sections == ("taking", "life")
    assert [entry.question for entry in knowledge.in_section("life")] == ["Can I drink alcohol?", "Who made this bot?"]
    assert knowledge.in_section("urgent") == ()
    assert len(knowledge) == 4
    assert knowledge.get("gone") is None
    assert [knowledge.title(name) for name in ("taking", "stray")] == ["Taking it", "stray"]


def test_related_entries_are_others_that_are_here_each_once(knowledge: Knowledge) -> None:
    related = knowledge.related_to(entry(knowledge, "missed-dose"))
    assert [found.id for found in related] == ["how-to-take", "alcohol"]


def test_a_review_is_overdue_after_its_day(knowledge: Knowledge) -> None:
    found = entry(knowledge, "missed-dose")
    assert not found.is_overdue(date(2027, 5, 20))
    assert found.is_overdue(date(2027, 5, 21))


def test_sections_without_a_place_come_last(knowledge: Knowledge) -> None:
    stray = replace(entry(knowledge, "who"), id="stray", section="a-stray-one")
    assert Knowledge.of([stray, *knowledge], {"life": "", "taking": ""}).sections == ("life", "taking", "a-stray-one")
