from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.features.faq.words import Words
from bot.features.safety.contacts import Contact, Number
from bot.site.content import Site
from bot.texts.catalogue import Texts
from tests.features.faq.small import ALCOHOL, FULL, PLAIN, PRODUCT, load

OVERVIEW = (
    PLAIN.replace("How do I take it?", "When do I need help?")
    .replace("how to take it", "red flags")
    .replace("with food or without", "who do I call")
    .replace("sources:", "urgent: |\n  **Now** for trouble breathing.\nsources:")
)

CONTACT = Contact(
    name="Nowhere",
    checked=date(2026, 11, 2),
    emergency="112 or 999",
    urgent_advice=(Number("Advice", "01-11 22"),),
    crisis=(
        Number("Listeners", "116 123", "day and night"),
        Number("Texts", "85258", by="text"),
        Number("Elsewhere", url="https://helplines.example"),
        Number("Both", "988", url="https://both.example"),
    ),
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, texts: Texts) -> Site:
    root: Path = tmp_path_factory.mktemp("site")
    loaded = load(
        root,
        taking__how_to_take=PLAIN,
        taking__missed_dose=FULL,
        life__alcohol=ALCOHOL,
        life__who=PRODUCT,
        urgent__overview=OVERVIEW,
    )
    assert not loaded.problems
    return Site(
        texts=texts,
        knowledge=loaded.knowledge,
        words=Words(),
        contact=CONTACT,
        overview="overview",
        group="the <b>tea</b> group",
        medicine="azathioprine",
        where_to_ask="your team",
        made=date(2026, 11, 20),
    )
