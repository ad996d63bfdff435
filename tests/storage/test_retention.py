from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.conversation.drafts import Draft
from bot.core.errors import NotRead
from bot.core.keeping import Profile
from bot.core.people import Person, Platform
from bot.delivery.composing import Moment
from bot.delivery.due import Due, ToPerson
from bot.delivery.ledger import Delivery
from bot.delivery.outbox import Outbox
from bot.features.meetups.meetup import Counts
from bot.features.privacy.held import Kind
from bot.features.privacy.retention import SILENCE, Retention, SilenceWarning
from bot.features.privacy.routes import FORGET, STAY
from bot.features.reminders.occurrences import Answer
from bot.storage.address import Address
from bot.storage.address import Kind as AddressKind
from bot.storage.deliveries import StoredDeliveries
from bot.storage.engine import open_database
from bot.storage.meetups.schema import attendee, meetup_note, meetup_question
from bot.storage.retention import StoredOutdated
from bot.storage.schema import carer_link, delivery, draft, form, link_code, occurrence, person, place, rating_mark
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.reading import codes, words
from tests.scenes import GROUP, NOW
from tests.storage.personal_data import keep_everything, keep_meetup
from tests.storage.reminding import kept_occurrence, kept_plan

ANNA = Person(Platform.TELEGRAM, "799000000001")
BERT = Person(Platform.DISCORD, "799000000002")
CARL = Person(Platform.TELEGRAM, "799000000003")


@dataclass
class Left:
    """Takes note of whose links end; what is kept of some cannot be read."""

    ids: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    async def end(self, person_id: str, now: datetime) -> None:
        if person_id in self.unreadable:
            raise NotRead("damaged")
        self.ids.append(person_id)


@dataclass
class Scene:
    stores: Stores
    ledger: StoredDeliveries
    outdated: StoredOutdated
    retention: Retention
    clock: StoppedClock
    left: Left

    async def settles(self, who: Person) -> str:
        """Let somebody have settings, from which alone they are stores."""
        person_id = await self.stores.people.ensure(who, self.clock())
        await self.stores.people.set_profile(person_id, Profile("en"))
        return person_id

    async def days(self, number: int) -> None:
        """Let days go by, with a look at what is old every ten days and at the end."""
        for passed in range(0, number, 10):
            self.clock.move(timedelta(days=min(10, number - passed)))
            await self.retention.once()

    async def count(self, table: object) -> int:
        async with self.stores.database.reading() as connection:
            return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]

    async def warnings(self) -> tuple[Delivery, ...]:
        """Give the warnings that are to be sent now."""
        return tuple(
            [
                one
                for platform in (Platform.TELEGRAM, Platform.DISCORD)
                for one in await self.ledger.claim(platform, "worker", 100, self.clock())
                if one.due.purpose == SILENCE
            ]
        )


@pytest.fixture
def scene(stores: Stores, clock: StoppedClock) -> Scene:
    ledger = stores.deliveries
    outdated, left = stores.outdated, Left()
    retention = Retention(outdated, Outbox(ledger, (), clock), left.end, stores.together, clock)
    return Scene(stores, ledger, outdated, retention, clock, left)


async def test_records_of_messages_go_after_14_days(scene: Scene) -> None:
    who = await keep_everything(scene.stores, NOW)
    await scene.days(14)
    assert len((await scene.stores.holdings.held(who)).records[Kind.MESSAGES]) == 2
    await scene.days(1)
    [left] = (await scene.stores.holdings.held(who)).records[Kind.MESSAGES]
    assert left["state"] == "queued", "what is still to be sent is no old record"


async def test_forms_and_marks_of_ratings_go(scene: Scene) -> None:
    await keep_everything(scene.stores, NOW)
    await scene.days(2)
    assert (await scene.count(form), await scene.count(rating_mark)) == (0, 1)
    scene.clock.move(timedelta(days=364))
    await scene.retention.once()
    assert await scene.count(rating_mark) == 0
    assert await scene.stores.ratings.of("planted-entry") == (1, 0)


