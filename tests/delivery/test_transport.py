"""How a delivery stands after each event, one by one and in any order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.delivery.transport import (
    HOLD,
    KEYED_FOR,
    KEYED_PAUSE,
    LONGEST_PAUSE,
    REPEAT_AFTER,
    SENDING_LEASE,
    Attempt,
    Blocked,
    Outcome,
    Perhaps,
    Sent,
    State,
    SurelyNot,
    Transport,
    after,
    attempt,
    barred,
    begun,
    cancelled,
    claimed,
    closed,
    is_abandoned,
    is_due,
    recovered,
    released,
)
from tests.scenes import NOW

SECOND = timedelta(seconds=1)
FRESH = Attempt(repeat=False, fresh=True)
PERHAPS = Perhaps("lost")


@pytest.fixture
def queued() -> Transport:
    return Transport(NOW, NOW + timedelta(hours=1))


def sending(transport: Transport, now: datetime = NOW, how: Attempt = FRESH) -> Transport:
    return begun(claimed(transport, "one", now), how, now, lambda: f"nonce{transport.attempt}")


def test_it_is_due_from_its_moment_on_and_while_nobody_holds_it(queued: Transport) -> None:
    assert not is_due(queued, NOW - SECOND)
    assert is_due(queued, NOW)
    held = claimed(queued, "one", NOW)
    assert held.epoch == 1
    assert not is_due(held, NOW + HOLD - SECOND)
    assert is_due(held, NOW + HOLD)


def test_a_hold_from_a_clock_far_ahead_holds_nothing(queued: Transport) -> None:
    held = claimed(queued, "one", NOW + timedelta(hours=1))
    assert is_due(held, NOW)


def test_what_is_given_back_waits_as_long_as_asked(queued: Transport) -> None:
    back = released(claimed(queued, "one", NOW), NOW + SECOND)
    assert not is_due(back, NOW)
    assert is_due(back, NOW + SECOND)
    assert (back.attempt, back.epoch) == (0, 1)


def test_sent_is_the_end(queued: Transport) -> None:
    done = after(sending(queued), FRESH, Sent("1/2"), NOW, keyed=False)
    assert (done.state, done.sent_at, done.message_ref, done.lease_until) == (State.SENT, NOW, "1/2", None)
    assert done.state.is_final


def test_pauses_grow_after_what_was_surely_not_sent(queued: Transport) -> None:
    pauses = []
    for _ in range(9):
        queued = after(sending(queued), FRESH, SurelyNot("busy"), NOW, keyed=False)
        pauses.append((queued.not_before - NOW).total_seconds())
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    assert not queued.ever_unknown


def test_a_pause_that_was_asked_for_is_kept_within_reason(queued: Transport) -> None:
    assert after(sending(queued), FRESH, SurelyNot("busy", 42), NOW, keyed=False).not_before == NOW + 42 * SECOND
    assert after(sending(queued), FRESH, SurelyNot("busy", 9e6), NOW, keyed=False).not_before == NOW + LONGEST_PAUSE


def test_without_a_key_it_is_repeated_once_and_marked(queued: Transport) -> None:
    lost = after(sending(queued), FRESH, PERHAPS, NOW, keyed=False)
    assert (lost.state, lost.not_before) == (State.QUEUED, NOW + REPEAT_AFTER)
    how = attempt(lost, lost.not_before, keyed=False)
    assert how == Attempt(repeat=True, fresh=True)
    again = after(sending(lost, lost.not_before, how), how, PERHAPS, lost.not_before, keyed=False)
    assert again.state is State.UNKNOWN
    assert again.attempt == 2


def test_with_a_key_it_is_sent_again_under_the_same_one_while_that_holds(queued: Transport) -> None:
    lost = after(sending(queued), FRESH, PERHAPS, NOW, keyed=True)
    assert lost.not_before == NOW + KEYED_PAUSE
    how = attempt(lost, NOW + KEYED_FOR, keyed=True)
    assert how == Attempt(repeat=False, fresh=False)
    same = sending(lost, NOW + KEYED_FOR, how)
    assert (same.nonce, same.begun_at) == (lost.nonce, NOW)
    assert attempt(lost, NOW + KEYED_FOR + SECOND, keyed=True) == Attempt(repeat=True, fresh=True)
    late = after(same, how, PERHAPS, NOW + KEYED_FOR, keyed=True)
    assert late.not_before == NOW + KEYED_FOR + REPEAT_AFTER


def test_a_key_from_before_the_clock_was_set_back_does_not_count(queued: Transport) -> None:
    lost = after(sending(queued), FRESH, PERHAPS, NOW, keyed=True)
    assert attempt(lost, NOW - timedelta(minutes=30), keyed=True) == Attempt(repeat=True, fresh=True)


def test_a_repeat_that_surely_was_not_sent_can_still_be_had(queued: Transport) -> None:
    lost = after(sending(queued), FRESH, PERHAPS, NOW, keyed=True)
    then = NOW + REPEAT_AFTER
    how = attempt(lost, then, keyed=True)
    assert how is not None
    put_off = after(sending(lost, then, how), how, SurelyNot("busy"), then, keyed=True)
    assert attempt(put_off, then + 10 * SECOND, keyed=True) == Attempt(repeat=True, fresh=True)
    assert put_off.ever_unknown


@pytest.mark.parametrize("late", [closed, lambda transport, now: cancelled(transport), lambda t, now: barred(t)])
def test_what_was_once_unknown_ends_as_unknown(queued: Transport, late: object) -> None:
    assert callable(late)
    lost = after(sending(queued), FRESH, PERHAPS, NOW, keyed=False)
    assert late(lost, NOW).state is State.UNKNOWN
    assert late(queued, NOW + timedelta(hours=2)).state is not State.UNKNOWN


def test_after_its_time_it_is_not_sent(queued: Transport) -> None:
    assert attempt(queued, queued.expires_at, keyed=True) is None
    assert closed(queued, queued.expires_at).state is State.EXPIRED


def test_there_is_no_repeat_that_would_come_too_late() -> None:
    short = Transport(NOW, NOW + REPEAT_AFTER)
    assert after(sending(short), FRESH, PERHAPS, NOW, keyed=False).state is State.UNKNOWN


def test_what_its_worker_left_behind_was_perhaps_sent(queued: Transport) -> None:
    left = sending(queued)
    assert not is_abandoned(left, NOW + SENDING_LEASE - SECOND)
    assert is_abandoned(left, NOW + SENDING_LEASE)
    found = recovered(left, NOW + SENDING_LEASE, keyed=False)
    assert found.ever_unknown
    assert found.epoch == left.epoch + 1
    assert found.not_before == NOW + SENDING_LEASE + REPEAT_AFTER
    keyed = recovered(left, NOW + SENDING_LEASE, keyed=True)
    assert attempt(keyed, keyed.not_before, keyed=True) == Attempt(repeat=False, fresh=False)


def test_blocked_is_the_end(queued: Transport) -> None:
    assert after(sending(queued), FRESH, Blocked("closed"), NOW, keyed=True).state is State.BLOCKED


@dataclass
class Chat:
    """What arrives in a chat; a keyed platform shows nothing twice under one key within its window."""

    keyed: bool
    window: timedelta = timedelta(minutes=2)
    shown: list[bool] = field(default_factory=list)
    keys: dict[str, datetime] = field(default_factory=dict)

    def take(self, nonce: str, now: datetime, *, repeat: bool) -> None:
        if self.keyed and nonce in self.keys and now - self.keys[nonce] <= self.window:
            return
        self.keys[nonce] = now
        self.shown.append(repeat)


# Whether it arrived, and what its worker learnt; None: it died.
REALITIES = st.sampled_from(
    [
        *((True, Sent("1")), (True, PERHAPS), (True, None)),
        *((False, PERHAPS), (False, None), (False, SurelyNot("busy")), (False, SurelyNot("busy", 30))),
    ]
)
SOME_TIME = st.sampled_from([0, 1, 40, 100, 700, 1300])


class AnyOrder(RuleBasedStateMachine):
    """Whatever happens to one delivery: workers die, answers get lost, time passes, it is put off or cancelled."""

    @initialize(keyed=st.booleans(), hours=st.integers(min_value=1, max_value=6))
    def put(self, keyed: bool, hours: int) -> None:
        self.now = NOW
        self.chat = Chat(keyed)
        self.nonces = 0
        self.first = ""
        self.was_unknown = False
        self.before = self.transport = Transport(NOW, NOW + timedelta(hours=hours))

    def stand(self, transport: Transport) -> None:
        self.before, self.transport = self.transport, transport

    def new_nonce(self) -> str:
        self.nonces += 1
        return f"nonce{self.nonces}"

    @precondition(lambda self: self.transport.state is State.QUEUED)
    @rule(seconds=SOME_TIME, pause=SOME_TIME)
    def claim_and_give_back(self, seconds: int, pause: int) -> None:
        self.claim(seconds)
        self.stand(released(self.transport, self.now + pause * SECOND))

    @precondition(lambda self: self.transport.state is State.QUEUED)
    @rule(seconds=SOME_TIME, reality=REALITIES, takes=st.integers(min_value=0, max_value=30))
    def send(self, seconds: int, reality: tuple[bool, Outcome | None], takes: int) -> None:
        self.claim(seconds)
        how = attempt(self.transport, self.now, keyed=self.chat.keyed)
        if how is None:
            self.stand(closed(self.transport, self.now))
            return
        self.stand(begun(self.transport, how, self.now, self.new_nonce))
        # Unmarked is what may be the first, or is known to the platform as the first.
        self.first = self.first if self.transport.ever_unknown else self.transport.nonce
        assert how.repeat == (self.transport.nonce != self.first)
        arrives, outcome = reality
        self.now += takes * SECOND
        if arrives:
            self.chat.take(self.transport.nonce, self.now, repeat=how.repeat)
        if outcome is None:
            self.now = max(self.now, self.transport.lease_until or NOW)
            assert is_abandoned(self.transport, self.now)
            self.stand(recovered(self.transport, self.now, keyed=self.chat.keyed))
        else:
            self.stand(after(self.transport, how, outcome, self.now, keyed=self.chat.keyed))

    def claim(self, seconds: int) -> None:
        """Claim so many seconds after it is due."""
        self.now = max(self.now, self.transport.not_before) + seconds * SECOND
        assert is_due(self.transport, self.now)
        self.stand(claimed(self.transport, "one", self.now))

    @precondition(lambda self: self.transport.state.is_final)
    @rule()
    def rest(self) -> None:
        self.now += timedelta(days=1)

    @precondition(lambda self: self.transport.state is State.QUEUED)
    @rule()
    def cancel(self) -> None:
        self.stand(cancelled(self.transport))

    @invariant()
    def nothing_is_doubled_without_a_mark(self) -> None:
        assert self.chat.shown.count(False) <= 1
        assert self.chat.shown.count(True) <= 1

    @invariant()
    def its_end_is_true(self) -> None:
        match self.transport.state:
            case State.SENT:
                assert self.chat.shown
            case State.EXPIRED | State.CANCELLED | State.BLOCKED:
                assert not self.chat.shown
            case State.UNKNOWN:
                assert self.transport.ever_unknown

    @invariant()
    def what_is_unknown_stays_so(self) -> None:
        self.was_unknown |= self.transport.ever_unknown
        assert self.transport.ever_unknown == self.was_unknown

    @invariant()
    def epochs_and_attempts_rise(self) -> None:
        assert self.transport.epoch >= self.before.epoch
        assert self.transport.attempt >= self.before.attempt

    @invariant()
    def an_end_holds_nothing(self) -> None:
        if self.transport.state.is_final:
            assert replace(self.transport, lease_owner="", lease_until=None) == self.transport
            assert not is_due(self.transport, self.now + timedelta(days=1))


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=300, stateful_step_count=12, deadline=None)
