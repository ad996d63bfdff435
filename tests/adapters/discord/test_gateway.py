"""The adapter against a fake Discord over real sockets: start, stop, outages, lost answers, deafness."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.gateway import DiscordAdapter, DiscordOptions, Timing, _addresses
from bot.core.errors import OutcomeUnknown, PermanentFailure, TryAgainLater
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.reply import Attachment, Reply, Showing
from bot.texts.catalogue import Texts
from tests.adapters.discord.script import NOON, Script, button, words
from tests.wire.discord_faults import Fault
from tests.wire.discord_http import ApiRequest
from tests.wire.discord_model import Channel, User
from tests.wire.discord_server import FakeDiscord

TOKEN = "fake-discord-token"
QUICK = Timing(
    retry_pause=0.05,
    longest_silence=20.0,
    look_every=0.05,
    finish_within=2.0,
    close_within=2.0,
    guild_ready_timeout=0.01,
)


@dataclass(frozen=True, slots=True)
class Group:
    """A fake Discord with one channel and one member."""

    server: FakeDiscord
    channel: Channel
    alice: User

    def ask(self, text: str) -> None:
        self.server.say(self.channel, self.alice, text, mentions=(self.server.bot,))


@pytest.fixture
async def server() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(token=TOKEN) as fake:
        yield fake
        fake.assert_clean()


@pytest.fixture
def group(server: FakeDiscord) -> Group:
    alice = server.add_user("alice", locale="en-GB")
    guild = server.add_guild(members=[alice])
    return Group(server, server.add_channel(guild), alice)


@dataclass(frozen=True, slots=True)
class Launcher:
    """Starts adapters against the fake."""

    server: FakeDiscord
    script: Script
    texts: Texts

    def adapter(
        self, timing: Timing = QUICK, token: str = TOKEN, listen: frozenset[str] = frozenset()
    ) -> DiscordAdapter:
        options = DiscordOptions(
            api_url=self.server.api_url, gateway_url=self.server.gateway_url, listen_channels=listen
        )
        return DiscordAdapter(token, self.script, self.texts, options, lambda: NOON, timing=timing)

    @asynccontextmanager
    async def running(self, timing: Timing = QUICK, logins: int = 1) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self.adapter(timing).run())
        try:
            await self.server.gateway.ready(logins)
            yield task
        finally:
            task.cancel()
            await asyncio.wait({task})


@pytest.fixture
def launcher(server: FakeDiscord, script: Script, texts: Texts) -> Launcher:
    return Launcher(server, script, texts)


async def test_answers_and_stops_leaving_nothing(group: Group, launcher: Launcher, script: Script) -> None:
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    script.answers["hello"] = Reply(words("Hello."), ((button("More", "faq:more:x"),),))
    script.answers["faq:more:x"] = Reply(words("More.")).in_place()
    async with launcher.running() as task:
        group.ask("hello")
        message = await group.server.next_message(group.channel)
        assert message.content == "Hello."
        assert await group.server.press(group.alice, message, "More").response() is message
        assert message.content == "More."
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert before[0] == Route.BASE
    assert before[1] == DiscordWebSocket.DEFAULT_GATEWAY
    await group.server.gateway.disconnected()
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert not [name for name in names if name.startswith(("discord", "CommandTree"))]


def test_one_that_ends_late_leaves_the_addresses_of_the_next_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in ((Route, "BASE"), (DiscordWebSocket, "DEFAULT_GATEWAY")):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # what the first one leaves is put right in any case
    options = [DiscordOptions(f"http://127.0.0.1:{port}/api", f"ws://127.0.0.1:{port}") for port in (1, 2)]
    with ExitStack() as first:
        first.enter_context(_addresses(options[0]))
        with _addresses(options[1]):
            first.close()
            assert options[1].api_url == Route.BASE
            assert str(DiscordWebSocket.DEFAULT_GATEWAY).rstrip("/") == options[1].gateway_url


async def test_every_kind_of_answer_is_well_formed(group: Group, launcher: Launcher, script: Script) -> None:
    server, alice, channel = group.server, group.alice, group.channel
    script.answers["/ask"] = Reply(
        words("An answer."), ((button("Remove", "a:b"),),), attachments=(Attachment("a.csv", "text/csv", b"x"),)
    ).for_asker()
    script.answers["a:b"] = Reply(showing=Showing.REMOVED)
    script.answers["/book"] = None
    async with launcher.running():
        asked = await server.slash(alice, channel, "ask", question="how?").response()
        assert asked.ephemeral
        assert asked.files == {"a.csv": b"x"}
        await server.press(alice, asked, "Remove").acknowledged()
        await server.until(lambda: asked.deleted or None, "removal")
        silent = server.slash(alice, channel, "book", day="Friday")
        assert await silent.acknowledged() == 5
        await server.until(lambda: (silent.answer is not None and silent.answer.deleted) or None, "removal")


async def test_commands_are_sent_only_when_they_changed(group: Group, launcher: Launcher, script: Script) -> None:
    async with launcher.running():
        pass
    async with launcher.running(logins=2):
        pass
    script.specs = script.specs[:-1]
    async with launcher.running(logins=3):
        pass
    methods = [one.method for one in group.server.requests if one.path.endswith("/commands")]
    assert methods == ["GET", "PUT", "GET", "GET", "PUT"]


async def test_refused_token(launcher: Launcher) -> None:
    with pytest.raises(PermanentFailure) as failure:
        await launcher.adapter(token="another").run()
    assert failure.value.key == "discord.bad_token"


async def test_token_that_the_gateway_refuses(group: Group, launcher: Launcher) -> None:
    async with launcher.running() as task:
        group.server.gateway.close(4004)
        with pytest.raises(PermanentFailure) as failure:
            await task
    assert failure.value.key == "discord.bad_token"


async def test_intent_that_is_not_switched_on(launcher: Launcher) -> None:
    with pytest.raises(PermanentFailure) as failure:
        await launcher.adapter(listen=frozenset({"1"})).run()
    assert failure.value.key == "discord.intent_missing"


async def test_sentences_for_the_operator(texts: Texts) -> None:
    assert "token" in texts.known("discord.bad_token")
    assert "Message Content Intent" in texts.known("discord.intent_missing")


async def test_outage_at_the_start(server: FakeDiscord, launcher: Launcher) -> None:
    adapter = launcher.adapter()
    await server.go_offline()
    with pytest.raises(OSError, match="Cannot connect"):
        await adapter.run()


async def test_short_break_is_bridged(group: Group, launcher: Launcher, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    async with launcher.running():
        group.server.gateway.drop()
        await group.server.gateway.resumed()
        group.ask("hello")
        assert (await group.server.next_message()).content == "Hello."


async def test_event_that_cannot_be_read_ends_the_run(group: Group, launcher: Launcher) -> None:
    async with launcher.running() as task:
        group.server.gateway.send_garbage_event()
        with pytest.raises(KeyError):
            await task


async def test_silent_gateway_ends_the_run(group: Group, launcher: Launcher) -> None:
    timing = Timing(longest_silence=0.4, look_every=0.05, close_within=2.0, guild_ready_timeout=0.01, finish_within=1.0)
    async with launcher.running(timing) as task:
        group.server.gateway.stop_acks()
        with pytest.raises(TryAgainLater, match="silent"):
            await task


async def test_gateway_that_never_greets_ends_the_run(group: Group, launcher: Launcher) -> None:
    held = group.server.fault("GET", "/gateway", hold=True)
    timing = Timing(longest_silence=0.4, look_every=0.05, close_within=2.0)
    with pytest.raises(TryAgainLater, match="silent"):
        await launcher.adapter(timing).run()
    held.release()


async def test_heartbeats_are_signs_of_life(script: Script, texts: Texts) -> None:
    async with FakeDiscord(token=TOKEN, heartbeat_interval=0.1) as server:
        launcher = Launcher(server, script, texts)
        timing = Timing(longest_silence=0.6, look_every=0.05, close_within=2.0, guild_ready_timeout=0.01)
        async with launcher.running(timing) as task:
            await server.until(lambda: server.gateway.heartbeats >= 14 or None, "heartbeats")
            assert not task.done()


async def test_answer_under_way_is_sent_before_the_end(group: Group, launcher: Launcher, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    held = group.server.fault("POST", "/channels/*/messages", hold=True)
    async with launcher.running() as task:
        group.ask("hello")
        await group.server.until(lambda: held.hits or None, "answer on its way")
        task.cancel()
        await asyncio.sleep(0)
        group.ask("too late")
        held.release()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [message.content for message in group.server.messages] == ["Hello."]
    assert len(script.seen) == 1


async def test_answer_that_hangs_does_not_keep_the_adapter(group: Group, launcher: Launcher, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    held = group.server.fault("POST", "/channels/*/messages", hold=True)
    timing = Timing(finish_within=0.1, close_within=1.0, guild_ready_timeout=0.01)
    async with launcher.running(timing) as task:
        group.ask("hello")
        await group.server.until(lambda: held.hits or None, "answer on its way")
        task.cancel()
        async with asyncio.timeout(3):
            with pytest.raises(asyncio.CancelledError):
                await task
    held.release()


@pytest.mark.parametrize("how", ["refused", "dropped", "unanswered"])
async def test_lost_answer_comes_once(group: Group, launcher: Launcher, script: Script, how: str) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    script.answers["bye"] = Reply(words("Bye."))
    lost = _lose(group, "/channels/*/messages", how)
    async with launcher.running():
        group.ask("hello")
        assert (await group.server.next_message()).content == "Hello."
        group.ask("bye")
        assert (await group.server.next_message()).content == "Bye."
        await group.server.until(lambda: len(_sent(group)) == 3 or None, "repeat")
    assert lost.hits == 1
    assert len({one.json["nonce"] for one in _sent(group)}) == 2
    assert [message.content for message in group.server.messages] == ["Hello.", "Bye."]


def _lose(group: Group, path: str, how: str) -> Fault:
    status = 503 if how == "refused" else None
    lose = how == "unanswered"
    return group.server.fault("POST", path, status=status, drop=how == "dropped", lose_answer=lose)


def _sent(group: Group) -> list[ApiRequest]:
    return [one for one in group.server.requests if one.method == "POST" and one.path.endswith("/messages")]


@pytest.mark.parametrize("how", ["dropped", "unanswered"])
async def test_lost_first_answer_to_a_command_comes_once(
    group: Group, launcher: Launcher, script: Script, how: str
) -> None:
    script.answers["/ask"] = Reply(words("An answer.")).for_asker()
    lost = _lose(group, "/interactions/*", how)
    async with launcher.running():
        called = group.server.slash(group.alice, group.channel, "ask")
        assert (await called.response()).content == "An answer."
        await group.server.until(
            lambda: len([one for one in group.server.requests if "/callback" in one.path]) == 2 or None,
            "repeat",
        )
    assert lost.hits == 1
    assert called.followups == []


async def test_answer_that_hangs_is_sent_again_and_comes_once(group: Group, launcher: Launcher, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    script.answers["bye"] = Reply(words("Bye."))
    held = group.server.fault("POST", "/channels/*/messages", hold=True)
    async with launcher.running(replace(QUICK, send_within=0.3)):
        group.ask("hello")
        assert (await group.server.next_message()).content == "Hello."
        held.release()
        group.ask("bye")
        assert (await group.server.next_message()).content == "Bye."
    assert len({one.json["nonce"] for one in _sent(group)}) == 2


async def test_rate_limit_is_waited_for(group: Group, launcher: Launcher, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    group.server.fault("POST", "/channels/*/messages", retry_after=0.2)
    async with launcher.running():
        group.ask("hello")
        assert (await group.server.next_message()).content == "Hello."


async def test_logs_hold_neither_words_nor_names(
    group: Group, launcher: Launcher, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    script.answers["my secret"] = Reply(words("About your secret.")).for_asker()
    group.alice.dms_open = False
    async with launcher.running():
        group.ask("my secret")
        note = await group.server.next_message(group.channel)
        assert "secret" not in note.text
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert ours
    for private in ("secret", "alice", str(group.alice.id), str(group.channel.id), TOKEN):
        assert private not in ours


async def test_what_nobody_asked_for_is_there_once_however_often_it_is_sent(group: Group, launcher: Launcher) -> None:
    adapter, notice = launcher.adapter(), Reply(words("A file has a mistake."))
    assert not adapter.is_connected
    task = asyncio.create_task(adapter.run())
    while not adapter.is_connected:
        await asyncio.sleep(0.01)
    alice = Person(Platform.DISCORD, str(group.alice.id))
    for to in (Place(Platform.DISCORD, str(group.channel.id), PlaceKind.GROUP), alice):
        lost = _lose(group, "/channels/*/messages", "unanswered")
        with pytest.raises(OutcomeUnknown):
            await adapter.send(to, notice, f"nonce {to.id[-4:]}")
        receipt = await adapter.send(to, notice, f"nonce {to.id[-4:]}")
        message = await group.server.next_message()
        assert (message.content, lost.hits) == ("A file has a mistake.", 1)
        assert receipt.message_ref == f"{message.channel.id}/{message.id}"
        await group.server.no_message()
    task.cancel()
    await asyncio.wait({task})
    assert not adapter.is_connected
    with pytest.raises(TryAgainLater):
        await adapter.send(alice, notice, "nonce")
