"""Reminders, carers and linked accounts under attack: by strangers, by mistake, and in a fright."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Submitted
from bot.core.keeping import Profile
from bot.core.people import Person, Platform
from bot.core.reply import Audience, Reply
from bot.core.richtext import plain
from bot.features.privacy.routes import FORGET, PrivacyRoutes
from bot.features.reminders.consents import VERSION, Purpose, holding, require_consent
from bot.features.reminders.plans import MOST_PLANS, Kind, Plan, Status
from bot.reminders import Reminders
from bot.storage.stores import Stores
from bot.surroundings import Surroundings
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.fakes.platforms import ScriptedPlatforms
from tests.features.reminders.managing.conftest import DATE, DOSES, TEST
from tests.features.reminders.setup.chatting import PRESETS
from tests.features.town import ON, Town, buttons, code_in
from tests.scenes import NOW
from tests.storage.reminding import kept_occurrence

ANNA, ANNA_TOO = Person(Platform.TELEGRAM, "700000011"), Person(Platform.DISCORD, "700000021")
BERT = Person(Platform.DISCORD, "700000099")
ZOE = Person(Platform.TELEGRAM, "700000012")
OWN = "the small white ones"


class Addressed(ScriptedPlatforms):
    """Platforms without addresses that open a private chat."""

    def address(self, platform: Platform, action: Action) -> str | None:
        return None


@dataclass
class Whole(Town):
    """The town with all of it, put together as the bot does."""

    reach: Addressed = field(default_factory=Addressed)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.platforms = self.reach
        around = Surroundings(self.stores, self.outbox, self.reach, self.clock)
        self.reminders = reminders = Reminders(around, self.texts, ON, offered=lambda platform: True, missed_dose=None)
        privacy = PrivacyRoutes(self.texts, "Kim", reminders.holdings)
        routes = reminders.routes(self.texts, lambda: PRESETS, FORGET, privacy.forget)
        self.settle([*routes, privacy.routes()], reminders.composers)

    async def plan(self, who: Person = ANNA, **changes: object) -> Plan:
        """Let somebody have a plan, with their consent to all that there is."""
        people = self.stores.people
        person_id = await people.ensure(who, NOW)
        await people.set_profile(person_id, Profile(zone="Europe/London"))
        for purpose in Purpose:
            await people.consent(person_id, purpose, VERSION, NOW)
        plan = Plan(f"{len(await self.stores.plans.of(person_id)):032x}", person_id, Kind.DOSE, DOSES, "Europe/London",
                    who.platform, NOW, status=Status.ACTIVE)  # fmt: skip
        plan = replace(plan, **changes)  # type: ignore[arg-type]
        slot = plan.next_slot(NOW)
        await self.stores.plans.add(plan, None if slot is None else slot.at)
        return plan

    async def code(self, what: str, who: Person = ANNA) -> str:
        """Let somebody make a code."""
        code = code_in(await self.presses(who, what))
        self.clock.move(timedelta(seconds=11))
        return code

    async def linked(self) -> None:
        """Let Anna use both apps as one person."""
        asked = await self.says(ANNA_TOO, f"/link {await self.code('link:get')}")
        await self.presses(ANNA_TOO, buttons(asked)["Yes, link them"])

    async def cared_for(self) -> None:
        """Let Bert be Anna's carer, with all messages about that sent."""
        asked = await self.says(BERT, f"/carers {await self.code('carers:agree')}")
        await self.presses(BERT, buttons(asked)["Accept"])
        await self.deliver()


@pytest.fixture
async def town(stores: Stores, texts: Texts, clock: StoppedClock) -> Whole:
    return Whole(stores, texts, clock)


def words(reply: Reply | None) -> str:
    assert reply is not None
    return plain(reply.blocks)


