"""How one delivery stands, and what each event makes of it. Pure: the ledger keeps it, the worker asks it.

queued ──begun──▶ sending ──▶ sent
  ▲                  ├──▶ queued   surely not sent, or perhaps sent and to be repeated
  └──────────────────┘
queued ──▶ expired | cancelled | blocked | unknown

While it is queued a worker may hold it by a lease; when that lease runs out nothing has happened. When the lease of
one that is being sent runs out, its worker died on the way, and nobody knows whether it was sent.

What was once unknown stays so: it ends as sent or as unknown, whatever happens later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

HOLD = timedelta(seconds=60)
"""How long a worker holds what it has claimed and not begun to send."""

SEND_WITHIN = timedelta(seconds=30)
"""How long one send may take."""

SENDING_LEASE = SEND_WITHIN + timedelta(seconds=15)
"""How long after its begin a send without a result counts as one whose worker died."""

LONGEST_LEASE = HOLD
"""A lease that ends later than this from now was written by a clock that was wrong."""

KEYED_FOR = timedelta(seconds=85)
"""How long after its first use a key may be used again: with the time for one send, below Discord's two minutes."""

REPEAT_AFTER = timedelta(minutes=10)
"""How long to wait after an unknown outcome where no key keeps a second message away."""

KEYED_PAUSE = timedelta(seconds=5)
FIRST_PAUSE = 5.0
LONGEST_PAUSE = timedelta(minutes=10)


