"""The screen as the router uses it, and /urgent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.actions import Action
from bot.core.incoming import Called, Pressed
from bot.core.reply import Audience, Urgency
from bot.core.richtext import paragraph, plain
from bot.features.safety.replies import UrgentReplies
from bot.features.safety.routes import Safety
from bot.features.safety.screen import Verdict
from bot.texts.catalogue import Texts
from tests.features.safety.test_replies import FEVER, HERE
from tests.scenes import ALONE, HIDDEN, IN_GROUP

OVERHEARD = replace(IN_GROUP, addressed=False)


class OneWord:
    """Finds one verdict by one word."""

    def __init__(self, word: str, verdict: Verdict) -> None:
        self._word, self._verdict = word, verdict

    def check(self, text: str, *, addressed: bool = True) -> Verdict | None:
        return self._verdict if self._word in text else None


@pytest.fixture
def safety(texts: Texts) -> Safety:
    hot, soon = OneWord("hot", FEVER), OneWord("lump", replace(FEVER, flag="rf-lump", urgency=Urgency.SOON))
    heiss = OneWord("heiss", replace(FEVER, flag="rf-heiss", urgency=Urgency.EMERGENCY))
    screens = (hot, soon, heiss)
    return Safety(lambda: screens, UrgentReplies(texts, HERE), lambda: (paragraph("The signs."),))  # type: ignore[arg-type]


def outcome(safety: Safety, text: str, origin: object = ALONE) -> str | None:
    reply = safety.look(text, origin)  # type: ignore[arg-type]
    return reply and reply.outcome


def test_looks_at_every_text(safety: Safety) -> None:
    assert outcome(safety, "I am hot") == "urgent rf-fever same-day"
    assert outcome(safety, "a lump") == "urgent rf-lump soon"
    assert outcome(safety, "all is well") is None


def test_the_most_urgent_of_all_languages_is_answered(safety: Safety) -> None:
    assert outcome(safety, "hot, mir ist heiss") == "urgent rf-heiss emergency"


def test_in_talk_to_others_only_what_cannot_wait_is_answered(safety: Safety) -> None:
    assert outcome(safety, "I am hot", OVERHEARD) is not None
    assert outcome(safety, "a lump", OVERHEARD) is None


async def test_the_numbers_and_the_signs(safety: Safety) -> None:
    [command] = safety.routes().commands
    assert command.always, "nobody is told to wait a minute for the emergency number"
    reply = await safety.urgent(Called(ALONE, "urgent"))
    shown = plain(reply.blocks)
    assert shown.index("199") < shown.index("The signs.")
    show = Action("safety", "show")
    assert (await safety.show(Pressed(ALONE, show.code), show)).blocks == reply.blocks


async def test_where_others_did_not_see_who_asked_the_numbers_are_for_the_asker_alone(safety: Safety) -> None:
    assert (await safety.urgent(Called(HIDDEN, "urgent"))).audience is Audience.ASKER
    assert (await safety.urgent(Called(IN_GROUP, "urgent"))).audience is Audience.EVERYONE_HERE


async def test_going_on_in_private(safety: Safety) -> None:
    action = Action("safety", "private")
    reply = await safety.go_private(Pressed(IN_GROUP, action.code), action)
    assert (reply.audience, reply.private_at) == (Audience.ASKER, action)
