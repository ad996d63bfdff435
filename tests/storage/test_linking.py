"""Two people become one and part again: all of it or nothing, whoever else is at it, and nothing is lost."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from bot.conversation.drafts import Draft
from bot.core.errors import NotSaved
from bot.core.keeping import Account, LinkResult, Profile
from bot.core.people import Person, Platform
from bot.delivery.due import Due, ToPerson
from bot.features.privacy.held import Kind
from bot.features.reminders.plans import Plan
from bot.masterkey import new_master_key
from bot.storage.address import Address
from bot.storage.address import Kind as AddressKind
from bot.storage.engine import open_database
from bot.storage.schema import metadata, person
from bot.storage.sealing import Keyring
from bot.storage.stores import Stores, build_stores
from tests.scenes import NOW
from tests.storage.meetups.meeting import kept_answer, kept_date
from tests.storage.personal_data import ACCOUNT, keep_everything
from tests.storage.reminding import ANNA, BERT, kept_plan, plan_of

SOON = NOW + timedelta(minutes=10)
LINKED, UNKNOWN, SAME, BOTH = LinkResult.LINKED, LinkResult.UNKNOWN, LinkResult.SAME, LinkResult.BOTH
TELEGRAM, DISCORD, CONSOLE = Platform.TELEGRAM, Platform.DISCORD, Platform.CONSOLE


async def link(stores: Stores, into: Person = BERT, other: Person = ANNA) -> str:
    """Let an account become one of somebody else; give that person's id."""
    into_id = await stores.people.ensure(into, NOW)
    await stores.links.offer(into_id, "code", SOON)
    assert await stores.links.redeem("code", other, NOW) is LINKED
    return into_id


async def content(stores: Stores) -> dict[str, list[str]]:
    async with stores.database.reading() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in await connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


async def people(stores: Stores) -> int:
    async with stores.database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(person))).scalar_one())


class TestCodes:
    async def test_works_once(self, stores: Stores) -> None:
        into = await stores.people.ensure(BERT, NOW)
        await stores.links.offer(into, "code", SOON)
        assert await stores.links.offered("code", NOW) == into
        assert await stores.links.offered("other", NOW) is None
        assert await stores.links.redeem("other", ANNA, NOW) is UNKNOWN
        assert await stores.links.redeem("code", ANNA, NOW) is LINKED
        assert await stores.links.offered("code", NOW) is None
        assert await stores.links.redeem("code", ANNA, NOW) is UNKNOWN
        assert await stores.people.find(ANNA) == await stores.people.find(BERT) == into
        assert await people(stores) == 1

    async def test_is_over_in_time_and_when_there_is_a_newer_one(self, stores: Stores) -> None:
        into = await stores.people.ensure(BERT, NOW)
        await stores.links.offer(into, "first", SOON)
        await stores.links.offer(into, "second", SOON)
        assert await stores.links.redeem("first", ANNA, NOW) is UNKNOWN
        assert await stores.links.redeem("second", ANNA, SOON) is UNKNOWN
        assert await stores.people.find(ANNA) is None, "who types a wrong code is not kept for it"

    async def test_of_ones_own_changes_nothing(self, stores: Stores) -> None:
        into = await stores.people.ensure(BERT, NOW)
        await stores.links.offer(into, "code", SOON)
        assert await stores.links.redeem("code", BERT, NOW) is SAME
        assert await stores.links.offered("code", NOW) == into

    async def test_joins_no_two_accounts_on_one_platform(self, stores: Stores) -> None:
        into = await stores.people.ensure(ANNA, NOW)
        await stores.links.offer(into, "code", SOON)
        stranger = Person(TELEGRAM, "799000000003")
        assert await stores.links.redeem("code", stranger, NOW) is BOTH
        assert await stores.people.find(stranger) is None
        assert await stores.links.redeem("code", BERT, NOW) is LINKED

    async def test_joins_no_two_people_with_another_account_on_one_platform(self, stores: Stores) -> None:
        console = Person(CONSOLE, "1")
        await link(stores, BERT, console)
        await stores.links.offer(await stores.people.ensure(ANNA, NOW), "code", SOON)
        other = Person(CONSOLE, "2")
        assert await stores.links.redeem("code", other, NOW) is LINKED
        await stores.links.offer(str(await stores.people.find(ANNA)), "code", SOON)
        assert await stores.links.redeem("code", BERT, NOW) is BOTH
        assert await stores.people.find(BERT) == await stores.people.find(console)

    async def test_of_somebody_erased_is_nobodys(self, stores: Stores) -> None:
        await stores.links.offer(await stores.people.ensure(BERT, NOW), "code", SOON)
        await stores.holdings.erase(BERT)
        assert await stores.links.redeem("code", ANNA, NOW) is UNKNOWN


