"""Passing a question on without a name, and the organisers' list."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from bot.conversation.commands import Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Called, Origin, Pressed, Submitted
from bot.core.ownership import Ownership
from bot.core.people import Platform, Role
from bot.core.reply import Audience, Reply, Showing
from bot.core.richtext import Bullets, Text
from bot.features.organisers.routes import LONGEST_QUESTION, SHOWN, OrganisersRoutes
from bot.features.organisers.unanswered import MOST_A_DAY, Unanswered, UnansweredList
from bot.texts.catalogue import Texts
from tests.reading import codes, words
from tests.scenes import ALONE, HIDDEN, MEMBER, ORGANISER, OTHER_IN_GROUP

WRITE = Action("organisers", "write")
SEND = Action("organisers", "send")


@pytest.fixture
def routes(texts: Texts) -> OrganisersRoutes:
    return OrganisersRoutes(texts, Ownership({Platform.TELEGRAM: "a key"}), UnansweredList())


@pytest.fixture
def declared(routes: OrganisersRoutes) -> Routes:
    return routes.routes()


async def write(routes: OrganisersRoutes, origin: Origin, *marks: str) -> Reply:
    action = Action("organisers", "write", marks)
    return await routes.write(Pressed(origin, action.code), action)


async def send(routes: OrganisersRoutes, text: str, origin: Origin = ALONE) -> Reply:
    return await routes.send(Submitted(origin, SEND.code, {"question": text}), SEND)


def test_what_is_declared(declared: Routes) -> None:
    [command] = declared.commands
    assert (command.spec.name, command.spec.least_role, command.spec.private) == ("unanswered", Role.ORGANISER, True)
    assert declared.presses.keys() == {("organisers", "write"), ("organisers", "list"), ("organisers", "done")}
    assert declared.forms.keys() == {("organisers", "send")}


async def test_the_form_opens_for_whose_question_it_was(routes: OrganisersRoutes, declared: Routes) -> None:
    reply = await write(routes, HIDDEN, routes.ownership.mark(MEMBER))
    assert reply.form is not None
    assert (reply.form.action.feature, reply.form.action.verb) in declared.forms
    assert len(reply.form.title) <= 45, "the longest title of a window"
    assert all(len(asked.label) <= 45 and len(asked.hint) <= 100 for asked in reply.form.fields)
    assert (reply.audience, reply.private_at) == (Audience.ASKER, WRITE)


async def test_and_for_nobody_else(routes: OrganisersRoutes) -> None:
    with pytest.raises(UserError, match=r"error\.not_your_button"):
        await write(routes, OTHER_IN_GROUP, routes.ownership.mark(MEMBER))


async def test_a_link_without_a_mark_opens_it_too(routes: OrganisersRoutes) -> None:
    assert (await write(routes, ALONE)).form is not None


async def test_sending(routes: OrganisersRoutes, texts: Texts) -> None:
    reply = await send(routes, "  What about **tea**? ")
    assert words(reply) == words(Reply(texts.rich("organisers.sent")))
    assert reply.audience is Audience.ASKER
    [question] = routes.unanswered.waiting()
    assert (question.text, question.day) == ("What about **tea**?", ALONE.at.date())


async def test_nothing_is_kept_of_who_asked(routes: OrganisersRoutes) -> None:
    await send(routes, "a question")
    assert {field.name for field in fields(Unanswered)} == {"number", "text", "day"}


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u200b", "\u202e \x07"])
async def test_sending_nothing(routes: OrganisersRoutes, text: str) -> None:
    with pytest.raises(UserError, match=r"organisers\.empty"):
        await send(routes, text)
    assert routes.unanswered.waiting() == ()


async def test_a_form_without_the_answer(routes: OrganisersRoutes) -> None:
    with pytest.raises(UserError, match=r"organisers\.empty"):
        await routes.send(Submitted(ALONE, SEND.code, {}), SEND)


async def test_a_long_question_is_cut(routes: OrganisersRoutes) -> None:
    await send(routes, "a" * 5000)
    assert len(routes.unanswered.waiting()[0].text) == LONGEST_QUESTION


async def test_an_empty_list(routes: OrganisersRoutes, texts: Texts) -> None:
    reply = await routes.list(Called(ORGANISER, "unanswered"))
    assert words(reply) == texts.line("organisers.none")
    assert reply.audience is Audience.ASKER


async def test_the_list_shows_the_oldest_first(routes: OrganisersRoutes) -> None:
    for number in range(SHOWN + 2):
        routes.unanswered.add(f"**question** {number}", ALONE.at.date())

    reply = await routes.list(Called(ORGANISER, "unanswered"))
    points = next(block for block in reply.blocks if isinstance(block, Bullets))
    assert points.items == tuple(
        (Text(f"{number + 1}: **question** {number} (2026-11-20)"),) for number in range(SHOWN)
    )
    assert str(SHOWN + 2) in words(reply)
    assert codes(reply) == [f"organisers:done:{number + 1}:{routes.unanswered.name}" for number in range(SHOWN)]
    assert reply.audience is Audience.ASKER


async def test_a_question_over_several_lines_stays_one_point(routes: OrganisersRoutes) -> None:
    await send(routes, "one\n\n# two\n- three")
    reply = await routes.list(Called(ORGANISER, "unanswered"))
    assert "1: one # two - three (2026-11-20)" in words(reply)


async def done(routes: OrganisersRoutes, origin: Origin, number: str) -> Reply:
    return await press_done(routes, origin, number, routes.unanswered.name)


async def press_done(routes: OrganisersRoutes, origin: Origin, *arguments: str) -> Reply:
    action = Action("organisers", "done", arguments)
    return await routes.done(Pressed(origin, action.code), action)


async def test_done(routes: OrganisersRoutes, texts: Texts) -> None:
    await send(routes, "one")
    await send(routes, "two")
    reply = await done(routes, ORGANISER, "1")
    assert "two" in words(reply)
    assert "one" not in words(reply)
    assert (reply.showing, reply.audience) == (Showing.IN_PLACE, Audience.ASKER)
    assert "two" in words(await done(routes, ORGANISER, "1")), "pressed twice"
    assert words(await done(routes, ORGANISER, "2")) == texts.line("organisers.none")


@pytest.mark.parametrize("number", ["x", "0", "99999999999999999999"])
async def test_done_with_a_forged_number(routes: OrganisersRoutes, number: str) -> None:
    await send(routes, "one")
    assert "one" in words(await done(routes, ORGANISER, number))


@pytest.mark.parametrize("arguments", [(), ("1",), ("1", UnansweredList().name), ("1", "x", "y")])
async def test_done_from_before_a_restart_or_from_a_link_somebody_made(
    routes: OrganisersRoutes, arguments: tuple[str, ...]
) -> None:
    await send(routes, "one")
    assert "one" in words(await press_done(routes, ORGANISER, *arguments)), "nothing is taken off"


async def test_done_is_for_organisers(routes: OrganisersRoutes) -> None:
    await send(routes, "one")
    with pytest.raises(UserError, match=r"error\.organisers_only"):
        await done(routes, ALONE, "1")
    assert len(routes.unanswered.waiting()) == 1
    assert "one" not in words(await done(routes, replace(ORGANISER, role=Role.OPERATOR), "1"))


async def test_the_list_opens_from_a_link_for_organisers_alone(routes: OrganisersRoutes) -> None:
    action = Action("organisers", "list")
    shown = await routes.show(Pressed(ORGANISER, action.code, fresh=True), action)
    assert (shown.audience, shown.private_at) == (Audience.ASKER, action)
    with pytest.raises(UserError, match="organisers_only"):
        await routes.show(Pressed(ALONE, action.code, fresh=True), action)


async def test_nobody_pushes_out_what_others_asked(routes: OrganisersRoutes, texts: Texts) -> None:
    for number in range(MOST_A_DAY):
        await send(routes, f"question {number}")
    with pytest.raises(UserError, match=r"organisers\.enough"):
        await send(routes, "one more")
    await send(routes, "from somebody else", OTHER_IN_GROUP)
    await send(routes, "the next day", replace(ALONE, at=ALONE.at + timedelta(days=1)))
    assert len(routes.unanswered.waiting()) == MOST_A_DAY + 2
