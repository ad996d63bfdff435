"""Starting, hearing, and ending."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import traceback

import pytest

from bot.adapters.telegram.gateway import TelegramOptions, Timing
from bot.core.errors import PermanentFailure, TryAgainLater
from bot.core.incoming import Incoming
from bot.core.reply import Reply
from tests.adapters.telegram.serving import (
    TEXTS,
    Scripted,
    adapter_for,
    no_task_left,
    says,
    serving,
    told,
)
from tests.wire.telegram_faults import Fault, bad_gateway, flooded, unanswered
from tests.wire.telegram_server import FakeTelegram


async def test_start_says_hello_and_subscribes_to_what_is_needed(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    responder = says(told("**Hello!**"))
    async with serving(server, responder):
        server.start(anna)
        assert (await server.next_message(anna)).text == "Hello!"
    assert server.calls_of("getUpdates")[0].value("allowed_updates") == ["message", "callback_query", "my_chat_member"]


async def test_menus_are_published_once(server: FakeTelegram) -> None:
    anna, olga = server.add_user("Anna"), server.add_user("Olga", language_code="fr")
    group = server.add_group("Group", [anna, olga])
    server.start(olga)
    options = TelegramOptions(organisers=frozenset({str(olga.id), "6100000999"}))
    async with serving(server, says(None), options):
        await server.next_call("setMyShortDescription")
        assert server.menu(anna) == ["ask", "topics", "start"]
        assert server.menu(anna, group) == ["ask"]
        assert server.menu(olga) == ["ask", "topics", "start", "unanswered"]
    changes = len([call for call in server.calls if call.method.startswith("set")])
    assert changes == 8
    server.calls.clear()
    async with serving(server, says(None), options):
        await server.next_call("getMyShortDescription")
    assert not [call for call in server.calls if call.method.startswith("set")]


async def test_descriptions_are_published(server: FakeTelegram) -> None:
    async with serving(server, says(None)):
        await server.until(lambda: len(server.account.wording) == 2)
    assert server.account.wording["Description", ""] == TEXTS.line("telegram.description")


@pytest.mark.parametrize(
    "fault",
    [
        flooded("getMyCommands", 3600),
        bad_gateway("getMyCommands"),
        Fault("setMyCommands", 400, "Bad Request: BOT_COMMAND_INVALID"),
    ],
)
async def test_menu_that_cannot_be_published_hinders_nothing(server: FakeTelegram, fault: Fault) -> None:
    anna = server.add_user("Anna")
    server.faults.add(fault)
    async with serving(server, says(told("Hello"))):
        server.start(anna)
        await server.next_message(anna)


@pytest.mark.parametrize("token", ["7000000001:AAwrong", "", "no token", "7000000001:AA\n"])
async def test_refused_token_is_for_the_operator(server: FakeTelegram, token: str) -> None:
    adapter = adapter_for(server, says(None), token=token)
    with no_task_left(), pytest.raises(PermanentFailure) as failure:
        await adapter.run()
    assert TEXTS.known(failure.value.key)
    assert not token or token not in "".join(traceback.format_exception(failure.value))


async def test_refusal_later_on_is_tried_anew_and_then_for_the_operator(server: FakeTelegram) -> None:
    with no_task_left():
        async with serving(server, says(None)) as task:
            server.unauthorised_once()
            with pytest.raises(TryAgainLater):
                await asyncio.wait_for(task, 5)
    server.faults.add(Fault("getMe", 401, "Unauthorized"))
    with pytest.raises(PermanentFailure):
        await adapter_for(server, says(None)).run()


async def test_silent_telegram_is_noticed(server: FakeTelegram) -> None:
    impatient = Timing(poll=1, deaf_after=0.3, drain=0.1)
    server.faults.add(unanswered("getUpdates", times=9, performed=False))
    with no_task_left(), pytest.raises(TryAgainLater):
        await adapter_for(server, says(None), timing=impatient).run()


async def test_telegram_that_cannot_be_reached_is_tried_anew(server: FakeTelegram) -> None:
    with no_task_left(), server.outage(), pytest.raises(TryAgainLater) as failure:
        await adapter_for(server, says(None)).run()
    assert server.token not in "".join(traceback.format_exception(failure.value))


async def test_short_fault_is_outlived(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    async with serving(server, says(told("Hello"))):
        server.faults.add(bad_gateway("getUpdates"))
        server.start(anna)
        assert (await server.next_message(anna)).text == "Hello"


async def test_update_that_cannot_be_read_makes_nobody_wait(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    async with serving(server, says(told("Hello"))):
        server.state.updates.push("message", {"message_id": 1, "text": "broken"})
        server.start(anna)
        assert (await server.next_message(anna)).text == "Hello"
        await server.drained()
    # The fake's check of its own answers saw what was broken on purpose.
    assert all(problem.startswith("getUpdates: result") for problem in server.problems)
    server.problems.clear()


async def test_failing_answer_stops_nothing_and_logs_no_text(
    server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_once(incoming: Incoming) -> Reply | None:
        if len(responder.seen) == 1:
            raise RuntimeError("broken")
        return told("Hello")

    anna = server.add_user("Anna")
    responder = Scripted(fail_once)
    async with serving(server, responder):
        server.start(anna)
        server.say(anna, anna, "my secret")
        await server.next_message(anna)
    assert "could not be answered" in caplog.text
    assert "secret" not in caplog.text


async def test_nothing_of_a_conversation_is_logged(server: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    anna = server.add_user("Annabella")
    with caplog.at_level(logging.INFO, logger="bot"):
        async with serving(server, says(told("Quite secret", "More"))):
            server.start(anna)
            message = await server.next_message(anna)
            await server.press(anna, message, "More")
            server.say(anna, anna, "my secret")
            await server.next_message(anna)
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert "serving" in ours
    for private in ("secret", "Annabella", str(anna.id), server.token):
        assert private not in ours


async def test_cancelling_ends_soon_and_leaves_nothing(server: FakeTelegram) -> None:
    with no_task_left():
        async with serving(server, says(None)) as task:
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - began < 1


async def test_cancelling_lets_an_answer_be_finished(server: FakeTelegram) -> None:
    anna = server.add_user("Anna")
    server.faults.add(Fault("sendMessage", delay=0.1))
    async with serving(server, says(told("Hello"))):
        server.start(anna)
        await server.next_call("sendMessage")
    assert [message.text for message in server.messages] == ["Hello"]


async def test_cancelling_does_not_wait_for_ever(server: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    people = [server.add_user(f"Person {number}") for number in range(20)]
    never = asyncio.Event()

    class Stuck(Scripted):
        async def respond(self, incoming: Incoming) -> Reply | None:
            self.seen.append(incoming)
            await never.wait()
            return None

    responder = Stuck(lambda _: None)
    with no_task_left():
        async with serving(server, responder) as task:
            for person in people:
                server.start(person)
            await server.drained()
            began = time.monotonic()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            assert time.monotonic() - began < 2
    assert len(responder.seen) == len(people)
    assert "not finished in time" in caplog.text


async def test_cancelling_during_the_start_leaves_nothing(server: FakeTelegram) -> None:
    for method in ("getMe", "deleteWebhook"):
        server.faults.add(unanswered(method, performed=False))
        with no_task_left():
            task = asyncio.create_task(adapter_for(server, says(None)).run())
            await server.next_call(method)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


async def test_second_copy_is_told_of(server: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(server, says(None)):
        server.faults.add(Fault("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=1))
        await server.until(lambda: any(call.refusal for call in server.calls_of("getUpdates")))
        await server.until(lambda: not server.calls_of("getUpdates")[-1].refusal)
    assert caplog.text.count("another copy") == 1