class TestLeaving:
    async def test_is_somebody_of_whom_nothing_is_kept(self, stores: Stores) -> None:
        plan = await kept_plan(stores)
        into = await link(stores)
        await stores.people.set_profile(into, Profile("de"))
        assert await stores.links.unlink(into, TELEGRAM, NOW)
        alone = await stores.people.find(ANNA)
        assert alone not in (None, into)
        assert set((await stores.holdings.held(ANNA)).records) == {Kind.ACCOUNT, Kind.SETTINGS}
        assert await stores.people.profile(str(alone)) == Profile()
        assert await stores.people.account(str(alone), TELEGRAM) == Account(ANNA)
        assert await stores.people.accounts(into) == (BERT,)
        assert await stores.plans.of(into) == (replace(plan, person_id=into, platform=DISCORD),)

    async def test_takes_nothing_along_to_its_platform(self, stores: Stores) -> None:
        into = await link(stores)
        plans = [plan_of(into, platform=platform) for platform in (TELEGRAM, DISCORD)]
        for plan in plans:
            await stores.plans.add(plan, NOW)
        to = ToPerson(into)
        dues = [Due("p", name, to, TELEGRAM, NOW, SOON, name) for name in ("held", "waits")]
        await stores.deliveries.put(dues[:1], NOW)
        [held] = await stores.deliveries.claim(TELEGRAM, "worker", 1, NOW)
        await stores.deliveries.put(dues[1:], NOW)
        assert await stores.links.unlink(into, TELEGRAM, NOW)
        assert [plan.platform for plan in await stores.plans.of(into)] == [DISCORD] * 2
        [moved] = await stores.deliveries.claim(DISCORD, "worker", 10, NOW)
        assert moved.due == replace(dues[1], platform=DISCORD)
        assert held.due == dues[0], "what is just being sent is left alone"
        assert not await stores.plans.change(plans[0], plans[0].changed(label="late"), NOW)

    async def test_lets_a_carer_hear_elsewhere(self, stores: Stores) -> None:
        into = await link(stores)
        cared_for = await stores.people.ensure(Person(CONSOLE, "3"), NOW)
        invited = await stores.carers.invite(cared_for, "carer", NOW, SOON)
        await stores.carers.accept(invited.id, into, TELEGRAM, NOW)
        await stores.links.unlink(into, TELEGRAM, NOW)
        [caring] = await stores.carers.links(into)
        assert caring.platform is DISCORD

    async def test_lets_who_comes_to_a_meetup_hear_elsewhere(self, stores: Stores) -> None:
        on = await kept_date(stores)
        coming = await kept_answer(stores, on)
        into = await link(stores)
        await stores.links.unlink(into, TELEGRAM, NOW)
        left = replace(coming, person_id=into, platform=DISCORD)
        assert await stores.meetups.attendance.attendees(on.id) == (left,)

    async def test_goes_rather_to_an_account_that_takes_messages(self, stores: Stores) -> None:
        into = await link(stores)
        await stores.links.offer(into, "code", SOON)
        assert await stores.links.redeem("code", Person(CONSOLE, "3"), NOW) is LINKED
        plan = plan_of(into)
        await stores.plans.add(plan, NOW)
        await stores.people.block(into, CONSOLE, NOW)
        assert await stores.links.unlink(into, TELEGRAM, NOW)
        assert [one.platform for one in await stores.plans.of(into)] == [DISCORD]

    async def test_is_not_for_the_only_account(self, stores: Stores) -> None:
        into = await link(stores)
        assert not await stores.links.unlink(into, CONSOLE, NOW)
        assert await stores.links.unlink(into, DISCORD, NOW)
        assert not await stores.links.unlink(into, DISCORD, NOW)
        assert not await stores.links.unlink(into, TELEGRAM, NOW)
        assert not await stores.links.unlink("nobody", TELEGRAM, NOW)

    async def test_can_be_linked_again(self, stores: Stores) -> None:
        into = await link(stores)
        await stores.links.unlink(into, TELEGRAM, NOW)
        assert await link(stores) == into
        assert await stores.people.accounts(into) == (BERT, ANNA)