async def test_answers_go_when_their_person_wants_them_to(scene: Scene) -> None:
    unkept, kept = await kept_plan(scene.stores, ANNA), await kept_plan(scene.stores, BERT)
    await scene.stores.occurrences.keep_for(kept.person_id, 90)
    for plan in (unkept, kept):
        await kept_occurrence(scene.stores, plan, NOW, answer=Answer.TAKEN)
    await scene.days(8)
    assert await scene.count(occurrence) == 2
    await scene.days(1)
    assert await scene.count(occurrence) == 1
    await scene.days(81)
    assert await scene.count(occurrence) == 1
    await scene.days(1)
    assert await scene.count(occurrence) == 0
    assert len(await scene.stores.plans.of(kept.person_id)) == 1, "what reminds is no old record"


async def test_answers_to_meetups_go_30_days_after_them(scene: Scene) -> None:
    on = await keep_meetup(scene.stores, ANNA, NOW)
    await scene.days(31)
    assert await scene.count(attendee) == 1
    await scene.days(1)
    assert [await scene.count(table) for table in (attendee, meetup_note, meetup_question)] == [0, 0, 0]
    left = await scene.stores.meetups.meetups.date(on.id)
    assert left is not None
    assert left.counts == Counts(going=1)


async def test_drafts_and_codes_go_when_they_are_over(scene: Scene) -> None:
    await scene.stores.drafts.put(ANNA, "remind", Draft({}, NOW))
    bert = await scene.stores.people.ensure(BERT, NOW)
    await scene.stores.links.offer(bert, "code", NOW + timedelta(minutes=10))
    await scene.stores.carers.invite(bert, "code", NOW, NOW + timedelta(days=2))
    invited = await scene.stores.carers.invite(await scene.settles(CARL), "other", NOW, NOW + timedelta(days=2))
    assert await scene.stores.carers.accept(invited.id, bert, Platform.DISCORD, NOW) is not None
    await scene.retention.once()
    assert [await scene.count(table) for table in (draft, link_code, carer_link)] == [1, 1, 2]
    await scene.days(1)
    assert [await scene.count(table) for table in (draft, link_code, carer_link)] == [1, 0, 2]
    await scene.days(1)
    assert [await scene.count(table) for table in (draft, link_code, carer_link)] == [0, 0, 1]
    assert await scene.stores.people.find(ANNA) is None


async def test_groups_go_90_days_after_they_were_lost(scene: Scene) -> None:
    place_id = await scene.stores.places.ensure(GROUP)
    await scene.days(100)
    assert await scene.count(place) == 1
    await scene.stores.places.lost(place_id, scene.clock())
    await scene.days(90)
    assert await scene.count(place) == 1
    await scene.days(1)
    assert await scene.count(place) == 0


async def test_old_records_are_found_by_their_index(tmp_path: Path) -> None:
    """A million messages that are still to be sent must cost nothing here."""
    async with (
        open_database(Address(AddressKind.SQLITE, tmp_path / "bot.db")) as database,
        database.reading() as connection,
    ):
        query = "EXPLAIN QUERY PLAN SELECT id FROM delivery WHERE state NOT IN ('queued', 'sending') AND updated_at < 5"
        assert "ix_delivery_over" in str((await connection.execute(text(query))).all())


async def test_whoever_has_nothing_left_goes(scene: Scene) -> None:
    await scene.stores.people.ensure(ANNA, NOW)
    await scene.days(14)
    assert await scene.count(person) == 1
    await scene.days(1)
    assert await scene.count(person) == 0


async def test_silent_people_are_warned_once_and_then_removed(scene: Scene) -> None:
    await scene.settles(ANNA)
    await scene.days(335)
    assert await scene.warnings() == ()
    await scene.days(1)
    [warning] = await scene.warnings()
    assert warning.due.platform is Platform.TELEGRAM
    await scene.days(30)
    assert await scene.count(person) == 1
    assert await scene.count(delivery) == 1, "warned once"
    await scene.days(1)
    assert (await scene.count(person), await scene.count(delivery)) == (0, 0)


