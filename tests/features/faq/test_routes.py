"""The commands and buttons of the knowledge base: who may press what, and who sees the answer."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.commands import Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Called, Origin, Pressed
from bot.core.people import Role
from bot.core.reply import Audience, Reply, Select, Showing
from bot.features.faq.matching.results import Match, Outcome
from bot.features.faq.routes import FaqRoutes
from bot.texts.catalogue import Texts
from tests.fakes.matcher import ScriptedMatcher
from tests.reading import codes, words
from tests.scenes import ALONE, HIDDEN, IN_GROUP, MEMBER, OTHER_IN_GROUP, STRANGER

ASKER, ALL = Audience.ASKER, Audience.EVERYONE_HERE
NEW, IN_PLACE, NOTE, REMOVED = Showing.NEW, Showing.IN_PLACE, Showing.NOTE, Showing.REMOVED


@pytest.fixture
def declared(routes: FaqRoutes) -> Routes:
    return routes.routes()


@pytest.fixture
def mark(routes: FaqRoutes) -> str:
    return routes.faq.answers.ownership.mark(MEMBER)


@pytest.fixture
def other_mark(routes: FaqRoutes) -> str:
    return routes.faq.answers.ownership.mark(STRANGER)


async def pressing(declared: Routes, code: str, origin: Origin = ALONE) -> Reply:
    action = Action.parse(code)
    assert action is not None
    reply = await declared.presses[action.feature, action.verb](Pressed(origin, code), action)
    assert reply is not None
    return reply


async def told(work: Awaitable[Reply]) -> str:
    with pytest.raises(UserError) as raised:
        await work
    return raised.value.key


def test_what_is_declared(declared: Routes, texts: Texts) -> None:
    ask, topics = (command.spec for command in declared.commands)
    assert (ask.name, ask.private, [argument.completes for argument in ask.arguments]) == ("ask", False, [True])
    assert "azathioprine" in ask.summary
    assert (topics.name, topics.private) == ("topics", True)
    assert declared.words["topics"] == "topics"
    assert all(len(spec.summary) <= 100 for spec in (ask, topics))


async def test_every_button_of_every_reply_has_a_handler(declared: Routes, routes: FaqRoutes) -> None:
    knowledge, answers = routes.faq.library().knowledge, routes.faq.answers
    entries = tuple(knowledge)
    replies = [
        *(answers.full(entry, knowledge, HIDDEN, opened=opened) for entry in entries for opened in (False, True)),
        answers.together(entries, knowledge, HIDDEN),
        answers.suggest(entries, HIDDEN),
        answers.unknown(HIDDEN, "x"),
        routes.browse.sections(knowledge),
        *(routes.browse.section(knowledge, section) for section in knowledge.sections),
    ]
    actions = {tuple(code.split(":")[:2]) for reply in replies for code in codes(reply)}
    assert actions <= {*declared.presses, ("organisers", "write")}


async def test_ask(routes: FaqRoutes, matcher: ScriptedMatcher, texts: Texts) -> None:
    matcher.matches["a question"] = Match(Outcome.ANSWER, "alcohol")
    assert (await routes.ask(Called(ALONE, "ask", {"question": "a question"}))).outcome == "answer alcohol"
    assert (await routes.ask(Called(ALONE, "ask", {"question": "alcohol"}))).outcome == "answer alcohol"
    assert words(await routes.ask(Called(ALONE, "ask"))) == texts.line("faq.empty")


async def test_topics(routes: FaqRoutes) -> None:
    assert (await routes.topics(Called(ALONE, "topics"))).outcome == "topics"


class TestInPrivate:
    async def test_more_and_less_change_the_message(self, declared: Routes, mark: str) -> None:
        more = await pressing(declared, f"faq:more:missed-dose:{mark}")
        assert "It happens to many." in words(more)
        assert (more.showing, more.audience) == (IN_PLACE, ALL)
        less = await pressing(declared, codes(more)[0])
        assert "It happens to many." not in words(less)
        assert less.showing is IN_PLACE
        assert codes(less)[0] == f"faq:more:missed-dose:{mark}"

    async def test_browsing_changes_the_message(self, declared: Routes) -> None:
        for code in ("faq:sections", "faq:section:life", "faq:show:alcohol"):
            reply = await pressing(declared, code)
            assert (reply.showing, reply.audience) == (IN_PLACE, ALL)

    async def test_none_of_these(self, declared: Routes, mark: str) -> None:
        reply = await pressing(declared, f"faq:none:{mark}")
        assert (reply.outcome, reply.showing) == ("none", IN_PLACE)

    async def test_open_shows_a_message_of_its_own(self, declared: Routes) -> None:
        reply = await pressing(declared, "faq:open:alcohol")
        assert (reply.outcome, reply.showing, reply.audience) == ("answer alcohol", NEW, ALL)


class TestInFrontOfOthers:
    async def test_the_owner_changes_the_message(self, declared: Routes, mark: str) -> None:
        for code in (f"faq:more:missed-dose:{mark}", f"faq:show:alcohol:{mark}", f"faq:none:{mark}"):
            reply = await pressing(declared, code, IN_GROUP)
            assert (reply.showing, reply.audience) == (IN_PLACE, ALL)
            assert mark in " ".join(codes(reply))

    async def test_somebody_else_gets_an_own_copy(self, declared: Routes, mark: str, other_mark: str) -> None:
        for code in (f"faq:more:missed-dose:{mark}", f"faq:show:missed-dose:{mark}", f"faq:none:{mark}"):
            reply = await pressing(declared, code, OTHER_IN_GROUP)
            assert (reply.showing, reply.audience) == (NEW, ASKER)
            assert other_mark in " ".join(codes(reply))
            assert mark not in " ".join(codes(reply))

    async def test_the_copy_opens_in_the_private_chat(self, declared: Routes, mark: str) -> None:
        reply = await pressing(declared, f"faq:more:missed-dose:{mark}", OTHER_IN_GROUP)
        assert reply.private_at == Action("faq", "show", ("missed-dose",))

    async def test_a_button_without_an_owner_belongs_to_nobody(self, declared: Routes) -> None:
        reply = await pressing(declared, "faq:show:missed-dose", IN_GROUP)
        assert (reply.showing, reply.audience) == (NEW, ASKER)

    @pytest.mark.parametrize("code", ["faq:sections", "faq:section:life"])
    async def test_lists_are_browsed_alone(self, declared: Routes, code: str) -> None:
        reply = await pressing(declared, code, IN_GROUP)
        assert (reply.showing, reply.audience) == (NEW, ASKER)
        assert reply.private_at == Action.parse(code)

    async def test_open_is_for_the_presser_alone(self, declared: Routes) -> None:
        reply = await pressing(declared, "faq:open:alcohol", IN_GROUP)
        assert (reply.showing, reply.audience) == (NEW, ASKER)
        assert reply.private_at == Action("faq", "show", ("alcohol",))


class TestUnseenInAGroup:
    async def test_all_stays_unseen(self, declared: Routes, mark: str) -> None:
        for code in (f"faq:more:missed-dose:{mark}", f"faq:show:alcohol:{mark}"):
            reply = await pressing(declared, code, HIDDEN)
            assert (reply.showing, reply.audience) == (IN_PLACE, ASKER)
        reply = await pressing(declared, f"faq:none:{mark}", HIDDEN)
        assert (reply.showing, reply.audience) == (IN_PLACE, ASKER)
        assert (await pressing(declared, "faq:sections", HIDDEN)).showing is IN_PLACE

    async def test_until_the_person_shows_it(self, declared: Routes, mark: str) -> None:
        reply = await pressing(declared, f"faq:post:missed-dose:{mark}", HIDDEN)
        assert (reply.showing, reply.audience) == (NEW, ALL)
        assert not any(code.startswith("faq:post") for code in codes(reply))
        assert f"faq:remove:{mark}" in codes(reply)


class TestRemoving:
    async def test_by_the_owner(self, declared: Routes, mark: str) -> None:
        reply = await pressing(declared, f"faq:remove:{mark}", IN_GROUP)
        assert (reply.showing, reply.blocks) == (REMOVED, ())

    async def test_by_an_organiser(self, declared: Routes, mark: str) -> None:
        for role in (Role.ORGANISER, Role.OPERATOR):
            reply = await pressing(declared, f"faq:remove:{mark}", replace(OTHER_IN_GROUP, role=role))
            assert reply.showing is REMOVED

    async def test_by_nobody_else(self, declared: Routes, mark: str) -> None:
        for code in (f"faq:remove:{mark}", "faq:remove", "faq:remove:000000000000"):
            assert await told(pressing(declared, code, OTHER_IN_GROUP)) == "faq.not_yours_to_remove"


class TestRating:
    async def test_once_for_each_entry(self, declared: Routes, routes: FaqRoutes, texts: Texts) -> None:
        first = await pressing(declared, "faq:helpful:alcohol", IN_GROUP)
        assert words(first) == texts.line("faq.rated")
        assert (first.showing, first.audience) == (NOTE, ASKER)
        assert words(await pressing(declared, "faq:unhelpful:alcohol")) == texts.line("faq.rated_before")
        assert words(await pressing(declared, "faq:unhelpful:alcohol", OTHER_IN_GROUP)) == texts.line("faq.rated")
        assert await routes.ratings.of("alcohol") == (1, 1)


class TestListening:
    async def test_not_now(self, declared: Routes, routes: FaqRoutes) -> None:
        reply = await pressing(declared, "faq:hush", OTHER_IN_GROUP)
        assert reply.showing is REMOVED
        heard = routes.faq.heard
        assert not heard.may_answer(IN_GROUP.place, "alcohol", IN_GROUP.at)
        assert heard.may_answer(IN_GROUP.place, "alcohol", IN_GROUP.at + timedelta(hours=1))


@pytest.mark.parametrize(
    "code",
    ["faq:show:gone", "faq:show", "faq:more:gone:abc", "faq:open", "faq:post:gone", "faq:helpful", "faq:unhelpful:gone",
     "faq:section", "faq:section:gone", "faq:section:urgent"],
)  # fmt: skip
async def test_buttons_of_what_is_gone(declared: Routes, code: str) -> None:
    assert await told(pressing(declared, code)) == "error.old_button"


async def test_related_questions_lead_on(declared: Routes, mark: str) -> None:
    reply = await pressing(declared, f"faq:show:missed-dose:{mark}", IN_GROUP)
    [related] = [row for row in reply.rows if isinstance(row, Select)]
    follow = await pressing(declared, related.options[0].action.code, IN_GROUP)
    assert (follow.outcome, follow.showing, follow.audience) == ("answer how-to-take", IN_PLACE, ALL)
