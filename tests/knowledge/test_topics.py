"""All agreed topics are there, in their sections, with what they must have."""

from __future__ import annotations

from collections import Counter

from bot.features.faq.checks import load_wanted
from tests.knowledge.shipped import FOLDER, PROJECT, entries, shipped, topics


def test_every_agreed_topic_is_there_in_its_section() -> None:
    there = {(entry.section, entry.id) for entry in entries()}
    assert sorted((topic.section, topic.id) for topic in topics() if (topic.section, topic.id) not in there) == []


def test_no_topic_stands_twice_in_the_list() -> None:
    assert [id_ for id_, count in Counter(topic.id for topic in topics()).items() if count > 1] == []
    assert len(topics()) >= 132


def test_urgent_topics_say_when_to_get_help() -> None:
    knowledge = shipped().knowledge
    urgent = [topic.id for topic in topics() if topic.mark in ("U", "u")]
    assert [id_ for id_ in urgent if not knowledge.entries[id_].urgent] == []


def test_the_check_demands_the_same() -> None:
    wanted = load_wanted(FOLDER / "checks.yaml", PROJECT)
    demanded = {entry.id for entry in entries() if wanted.urgent_part.has(entry)}
    assert demanded == {topic.id for topic in topics() if topic.mark in ("U", "u")}


def test_entries_about_the_group_and_the_bot_are_marked_so() -> None:
    assert {entry.id for entry in entries() if entry.product} == {topic.id for topic in topics() if topic.mark == "P"}