async def test_every_button_leads_somewhere(town: Whole) -> None:
    await town.plan()
    await town.plan(kind=Kind.BLOOD_TEST, content=TEST)
    await town.plan(kind=Kind.REFILL, content=DATE)
    await town.plan(status=Status.UNPROVEN)
    await town.linked()
    shown = [await town.says(ANNA, f"/{name}") for name in ("remind", "reminders", "carers", "link", "history", "stop")]
    pressed: set[str] = set()
    while shown:
        for label, code in buttons(shown.pop()).items():
            verb = code.rpartition(":")[0] if code.count(":") > 1 else code
            if verb in pressed or code.startswith("privacy:erase"):
                continue
            pressed.add(verb)
            town.clock.move(timedelta(seconds=11))
            reply = await town.presses(ANNA, code)
            assert reply is None or reply.outcome not in ("told error.old_button", "failed"), label
            shown += [] if reply is None else [reply]
    assert {"reminders:settings", "carers:show", "link:show"} <= pressed


@pytest.mark.parametrize("last", ["danger", "08:00"])
async def test_danger_comes_first_in_every_form(town: Whole, last: str) -> None:
    answers = dict.fromkeys(("text", "time", "day", "code", "from", "days", "place"), "danger") | {"to": last}
    for feature, verb in town.router._routes.forms:
        reply = await town.router.respond(Submitted(town.origin(ZOE), f"{feature}:{verb}", answers))
        assert words(reply).startswith("Get help now"), (feature, verb)


@pytest.mark.parametrize("what", ["/remind danger", "/carers danger", "/link danger", "/cancel danger", "danger"])
async def test_danger_comes_first_whatever_is_typed(town: Whole, what: str) -> None:
    await town.says(ANNA, "/remind")
    assert words(await town.says(ANNA, what)).startswith("Get help now")


@pytest.mark.parametrize("press", ["rem:resume", "rem:arrived", "reminders:try", "remind:prove", "reminders:move"])
@pytest.mark.parametrize("status", [Status.PAUSED, Status.UNPROVEN])
async def test_nothing_begins_without_consent(town: Whole, press: str, status: Status) -> None:
    """It would be said to be on, and stay silent."""
    plan = await town.plan(status=status)
    await town.linked()
    await town.stores.people.withdraw(plan.person_id, Purpose.DOSES, NOW)
    code = f"{press}:{plan.id}" + (":discord" if press.endswith("move") else "")
    reply = await town.presses(ANNA, code)
    assert reply is not None
    assert reply.audience is Audience.ASKER
    kept = await town.stores.plans.plan(plan.id)
    assert kept is not None
    assert kept.status is status


async def test_consent_is_asked_by_purpose(town: Whole) -> None:
    plan = await town.plan()
    await require_consent(town.stores.people, plan)
    await town.stores.people.withdraw(plan.person_id, Purpose.DOSES, NOW)
    with pytest.raises(UserError):
        await require_consent(town.stores.people, plan)
    await require_consent(town.stores.people, replace(plan, kind=Kind.REFILL))


async def test_a_group_does_not_learn_how_many_reminders_somebody_has(town: Whole) -> None:
    for _ in range(MOST_PLANS):
        await town.plan()
    reply = await town.says(ANNA, "/remind", in_group=True)
    assert "You have" in words(reply)
    assert reply.audience is Audience.ASKER


async def test_a_code_that_a_group_could_read_links_nobody(town: Whole) -> None:
    await town.plan()
    code = await town.code("link:get")
    assert "works no more" in words(await town.says(ANNA_TOO, f"/link {code}", in_group=True))
    assert "doesn't work" in words(await town.says(BERT, f"/link {code}"))
    await town.linked()
    assert await town.id_of(ANNA) == await town.id_of(ANNA_TOO), "a new one does"


