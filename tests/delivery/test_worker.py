"""What is put is sent once, in order and in time; what goes wrong is told apart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.errors import (
    NotSaved,
    OutcomeUnknown,
    PermanentFailure,
    PlatformError,
    TryAgainLater,
    Unreachable,
)
from bot.core.people import Platform
from bot.core.reply import Reply
from bot.delivery.composing import Moment
from bot.delivery.counting import Event
from bot.delivery.delivering import Delivering
from bot.delivery.due import Due, Priority
from bot.delivery.ledger import Delivery
from bot.delivery.manners import Manners, Rate
from bot.delivery.transport import HOLD, REPEAT_AFTER, State, Transport
from bot.storage.deliveries import StoredDeliveries
from tests.delivery.conftest import AGAIN, FAST, HOUR, Office

SECOND = timedelta(seconds=1)
TELEGRAM = Platform.TELEGRAM


async def put_one(office: Office, delivering: Delivering, name: str = "one") -> None:
    await delivering.outbox.put(office.due(await office.person(), name))


def is_final(transport: Transport) -> bool:
    return transport.state.is_final


def was_tried(transport: Transport) -> bool:
    return bool(transport.reason)


async def test_what_is_put_is_sent_at_once(office: Office) -> None:
    async with office.open() as delivering:
        await put_one(office, delivering)
        done = await office.until(is_final)
        assert (done.state, done.message_ref, done.attempt) == (State.SENT, "message 1", 1)
        assert len(office.platforms.calls[0].nonce) <= 16
        assert delivering.counts.events == {(TELEGRAM, Event.SENT): 1}
    assert office.moments == [Moment(office.clock.now, timedelta(0), repeat=False)]


async def test_news_end_a_sleep(office: Office) -> None:
    async with office.open() as delivering:
        await asyncio.sleep(0.05)
        began = asyncio.get_running_loop().time()
        await put_one(office, delivering)
        await office.until(is_final)
        assert asyncio.get_running_loop().time() - began < 1


async def test_its_composer_learns_how_late_it_is(office: Office) -> None:
    await office.stores.deliveries.put([office.due(await office.person())], office.clock.now)
    office.clock.move(20 * SECOND)
    async with office.open():
        await office.until(is_final)
    assert office.moments[0].lateness == 20 * SECOND


async def test_what_nobody_needs_any_more_is_not_sent(office: Office) -> None:
    async def gone(due: Due, moment: Moment) -> Reply | None:
        return None

    office.composers["test"] = gone
    async with office.open() as delivering:
        await put_one(office, delivering)
        assert (await office.until(is_final)).state is State.CANCELLED
    assert office.platforms.calls == []


async def test_what_is_too_late_is_not_sent(office: Office) -> None:
    await office.stores.deliveries.put([office.due(await office.person())], office.clock.now)
    office.clock.move(HOUR)
    async with office.open():
        assert (await office.until(is_final)).state is State.EXPIRED
    assert office.platforms.calls == []


async def test_a_composer_that_fails_holds_up_no_other(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(due: Due, moment: Moment) -> Reply | None:
        if due.subject == "bad":
            raise RuntimeError("canary")
        return Reply(outcome=due.subject)

    office.composers["test"] = broken
    async with office.open() as delivering:
        await put_one(office, delivering, "bad")
        await put_one(office, delivering, "good")
        await office.until(is_final, "good")
    bad = await office.standing("bad")
    assert (bad.state, bad.attempt) == (State.QUEUED, 0)
    assert bad.not_before > office.clock.now
    assert "canary" not in [record.getMessage() for record in caplog.records]


async def test_a_purpose_without_a_composer_is_kept(office: Office) -> None:
    del office.composers["test"]
    async with office.open() as delivering:
        await put_one(office, delivering)
        kept = await office.until(lambda transport: transport.not_before > office.clock.now)
    assert kept.state is State.QUEUED


@pytest.mark.parametrize(
    ("failure", "reason", "is_unknown"),
    [
        (TryAgainLater("busy"), "put off", False),
        (PlatformError("refused"), "refused", False),
        (OutcomeUnknown("lost"), "no answer", True),
        (TimeoutError(), "no answer", True),
        (RuntimeError("canary"), "failed on its way", True),
        (PermanentFailure("telegram.bad_token"), "token refused", False),
    ],
)
async def test_what_failed_is_queued_again(office: Office, failure: Exception, reason: str, is_unknown: bool) -> None:
    office.platforms.failures.append(failure)
    async with office.open() as delivering:
        await put_one(office, delivering)
        queued = await office.until(was_tried)
    assert (queued.state, queued.reason, queued.ever_unknown) == (State.QUEUED, reason, is_unknown)
    assert len(office.platforms.calls) == 1


async def test_who_cannot_be_reached_is_left_alone_and_kept(office: Office) -> None:
    office.platforms.failures.append(Unreachable("closed"))
    async with office.open() as delivering:
        await put_one(office, delivering)
        assert (await office.until(is_final)).state is State.BLOCKED
        await put_one(office, delivering, "two")
        assert (await office.until(is_final, "two")).state is State.BLOCKED
        assert delivering.counts.events[TELEGRAM, Event.BLOCKED] == 2
    assert len(office.platforms.calls) == 1
    account = await office.stores.people.account((await office.person()).id, TELEGRAM)
    assert account is not None
    assert account.blocked_at == office.clock.now


async def test_after_an_unknown_outcome_there_is_one_repeat_that_says_so(office: Office) -> None:
    office.platforms.failures += [OutcomeUnknown("lost")] * 2
    async with office.open() as delivering:
        await put_one(office, delivering)
        await office.until(was_tried)
        office.clock.move(REPEAT_AFTER)
        await delivering.outbox.put()
        assert (await office.until(is_final)).state is State.UNKNOWN
        assert delivering.counts.events[TELEGRAM, Event.REPEATED] == 1
    assert [moment.repeat for moment in office.moments] == [False, True]
    first, second = office.platforms.calls
    assert first.nonce != second.nonce
    assert (first.reply.blocks, second.reply.blocks) == ((), AGAIN)


async def test_where_there_are_keys_the_same_one_is_used_again(office: Office) -> None:
    office.manners = Manners(keyed=True, overall=FAST, per_chat=FAST)
    office.platforms.failures.append(OutcomeUnknown("lost"))
    async with office.open() as delivering:
        await put_one(office, delivering)
        await office.until(was_tried)
        office.clock.move(10 * SECOND)
        await delivering.outbox.put()
        assert (await office.until(is_final)).state is State.SENT
    first, second = office.platforms.calls
    assert first.nonce == second.nonce
    assert first.reply == second.reply
    assert not office.moments[1].repeat


async def test_nothing_is_tried_while_the_platform_is_away(office: Office) -> None:
    office.platforms.connected = False
    async with office.open() as delivering:
        await put_one(office, delivering)
        await asyncio.sleep(0.05)
        assert (await office.standing()).epoch == 0
        office.platforms.connected = True
        await delivering.outbox.put()
        await office.until(is_final)


async def test_a_refused_token_stops_everything_for_a_while(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.platforms.failures += [PermanentFailure("telegram.bad_token")] * 9
    dues = [office.due(await office.person(str(number)), f"{number}") for number in range(120)]
    async with office.open() as delivering:
        await delivering.outbox.put(*dues)
        await office.until(was_tried, "0")
        await asyncio.sleep(0.05)
    assert len(office.platforms.calls) <= 101
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    assert all([(await office.standing(due.key)).lease_owner == "" for due in dues])


async def test_what_goes_first_is_sent_first(office: Office) -> None:
    office.manners = Manners(keyed=False, overall=Rate(500.0), per_chat=FAST)
    names = [f"{priority.name} {number}" for priority in Priority for number in range(3)]
    dues = [office.due(await office.person(name), name, Priority[name.split()[0]]) for name in reversed(names)]
    await office.stores.deliveries.put(dues, office.clock.now)
    async with office.open():
        for name in names:
            await office.until(is_final, name)
    assert [said.split()[0] for said in office.platforms.said] == [name.split()[0] for name in names]


async def test_in_one_chat_it_is_one_after_the_other_and_not_too_fast(office: Office) -> None:
    office.manners = Manners(keyed=False, overall=FAST, per_chat=Rate(20.0), per_group=FAST)
    dues = [office.due(await office.person(), str(number)) for number in range(4)]
    await office.stores.deliveries.put(dues, office.clock.now)
    async with office.open() as delivering:
        async with asyncio.timeout(5):
            while len(office.platforms.calls) < 4:
                office.clock.move(SECOND / 4)
                await delivering.outbox.put()
                await asyncio.sleep(0.01)
    moments = [call.at for call in office.platforms.calls]
    assert moments[-1] - moments[0] >= 0.12  # three pauses of 0.05, less what a busy machine adds to the first
    assert sorted(office.platforms.said) == ["0", "1", "2", "3"]


async def test_what_was_held_too_long_is_claimed_anew_and_sent_once(office: Office) -> None:
    office.manners = Manners(keyed=False, overall=FAST, per_chat=Rate(5.0), per_group=FAST)
    first, second = [office.due(await office.person(), str(number)) for number in range(2)]
    await office.stores.deliveries.put([replace(first, at=first.at - SECOND), second], office.clock.now)
    async with office.open():
        await office.until(is_final, "0")
        office.clock.move(HOLD)
        assert (await office.until(is_final, "1")).epoch == 2
    assert office.platforms.said == ["0", "1"]


async def test_a_chat_that_must_wait_long_holds_up_no_other(office: Office) -> None:
    office.manners = Manners(keyed=False, overall=FAST, per_chat=FAST, per_group=Rate(0.1))
    group = await office.group()
    many = [office.due(group, f"group {number}") for number in range(5)]
    await office.stores.deliveries.put([*many, office.due(await office.person())], office.clock.now)
    async with office.open():
        await office.until(is_final)
        async with asyncio.timeout(5):
            while (await office.stores.deliveries.queue(office.clock.now)).oldest:
                await asyncio.sleep(0.01)
    later = [(await office.standing(due.key)).not_before - office.clock.now for due in many]
    assert later[0] == timedelta(0)
    assert later == sorted(later)
    assert timedelta(seconds=9) < later[1] < later[-1] < timedelta(seconds=15)


async def test_what_is_on_its_way_at_the_end_is_finished_and_the_rest_given_back(office: Office) -> None:
    office.platforms.gate = asyncio.Event()
    office.manners = Manners(keyed=False, overall=Rate(1.0), per_chat=FAST)
    async with office.open() as delivering:
        await put_one(office, delivering)
        await delivering.outbox.put(office.due(await office.person("2"), "two"))
        async with asyncio.timeout(5):
            while not office.platforms.calls or not (await office.standing("two")).lease_owner:
                await asyncio.sleep(0.005)
        asyncio.get_running_loop().call_later(0.05, office.platforms.gate.set)
    assert (await office.standing()).state is State.SENT
    rest = await office.standing("two")
    assert (rest.state, rest.lease_until, rest.attempt) == (State.QUEUED, None, 0)


class AwayAtTimes(StoredDeliveries):
    """A ledger whose database is away for so many writes of a state."""

    def __init__(self, office: Office, state: State, times: int) -> None:
        super().__init__(office.stores.database, office.stores.keyring)
        self.state, self.times = state, times

    async def swap(self, before: Delivery, then: Transport, now: datetime) -> bool:
        if then.state is self.state and self.times:
            self.times -= 1
            raise NotSaved("away")
        return await super().swap(before, then, now)


async def test_what_came_of_a_send_is_recorded_when_the_database_is_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.courier.RECORD_AGAIN", 0.01)
    object.__setattr__(office.stores, "deliveries", AwayAtTimes(office, State.SENT, 3))
    async with office.open() as delivering:
        await put_one(office, delivering)
        assert (await office.until(is_final)).state is State.SENT
    assert len(office.platforms.calls) == 1


async def test_nothing_is_sent_whose_begin_could_not_be_stored(office: Office) -> None:
    object.__setattr__(office.stores, "deliveries", AwayAtTimes(office, State.SENDING, 1))
    async with office.open() as delivering:
        await put_one(office, delivering)
        held = await office.until(lambda transport: transport.epoch == 1)
        await asyncio.sleep(0.05)
    assert (held.state, held.attempt) == (State.QUEUED, 0)
    assert office.platforms.calls == []


async def test_nothing_is_sent_long_after_its_begin(office: Office) -> None:
    class Slow(AwayAtTimes):
        async def swap(self, before: Delivery, then: Transport, now: datetime) -> bool:
            done = await super().swap(before, then, now)
            if then.state is State.SENDING:
                office.clock.move(40 * SECOND)
            return done

    object.__setattr__(office.stores, "deliveries", Slow(office, State.SENT, 0))
    async with office.open() as delivering:
        await put_one(office, delivering)
        queued = await office.until(was_tried)
    assert (queued.state, queued.reason, queued.ever_unknown) == (State.QUEUED, "held up", False)
    assert office.platforms.calls == []


async def test_a_send_has_a_limit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.sending.SEND_WITHIN", timedelta(seconds=0.05))
    office.platforms.gate = asyncio.Event()
    async with office.open() as delivering:
        await put_one(office, delivering)
        queued = await office.until(was_tried)
    assert queued.ever_unknown


async def test_a_clock_that_is_set_changes_nothing_for_what_is_on_its_way(office: Office) -> None:
    office.platforms.gate = asyncio.Event()
    async with office.open() as delivering:
        await put_one(office, delivering)
        await office.until(lambda transport: transport.state is State.SENDING)
        office.clock.move(HOUR / 2)
        office.platforms.gate.set()
        assert (await office.until(is_final)).state is State.SENT
    assert len(office.platforms.calls) == 1
