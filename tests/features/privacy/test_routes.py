from __future__ import annotations

import pytest

from bot.core.actions import Action
from bot.core.incoming import Called, Pressed
from bot.core.reply import Audience
from bot.features.privacy.routes import SHOW, PrivacyRoutes
from bot.texts.catalogue import Texts
from tests.reading import words
from tests.scenes import ALONE, HIDDEN, IN_GROUP


@pytest.fixture
def routes(texts: Texts) -> PrivacyRoutes:
    return PrivacyRoutes(texts, "**Ann** of {the} group")


def test_what_is_declared(routes: PrivacyRoutes) -> None:
    declared = routes.routes()
    [command] = declared.commands
    assert (command.spec.name, command.spec.private) == ("privacy", True)
    assert declared.words["privacy"] == "privacy"
    assert (SHOW.feature, SHOW.verb) in declared.presses


async def test_told_to_the_asker_alone(routes: PrivacyRoutes) -> None:
    for origin in (ALONE, HIDDEN, IN_GROUP):
        reply = await routes.privacy(Called(origin, "privacy"))
        assert (reply.audience, reply.private_at) == (Audience.ASKER, SHOW)
        assert "**Ann** of {the} group" in words(reply)
        assert await routes.show(Pressed(origin, SHOW.code), Action("privacy", "show")) == reply
