"""Interactions that are slow, expired or lost; through discord.py against a simulated Discord."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest

from bot.adapters.discord.options import Timing
from bot.core.reply import Reply, Showing
from bot.core.richtext import paragraph
from tests.adapters.discord.conftest import World, answer_of, posted
from tests.adapters.discord.script import FORM, NOON, Script, button, words


class TestSlow:
    """Answers that take longer than Discord waits."""

    @pytest.fixture(autouse=True)
    def _impatient(self, world: World) -> None:
        world.client._timing = Timing(defer_after=0.0)

    async def finish(self, world: World) -> None:
        await world.env.advance_time(1)

    async def test_command(self, world: World, script: Script) -> None:
        blocks = tuple(paragraph("word " * 100) for _ in range(5))
        script.answers["/ask"] = Reply(blocks)
        script.slow = 0.02
        result = await world.alice.slash(world.channel, "ask")
        await self.finish(world)
        assert [page.ephemeral for page in (answer_of(result), *result.followups)] == [True, True]
        assert answer_of(result).content.startswith("word")

    async def test_button(self, world: World, script: Script) -> None:
        message = await posted(world, script, Reply(words("Short."), ((button("More", "faq:more:x"),),)))
        script.slow = 0.02
        script.answers["faq:more:x"] = Reply(words("More.")).in_place()
        await world.alice.click(message, label="More")
        await self.finish(world)
        assert world.channel.history()[1].content == "More."

    async def test_private_answer_to_a_button(self, world: World, script: Script) -> None:
        message = await posted(world, script, Reply(words("Short."), ((button("More", "faq:more:x"),),)))
        script.slow = 0.02
        script.answers["faq:more:x"] = Reply(words("For you.")).for_asker()
        result = await world.bob.click(message, label="More")
        await self.finish(world)
        assert [page.content for page in result.followups] == ["For you."]
        assert result.followups[0].ephemeral
        assert world.channel.history()[1].content == "Short."

    async def test_removal(self, world: World, script: Script) -> None:
        message = await posted(world, script, Reply(words("Short."), ((button("Remove", "a:b"),),)))
        script.slow = 0.02
        script.answers["a:b"] = Reply(showing=Showing.REMOVED)
        await world.alice.click(message, label="Remove")
        await self.finish(world)
        assert len(world.channel.history()) == 1

    async def test_form_asks_to_press_again(self, world: World, script: Script) -> None:
        message = await posted(world, script, Reply(words("Short."), ((button("Write", "a:b"),),)))
        script.slow = 0.02
        script.answers["a:b"] = Reply(form=FORM).for_asker()
        result = await world.alice.click(message, label="Write")
        await self.finish(world)
        assert [page.ephemeral for page in result.followups] == [True]
        assert "press the button again" in result.followups[0].content

    async def test_silence(self, world: World, script: Script) -> None:
        script.slow = 0.02
        result = await world.alice.slash(world.channel, "ask")
        await self.finish(world)
        assert result.response is None
        assert world.channel.history(viewer=world.alice) == []


async def test_expired_interaction_is_told_quietly(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    script.answers["/ask"] = Reply(words("My secret."))
    world.env.inject_error("POST", "/interactions/*", status=404, code=10062)
    await world.alice.slash(world.channel, "ask", question="my secret")
    told = [record for record in caplog.records if record.name.startswith("bot.")]
    assert [(record.levelname, record.getMessage()) for record in told] == [("INFO", "a command: expired")]
    assert "secret" not in caplog.text


async def test_interaction_that_another_copy_answered(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    script.answers["/ask"] = Reply(words("Answer."))
    world.env.inject_error("POST", "/interactions/*", status=400, code=40060)
    await world.alice.slash(world.channel, "ask")
    assert caplog.records == []
    assert world.channel.history() == []


async def test_lost_first_answer_is_repeated(world: World, script: Script) -> None:
    script.answers["/ask"] = Reply(words("Answer."))
    world.env.inject_error("POST", "/interactions/*", status=503)
    result = await world.alice.slash(world.channel, "ask")
    await world.env.advance_time(2)
    assert answer_of(result).content == "Answer."


async def test_first_answer_that_had_arrived_after_all(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    script.answers["/ask"] = Reply(words("Answer."))
    world.env.inject_error("POST", "/interactions/*", status=503)
    world.env.inject_error("POST", "/interactions/*", status=400, code=40060)
    await world.alice.slash(world.channel, "ask")
    await world.env.advance_time(2)
    assert caplog.records == []


async def test_first_answer_that_is_lost_twice(world: World, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    script.answers["/ask"] = Reply(words("Answer."))
    world.env.inject_error("POST", "/interactions/*", status=503, times=2)
    await world.alice.slash(world.channel, "ask")
    await world.env.advance_time(2)
    assert [record.getMessage() for record in caplog.records] == ["a command: no answer (HTTPException)"]


async def test_failure_is_told_without_words(world: World, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    script.error = RuntimeError("boom")
    await world.alice.slash(world.channel, "ask", question="my secret")
    assert [record.getMessage() for record in caplog.records] == ["a command: failed"]


async def test_event_that_fails_before_its_answer(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> datetime:
        raise RuntimeError("my secret")

    script.answers["hello"] = Reply(words("Hello."))
    world.client._clock = broken
    await world.alice.send(world.channel, f"{world.me} hello")
    assert [record.getMessage() for record in caplog.records] == ["on_message: failed"]
    assert [str(error) for error in world.env.errors] == ["my secret"]
    world.client._clock = lambda: NOON
    await world.alice.send(world.channel, f"{world.me} hello")
    assert world.channel.history()[-1].content == "Hello."
