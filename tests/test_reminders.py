"""What came of a message that a person waits for."""

from __future__ import annotations

import pytest

from bot.core.errors import NotAllowed, OutcomeUnknown, TryAgainLater, Unreachable
from bot.core.people import Person, Platform
from bot.core.reply import Reply
from bot.core.richtext import parse
from bot.delivery.outbox import Outbox
from bot.features.reminders.reminding import Proof
from bot.reminders import Reminders
from bot.storage.stores import Stores
from bot.surroundings import Surroundings
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.fakes.platforms import ScriptedPlatforms


class Reached(ScriptedPlatforms):
    """Platforms without addresses."""

    def address(self, platform: Platform, action: object) -> str | None:
        return None


@pytest.mark.parametrize(
    ("error", "proof"),
    [
        (None, Proof.ARRIVED),
        (Unreachable("blocked"), Proof.CLOSED),
        (TryAgainLater("busy"), Proof.FAILED),
        (NotAllowed("refused"), Proof.FAILED),
        (OutcomeUnknown("no answer"), Proof.UNSURE),
        (RuntimeError("a mistake"), Proof.UNSURE),
    ],
)
async def test_proof(stores: Stores, texts: Texts, clock: StoppedClock, error: Exception | None, proof: Proof) -> None:
    platforms = Reached()
    if error is not None:
        platforms.failures.append(error)
    around = Surroundings(stores, Outbox(stores.deliveries, (), clock), platforms, clock)
    reminders = Reminders(around, texts, (), offered=lambda platform: True, missed_dose=None)
    assert await reminders._prove(Person(Platform.TELEGRAM, "700000001"), Reply(parse("A test."))) is proof
    assert len(platforms.calls) == 1