async def test_a_code_that_a_group_could_read_makes_nobody_a_carer(town: Whole) -> None:
    await town.plan()
    code = await town.code("carers:invite")
    assert "works no more" in words(await town.says(BERT, f"/carers {code}", in_group=True))
    assert "doesn't work" in words(await town.says(ZOE, f"/carers {code}"))
    assert [(to, reply.outcome) for to, reply in await town.deliver()] == [(ANNA, "carer declined")]
    await town.cared_for()
    assert len(await town.stores.carers.links(await town.id_of(ANNA))) == 1, "a new one does"


@pytest.mark.parametrize(
    "what", ["/link", "/carers", "/link xyz", "/carers xyz", "/link bbbb-bbbb", "/carers bbbb-bbbb"]
)
async def test_what_is_no_code_voids_none(town: Whole, what: str) -> None:
    await town.plan()
    links, invites = await town.code("link:get"), await town.code("carers:invite")
    await town.says(ZOE, what, in_group=True)
    assert "Shall I link" in words(await town.says(ANNA_TOO, f"/link {links}"))
    assert "invites you" in words(await town.says(BERT, f"/carers {invites}"))


async def test_own_words_are_not_shown_on_discord_when_a_plan_is_changed_there(town: Whole) -> None:
    step = replace(DOSES.schedule.steps[0], label=OWN)
    plan = await town.plan(label=OWN)
    stepped = await town.plan(content=replace(DOSES, schedule=replace(DOSES.schedule, steps=(step,))))
    await town.linked()
    for one in (plan, stepped):
        there = await town.presses(ANNA_TOO, f"reminders:change:{one.id}")
        assert OWN not in words(await town.presses(ANNA_TOO, buttons(there)["Show all of it"]))
        here = await town.presses(ANNA, f"reminders:change:{one.id}")
        assert OWN in words(await town.presses(ANNA, buttons(here)["Show all of it"]))


async def test_a_moment_that_no_calendar_has_is_an_old_button(town: Whole) -> None:
    occurrence = await kept_occurrence(town.stores, await town.plan(), NOW)
    reply = await town.presses(ANNA, f"rem:took:{occurrence.id}:999999999999")
    assert reply is not None
    assert reply.outcome == "told error.old_button"
    asked = await town.presses(ANNA, "privacy:erase:999999999999")
    assert asked is not None
    assert asked.outcome == "forget asked"


@pytest.mark.parametrize(("leaves", "is_told"), [(ANNA, BERT), (BERT, ANNA)])
async def test_who_leaves_is_not_counted_on_any_more(town: Whole, leaves: Person, is_told: Person) -> None:
    await town.plan()
    await town.cared_for()
    asked = await town.says(leaves, "/forget")
    assert "Deleted" in words(await town.presses(leaves, buttons(asked)["Yes, delete it"]))
    assert [(to, reply.outcome) for to, reply in await town.deliver()] == [(is_told, "carer ended")]
    assert await town.stores.people.find(leaves) is None
    consents = holding(await town.stores.people.consents(await town.id_of(is_told)))
    assert (Purpose.CARING if is_told is BERT else Purpose.CARERS) not in consents


async def test_declining_late_does_not_end_what_somebody_else_has_accepted(town: Whole) -> None:
    await town.plan()
    agreements, code = town.reminders.holdings.agreements, await town.code("carers:agree")
    link, _ = await agreements.invitation(town.origin(ZOE), code)
    await town.presses(BERT, f"carers:yes:{code.replace('-', '').lower()}")
    await agreements.decline(link, town.clock.now)
    assert [one.carer_id for one in await town.stores.carers.links(link.person_id)] == [await town.id_of(BERT)]
    assert [reply.outcome for _, reply in await town.deliver()] == ["carer accepted"]


async def test_an_account_that_was_left_alone_is_not_told_of_itself(town: Whole) -> None:
    await town.plan()
    await town.linked()
    await town.presses(ANNA_TOO, "link:parted:telegram")
    assert [(to, reply.outcome) for to, reply in await town.deliver()] == [(ANNA, "accounts unlinked")]
