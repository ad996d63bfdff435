"""The review sheet: complete, the same each time, and nothing in an entry becomes formatting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.richtext import Bold, Bullets, Link, Paragraph, Text, parse
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.loading import Loaded
from bot.features.faq.review import MARK, ReviewSheet, escape, markdown
from bot.texts.catalogue import Texts
from tests.features.faq.small import small


@pytest.fixture
def sheet(texts: Texts) -> ReviewSheet:
    return ReviewSheet(texts, "azathioprine")


def read(written: str) -> list[Token]:
    """Read Markdown as readers' programs do; give what stands in its lines, in order."""
    return [child for token in MarkdownIt().parse(written) for child in token.children or [token]]


def shown(written: str) -> str:
    """The words that a reader sees."""
    return "".join(token.content for token in read(written) if token.type in ("text", "text_special"))


def test_an_entry_is_told_in_full(sheet: ReviewSheet, knowledge: Knowledge) -> None:
    text = sheet.text(knowledge)
    entry = text[text.index("What if I miss a dose?") : text.index("## 2.")]
    in_order = (
        "`taking/missed-dose.yaml` · reviewed_by: nobody yet · Checked on 20 November 2026. To be checked again by",
        "**Answer**\n\nNever take two.\n\n- Look at the leaflet",
        "**More**\n\nIt happens to many.",
        "**When to get help**\n\nTook more? Call the poisons line.",
        "**For carers**\n\n- Keep a list",
        "**Where advice differs**\n\nSome say 12 hours.",
        "**Sources**\n\n- A page: <https://a.example/page>, read on 1 November 2026\n",
        "- Another page: <https://c.example/page>, read on 2 November 2026",
        "**Notes on confidence (members do not see them)**\n\nFor organisers.",
        "☐ Right as it stands\\\n☐ Right after the changes that I have noted\\\n☐ Should not be shown",
        "Name and role: ______",
    )
    places = [entry.index(part) for part in in_order]
    assert places == sorted(places)


def test_each_section_starts_on_a_new_page(sheet: ReviewSheet, knowledge: Knowledge) -> None:
    text = sheet.text(knowledge)
    assert text.count("page-break-before: always") == 2
    assert text.index("## 1. Taking it") < text.index("### 1.2 What if") < text.index("## 2. Living with it")


def test_it_says_what_is_no_medicine(sheet: ReviewSheet, knowledge: Knowledge) -> None:
    text = sheet.text(knowledge)
    assert "0 of 3 medical answers" in text
    assert text.count("a signature is not needed") == 1
    assert "**Sources**" not in text[text.index("Who made this bot?") :]


def test_who_has_reviewed_it(sheet: ReviewSheet, knowledge: Knowledge) -> None:
    signed = replace(knowledge.entries["missed-dose"], reviewed_by="A. *Pharmacist*")
    others = [entry for entry in knowledge if entry.id != signed.id]
    text = sheet.text(Knowledge.of([*others, signed], knowledge.titles))
    assert r"reviewed_by: A. \*Pharmacist\* ·" in text
    assert "1 of 3 medical answers" in text


def test_it_is_the_same_each_time(sheet: ReviewSheet, loaded: Loaded, tmp_path: Path) -> None:
    assert sheet.text(loaded.knowledge) == sheet.text(small(tmp_path).knowledge)
    assert sheet.text(loaded.knowledge).startswith(MARK)


@pytest.mark.parametrize(
    "words",
    ["# no heading", "- no list", "1. no list", "12) none", "+ a", "> no quote", "a *b* __c__ `d`", "[a](b)",
     "<b>a</b>", "&amp; &#38; A&E", "---", "===", "~~a~~", "\\*", "![a](b)", "* a", "#", "1."],
)  # fmt: skip
def test_words_stay_words(words: str) -> None:
    assert shown(escape(words)) == words
    assert {token.type for token in read(escape(words))} <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "text_special",
    }


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1))
def test_any_words_stay_words(words: str) -> None:
    line = " ".join(words.split())
    found = read(escape(line))
    assert "".join(token.content for token in found if token.type in ("text", "text_special")) == line
    assert not {"strong_open", "em_open", "link_open", "html_inline", "code_inline", "heading_open", "image"} & {
        token.type for token in found
    }


def test_rich_text() -> None:
    blocks = (
        Paragraph((Text("Ask "), Bold(" now "), Text("or "), Link("a [page]", "https://a.example/<x>"), Bold(" "))),
        Bullets(((Text("one"),), (Bold("two"), Text(" *")))),
    )
    assert markdown(blocks) == ("Ask  **now** or [a \\[page\\]](<https://a.example/%3Cx%3E>)\n\n- one\n- **two** \\*")
    assert shown(markdown(parse("**a**: b"))) == "a: b"