class State(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"  # to be sent, now or later
    SENDING = "sending"  # on its way at this moment
    SENT = "sent"  # the platform confirmed it
    UNKNOWN = "unknown"  # perhaps sent, and not to be tried again
    BLOCKED = "blocked"  # the person or place cannot be written to
    EXPIRED = "expired"  # its time was over before it could be sent
    CANCELLED = "cancelled"  # nobody needs it any more

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self not in (State.QUEUED, State.SENDING)


@dataclass(frozen=True, slots=True)
class Transport:
    """How one delivery stands.

    `not_before` is when it may be tried next. `epoch` rises with each claim and each recovery, `attempt` with each
    send. `repeated`: the present or last send bore the mark that it is a repeat. `nonce` was first used at `begun_at`.
    """

    not_before: datetime
    expires_at: datetime
    state: State = State.QUEUED
    epoch: int = 0
    lease_owner: str = ""
    lease_until: datetime | None = None
    attempt: int = 0
    ever_unknown: bool = False
    repeated: bool = False
    nonce: str = field(default="", repr=False)
    begun_at: datetime | None = None
    sent_at: datetime | None = None
    message_ref: str = field(default="", repr=False)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform confirmed it; `message_ref` is what the platform calls the message."""

    message_ref: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SurelyNot:
    """Nothing was delivered; it may be tried again after so many seconds (0: as it seems fit)."""

    reason: str
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Perhaps:
    """Nobody knows whether it was delivered."""

    reason: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person or place cannot be written to."""

    reason: str


Outcome = Sent | SurelyNot | Perhaps | Blocked


@dataclass(frozen=True, slots=True)
class Attempt:
    """How to send it now: `repeat` if the message must say that it may have come before; `fresh` with a new key."""

    repeat: bool
    fresh: bool


def is_held(transport: Transport, now: datetime) -> bool:
    """Tell whether somebody holds it. A lease from a clock that was far ahead holds nothing."""
    until = transport.lease_until
    return until is not None and now < until <= now + LONGEST_LEASE


def is_due(transport: Transport, now: datetime) -> bool:
    """Tell whether it may be claimed."""
    return transport.state is State.QUEUED and transport.not_before <= now and not is_held(transport, now)


def claimed(transport: Transport, owner: str, now: datetime) -> Transport:
    """Take hold of it."""
    return replace(transport, epoch=transport.epoch + 1, lease_owner=owner, lease_until=now + HOLD)


def released(transport: Transport, not_before: datetime) -> Transport:
    """Give it back untried, to be tried no sooner than that."""
    return replace(_free(transport), not_before=not_before)


def attempt(transport: Transport, now: datetime, *, keyed: bool) -> Attempt | None:
    """Say how to send it now; None if it must not be sent any more.

    `keyed`: the platform knows a message by its key for a while, so that the same one within that time cannot double.
    """
    if now >= transport.expires_at:
        return None
    if keyed and _key_holds(transport, now):
        return Attempt(repeat=transport.repeated, fresh=False)
    if not transport.ever_unknown:
        return Attempt(repeat=False, fresh=True)
    return None if transport.repeated else Attempt(repeat=True, fresh=True)


def begun(transport: Transport, how: Attempt, now: datetime, new_nonce: Callable[[], str]) -> Transport:
    """Send it from now on."""
    nonce, begun_at = (new_nonce(), now) if how.fresh else (transport.nonce, transport.begun_at)
    return replace(
        transport,
        state=State.SENDING,
        attempt=transport.attempt + 1,
        repeated=how.repeat,
        nonce=nonce,
        begun_at=begun_at,
        lease_until=now + SENDING_LEASE,
        reason="",
    )


def after(transport: Transport, how: Attempt, outcome: Outcome, now: datetime, *, keyed: bool) -> Transport:
    """Give what an outcome makes of one that was being sent so."""
    match outcome:
        case Sent():
            return replace(_free(transport), state=State.SENT, sent_at=now, message_ref=outcome.message_ref, reason="")
        case SurelyNot():
            return _queued_again(transport, how, outcome, now)
        case Perhaps():
            return _after_perhaps(transport, outcome.reason, now, keyed=keyed)
        case Blocked():
            return _ended(transport, State.BLOCKED, outcome.reason)


def is_abandoned(transport: Transport, now: datetime) -> bool:
    """Tell whether it was being sent by a worker that died."""
    return transport.state is State.SENDING and not is_held(transport, now)


def recovered(transport: Transport, now: datetime, *, keyed: bool) -> Transport:
    """Give what becomes of an abandoned one. The risen epoch keeps out what its worker may still have to say."""
    risen = replace(transport, epoch=transport.epoch + 1)
    return _after_perhaps(risen, "lease ran out", now, keyed=keyed)


def cancelled(transport: Transport) -> Transport:
    """End one that nobody needs any more."""
    return _ended(transport, State.CANCELLED, "not needed")


def barred(transport: Transport) -> Transport:
    """End one whose recipient is known to be out of reach."""
    return _ended(transport, State.BLOCKED, "out of reach")


def closed(transport: Transport, now: datetime) -> Transport:
    """End one that must not be sent any more, as `attempt` says."""
    return _ended(transport, State.EXPIRED, "too late" if now >= transport.expires_at else "repeated already")


def _free(transport: Transport) -> Transport:
    return replace(transport, state=State.QUEUED, lease_owner="", lease_until=None)


def _ended(transport: Transport, state: State, reason: str) -> Transport:
    """End it; what was ever unknown ends as unknown."""
    return replace(_free(transport), state=State.UNKNOWN if transport.ever_unknown else state, reason=reason)


def _queued_again(transport: Transport, how: Attempt, outcome: SurelyNot, now: datetime) -> Transport:
    """Queue it again. A repeat that surely did not arrive leaves the one repeat still to be had, under a new key.

    Where the key was used before, that earlier attempt may have arrived, so the repeat counts.
    """
    pause = timedelta(seconds=outcome.after) if outcome.after else _pause(transport.attempt)
    queued = replace(_free(transport), not_before=now + min(pause, LONGEST_PAUSE), reason=outcome.reason)
    if how.repeat and how.fresh:
        return replace(queued, repeated=False, nonce="", begun_at=None)
    return queued


def _after_perhaps(transport: Transport, reason: str, now: datetime, *, keyed: bool) -> Transport:
    """Queue it for the same key while that holds, else for its one marked repeat, if there is time for it."""
    unknown = replace(_free(transport), ever_unknown=True, reason=reason)
    if keyed and _key_holds(unknown, now + KEYED_PAUSE):
        return replace(unknown, not_before=now + KEYED_PAUSE)
    again = now + REPEAT_AFTER
    if unknown.repeated or again >= unknown.expires_at:
        return replace(unknown, state=State.UNKNOWN)
    return replace(unknown, not_before=again)


def _key_holds(transport: Transport, now: datetime) -> bool:
    """Tell whether the platform still knows the key. A moment before its first use comes from a clock set back."""
    begun_at = transport.begun_at
    return bool(transport.nonce) and begun_at is not None and begun_at <= now <= begun_at + KEYED_FOR


def _pause(attempts: int) -> timedelta:
    """Give the pause after so many attempts that surely failed: 5 s, then twice as long each time."""
    return min(LONGEST_PAUSE, timedelta(seconds=FIRST_PAUSE * 2.0 ** min(attempts - 1, 10)))
