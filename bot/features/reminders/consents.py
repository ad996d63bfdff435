"""What a person agrees to, each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from bot.core.errors import UserError
from bot.core.keeping import Consent, People
from bot.features.reminders.plans import Kind, Plan

VERSION = "2026-11-21"
"""The version of the words that a person agrees to. Whoever agreed to other ones is asked again."""


class Purpose(StrEnum):
    """What something is kept for."""

    DOSES = "doses"
    BLOOD_TESTS = "blood-tests"
    DATES = "dates"
    HISTORY = "history"
    CARERS = "carers"
    CARING = "caring"  # of the carer: to be told


_PURPOSES = {
    Kind.DOSE: Purpose.DOSES,
    Kind.BLOOD_TEST: Purpose.BLOOD_TESTS,
    Kind.APPOINTMENT: Purpose.DATES,
    Kind.REFILL: Purpose.DATES,
}


def purpose_of(kind: Kind) -> Purpose:
    """Give what a plan of this kind is kept for."""
    return _PURPOSES[kind]


def holding(consents: Iterable[Consent]) -> frozenset[Purpose]:
    """Give what a person agrees to now, in the words of this version."""
    given = (one for one in consents if one.withdrawn_at is None and one.version == VERSION)
    return frozenset(Purpose(one.purpose) for one in given if one.purpose in set(Purpose))


async def require_consent(people: People, plan: Plan) -> None:
    """Raise UserError unless the person agrees to what a plan is kept for: without that it would stay silent."""
    if purpose_of(plan.kind) not in holding(await people.consents(plan.person_id)):
        raise UserError("reminders.consent_first")
