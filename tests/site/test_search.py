from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bot.features.faq.words import Phrases, Words
from bot.site.content import Site
from bot.site.search import search_data

WORDS = Words(
    fold=Phrases({("tabs",): ("tablet",), ("mouth", "ful"): ("sip",)}),
    apart=(("azathioprine", "azithromycin"),),
    filler=frozenset({"how", "do", "i", "it", "a", "my", "the", "at"}),
    endings=(("ing", ""), ("s", "")),
)


def data(site: Site) -> dict[str, Any]:
    text = search_data(replace(site, words=WORDS))
    begin = '"use strict";\nconst KNOWLEDGE = '
    assert text.startswith(begin)
    assert text.endswith(";\n")
    found: dict[str, Any] = json.loads(text.removeprefix(begin).rstrip(";\n"))
    return found


def entry(site: Site, id_: str) -> dict[str, Any]:
    [found] = [each for each in data(site)["entries"] if each["path"] == f"entries/{id_}.html"]
    return dict(found)


def weights_of(found: dict[str, Any]) -> dict[str, int]:
    return {word: int(weight) for weight, words in found["words"].items() for word in words.split()}


def test_what_is_shown_of_an_entry(site: Site) -> None:
    found = entry(site, "missed-dose")
    assert found["question"] == "What if I miss a dose?"
    assert found["section"] == "Taking it"
    assert found["answer"] == "Never take two."
    assert found["urgent"] is False
    assert entry(site, "overview")["urgent"] is True


def test_words_are_kept_as_they_are_searched(site: Site) -> None:
    weights = weights_of(entry(site, "missed-dose"))
    assert "tablet" in weights
    assert "mis" in weights  # the stem of “miss”, as of “missing”
    assert not {"i", "a", "my", "at"} & weights.keys()


def test_a_word_counts_by_where_it_stands(site: Site) -> None:
    weights = weights_of(entry(site, "missed-dose"))
    assert weights["leaflet"] == 35  # in the texts alone
    assert weights["forgot"] < weights["dose"]  # one way to ask, and the question, which counts as two
    assert weights["tablet"] == weights["pil"] == 45  # one way to ask: 30 and a bit more
    assert max(weights.values()) <= 115


def test_how_a_query_is_read(site: Site) -> None:
    found = data(site)
    assert found["fold"] == {"mouth ful": "sip", "tabs": "tablet"}
    assert found["endings"] == [["ing", ""], ["s", ""]]
    assert found["filler"] == sorted(WORDS.filler)
    assert found["apart"] == ["azathioprine", "azithromycin"]
    assert found["labels"]["many"] == "{count} answers, the best first"
    assert "your team" in found["labels"]["none"]


def test_it_is_plain_ascii(site: Site) -> None:
    assert search_data(replace(site, where_to_ask="“ü” </script>")).isascii()
    assert "<" not in search_data(replace(site, where_to_ask="</script>"))
