"""Where reminders, carers and linked accounts are put together: what answers, what words, and what runs beside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bot.conversation.commands import CommandHandler, Routes
from bot.conversation.tries import Taps, Tries
from bot.core.actions import Action
from bot.core.people import Person, Platform
from bot.core.ports import Clock
from bot.core.reply import Reply
from bot.delivery.composing import Composers
from bot.delivery.courier import new_nonce
from bot.delivery.sending import send
from bot.delivery.transport import Blocked, Perhaps, Sent, SurelyNot
from bot.features.linking.accounts import Accounts
from bot.features.linking.notices import LinkingNews
from bot.features.linking.routes import LinkingRoutes
from bot.features.linking.showing import Showing as LinkingShowing
from bot.features.privacy.held import Held, Holdings
from bot.features.reminders.agenda import Agenda
from bot.features.reminders.carers.agreements import Agreements
from bot.features.reminders.carers.losing import LosingCarers
from bot.features.reminders.carers.notices import CarerNews, CarerNotices
from bot.features.reminders.carers.routes import CarersRoutes
from bot.features.reminders.carers.showing import Showing as CarersShowing
from bot.features.reminders.carers.steady import Steady
from bot.features.reminders.composing import Composing
from bot.features.reminders.date_presses import DatePresses
from bot.features.reminders.dues import CARER_NOTICE
from bot.features.reminders.history.routes import WEEK, HistoryRoutes
from bot.features.reminders.homes import Homes
from bot.features.reminders.managing.desk import Desk
from bot.features.reminders.managing.routes import ManagingRoutes
from bot.features.reminders.nudging import Nudging
from bot.features.reminders.owned import Owned
from bot.features.reminders.plan_presses import PlanPresses
from bot.features.reminders.planning import Planner
from bot.features.reminders.presets import Presets
from bot.features.reminders.presses import DosePresses
from bot.features.reminders.reminding import Proof, Reminding
from bot.features.reminders.settling import Settling
from bot.features.reminders.setup.dialogue import Dialogue
from bot.features.reminders.setup.routes import SetupRoutes
from bot.features.reminders.setup.starting import HOW_TO_OPEN, Finishing
from bot.features.reminders.showing import Showing
from bot.features.reminders.wording import Doors, Wording
from bot.features.reminders.zone_rules import ZoneRules
from bot.surroundings import Surroundings
from bot.texts.catalogue import Texts

STOP = Action("reminders", "stop")


@dataclass(frozen=True, slots=True)
class Leaving:
    """Holdings from which nobody goes without word to those who count on them as a carer, or are cared for."""

    holdings: Holdings
    agreements: Agreements
    clock: Clock

    @property
    def lasting(self) -> bool:
        """Whether what is held is written to a disk or a server."""
        return self.holdings.lasting

    async def held(self, person: Person) -> Held:
        """Give all that is held about this person now."""
        return await self.holdings.held(person)

    async def erase(self, person: Person) -> None:
        """End the links with carers, then erase all. Raises NotSaved."""
        await self.agreements.end_all(person, self.clock())
        await self.holdings.erase(person)


class Reminders:
    """All that reminders share, whatever the language. `offered` tells whether there are any on a platform.

    `texts` are the words of what is sent by itself, `missed_dose` opens the answer on late and missed doses, where
    there is one.
    """

    def __init__(
        self,
        around: Surroundings,
        texts: Texts,
        on: Iterable[Platform],
        *,
        offered: Callable[[Platform], bool],
        missed_dose: Action | None,
    ) -> None:
        stores, clock = around.stores, around.clock
        self._around = around
        self._offered = offered
        self._doors = Doors(missed_dose, WEEK, STOP)
        self._agenda = Agenda(stores.plans, stores.occurrences, around.outbox, stores.together, stores.deliveries.state)
        self.steady = Steady(on, around.platforms.is_ready, clock)
        self._tries, self._taps = Tries(), Taps()
        # Moving a plan from platform to platform needs no nudges of its own: those follow the message that is sent.
        moving = self._reminding(Nudging(self._agenda), texts)
        self._homes = Homes(stores.plans, stores.people, moving, offered)
        self._agreements = Agreements(
            stores.carers, stores.people, self._homes, around.outbox, stores.together, self._tries
        )
        self.recipients = LosingCarers(stores.recipients, self._agreements)
        self.leave = self._agreements.leave
        self.holdings = Leaving(stores.holdings, self._agreements, clock)
        notices = CarerNotices(
            stores.carers,
            stores.plans,
            stores.occurrences,
            stores.people,
            self._homes,
            stores.deliveries.state,
            around.outbox,
            self.steady.since,
            texts,
        )
        self._nudging = Nudging(self._agenda, notices.after_last)
        self.planner = Planner(self._agenda, Settling(self._agenda, stores.people), ZoneRules(self._agenda), clock)
        composing = Composing(
            self._agenda, self._nudging, stores.people, Wording(texts, self._doors), offered, labels_allowed
        )
        self.composers: Composers = {
            **composing.composers(),
            CARER_NOTICE: notices.compose,
            **CarerNews(stores.carers, self._homes, texts).composers(),
            **LinkingNews(stores.people, texts).composers(),
        }

    @property
    def beside(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What runs beside the platforms."""
        return self.planner.run, self.steady.run

    def routes(
        self, texts: Texts, presets: Callable[[], Presets], forget: Action, otherwise: CommandHandler
    ) -> tuple[Routes, ...]:
        """Declare all of it in one language. `forget` asks whether all data shall go, as `otherwise` does at "stop"."""
        stores = self._around.stores
        reminding = self._reminding(self._nudging, texts)
        wording, owned = Wording(texts, self._doors), Owned(stores.people, stores.plans, stores.occurrences)
        dialogue = Dialogue(
            texts, stores.drafts, stores.people, stores.plans, stores.occurrences, presets, labels_allowed
        )
        finishing = Finishing(texts, stores.people, stores.plans, reminding, HOW_TO_OPEN.__getitem__)
        setup = SetupRoutes(dialogue, finishing, self._offered)
        desk = Desk(
            texts,
            stores.people,
            stores.plans,
            stores.occurrences,
            reminding,
            stores.together,
            labels_allowed,
            lambda platform: texts.rich(HOW_TO_OPEN[platform]),
            self._offered,
        )
        accounts = Accounts(
            stores.links, stores.people, self._homes, self._around.outbox, stores.together, self._arrives, self._tries
        )
        return (
            setup.routes(),
            ManagingRoutes(
                desk, stores.drafts, stores.carers, setup.open_change, self._end, forget, otherwise
            ).routes(),
            HistoryRoutes(texts, stores.people, stores.plans, stores.occurrences).routes(),
            DosePresses(owned, reminding, Showing(wording)).routes(),
            PlanPresses(owned, reminding, wording).routes(),
            DatePresses(owned, reminding, wording).routes(),
            CarersRoutes(
                CarersShowing(texts), self._agreements, self._taps, self._around.platforms.address, self._arrives
            ).routes(),
            LinkingRoutes(LinkingShowing(texts), accounts, self._taps).routes(),
        )

    def _reminding(self, nudging: Nudging, texts: Texts) -> Reminding:
        return Reminding(self._agenda, nudging, prove=self._prove, clock=self._around.clock, texts=texts)

    async def _prove(self, person: Person, reply: Reply) -> Proof:
        """Send at once and only once, as the person waits for it."""
        match (await send(self._around.platforms, person, reply, new_nonce())).outcome:
            case Sent():
                return Proof.ARRIVED
            case Blocked():
                return Proof.CLOSED
            case SurelyNot():
                return Proof.FAILED
            case Perhaps():
                return Proof.UNSURE

    async def _arrives(self, person: Person, reply: Reply) -> bool:
        return await self._prove(person, reply) is Proof.ARRIVED

    async def _end(self, person: Person, link_id: str) -> None:
        await self._agreements.end(person, link_id, self._around.clock())


def labels_allowed(platform: Platform) -> bool:
    """Tell whether a person's own words for a reminder may be asked for and kept.

    Discord's developer policy (rule 16) forbids to collect information on health, which free text would invite.
    """
    return platform is not Platform.DISCORD
