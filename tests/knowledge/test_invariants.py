"""What holds for every entry, whoever changes it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest

from bot.core.clock import now
from bot.core.richtext import Bullets, Link, Paragraph
from bot.features.faq.knowledge import Entry
from bot.features.reminders.presets import load_presets
from tests.knowledge.shipped import FOLDER, PROJECT, entries, shipped

each_entry = pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.id)


def test_no_file_is_broken() -> None:
    assert shipped().problems == ()


@each_entry
def test_sources_are_web_pages(entry: Entry) -> None:
    for source in entry.sources:
        address = urlsplit(source.url)
        assert address.scheme in ("https", "http")
        assert "." in (address.hostname or "")
        assert source.title.strip()


@each_entry
def test_no_day_is_in_the_future_and_each_review_comes_after_it(entry: Entry) -> None:
    today: date = now().date()
    assert all(day <= today for day in (entry.reviewed, *(source.checked for source in entry.sources)))
    assert entry.review_by > entry.reviewed


@each_entry
def test_texts_hold_no_links_and_no_numbers_to_call(entry: Entry) -> None:
    """Links belong to the sources; emergency numbers come from the list of the group's country."""
    for part in (entry.answer, entry.more, entry.urgent, entry.carer, entry.differs):
        for block in part:
            lines = [block.spans] if isinstance(block, Paragraph) else list(block.items)
            assert isinstance(block, Paragraph | Bullets)
            for line in lines:
                assert not any(isinstance(span, Link) for span in line)
                words = " ".join(span.text for span in line).split()
                assert not {"999", "911", "112", "111", "988", "000"} & {word.strip(".,;:()") for word in words}


@each_entry
def test_related_entries_are_others_and_each_is_named_once(entry: Entry) -> None:
    assert entry.id not in entry.related
    assert len(set(entry.related)) == len(entry.related)
    assert 2 <= len(entry.related) <= 4


def test_presets_rest_on_pages_that_were_read() -> None:
    presets = load_presets(FOLDER / "blood_test_presets.yaml", PROJECT).presets
    sources = [source for preset in presets for source in preset.sources]
    assert sources
    assert all(source.checked <= now().date() for source in sources)


def test_one_page_bears_one_title() -> None:
    presets = load_presets(FOLDER / "blood_test_presets.yaml", PROJECT).presets
    of_entries = [source for entry in entries() for source in entry.sources]
    titles: dict[str, set[str]] = {}
    for source in (*of_entries, *(source for preset in presets for source in preset.sources)):
        titles.setdefault(source.url, set()).add(source.title)
    assert {url: found for url, found in titles.items() if len(found) > 1} == {}
