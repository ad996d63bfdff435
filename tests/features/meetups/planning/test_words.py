from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.meetups.planning.sketch import Doubt, Offer
from bot.features.meetups.planning.words import (
    is_link,
    read_address,
    read_link,
    read_map_point,
    read_place,
    read_seats,
    read_text,
    read_title,
    read_where,
)
from bot.features.meetups.tidying import tidy
from bot.texts.catalogue import Texts
from tests.features.meetups.planning.typed import asking, labels


def test_a_title_is_one_line_of_what_can_be_seen(texts: Texts) -> None:
    read = read_title(asking(texts), "  Coffee\n and\u202e a\u200b   chat ☕ ")
    assert read == Offer("Coffee and a chat ☕", {"title": "Coffee and a chat ☕"})


@pytest.mark.parametrize("typed", ["", " ", "\u200b\u200b", "\u202e"])
def test_what_cannot_be_seen_is_no_title(texts: Texts, typed: str) -> None:
    assert isinstance(read_title(asking(texts), typed), Doubt)


def test_a_title_of_four_thousand_characters_is_told_its_limit(texts: Texts) -> None:
    doubt = read_title(asking(texts), "x" * 4_000)
    assert doubt == Doubt("That has 4,000 characters. There is room for 100.")


def test_a_description_keeps_its_lines_and_families(texts: Texts) -> None:
    read = read_text(asking(texts), "One\n\n\n\ntwo 👩\u200d👧\r\nthree\t four")
    assert isinstance(read, Offer)
    assert read.label == "One\n\ntwo 👩\u200d👧\nthree four"
    assert isinstance(read_text(asking(texts), "x" * 1_001), Doubt)


def test_place_and_address(texts: Texts) -> None:
    assert isinstance(read_place(asking(texts), "x" * 101), Doubt)
    assert read_address(asking(texts), "5 High Street\nLeeds") == Offer(
        "5 High Street, Leeds", {"address": "5 High Street, Leeds"}
    )


@pytest.mark.parametrize(
    ("typed", "patch"),
    [
        ("Old Library", {"place": "Old Library"}),
        ("Old Library, 5 High Street, Leeds", {"place": "Old Library", "address": "5 High Street, Leeds"}),
        ("Old Library\n5 High Street", {"place": "Old Library", "address": "5 High Street"}),
        ("https://meet.example.org/x", {"link": "https://meet.example.org/x"}),
        ("51.5, -0.12", {"point": [51.5, -0.12]}),
        ("https://osm.org/#map=17/51.5/-0.12", {"point": [51.5, -0.12]}),
    ],
)
def test_where_is_a_place_a_link_or_a_point(texts: Texts, typed: str, patch: dict[str, object]) -> None:
    read = read_where(asking(texts), typed)
    assert isinstance(read, Offer)
    assert read.patch == patch


@pytest.mark.parametrize("typed", ["", ",", "x" * 101, f"Library, {'x' * 201}", "https://x y", "https://goo.gl/x"])
def test_a_place_that_is_none_is_told_so(texts: Texts, typed: str) -> None:
    assert isinstance(read_where(asking(texts), typed), Doubt)


def test_points(texts: Texts) -> None:
    assert "short link" in (doubt := read_map_point(asking(texts), "https://maps.app.goo.gl/x")).words  # type: ignore[union-attr]
    assert isinstance(doubt, Doubt)
    assert isinstance(read_map_point(asking(texts), "the library"), Doubt)


@pytest.mark.parametrize(
    "link",
    [
        "https://meet.example.org/x?y=1#z",
        "http://example.org:8080",
        "https://bücher.example/",
        "https://192.0.2.1/x",
        "https://[2001:db8::1]/x",
        "https://xn--bcher-kva.example/(a)",
    ],
)
def test_links(texts: Texts, link: str) -> None:
    assert read_link(asking(texts), f" {link} ") == Offer(link, {"link": link})


@pytest.mark.parametrize(
    "link",
    [
        "",
        "meet",
        "https://",
        "https:///x",
        "https://localhost.",
        "https://exa mple.org",
        "https://example.org/a b",
        "ftp://example.org",
        "javascript:alert(1)",
        "https://me:secret@example.org",
        "https://me@example.org",
        "https://example.org:99999/",
        "https://[::1",
        "https://example.org/<b>",
        "https://example.org/\u202egnp",
        "https://meet.example.org/" + "x" * 300,
        "https://.org",
        "https://-/",
    ],
)
def test_links_that_are_none(texts: Texts, link: str) -> None:
    assert labels(read_link(asking(texts), link)) == []


def test_a_link_without_its_beginning_is_offered_with_it(texts: Texts) -> None:
    assert labels(read_link(asking(texts), "zoom.example.org/j/123")) == ["https://zoom.example.org/j/123"]


@pytest.mark.parametrize(
    ("typed", "seats"),
    [("1", 1), ("12", 12), ("10,000", 10_000), ("10 000", 10_000), ("any", None), ("No limit", None)],
)
def test_seats(texts: Texts, typed: str, seats: int | None) -> None:
    read = read_seats(asking(texts), typed)
    assert isinstance(read, Offer)
    assert read.patch == {"seats": seats}


@pytest.mark.parametrize("typed", ["0", "-1", "10001", "ten thousand", "1.5", "", "١٢", "1e3", "999999999999"])
def test_seats_that_are_none(texts: Texts, typed: str) -> None:
    assert "from 1 to 10,000" in (doubt := read_seats(asking(texts), typed)).words  # type: ignore[union-attr]
    assert isinstance(doubt, Doubt)


@given(st.text(max_size=300))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert len(once) <= len(text)


@given(st.text(max_size=80))
def test_a_link_never_holds_what_ends_it(text: str) -> None:
    for link in (text, f"https://{text}", f"https://example.org/{text}"):
        if is_link(link):
            assert link.isprintable()
            assert not set(link) & set(" <>\"'`\n")
