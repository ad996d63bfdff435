from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.languages import ByLanguage
from bot.core.incoming import Said
from bot.core.ports import CommandSpec, Completion
from bot.core.reply import Reply
from tests.fakes.responder import ScriptedResponder
from tests.scenes import ALONE, GROUP


def speaking(language: str) -> ScriptedResponder:
    reply = Reply(outcome=language)
    return ScriptedResponder({"hello": reply}, (CommandSpec("ask", language),), (Completion(language, "id"),))


ROUTERS = {name: speaking(name) for name in ("en", "de", "pt-BR")}
BOT = ByLanguage(ROUTERS, "en")


@pytest.mark.parametrize(
    ("language", "answered"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "de"),
        ("de_AT", "de"),
        ("DE-ch", "de"),
        ("pt-BR", "pt-BR"),
        ("pt_br", "pt-BR"),
        ("pt", "en"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
async def test_the_language_of_the_app_decides(language: str | None, answered: str) -> None:
    reply = await BOT.respond(Said(replace(ALONE, language=language), "hello"))
    assert reply is not None
    assert reply.outcome == answered
    assert BOT.complete("h", language)[0].label == answered


def test_commands_and_places_follow_the_main_language() -> None:
    assert BOT.commands == ROUTERS["en"].commands
    assert not BOT.listens_in(GROUP)
