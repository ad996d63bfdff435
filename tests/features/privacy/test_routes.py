from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed
from bot.core.reply import Audience, Reply, Showing
from bot.features.privacy.held import Held, Kind
from bot.features.privacy.routes import DATA, ERASE, FORGET, KEEP, SHOW, STAY, PrivacyRoutes
from bot.texts.catalogue import Texts
from tests.fakes.holdings import GivenHoldings
from tests.reading import codes, words
from tests.scenes import ALONE, HIDDEN, IN_GROUP, MEMBER, STRANGER

SOME = Held({Kind.ACCOUNT: ({"platform": "telegram"},), Kind.FORMS: ({"title": "x"}, {"title": "y"})})


@pytest.fixture
def holdings() -> GivenHoldings:
    return GivenHoldings({MEMBER: SOME, STRANGER: SOME})


@pytest.fixture
def routes(texts: Texts, holdings: GivenHoldings) -> PrivacyRoutes:
    return PrivacyRoutes(texts, "**Ann** of {the} group", holdings)


async def pressed(routes: PrivacyRoutes, code: str, origin: Origin = ALONE, *, fresh: bool = False) -> Reply | None:
    action = Action.parse(code)
    assert action is not None
    return await routes.routes().presses[action.feature, action.verb](Pressed(origin, code, fresh), action)


async def confirmation(routes: PrivacyRoutes, origin: Origin = ALONE) -> str:
    [sure, keep] = codes(await routes.forget(Called(origin, "forget")))
    assert keep == KEEP.code
    return sure


def test_what_is_declared(routes: PrivacyRoutes) -> None:
    declared = routes.routes()
    listed = {command.spec.name for command in declared.commands if command.spec.listed}
    assert listed == {"privacy", "mydata", "forget"}
    assert all(command.spec.private for command in declared.commands)
    assert {word: declared.words[word] for word in ("delete my data", "privacy", "my data")} == {
        "delete my data": "forget",
        "privacy": "privacy",
        "my data": "mydata",
    }


async def test_told_to_the_asker_alone(routes: PrivacyRoutes) -> None:
    for origin in (ALONE, HIDDEN, IN_GROUP):
        reply = await routes.privacy(Called(origin, "privacy"))
        assert (reply.audience, reply.private_at) == (Audience.ASKER, SHOW)
        assert "**Ann** of {the} group" in words(reply)
        assert await pressed(routes, SHOW.code, origin) == reply


async def test_what_is_held_is_counted_by_kind(routes: PrivacyRoutes) -> None:
    reply = await routes.privacy(Called(ALONE, "privacy"))
    assert "know you again: 1" in words(reply)
    assert "form that you have begun: 2" in words(reply)
    assert "rated, under a mark" not in words(reply)
    assert "encrypted" in words(reply)
    assert codes(reply) == [DATA.code, FORGET.code]


async def test_each_kind_has_its_words(texts: Texts) -> None:
    every = Held({kind: ({"a": 1},) for kind in Kind})
    reply = await PrivacyRoutes(texts, "x", GivenHoldings({MEMBER: every})).privacy(Called(ALONE, "privacy"))
    assert words(reply).count(": 1") == len(Kind)


async def test_what_is_in_memory_alone_is_said_so(routes: PrivacyRoutes, holdings: GivenHoldings) -> None:
    holdings.lasting = False
    told = words(await routes.privacy(Called(ALONE, "privacy")))
    assert "memory alone" in told
    assert "encrypted" not in told


async def test_nothing_is_held(routes: PrivacyRoutes, holdings: GivenHoldings) -> None:
    holdings.given.clear()
    reply = await routes.privacy(Called(ALONE, "privacy"))
    assert "nothing" in words(reply)
    assert codes(reply) == []
    for empty in (await routes.mydata(Called(ALONE, "mydata")), await routes.forget(Called(ALONE, "forget"))):
        assert (empty.attachments, codes(empty), empty.audience) == ((), [], Audience.ASKER)
        assert "nothing" in words(empty)


async def test_data_goes_to_the_person_alone(routes: PrivacyRoutes) -> None:
    reply = await routes.mydata(Called(IN_GROUP, "mydata"))
    assert [file.name for file in reply.attachments] == ["my-data.json", "my-data.csv"]
    assert (reply.audience, reply.private_at) == (Audience.ASKER, DATA)
    assert await pressed(routes, DATA.code, IN_GROUP, fresh=True) == reply


async def test_forgotten_after_one_confirmation(routes: PrivacyRoutes, holdings: GivenHoldings) -> None:
    sure = await confirmation(routes)
    assert MEMBER in holdings.given
    reply = await pressed(routes, sure)
    assert holdings.given == {STRANGER: SOME}
    assert reply is not None
    assert (reply.audience, reply.showing) == (Audience.ASKER, Showing.IN_PLACE)
    assert "Deleted" in words(reply)


async def test_kept_when_the_person_thinks_again(routes: PrivacyRoutes, holdings: GivenHoldings) -> None:
    await confirmation(routes)
    assert "Nothing was deleted" in words(await pressed(routes, KEEP.code))
    assert MEMBER in holdings.given


async def test_a_button_erases_what_its_presser_has_and_nothing_else(
    routes: PrivacyRoutes, holdings: GivenHoldings
) -> None:
    sure = await confirmation(routes)
    await pressed(routes, sure, replace(ALONE, person=STRANGER))
    assert holdings.given == {MEMBER: SOME}


async def test_a_link_never_erases(routes: PrivacyRoutes, holdings: GivenHoldings) -> None:
    reply = await pressed(routes, await confirmation(routes), fresh=True)
    assert MEMBER in holdings.given
    assert "Shall I delete" in words(reply)


@pytest.mark.parametrize("late", [timedelta(minutes=16), timedelta(days=400), timedelta(minutes=-1)])
async def test_an_old_button_asks_again(routes: PrivacyRoutes, holdings: GivenHoldings, late: timedelta) -> None:
    reply = await pressed(routes, await confirmation(routes), replace(ALONE, at=ALONE.at + late))
    assert MEMBER in holdings.given
    assert "Shall I delete" in words(reply)


@pytest.mark.parametrize("code", [ERASE.code, f"{ERASE.code}:x", f"{ERASE.code}:{'9' * 40}"])
async def test_a_made_up_button_asks(routes: PrivacyRoutes, holdings: GivenHoldings, code: str) -> None:
    assert "Shall I delete" in words(await pressed(routes, code))
    assert MEMBER in holdings.given


async def test_thanked_for_staying(routes: PrivacyRoutes, holdings: GivenHoldings) -> None:
    assert "stays as it is" in words(await pressed(routes, STAY.code))
    assert MEMBER in holdings.given
