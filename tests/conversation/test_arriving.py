"""A bot that is not there yet: it is waited for, and offers nothing before."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.conversation.arriving import Arriving, in_background
from bot.core.errors import FilesError, Problem
from bot.core.incoming import Said
from bot.core.ports import CommandSpec, Completion, Responder
from bot.core.reply import Reply
from tests.fakes.responder import ScriptedResponder
from tests.scenes import ALONE, GROUP

HELLO = Said(ALONE, "hello")
ANSWER = Reply(outcome="answer")
THERE = ScriptedResponder({"hello": ANSWER}, (CommandSpec("ask", "Ask"),), (Completion("a", "b"),))


async def test_who_asks_early_is_answered_when_the_bot_is_there() -> None:
    coming: asyncio.Future[Responder] = asyncio.get_running_loop().create_future()
    arriving = Arriving(coming)
    asked = asyncio.create_task(arriving.respond(HELLO))
    await asyncio.sleep(0)
    assert (arriving.commands, arriving.complete("a"), arriving.listens_in(GROUP)) == ((), (), False)
    coming.set_result(THERE)
    assert await asked is ANSWER
    assert arriving.commands == THERE.commands
    assert arriving.complete("a") == THERE.suggestions
    assert not arriving.listens_in(GROUP)


async def test_what_kept_it_from_coming_is_told_to_whoever_asks() -> None:
    def fail() -> Responder:
        raise FilesError([Problem("a.yaml", 1, "wrong.")])

    arriving = Arriving(in_background(fail))
    for _ in range(2):
        with pytest.raises(FilesError):
            await arriving.respond(HELLO)
    assert arriving.commands == ()


async def test_work_in_the_background_that_nobody_waits_for_any_more_is_left_alone() -> None:
    going_on = threading.Event()

    def work() -> int:
        going_on.wait(10)
        return 1

    given_up = in_background(work)
    given_up.cancel()
    going_on.set()
    assert await in_background(work) == 1  # whatever the first one handed over came before
    assert given_up.cancelled()