class TestAllOrNothing:
    async def test_when_it_fails_at_any_statement(self, stores: Stores) -> None:
        """Each statement fails once, from the first to the last: nothing may have changed."""
        who = await keep_everything(stores, NOW)
        other_draft = Draft({"whose": "mine"}, NOW)
        await stores.drafts.put(BERT, "other", other_draft)
        await stores.links.offer(str(await stores.people.find(BERT)), "code", SOON)
        before, failures = await content(stores), 0
        engine = stores.database._engine.sync_engine
        while True:
            left = [failures + 1]

            def fail(*_: object, left: list[int] = left) -> None:
                left[0] -= 1
                if left[0] == 0:
                    raise ConnectionResetError("on purpose")

            event.listen(engine, "before_cursor_execute", fail)
            try:
                result = await stores.links.redeem("code", who, NOW)
                break
            except NotSaved:
                failures += 1
            finally:
                event.remove(engine, "before_cursor_execute", fail)
            assert await content(stores) == before
        assert result is LINKED
        assert failures > 25
        assert await stores.people.find(who) == await stores.people.find(BERT)

    async def test_when_many_use_one_code(self, stores: Stores) -> None:
        into = await stores.people.ensure(BERT, NOW)
        await stores.links.offer(into, "code", SOON)
        many = [Person(TELEGRAM, str(number)) for number in range(8)]
        for one in many[:4]:
            await kept_plan(stores, one)
        done = await asyncio.gather(*(stores.links.redeem("code", one, NOW) for one in many))
        assert sorted(done) == [LINKED] + [UNKNOWN] * 7
        assert await stores.people.accounts(into) == (BERT, many[done.index(LINKED)])
        assert await people(stores) in (4, 5), "of those who were nobody yet, nobody is kept"

    async def test_when_two_use_each_others_code(self, stores: Stores) -> None:
        for number in range(10):
            one, other = Person(TELEGRAM, str(number)), Person(DISCORD, str(number))
            plans: list[Plan] = []
            for who in (one, other):
                plans.append(await kept_plan(stores, who))
                await stores.links.offer(plans[-1].person_id, f"{who.platform}{number}", SOON)
            done = await asyncio.gather(
                stores.links.redeem(f"discord{number}", one, NOW), stores.links.redeem(f"telegram{number}", other, NOW)
            )
            assert LINKED in done
            assert set(done) <= {LINKED, UNKNOWN, SAME}
            [kept] = {await stores.people.find(one), await stores.people.find(other)}
            assert {plan.id for plan in await stores.plans.of(str(kept))} == {plan.id for plan in plans}

    async def test_while_the_person_goes_on(self, stores: Stores) -> None:
        """Whatever is answered meanwhile is kept, or refused as it is not theirs any more."""
        for number in range(6):
            one, other = Person(TELEGRAM, str(number)), Person(DISCORD, str(number))
            plan = await kept_plan(stores, one)
            await stores.links.offer(await stores.people.ensure(other, NOW), str(number), SOON)

            async def change(plan: Plan) -> bool:
                return await stores.plans.change(plan, plan.changed(label="new"), NOW)

            linked, changed = await asyncio.gather(stores.links.redeem(str(number), one, NOW), change(plan))
            assert linked is LINKED
            [left] = await stores.plans.of(str(await stores.people.find(other)))
            assert left.label == ("new" if changed else "mine")


_LINKING = """
import asyncio, sys
from pathlib import Path
from sqlalchemy import event
from bot.core.people import Person, Platform
from bot.storage.address import Address, Kind
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from tests.scenes import NOW
from tests.storage.personal_data import ACCOUNT

async def main(file, key, dies_after):
    async with open_database(Address(Kind.SQLITE, file)) as database:
        left = [dies_after]

        def die(*_):
            left[0] -= 1
            if left[0] == 0:
                import os, signal
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(database._engine.sync_engine, "before_cursor_execute", die)
        await build_stores(database, Keyring.read(key), keeps=True).links.redeem(
            "code", Person(Platform.TELEGRAM, ACCOUNT), NOW
        )

asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
"""


@pytest.mark.parametrize("dies_after", [10, 22])
async def test_a_kill_half_way_changes_nothing(tmp_path: Path, dies_after: int) -> None:
    file, key = tmp_path / "bot.db", new_master_key()
    who = Person(TELEGRAM, ACCOUNT)

    async with open_database(Address(AddressKind.SQLITE, file)) as database:
        stores = build_stores(database, Keyring.read(key), keeps=True)
        await keep_everything(stores, NOW)
        await stores.links.offer(await stores.people.ensure(BERT, NOW), "code", SOON)
        before = await content(stores)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _LINKING, str(file), key, str(dies_after))
    assert await process.wait() == -9
    async with open_database(Address(AddressKind.SQLITE, file)) as database:
        stores = build_stores(database, Keyring.read(key), keeps=True)
        assert await content(stores) == before
        assert await stores.links.redeem("code", who, NOW) is LINKED
