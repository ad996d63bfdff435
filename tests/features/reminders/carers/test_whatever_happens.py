"""Whoever invites, accepts, ends or presses whose button in whatever order: only who has agreed is ever told."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import cache

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, multiple, rule

from bot.core.people import Person, Platform
from bot.core.reply import Reply
from bot.features.reminders.carers.agreements import INVITED_FOR
from bot.features.reminders.occurrences import taken
from bot.storage.address import MEMORY
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from bot.texts.catalogue import Texts, load_texts
from tests.fakes.clock import StoppedClock
from tests.features.reminders.carers.conftest import ANNA, BERT, CLEO, Carers
from tests.features.town import buttons, code_in
from tests.scenes import NOW

DORA = Person(Platform.DISCORD, "700000014")
PEOPLE = st.sampled_from([ANNA, BERT, CLEO, DORA])


class Village(RuleBasedStateMachine):
    """`open` holds the one good code of each person, `agreed` who may be told of whom."""

    shown = Bundle("shown")

    @initialize()
    def begin(self) -> None:
        self.runner = asyncio.Runner()
        self.exits = AsyncExitStack()
        database = self.runner.run(self.exits.enter_async_context(open_database(MEMORY)))
        stores = build_stores(database, Keyring.throw_away(), keeps=True)
        self.town = Carers(stores, _english(), StoppedClock(NOW))
        self.open: dict[str, tuple[Person, datetime]] = {}
        self.agreed: set[tuple[Person, Person]] = set()
        for person, carer in ((ANNA, BERT), (CLEO, BERT), (BERT, CLEO)):
            self._pressed(carer, self._code(person).replace("accept", "yes"))
        assert len(self.agreed) == 3

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.runner.run(self.exits.aclose())
            self.runner.close()

    @rule(target=shown, person=PEOPLE)
    def invite(self, person: Person) -> object:
        """A code that is good until it is used, replaced or over."""
        return self._code(person)

    def _code(self, person: Person) -> str:
        shown = self.runner.run(self.town.presses(person, "carers:agree"))
        self.town.clock.move(timedelta(seconds=11))
        if shown is None or shown.outcome != "carers code":
            return "carers:show"
        code = code_in(shown).lower().replace("-", "")
        self.open = {other: one for other, one in self.open.items() if one[0] != person}
        self.open[code] = (person, self.town.clock.now - timedelta(seconds=11) + INVITED_FOR)
        return f"carers:accept:{code}"

    @rule(target=shown, person=PEOPLE, code=shown)
    def press(self, person: Person, code: str) -> object:
        """Anybody presses anything that was ever shown to anybody."""
        return multiple(*self._pressed(person, code))

    @rule(target=shown, person=PEOPLE, code=consumes(shown))
    def press_twice(self, person: Person, code: str) -> object:
        return multiple(*self._pressed(person, code), *self._pressed(person, code))

    @rule(target=shown, person=PEOPLE, carer=PEOPLE)
    def agree(self, person: Person, carer: Person) -> object:
        """Somebody invites and somebody accepts, without detours."""
        code = self._code(person)
        return multiple(code, *self._pressed(carer, code.replace("accept", "yes")))

    @rule(person=PEOPLE, code=shown)
    def come_by_a_link(self, person: Person, code: str) -> None:
        self.runner.run(self.town.presses(person, code, fresh=True))

    @rule(target=shown, person=PEOPLE)
    def look(self, person: Person) -> object:
        return multiple(*buttons(self.runner.run(self.town.says(person, "/carers"))).values())

    @rule(hours=st.sampled_from([1, 30]))
    def wait(self, hours: int) -> None:
        self.runner.run(self.town.wait(hours=hours))

    @rule(person=PEOPLE, answers=st.booleans())
    def remind(self, person: Person, answers: bool) -> None:
        told = self.runner.run(self._reminded(person, answers=answers))
        event(f"answered: {answers}, carers: {len(told)}")
        wanted = [] if answers else [carer for one, carer in self.agreed if one == person]
        assert sorted(told, key=lambda one: one.id) == sorted(wanted, key=lambda one: one.id)

    async def _reminded(self, person: Person, *, answers: bool) -> list[Person]:
        await self.town.deliver()
        occurrence = await self.town.reminded(await self.town.plan(person))
        if answers:
            marked = taken(occurrence, self.town.clock.now)
            assert not isinstance(marked, str)
            await self.town.stores.occurrences.change(occurrence, marked)
        return [to for to, _ in await self.town.told()]

    def _pressed(self, person: Person, code: str) -> tuple[str, ...]:
        reply = self.runner.run(self.town.presses(person, code))
        self.town.clock.move(timedelta(seconds=11))
        _, verb, *arguments = code.split(":")
        if verb == "yes":
            self._accepted(person, arguments[0], reply)
        if verb == "no" and reply is not None and reply.outcome == "carers declined":
            owner, _ = self.open.pop(arguments[0])
            assert owner != person
        if verb == "over":
            self._ended(person)
        return tuple(buttons(reply).values()) if reply is not None else ()

    def _accepted(self, person: Person, code: str, reply: Reply | None) -> None:
        """A person becomes a carer only by pressing it themselves, with a code that is good."""
        if reply is None or reply.outcome != "carers accepted":
            return
        owner, until = self.open.pop(code)
        assert owner != person
        assert self.town.clock.now - timedelta(seconds=11) < until
        assert (owner, person) not in self.agreed
        self.agreed.add((owner, person))

    def _ended(self, person: Person) -> None:
        """What is kept shrank by a link of the one who pressed, if at all."""
        kept = self.runner.run(self._kept())
        gone = self.agreed - kept
        assert kept <= self.agreed
        assert len(gone) <= 1
        assert all(person in pair for pair in gone)
        self.agreed = kept

    async def _kept(self) -> set[tuple[Person, Person]]:
        """Read who cares for whom."""
        people, pairs = self.town.stores.people, set()
        ids = {await people.find(person): person for person in (ANNA, BERT, CLEO, DORA)}
        for id_ in (one for one in ids if one is not None):
            for link in await self.town.stores.carers.links(id_):
                if link.carer_id is not None:
                    pairs.add((ids[link.person_id], ids[link.carer_id]))
        return pairs


@cache
def _english() -> Texts:
    return load_texts("en")


TestVillage = Village.TestCase
TestVillage.settings = settings(max_examples=8, stateful_step_count=25, deadline=None)
