"""Somebody of whom everything is kept that can be, with words that must be found nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.conversation.drafts import Draft
from bot.conversation.forms import Running
from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.keeping import Profile
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.delivery.due import Due, ToPerson
from bot.delivery.transport import State, Transport
from bot.features.meetups.keeping import Note, Post, PostKind, PostState, Question
from bot.features.meetups.meetup import Content, MeetupDate, Where
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import DosePlan, Kind, Plan
from bot.features.reminders.schedule import EveryDay, Schedule, Step
from bot.storage.stores import Stores
from bot.storage.types import new_id
from tests.storage.meetups.meeting import attendee_of, date_of, meetup_of

ACCOUNT = "799123456789"
WORDS = (
    *("Planted/Zone", "plantedlanguage", "21:37", "planted answer", ACCOUNT, "planted-message-77"),
    *("planted label", "planted step", "planted-cue", "04:44", "2026-10-31T05:05:05", "planted choice"),
    *("planted name", "planted question", "planted title", "planted venue", "planted text", "planted.example"),
)
"""What is planted: each in a field of its own, and none of them readable in the database."""

CODES = ("PLANTEDCARERCODE", "PLANTEDLINKCODE", "PLANTEDFEEDTOKEN", "planted note", "planted-ref-78")
"""What is planted and kept as a mark alone, or is not the person's own: not even the person is shown it."""

STAYS = frozenset({"meetup", "meetup_date", "meetup_note", "meetup_post", "place"})
"""Tables in which something stays when the person is erased: what they announced to a group is the group's."""

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
    await keep_reminders(stores, person_id, now)
    await stores.drafts.put(who, "remind", Draft({"chosen": ["planted choice"]}, now))
    marked = f"{account} {{}}"  # no two people have the same code
    await stores.carers.invite(person_id, marked.format(CODES[0]), now, now + timedelta(days=2))
    await stores.links.offer(person_id, marked.format(CODES[1]), now + timedelta(minutes=10))
    await keep_meetup(stores, who, now)
    await stores.meetups.feeds.open(person_id, marked.format(CODES[2]))
    return who


async def keep_meetup(stores: Stores, who: Person, now: datetime) -> MeetupDate:
    """Keep a meet-up that a person announced in a group of theirs, and answered, with a note and a question."""
    person_id = await stores.people.ensure(who, now)
    place_id = await stores.places.ensure(Place(who.platform, f"-{who.id}", PlaceKind.GROUP))
    content = Content("planted title", Where("planted venue", link="https://planted.example"), "planted text")
    meetup = meetup_of(person_id, content=content, places=(place_id,))
    on = date_of(meetup, now + timedelta(days=1), content=content)
    kept = stores.meetups
    await kept.meetups.add(meetup, [on])
    async with stores.together():
        number = await kept.attendance.hold(on.id)
        assert number is not None
        coming = attendee_of(person_id, number, at=now, platform=who.platform, name="planted name")
        await kept.attendance.put(on.id, coming)
    card = Post(new_id(), on.id, place_id, who.platform, PostKind.CARD, PostState.SHOWN, shown=1, ref="planted-ref-78")
    await kept.posts.add(card)
    await kept.words.add_note(Note(new_id(), on.id, "planted note", now))
    await kept.words.add_question(Question(new_id(), on.id, person_id, "planted question", now))
    return on


async def keep_reminders(stores: Stores, person_id: str, now: datetime) -> Plan:
    """Keep a plan with one occurrence that was answered, and one that waits."""
    step = Step(date(2026, 10, 31), EveryDay(), (time(4, 44), time(9)), "planted step")
    content = DosePlan(Schedule((step,)), "planted-cue")
    platform = Platform.TELEGRAM
    plan = Plan(new_id(), person_id, Kind.DOSE, content, "Europe/Zurich", platform, now, "planted label")
    await stores.plans.add(plan, now + timedelta(hours=1))
    hour = timedelta(hours=1)
    one, other = (
        Occurrence(new_id(), plan.id, person_id, datetime(2026, 10, 31, clock), at, at + hour, at + 12 * hour)  # noqa: DTZ001
        for clock, at in ((4, now), (9, now + 5 * hour))
    )
    assert len(await stores.plans.plan_occurrences(plan, (one, other), now + timedelta(days=1))) == 2
    taken = datetime(2026, 10, 31, 5, 5, 5, tzinfo=UTC)
    answered = replace(one, answer=Answer.TAKEN, answered_at=now, taken_at=taken, epoch=1)
    assert await stores.occurrences.change(one, answered)
    return plan


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
