from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.ownership import Ownership
from bot.core.people import Platform
from bot.features.faq.answers import Answers
from bot.features.faq.browse import Browse
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.library import Library
from bot.features.faq.listening import Overheard
from bot.features.faq.loading import Loaded
from bot.features.faq.questions import Faq
from bot.features.faq.routes import FaqRoutes
from bot.features.faq.topics import Topics
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.matcher import ScriptedMatcher
from tests.features.faq.small import small


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    root: Path = tmp_path_factory.mktemp("knowledge")
    return small(root)


@pytest.fixture
def knowledge(loaded: Loaded) -> Knowledge:
    return loaded.knowledge


@pytest.fixture
def answers(texts: Texts) -> Answers:
    return Answers(texts, Ownership({Platform.TELEGRAM: "a key"}))


@pytest.fixture
def matcher() -> ScriptedMatcher:
    return ScriptedMatcher()


@pytest.fixture
def faq(knowledge: Knowledge, matcher: ScriptedMatcher, answers: Answers) -> Faq:
    library = Library(knowledge, matcher)  # type: ignore[arg-type]
    return Faq(lambda: library, answers, "your **team**", Overheard(), Topics())


@pytest.fixture
def routes(faq: Faq, texts: Texts, stores: Stores) -> FaqRoutes:
    return FaqRoutes(faq, stores.ratings, Browse(texts), "azathioprine")
