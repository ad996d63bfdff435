"""The draft of one person, as it is kept between their presses, and what is known about them beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.drafts import LIFETIME, Drafts
from bot.conversation.drafts import Draft as Kept
from bot.core.incoming import Origin
from bot.core.keeping import People, Profile
from bot.core.people import Platform
from bot.core.reply import Reply
from bot.core.richtext import Blocks
from bot.features.reminders.consents import VERSION, Purpose, holding
from bot.features.reminders.keeping import KEPT_DAYS, UNKEPT_DAYS, Occurrences, Plans
from bot.features.reminders.plans import Plan
from bot.features.reminders.presets import Presets
from bot.features.reminders.setup import path
from bot.features.reminders.setup.asking import Facts
from bot.features.reminders.setup.building import changed_plan, new_plan
from bot.features.reminders.setup.draft import Draft, read_draft
from bot.features.reminders.setup.path import PREVIEW
from bot.features.reminders.setup.showing import BEGIN, FEATURE, Showing
from bot.texts.catalogue import Texts
from bot.texts.keys import Key


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Keeps and shows drafts. `labels_allowed`: where a person may write words of their own."""

    texts: Texts
    drafts: Drafts
    people: People
    plans: Plans
    occurrences: Occurrences
    presets: Callable[[], Presets]
    labels_allowed: Callable[[Platform], bool]

    @property
    def showing(self) -> Showing:
        """What makes replies of questions."""
        return Showing(self.texts)

    async def current(self, origin: Origin) -> Draft | None:
        """Give the draft of this person, unless it is too old. Raises NotRead."""
        kept = await self.drafts.find(origin.person, FEATURE)
        if kept is None or origin.at - kept.since >= LIFETIME:
            return None
        return read_draft(kept.state)

    async def keep(self, origin: Origin, draft: Draft) -> None:
        """Keep a draft instead of the one before. Raises NotSaved."""
        await self.drafts.put(origin.person, FEATURE, Kept(draft.state(), origin.at))

    async def forget(self, origin: Origin) -> None:
        """Forget the draft. Raises NotSaved."""
        await self.drafts.remove(origin.person, FEATURE)

    async def facts(self, origin: Origin) -> Facts:
        """Look up what is known about a person. Raises NotRead."""
        person_id = await self.people.find(origin.person)
        known = person_id is not None
        return Facts(
            now=origin.at,
            platform=origin.person.platform,
            consents=holding(await self.people.consents(person_id)) if known and person_id else frozenset(),
            profile=await self.people.profile(person_id) if known and person_id else Profile(),
            plans=await self.plans.of(person_id) if known and person_id else (),
            presets=self.presets(),
            labels=self.labels_allowed(origin.person.platform),
        )

    async def agreed(self, origin: Origin, purpose: Purpose) -> None:
        """Keep that a person agreed to one purpose. Raises NotSaved, and UserError where nothing can be kept."""
        person_id = await self.people.ensure(origin.person, origin.at)
        await self.people.consent(person_id, purpose, VERSION, origin.at)

    async def history(self, origin: Origin, *, wanted: bool) -> None:
        """Keep whether a person wants their answers kept for long. Raises as above."""
        person_id = await self.people.ensure(origin.person, origin.at)
        if wanted:
            await self.people.consent(person_id, Purpose.HISTORY, VERSION, origin.at)
        else:
            await self.people.withdraw(person_id, Purpose.HISTORY, origin.at)
        await self.occurrences.keep_for(person_id, KEPT_DAYS if wanted else UNKEPT_DAYS)

    async def go_on(self, origin: Origin, draft: Draft, before: Blocks = ()) -> Reply:
        """Keep the draft and ask what comes next."""
        await self.keep(origin, draft)
        return await self.show(origin, draft, await self.facts(origin), before)

    async def show(self, origin: Origin, draft: Draft, facts: Facts, before: Blocks = ()) -> Reply:
        """Ask the present question, or show the whole plan. `before` stands above it."""
        if path.present(draft, facts, self.texts) != PREVIEW:
            return self.showing.question(draft, facts, before)
        return self.showing.preview(draft, facts, await self._plan(origin, draft), before)

    async def given_up(self, origin: Origin, draft: Draft, facts: Facts) -> Reply:
        """Forget the draft, and say what stays."""
        await self.forget(origin)
        blocks = self.texts.rich(_given_up(draft, facts))
        return Reply(blocks, outcome="remind cancelled").for_asker(BEGIN)

    async def _plan(self, origin: Origin, draft: Draft) -> Plan:
        """Give the plan as it would be."""
        kept = await self.plans.plan(draft.plan_id) if draft.version else None
        if kept is not None:
            return changed_plan(kept, draft.answers)
        return new_plan(draft, "", origin.person.platform, origin.at)


def _given_up(draft: Draft, facts: Facts) -> Key:
    if draft.version:
        return "remind.change_cancelled"
    return "remind.cancelled_agreed" if facts.consents else "remind.cancelled"
