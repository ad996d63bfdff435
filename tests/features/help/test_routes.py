from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.incoming import Called, Pressed
from bot.core.people import Role
from bot.core.ports import CommandSpec
from bot.core.reply import Audience
from bot.features.help.routes import SHOW, HelpRoutes
from bot.texts.catalogue import Texts
from tests.reading import codes, words
from tests.scenes import ALONE, IN_GROUP, ORGANISER

COMMANDS = [
    CommandSpec("ask", "Ask a question"),
    CommandSpec("start", "Say hello", listed=False),
    CommandSpec("lead", "For organisers", least_role=Role.ORGANISER),
    CommandSpec("run", "For the operator", least_role=Role.OPERATOR),
]


@pytest.fixture
def commands() -> list[CommandSpec]:
    return []


@pytest.fixture
def routes(texts: Texts, commands: list[CommandSpec]) -> HelpRoutes:
    return HelpRoutes(texts, "the **tea** {group}", lambda: tuple(commands), reviewed=lambda: True)


def test_what_is_declared(routes: HelpRoutes) -> None:
    declared = routes.routes()
    assert [(command.spec.name, command.spec.private) for command in declared.commands] == [
        ("help", True),
        ("start", True),
    ]
    assert declared.words["help"] == "help"
    assert (SHOW.feature, SHOW.verb) in declared.presses


async def test_help_lists_what_this_person_can_do(routes: HelpRoutes, commands: list[CommandSpec]) -> None:
    commands += COMMANDS
    member = words(await routes.help(Called(ALONE, "help")))
    assert "- /ask: Ask a question" in member
    assert "/start" not in member
    assert "/lead" not in member
    organiser = words(await routes.help(Called(ORGANISER, "help")))
    assert "- /lead: For organisers" in organiser
    assert "/run" not in organiser
    assert "/run" in words(await routes.help(Called(replace(ALONE, role=Role.OPERATOR), "help")))


async def test_help_is_for_the_asker_alone(routes: HelpRoutes, commands: list[CommandSpec]) -> None:
    commands += COMMANDS
    reply = await routes.help(Called(IN_GROUP, "help"))
    assert (reply.audience, reply.private_at) == (Audience.ASKER, SHOW)
    assert await routes.show(Pressed(IN_GROUP, SHOW.code), SHOW) == reply
    assert "the **tea** {group}" in words(reply)


async def test_that_no_clinician_has_signed_is_said(routes: HelpRoutes, texts: Texts) -> None:
    signed = iter((True, True, False, False))
    shown = replace(routes, reviewed=lambda: next(signed))  # looked up each time: the files may have changed
    for reviewed in (True, False):
        for reply in (await shown.start(Called(ALONE, "start")), await shown.help(Called(ALONE, "help"))):
            assert (texts.line("help.not_reviewed") in words(reply)) is not reviewed


async def test_the_welcome_leads_on(routes: HelpRoutes) -> None:
    reply = await routes.start(Called(ALONE, "start"))
    assert "the **tea** {group}" in words(reply)
    assert codes(reply) == ["faq:sections", SHOW.code]
    assert reply.audience is Audience.ASKER