async def test_links_of_who_stayed_silent_end_first(scene: Scene) -> None:
    anna = await scene.settles(ANNA)
    await scene.days(336)
    await scene.days(30)
    assert scene.left.ids == []
    await scene.days(1)
    assert (scene.left.ids, await scene.count(person)) == ([anna], 0)


async def test_one_who_cannot_be_removed_keeps_no_other_one_here(scene: Scene) -> None:
    anna, bert = await scene.settles(ANNA), await scene.settles(BERT)
    scene.left.unreadable = {anna}
    await scene.days(336)
    await scene.days(31)
    assert scene.left.ids == [bert]
    assert await scene.stores.people.find(ANNA) == anna
    scene.left.unreadable = set()
    await scene.retention.once()
    assert await scene.count(person) == 0


async def test_who_writes_after_they_were_found_stays(scene: Scene) -> None:
    anna = await scene.settles(ANNA)
    await scene.days(366)
    since = (scene.clock() + timedelta(days=1)).date(), scene.clock() + timedelta(days=1)
    assert await scene.outdated.overdue(*since, 10) == (anna,)
    async with scene.stores.together():
        assert await scene.outdated.hold_overdue(anna, *since)
    scene.clock.move(timedelta(days=2))
    await scene.stores.people.reached(ANNA, scene.clock(), alone=True)
    async with scene.stores.together():
        assert not await scene.outdated.hold_overdue(anna, *since)
    await scene.retention.once()
    assert (scene.left.ids, await scene.stores.people.find(ANNA)) == ([], anna)


async def test_whoever_writes_stays(scene: Scene) -> None:
    await scene.settles(ANNA)
    await scene.settles(BERT)
    await scene.days(340)
    await scene.stores.people.reached(ANNA, scene.clock(), alone=True)
    await scene.days(60)
    assert await scene.stores.people.find(ANNA) is not None
    assert await scene.stores.people.find(BERT) is None
    await scene.days(300)
    assert await scene.stores.people.find(ANNA) is not None, "the silence is counted anew, and warned of anew"
    await scene.days(40)
    assert await scene.stores.people.find(ANNA) is None


async def test_nobody_is_removed_unwarned_after_the_bot_was_off_for_years(scene: Scene) -> None:
    await scene.settles(ANNA)
    scene.clock.move(timedelta(days=1000))
    await scene.retention.once()
    assert await scene.count(person) == 1
    assert len(await scene.warnings()) == 1
    await scene.days(31)
    assert await scene.count(person) == 0


async def test_many_at_once(scene: Scene) -> None:
    for number in range(510):
        await scene.stores.people.ensure(Person(Platform.TELEGRAM, str(number)), NOW)
    scene.clock.move(timedelta(days=15))
    await scene.retention.once()
    assert await scene.count(person) == 0


class TestWarning:
    @pytest.fixture
    def warning(self, scene: Scene, texts: Texts) -> SilenceWarning:
        return SilenceWarning(texts, scene.outdated.still_silent)

    @staticmethod
    def due(person_id: str, at: datetime = NOW) -> Due:
        until = at + timedelta(days=30)
        to = ToPerson(person_id)
        return Due(SILENCE, f"{person_id}:{at.date()}", to, Platform.TELEGRAM, at, until, f"silence:{person_id}")

    async def test_says_by_when_to_write(self, scene: Scene, warning: SilenceWarning) -> None:
        due = self.due(await scene.settles(ANNA))
        reply = await warning.compose(due, Moment(NOW, timedelta(0), repeat=False))
        assert reply is not None
        assert "20 December 2026" in words(reply)
        assert codes(reply) == [STAY.code, FORGET.code]

    async def test_says_nothing_to_whoever_wrote_or_is_gone(self, scene: Scene, warning: SilenceWarning) -> None:
        due = self.due(await scene.settles(ANNA))
        scene.clock.move(timedelta(days=1))
        await scene.stores.people.reached(ANNA, scene.clock(), alone=True)
        moment = Moment(scene.clock(), timedelta(0), repeat=False)
        assert await warning.compose(due, moment) is None
        assert await warning.compose(self.due("0" * 32), moment) is None
