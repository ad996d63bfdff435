"""Questions in private, in groups and overheard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.incoming import Origin, Said
from bot.core.reply import Audience, Reply
from bot.core.richtext import plain
from bot.features.faq.answers import MOST_SUGGESTED
from bot.features.faq.knowledge import Knowledge
from bot.features.faq.library import Library
from bot.features.faq.matching.results import Explanation, Match, Outcome, Reason
from bot.features.faq.questions import Faq
from bot.features.faq.words import Own
from bot.texts.catalogue import Texts
from tests.fakes.matcher import ScriptedMatcher
from tests.reading import codes, words
from tests.scenes import ALONE, HIDDEN, IN_GROUP

SURE = Match(Outcome.ANSWER, "missed-dose", 0.9, (("missed-dose", 0.9),))
TWO = replace(SURE, second="alcohol")
NEAR = Match(Outcome.SUGGEST, "alcohol", 0.4, (("alcohol", 0.4), ("missed-dose", 0.3), ("gone", 0.2)))
THANKS = Match(Outcome.NONE, explanation=Explanation(reasons=(Reason.NO_WORDS,)))
LISTENED = replace(IN_GROUP, addressed=False)


@pytest.fixture(autouse=True)
def _set_down(matcher: ScriptedMatcher) -> None:
    matcher.matches |= {"sure": SURE, "two": TWO, "near": NEAR, "thanks": THANKS}


def said(text: str, origin: Origin = ALONE) -> Said:
    return Said(origin, text)


async def test_a_sure_answer(faq: Faq) -> None:
    reply = await faq.answer(said("sure"))
    assert reply.outcome == "answer missed-dose"
    assert reply.audience is Audience.EVERYONE_HERE
    assert (await faq.answer(said("sure", HIDDEN))).audience is Audience.ASKER


async def test_two_answers(faq: Faq) -> None:
    assert (await faq.answer(said("two"))).outcome == "answer missed-dose + answer alcohol"


async def test_below_something_urgent_nothing_is_said_twice(faq: Faq) -> None:
    alone = await faq.sure_answer(said("two"), frozenset({"missed-dose"}))
    assert alone is not None
    assert alone.outcome == "answer alcohol"
    assert await faq.sure_answer(said("two"), frozenset({"missed-dose", "alcohol"})) is None
    assert await faq.sure_answer(said("near"), frozenset()) is None


async def test_suggestions(faq: Faq, matcher: ScriptedMatcher, knowledge: Knowledge) -> None:
    assert (await faq.answer(said("near"))).outcome == "suggest alcohol missed-dose"
    ranked = tuple((entry.id, 0.5) for entry in knowledge) + (("alcohol", 0.1),) * 3
    matcher.matches["many"] = replace(NEAR, ranked=ranked)
    assert len((await faq.answer(said("many"))).rows) == MOST_SUGGESTED + 1


async def test_no_answer(faq: Faq) -> None:
    reply = await faq.answer(said("something else"))
    assert reply.outcome == "none"
    assert "your **team**" in words(reply)


async def test_thanks(faq: Faq) -> None:
    assert (await faq.answer(said("thanks"))).outcome == "no question"


@pytest.mark.parametrize("text", ["", "  \n", "\u200b"])
async def test_no_text(faq: Faq, texts: Texts, text: str) -> None:
    reply = await faq.answer(said(text, IN_GROUP))
    assert words(reply) == texts.line("faq.empty")


async def test_a_suggestion_that_was_picked(faq: Faq, matcher: ScriptedMatcher) -> None:
    assert (await faq.answer(said(" alcohol "))).outcome == "answer alcohol"
    assert matcher.addressed == []


async def test_a_long_post_is_matched_too(faq: Faq, matcher: ScriptedMatcher) -> None:
    long = "sure, " * 100 + "sure"
    matcher.matches[long] = SURE
    assert (await faq.answer(said(long))).outcome == "answer missed-dose"


async def test_beside_something_urgent_only_what_is_sure(faq: Faq) -> None:
    async def beside(text: str) -> Reply | None:
        return await faq.sure_answer(said(text), frozenset())

    sure, two = await beside("sure"), await beside("two")
    assert sure is not None
    assert two is not None
    assert codes(sure) == ["faq:open:missed-dose"]
    assert codes(two) == ["faq:open:missed-dose", "faq:open:alcohol"]
    assert [await beside(text) for text in ("near", "thanks", "something else", "")] == [None] * 4


async def test_overheard_talk_is_answered_once_an_hour(faq: Faq, matcher: ScriptedMatcher) -> None:
    first = await faq.overheard(said("sure", LISTENED))
    assert first is not None
    assert first.outcome == "answer missed-dose"
    assert codes(first)[-1] == "faq:hush"
    assert await faq.overheard(said("sure", LISTENED)) is None
    later = replace(LISTENED, at=LISTENED.at + timedelta(hours=1))
    assert await faq.overheard(said("two", later)) is not None
    assert matcher.addressed == [False] * 3


async def test_overheard_talk_that_is_not_sure_is_left_alone(faq: Faq) -> None:
    assert [await faq.overheard(said(text, LISTENED)) for text in ("near", "thanks", "anything")] == [None] * 3


async def test_after_a_hush_there_is_silence(faq: Faq) -> None:
    faq.heard.hush(LISTENED.place, LISTENED.at)
    assert await faq.overheard(said("sure", LISTENED)) is None


async def test_a_question_under_way_is_answered_from_the_library_it_began_with(
    faq: Faq, knowledge: Knowledge, matcher: ScriptedMatcher
) -> None:
    emptied = Library(Knowledge.of((), {}), matcher)  # type: ignore[arg-type]
    libraries = iter([faq.library(), emptied])
    changing = replace(faq, library=lambda: next(libraries))
    first = await changing.answer(said("sure"))
    assert first.outcome == "answer missed-dose"
    assert [code for code in codes(first) if code.startswith("faq:show:")], "it still leads to what is gone by now"
    assert (await changing.answer(said("two"))).outcome == "none"


async def test_what_the_bot_never_works_out_is_said_before_the_general_answer(
    faq: Faq, matcher: ScriptedMatcher, texts: Texts
) -> None:
    for own, key in ((Own.DOSE, "faq.own_dose"), (Own.RESULT, "faq.own_result")):
        matcher.matches["own"] = replace(SURE, own=own)
        reply = await faq.answer(said("own"))
        assert reply.outcome == "answer missed-dose"
        assert words(reply).startswith(plain(texts.rich(key)))  # type: ignore[arg-type]
        assert "Never take two." in words(reply)
        assert codes(reply) == codes(await faq.answer(said("sure")))
        hidden = await faq.answer(said("own", HIDDEN))
        assert hidden.audience is Audience.ASKER


async def test_beside_something_urgent_nothing_is_said_of_an_own_case(faq: Faq, matcher: ScriptedMatcher) -> None:
    matcher.matches["own"] = replace(SURE, own=Own.RESULT)
    assert await faq.sure_answer(said("own"), frozenset()) is None


async def test_in_private_a_question_goes_on_from_the_last_answer(faq: Faq, matcher: ScriptedMatcher) -> None:
    await faq.answer(said("and now?"))
    await faq.answer(said("sure"))
    await faq.answer(said("and now?"))
    await faq.answer(said(" alcohol "))  # picked while typing
    await faq.answer(said("and now?"))
    late = replace(ALONE, at=ALONE.at + timedelta(minutes=10))
    await faq.answer(said("and now?", late))
    assert matcher.after == [None, None, "missed-dose", "alcohol", None]


async def test_in_a_group_it_goes_on_from_the_answer_that_is_replied_to(faq: Faq, matcher: ScriptedMatcher) -> None:
    first = await faq.answer(said("sure", IN_GROUP))
    await faq.answer(said("and now?", IN_GROUP))
    await faq.answer(replace(said("and now?", IN_GROUP), replies_to=tuple(codes(first))))
    await faq.answer(replace(said("and now?", IN_GROUP), replies_to=("faq:helpful:gone",)))
    assert matcher.after == [None, None, "missed-dose", None]


async def test_overheard_and_urgent_things_go_on_from_nothing(faq: Faq, matcher: ScriptedMatcher) -> None:
    await faq.answer(said("sure"))
    await faq.overheard(said("sure", LISTENED))
    await faq.sure_answer(said("sure"), frozenset())
    assert matcher.after == [None] * 3
