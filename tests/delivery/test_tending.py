"""What no worker holds is seen to, and clocks that were wrong hold nothing up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.people import Platform
from bot.delivery.counting import Counts, Event
from bot.delivery.tending import Tending
from bot.delivery.transport import SENDING_LEASE, Attempt, State, begun, released
from tests.delivery.conftest import HOUR, Office


class Steady:
    """A clock that is never set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def tending(office: Office, steady: Steady) -> Tending:
    return Tending(office.stores.deliveries, counts=Counts(), clock=office.clock, steady=steady)


async def test_what_a_dead_worker_left_is_perhaps_sent(office: Office, tending: Tending) -> None:
    ledger = office.stores.deliveries
    await ledger.put([office.due(await office.person())], office.clock.now)
    [held] = await ledger.claim(Platform.TELEGRAM, "dead", 1, office.clock.now)
    how = Attempt(repeat=False, fresh=True)
    await ledger.swap(held, begun(held.transport, how, office.clock.now, lambda: "nonce"), office.clock.now)
    await tending.step()
    assert (await office.standing()).state is State.SENDING
    office.clock.move(SENDING_LEASE)
    await tending.step()
    found = await office.standing()
    assert (found.state, found.ever_unknown) == (State.QUEUED, True)
    assert tending._counts.events[Platform.TELEGRAM, Event.RECOVERED] == 1


async def test_what_is_too_late_is_closed(office: Office, tending: Tending) -> None:
    await office.stores.deliveries.put([office.due(await office.person())], office.clock.now)
    office.clock.move(HOUR)
    await tending.step()
    assert (await office.standing()).state is State.EXPIRED
    assert tending._counts.events[Platform.TELEGRAM, Event.EXPIRED] == 1


async def test_pauses_of_a_clock_that_was_set_back_while_the_bot_was_off_are_let_go(
    office: Office, tending: Tending
) -> None:
    ledger = office.stores.deliveries
    await ledger.put([office.due(await office.person())], office.clock.now)
    [held] = await ledger.claim(Platform.TELEGRAM, "gone", 1, office.clock.now)
    await ledger.swap(held, released(held.transport, office.clock.now + HOUR), office.clock.now)
    await tending.step()
    assert len(await ledger.claim(Platform.TELEGRAM, "next", 1, office.clock.now)) == 1


async def test_pauses_of_a_clock_that_was_ahead_are_let_go(office: Office, tending: Tending, steady: Steady) -> None:
    ledger = office.stores.deliveries
    await ledger.put([office.due(await office.person())], office.clock.now)
    office.clock.move(HOUR / 2)
    [held] = await ledger.claim(Platform.TELEGRAM, "one", 1, office.clock.now)
    await ledger.swap(held, released(held.transport, office.clock.now + timedelta(minutes=5)), office.clock.now)
    await tending.step()
    office.clock.move(-HOUR / 2)
    steady.now += 5
    await tending.step()
    assert (await office.standing()).not_before == office.clock.now
