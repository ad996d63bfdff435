"""All pages of a small knowledge base, read as a browser reads them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from bot.core.richtext import Blocks, Bold, Bullets, Link, Paragraph, Text
from bot.core.sources import Source
from bot.features.faq.knowledge import Knowledge
from bot.site.content import Site
from bot.site.pages import pages
from tests.site.reading import Page

ASSETS = {"style.css", "search.js", "icon.svg"}


@pytest.fixture(scope="module")
def written(site: Site) -> Mapping[str, str]:
    return pages(site)


@pytest.fixture(scope="module")
def read(written: Mapping[str, str]) -> dict[str, Page]:
    return {path: Page(text) for path, text in written.items() if path.endswith(".html")}


def test_which_pages_there_are(written: Mapping[str, str]) -> None:
    assert sorted(written) == [
        "entries/alcohol.html",
        "entries/how-to-take.html",
        "entries/missed-dose.html",
        "entries/overview.html",
        "entries/who.html",
        "index.html",
        "search-data.js",
        "sections/life.html",
        "sections/taking.html",
        "sections/urgent.html",
        "urgent.html",
    ]


def test_the_same_input_gives_the_same_pages(site: Site, written: Mapping[str, str]) -> None:
    assert pages(site) == written


def test_every_link_leads_somewhere(read: dict[str, Page], written: Mapping[str, str]) -> None:
    for path, page in read.items():
        for address in page.links():
            if address.startswith(("https://", "tel:", "sms:")):
                continue
            target, _, anchor = address.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            assert there in written.keys() | ASSETS, f"{path} → {address}"
            if anchor:
                assert [element for element in read[there].elements if element.attributes.get("id") == anchor]


def test_what_every_page_has(read: dict[str, Page]) -> None:
    for page in read.values():
        assert page.one("html").attributes["lang"] == "en"
        names = [element.name for element in page.elements]
        assert [names.count(name) for name in ("header", "main", "footer", "h1", "title")] == [1] * 5
        skip = page.elements[names.index("body") + 1]
        assert (skip.attributes["href"], skip.words) == ("#main", "Skip to the text")
        assert "General information, not medical advice." in page.one("footer").words
        assert "Made for the <b>tea</b> group on 20 November 2026." in page.one("footer").words
        ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
        assert len(ids) == len(set(ids))


def test_headings_skip_no_level(read: dict[str, Page]) -> None:
    for page in read.values():
        levels = [int(element.name[1]) for element in page.elements if element.name in ("h1", "h2", "h3")]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_help_is_near_on_every_page(read: dict[str, Page]) -> None:
    for path, page in read.items():
        strip = page.one("aside")
        assert " ".join(strip.words.split()) == "Emergency: 112 or 999 Advice: 01-11 22 Urgent signs and all numbers"
        up = "../" * path.count("/")
        for address in ("tel:112", "tel:999", "tel:011122", f"{up}urgent.html"):
            assert address in page.links()


def test_no_page_can_load_or_send_anything(read: dict[str, Page]) -> None:
    for path, page in read.items():
        policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert page.one("meta", name="referrer").attributes["content"] == "no-referrer"
        assert not page.all("style")
        for element in page.elements:
            assert "style" not in element.attributes
            assert not [name for name in element.attributes if name.startswith("on")]
        scripts = [element.attributes["src"] for element in page.all("script")]
        assert scripts == (["search-data.js", "search.js"] if path == "index.html" else [])
        assert all(element.words == "" for element in page.all("script"))


def test_an_entry(read: dict[str, Page]) -> None:
    page = read["entries/missed-dose.html"]
    assert page.one("title").words == "What if I miss a dose? · Questions and answers about azathioprine"
    assert [heading.words for heading in page.all("h2")] == [
        "When to get help",
        "Answer",
        "More",
        "For carers",
        "Where advice differs",
        "Sources",
        "Related questions",
    ]
    said = " ".join(page.one("article").words.split())
    in_order = (
        "What if I miss a dose?",
        "Took more? Call the poisons line.",
        "Never take two.",
        "Look at the leaflet",
        "It happens to many.",
        "Keep a list",
        "Some say 12 hours.",
        "A page, read on 1 November 2026",
        "Another page, read on 2 November 2026",
        "Checked on 20 November 2026. To be checked again by 20 May 2027.",
        "No clinician has reviewed this answer yet. General information, not medical advice.",
    )
    places = [said.index(part) for part in in_order]
    assert places == sorted(places)
    assert "For organisers." not in page.words
    related = page.one("nav", **{"aria-labelledby": "related"})
    assert related.words.split("\n") == ["Related questions", "How do I take it?", "Can I drink alcohol?", "", ""]


def test_an_entry_with_little(read: dict[str, Page]) -> None:
    page = read["entries/who.html"]
    assert [heading.words for heading in page.all("h2")] == ["Answer", "Checked"]
    assert "No clinician has reviewed this answer" not in page.words
    assert not page.all("nav", **{"aria-labelledby": "related"})


def test_links_in_answers(read: dict[str, Page]) -> None:
    page = read["entries/how-to-take.html"]
    link = page.one("a", href="https://b.example")
    assert link.words == "pharmacist"
    assert link.attributes["rel"] == "external noopener noreferrer"


def test_the_first_page(read: dict[str, Page]) -> None:
    page = read["index.html"]
    assert [heading.words for heading in page.all("h2")] == ["What was found", "Topics", "About these answers"]
    cards = page.one("ul", **{"class": "cards"})
    assert cards.words.split("\n")[:3] == [
        "Taking it 2 questions",
        "Living with it 2 questions",
        "Urgent signs 1 question",
    ]
    form = page.one("form")
    assert "hidden" in form.attributes
    assert page.one("label").attributes["for"] == page.one("input").attributes["id"]
    assert page.one("p", id="results-count").attributes["aria-live"] == "polite"
    assert "The search needs JavaScript" in page.one("p", id="no-script").words
    assert "No clinician has reviewed these answers yet" in page.one("main").words


def test_a_section(read: dict[str, Page]) -> None:
    page = read["sections/taking.html"]
    assert page.one("h1").words == "Taking it"
    links = page.one("main").words.split("\n")
    assert [line for line in links if line] == [
        "All topics",
        "Taking it",
        "How do I take it?With water.",
        "What if I miss a dose?Never take two.",
    ]


def test_the_urgent_page(read: dict[str, Page]) -> None:
    page = read["urgent.html"]
    said = " ".join(page.one("main").words.split())
    in_order = (
        "In an emergency 112 or 999",
        "Urgent advice, if you can't reach your team Advice: 01-11 22",
        "Somebody to talk to, now Listeners: 116 123 (day and night) Texts: 85258",
        "Elsewhere: https://helplines.example",
        "Both: 988 · https://both.example",
        "Numbers for Nowhere, checked on 2 November 2026.",
        "Now for trouble breathing.",
        "With water.",
        "When do I need help?",
    )
    places = [said.index(part) for part in in_order]
    assert places == sorted(places)
    assert "Poisons" not in said
    assert {"tel:116123", "sms:85258", "https://helplines.example", "tel:988"} <= set(page.links())


def test_a_country_without_numbers(site: Site) -> None:
    bare = replace(site.contact, emergency="", urgent_advice=(), crisis=())
    page = Page(pages(replace(site, contact=bare, overview="gone"))["urgent.html"])
    assert "Emergency: your local emergency number" in page.one("aside").words
    assert "Somebody to talk to" not in page.words
    assert "When do I need help?" in page.words


def test_dates_decide(site: Site) -> None:
    later = pages(replace(site, made=date(2027, 5, 21)))["entries/alcohol.html"]
    assert "A new check was due on 20 May 2027, so please confirm it with your team." in later
    assert "To be checked again" not in later


def test_what_is_reviewed_says_by_whom(site: Site) -> None:
    signed = [replace(entry, reviewed_by="A. <Pharmacist>") for entry in site.knowledge]
    whole = pages(replace(site, knowledge=Knowledge.of(signed, site.knowledge.titles)))
    assert "Reviewed by A. &lt;Pharmacist&gt;." in whole["entries/alcohol.html"]
    assert not [path for path, text in whole.items() if "No clinician" in text]


def test_nothing_in_an_entry_becomes_markup(site: Site) -> None:
    bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u2028'
    blocks: Blocks = (
        Paragraph((Text(bad), Bold(bad), Link(bad, 'https://a.example/"><script>'))),
        Bullets(((Text(bad),),)),
    )
    day = date(2026, 11, 20)
    source = Source(bad, 'https://b.example/"onclick="alert(1)', day)
    evil = replace(site.knowledge.entries["missed-dose"], question=bad, also_asked=(bad,), answer=blocks, more=blocks,
                   urgent=blocks, carer=blocks, differs=blocks, sources=(source,), reviewed_by=bad)  # fmt: skip
    bad_titles = dict.fromkeys(site.knowledge.titles, bad)
    poisoned = replace(site, knowledge=Knowledge.of([evil], bad_titles), group=bad, medicine=bad, where_to_ask=bad)
    for path, text in pages(poisoned).items():
        if not path.endswith(".html"):
            assert "<" not in text
            assert "\u2028" not in text
            continue
        page = Page(text)
        assert not page.all("img")
        assert len(page.all("script")) == (2 if path == "index.html" else 0)
        assert not [name for element in page.elements for name in element.attributes if name.startswith("on")]
        assert bad in page.words
