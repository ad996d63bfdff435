"""The ledger keeps what it was given, and gives each delivery to one worker alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.people import Person, Place, PlaceKind, Platform
from bot.delivery.due import Due, Priority, ToPerson, ToPlace
from bot.delivery.ledger import Delivery
from bot.delivery.transport import (
    HOLD,
    SENDING_LEASE,
    Attempt,
    Perhaps,
    Sent,
    State,
    after,
    begun,
    closed,
    recovered,
    released,
)
from bot.storage.deliveries import StoredDeliveries
from bot.storage.stores import Stores
from tests.scenes import NOW

ANA = Person(Platform.TELEGRAM, "6100000001")
GROUP = Place(Platform.TELEGRAM, "-100200300", PlaceKind.GROUP, "7")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
FRESH = Attempt(repeat=False, fresh=True)


@pytest.fixture
async def ana(stores: Stores) -> ToPerson:
    return ToPerson(await stores.people.ensure(ANA, NOW))


@pytest.fixture
def ledger(stores: Stores) -> StoredDeliveries:
    return stores.deliveries


def due(to: ToPerson | ToPlace, key: str = "1", at: datetime = NOW, priority: Priority = Priority.NEWS) -> Due:
    return Due("test", f"subject {key}", to, Platform.TELEGRAM, at, at + HOUR, key, priority)


async def claim(ledger: StoredDeliveries, room: int = 50, now: datetime = NOW, owner: str = "one") -> list[Delivery]:
    return list(await ledger.claim(Platform.TELEGRAM, owner, room, now))


async def sending(ledger: StoredDeliveries, now: datetime = NOW) -> Delivery:
    """Claim the only one and begin to send it."""
    [held] = await claim(ledger, now=now)
    begins = begun(held.transport, FRESH, now, lambda: "nonce")
    assert await ledger.swap(held, begins, now)
    return held.now(begins)


async def test_what_is_due_is_given_as_it_was_put(ledger: StoredDeliveries, ana: ToPerson) -> None:
    put = due(ana, priority=Priority.MINUTES)
    assert await ledger.put([put], NOW) == 1
    [held] = await claim(ledger)
    assert held.due == put
    assert held.transport.lease_owner == "one"
    assert held.transport.lease_until == NOW + HOLD
    assert held.transport.epoch == 1


async def test_how_the_newest_about_a_subject_stands(ledger: StoredDeliveries, ana: ToPerson) -> None:
    assert await ledger.state("test", "subject 1") is None
    await ledger.put([due(ana)], NOW)
    assert await ledger.state("test", "subject 1") is State.QUEUED
    begins = await sending(ledger)
    assert await ledger.state("test", "subject 1") is State.SENDING
    assert await ledger.swap(begins, after(begins.transport, FRESH, Sent("1"), NOW, keyed=False), NOW)
    assert await ledger.state("test", "subject 1") is State.SENT
    await ledger.put([replace(due(ana), key="again")], NOW + SECOND)
    assert await ledger.state("test", "subject 1") is State.QUEUED
    assert await ledger.state("other", "subject 1") is None
    assert await ledger.state("test", "subject 2") is None


async def test_the_same_key_is_kept_once(ledger: StoredDeliveries, ana: ToPerson) -> None:
    assert await ledger.put([due(ana, "1"), due(ana, "2")], NOW) == 2
    assert await ledger.put([due(ana, "2"), due(ana, "3"), due(ana, "3")], NOW) == 1
    assert await ledger.put([], NOW) == 0
    assert len(await claim(ledger)) == 3


async def test_a_transaction_that_fails_takes_its_deliveries_along(stores: Stores, ana: ToPerson) -> None:
    async def put_and_fail() -> None:
        async with stores.database.writing():
            await stores.deliveries.put([due(ana)], NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await put_and_fail()
    assert await claim(stores.deliveries) == []


async def test_nothing_is_given_before_its_time_or_twice(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana, "1", NOW + SECOND)], NOW)
    assert await claim(ledger) == []
    assert await ledger.next_at(Platform.TELEGRAM, NOW) == NOW + SECOND
    assert await ledger.next_at(Platform.DISCORD, NOW) is None
    assert len(await claim(ledger, now=NOW + SECOND)) == 1
    assert await claim(ledger, now=NOW + HOLD) == []
    assert await ledger.next_at(Platform.TELEGRAM, NOW + SECOND) is None
    assert len(await claim(ledger, now=NOW + SECOND + HOLD)) == 1


async def test_other_platforms_are_left_alone(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana)], NOW)
    assert await ledger.claim(Platform.DISCORD, "one", 50, NOW) == ()


async def test_first_go_those_that_go_first_but_none_starves(ledger: StoredDeliveries, ana: ToPerson) -> None:
    dues = [due(ana, f"{priority}-{n}", NOW - n * SECOND, priority) for priority in Priority for n in range(30)]
    await ledger.put(dues, NOW)
    held = await claim(ledger, room=20)
    order = [one.due.priority for one in held]
    assert order == sorted(order)
    assert [order.count(priority) for priority in Priority] == [16, 3, 1]
    assert held[0].due.at == NOW - 29 * SECOND


async def test_two_workers_never_get_the_same(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana, str(number)) for number in range(200)], NOW)

    async def work(owner: str) -> list[str]:
        mine: list[str] = []
        while claimed := await claim(ledger, 7, owner=owner):
            mine += [one.id for one in claimed]
            await asyncio.sleep(0)
        return mine

    shares: Sequence[list[str]] = await asyncio.gather(*(work(f"worker {number}") for number in range(4)))
    every = [one for share in shares for one in share]
    assert len(every) == len(set(every)) == 200


async def test_a_swap_needs_the_state_and_epoch_that_it_was_made_for(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana)], NOW)
    [first] = await claim(ledger)
    [second] = await claim(ledger, now=NOW + HOLD, owner="two")
    assert not await ledger.swap(first, begun(first.transport, FRESH, NOW, lambda: "a"), NOW)
    assert await ledger.swap(second, begun(second.transport, FRESH, NOW, lambda: "b"), NOW)
    assert not await ledger.swap(second, begun(second.transport, FRESH, NOW, lambda: "b"), NOW)


async def test_all_of_its_standing_is_kept(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana)], NOW)
    begins = await sending(ledger)
    assert await ledger.standing("1") == begins.transport
    lost = after(begins.transport, FRESH, Perhaps("lost"), NOW, keyed=False)
    assert await ledger.swap(begins, lost, NOW)
    assert await ledger.standing("1") == lost
    assert await ledger.standing("2") is None


@pytest.mark.parametrize("kind", ["person", "place"])
async def test_the_name_of_the_message_is_sealed(stores: Stores, ana: ToPerson, kind: str) -> None:
    to = ana if kind == "person" else ToPlace(await stores.places.ensure(GROUP))
    await stores.deliveries.put([due(to)], NOW)
    begins = await sending(stores.deliveries)
    sent = after(begins.transport, FRESH, Sent("6100000001/canary"), NOW, keyed=False)
    assert await stores.deliveries.swap(begins, sent, NOW)
    assert await stores.deliveries.standing("1") == sent
    async with stores.database.reading() as connection:
        [row] = (await connection.exec_driver_sql("SELECT * FROM delivery")).all()
    assert not [value for value in row if "canary" in str(value)]
    assert not [value for value in row if isinstance(value, bytes) and b"canary" in value]


async def test_what_a_dead_worker_was_sending_is_found(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana)], NOW)
    begins = await sending(ledger)
    then = NOW + SENDING_LEASE
    assert await ledger.abandoned(10, then - SECOND) == ()
    [left] = await ledger.abandoned(10, then)
    assert left == begins
    assert await ledger.swap(left, recovered(left.transport, then, keyed=False), then)
    assert await ledger.abandoned(10, then) == ()


async def test_a_late_proof_counts_until_another_send_has_begun(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana)], NOW)
    begins = await sending(ledger)
    then = NOW + SENDING_LEASE
    assert await ledger.swap(begins, recovered(begins.transport, then, keyed=True), then)
    sent = after(begins.transport, FRESH, Sent("1/2"), then, keyed=True)
    assert not await ledger.swap(begins, sent, then)
    [held] = await claim(ledger, now=then + HOLD)
    again = begun(held.transport, Attempt(repeat=False, fresh=False), then, lambda: "")
    assert await ledger.swap(held, again, then)
    assert not await ledger.prove(begins, sent, then)
    assert await ledger.prove(held.now(again), replace(sent, attempt=2), then)
    assert (await ledger.standing("1") or sent).state is State.SENT


async def test_what_is_too_late_is_found(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana, "1"), due(ana, "2", NOW + HOUR)], NOW)
    assert await ledger.overdue(10, NOW) == ()
    [late] = await ledger.overdue(10, NOW + HOUR)
    assert late.due.key == "1"
    assert await ledger.swap(late, closed(late.transport, NOW + HOUR), NOW + HOUR)
    assert await ledger.overdue(10, NOW + HOUR) == ()


async def test_what_is_queued_about_a_subject_can_be_cancelled(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana, "1"), due(ana, "2"), replace(due(ana, "3"), subject="subject 1")], NOW)
    [held, *_] = await claim(ledger, room=1)
    assert await ledger.cancel("other", "subject 1", NOW) == 0
    assert await ledger.cancel("test", "subject 1", NOW) == 2
    assert await ledger.cancel("test", "subject 1", NOW) == 0
    states = [standing.state for key in "123" if (standing := await ledger.standing(key))]
    assert states == [State.CANCELLED, State.QUEUED, State.CANCELLED]
    if held.due.subject == "subject 1":
        assert not await ledger.swap(held, begun(held.transport, FRESH, NOW, lambda: "a"), NOW)


async def test_what_was_perhaps_sent_is_not_called_cancelled(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana)], NOW)
    begins = await sending(ledger)
    assert await ledger.swap(begins, after(begins.transport, FRESH, Perhaps("lost"), NOW, keyed=False), NOW)
    assert await ledger.cancel("test", "subject 1", NOW) == 1
    assert (await ledger.standing("1") or begins.transport).state is State.UNKNOWN


async def test_pauses_of_a_clock_far_ahead_are_let_go(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana, "1"), due(ana, "2", NOW + 3 * HOUR)], NOW)
    [held] = await claim(ledger)
    assert await ledger.swap(held, released(held.transport, NOW + HOUR), NOW)
    assert await ledger.unheld(NOW) == 1
    assert [one.id for one in await claim(ledger)] == [held.id]


async def test_what_was_put_off_by_a_clock_far_ahead_does_not_go_before_it_is_due(
    ledger: StoredDeliveries, ana: ToPerson
) -> None:
    await ledger.put([due(ana, "1", NOW + 2 * HOUR)], NOW)
    [held] = await ledger.claim(Platform.TELEGRAM, "worker", 1, NOW + 2 * HOUR)
    assert await ledger.swap(held, released(held.transport, NOW + 3 * HOUR), NOW + 2 * HOUR)
    assert await ledger.unheld(NOW) == 1
    assert await claim(ledger) == []
    assert await ledger.next_at(Platform.TELEGRAM, NOW) == NOW + 2 * HOUR


async def test_the_message_of_the_newest_that_was_sent(stores: Stores, ledger: StoredDeliveries) -> None:
    to = ToPlace(await stores.places.ensure(GROUP))
    assert await ledger.message_ref("test", "subject 1") is None
    for number, ref in enumerate(("chat/1", "chat/2")):
        now = NOW + number * HOUR
        await ledger.put([replace(due(to, str(number), now), subject="subject 1")], now)
        begins = await sending(ledger, now)
        assert await ledger.message_ref("test", "subject 1") == (None if number == 0 else "chat/1")
        assert await ledger.swap(begins, after(begins.transport, FRESH, Sent(ref), now, keyed=False), now)
        assert await ledger.message_ref("test", "subject 1") == ref
    await ledger.put([replace(due(to, "later", NOW + 2 * HOUR), subject="subject 1")], NOW + 2 * HOUR)
    assert await ledger.message_ref("test", "subject 1") == "chat/2"
    assert await ledger.message_ref("other", "subject 1") is None


async def test_a_message_in_a_group_that_joined_another_has_no_name(stores: Stores, ledger: StoredDeliveries) -> None:
    await ledger.put([due(ToPlace(await stores.places.ensure(GROUP)))], NOW)
    begins = await sending(ledger)
    assert await ledger.swap(begins, after(begins.transport, FRESH, Sent("chat/1"), NOW, keyed=False), NOW)
    new = replace(GROUP, id="-1009999")
    await stores.places.ensure(new)
    await stores.places.moved(GROUP, new)
    assert await ledger.message_ref("test", "subject 1") is None


async def test_what_is_disowned_is_about_nothing_and_stays(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana, "1"), due(ana, "2")], NOW)
    await ledger.disown("other", "subject 1")
    assert await ledger.state("test", "subject 1") is State.QUEUED
    await ledger.disown("test", "subject 1")
    assert await ledger.state("test", "subject 1") is None
    assert (await ledger.queue(NOW)).states == {(Platform.TELEGRAM, State.QUEUED): 2}
    assert await ledger.put([due(ana, "1")], NOW) == 0


async def test_the_queue_is_counted(ledger: StoredDeliveries, ana: ToPerson) -> None:
    await ledger.put([due(ana, "1", NOW - HOUR / 2), due(ana, "2"), due(ana, "3", NOW + HOUR)], NOW)
    queue = await ledger.queue(NOW)
    assert queue.states == {(Platform.TELEGRAM, State.QUEUED): 3}
    assert queue.oldest == {Platform.TELEGRAM: NOW - HOUR / 2}
    assert (await ledger.queue(NOW - HOUR)).oldest == {}


async def test_what_goes_to_a_person_goes_with_them(stores: Stores, ana: ToPerson) -> None:
    await stores.deliveries.put([due(ana)], NOW)
    await stores.people.remove(ana.id)
    assert await claim(stores.deliveries) == []


async def test_recipients_are_reached_until_they_are_lost(stores: Stores, ana: ToPerson) -> None:
    group = ToPlace(await stores.places.ensure(GROUP))
    assert await stores.recipients.reach(ana, Platform.TELEGRAM) == ANA
    assert await stores.recipients.reach(ana, Platform.DISCORD) is None
    assert await stores.recipients.reach(group, Platform.TELEGRAM) == GROUP
    await stores.recipients.lost(ana, Platform.TELEGRAM, NOW)
    await stores.recipients.lost(group, Platform.TELEGRAM, NOW)
    assert await stores.recipients.reach(ana, Platform.TELEGRAM) is None
    assert await stores.recipients.reach(group, Platform.TELEGRAM) is None
    assert await stores.people.reached(ANA, NOW + HOUR) == NOW
    assert await stores.recipients.reach(ana, Platform.TELEGRAM) == ANA
