"""Somebody of whom everything is kept that can be, with words that must be found nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.forms import Running
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.keeping import Profile
from bot.core.people import Person, Place, Platform
from bot.delivery.due import Due, ToPerson
from bot.delivery.transport import State, Transport
from bot.storage.stores import Stores

ACCOUNT = "799123456789"
WORDS = ("Planted/Zone", "plantedlanguage", "21:37", "planted answer", ACCOUNT, "planted-message-77")
"""What is planted: each in a field of its own, and none of them readable in the database."""

SHOWN = ("planted-purpose", "planted-entry")
"""What stands there in the open, and tells nothing about a person."""


async def keep_everything(stores: Stores, now: datetime, account: str = ACCOUNT) -> Person:
    """Keep something of each kind about a person, and give who it is."""
    who = Person(Platform.TELEGRAM, account)
    person_id = await stores.people.ensure(who, now)
    profile = Profile("plantedlanguage", "Planted/Zone", discreet=False, quiet=("21:37", "07:00"))
    await stores.people.set_profile(person_id, profile)
    await stores.people.consent(person_id, "planted-purpose", "1", now)
    form = Form("Title", (Field("one", "One?"), Field("two", "Two?")), Action("club", "send"))
    await stores.forms.put(who, Place(Platform.TELEGRAM, account), Running(form, now, ("planted answer",)))
    await stores.ratings.rate(who, "planted-entry", now.date(), helpful=True)
    await _messages(stores, person_id, now)
    return who


async def _messages(stores: Stores, person_id: str, now: datetime) -> None:
    """Keep one message that waits, and one that was sent."""
    ledger = stores.deliveries
    for name, at in (("sent", now), ("later", now + timedelta(days=1))):
        due = Due(
            "planted-purpose",
            name,
            ToPerson(person_id),
            Platform.TELEGRAM,
            at,
            at + timedelta(hours=1),
            f"{name}:{person_id}",
        )
        await ledger.put([due], now)
    [held] = await ledger.claim(Platform.TELEGRAM, "worker", 10, now)
    sent = Transport(
        now, now + timedelta(hours=1), State.SENT, held.transport.epoch, sent_at=now, message_ref="planted-message-77"
    )
    assert await ledger.swap(held, sent, now)
