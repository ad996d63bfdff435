"""Some people on two platforms who talk to one bot, over real storage and a real ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.conversation.commands import Routes
from bot.conversation.forms import RunningForms
from bot.conversation.limits import Limit, Limits
from bot.conversation.router import Router
from bot.core.incoming import Incoming, Origin, Pressed, Said
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.reply import Button, LinkButton, Reply, Select
from bot.core.richtext import parse, plain
from bot.delivery.composing import Composer
from bot.delivery.counting import Counts
from bot.delivery.courier import Courier
from bot.delivery.ledger import Recipients
from bot.delivery.manners import MANNERS
from bot.delivery.outbox import Outbox
from bot.features.reminders.plans import Plan
from bot.storage.stores import Stores
from bot.texts.catalogue import Texts
from tests.fakes.clock import StoppedClock
from tests.fakes.danger import ScriptedDanger
from tests.fakes.platforms import ScriptedPlatforms
from tests.fakes.questions import ScriptedQuestions

ON = (Platform.DISCORD, Platform.TELEGRAM)

_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
_IN_ADDRESS = re.compile(r"(_accept_)[a-z0-9]{8}\b")


@dataclass
class Town:
    """What is said to whom stands in `said`, what comes by itself in the platforms' calls; `heard` is all of it."""

    stores: Stores
    texts: Texts
    clock: StoppedClock
    composers: dict[str, Composer] = field(default_factory=dict)
    platforms: ScriptedPlatforms = field(default_factory=ScriptedPlatforms)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.stores.deliveries, (), self.clock)
        self.recipients: Recipients = self.stores.recipients

    def settle(self, routes: Iterable[Routes], composers: Mapping[str, Composer]) -> None:
        """Let the bot have these features."""
        self.composers |= composers
        self.router = Router(
            danger=ScriptedDanger(),
            questions=ScriptedQuestions(),
            routes=tuple(routes),
            forms=RunningForms(self.texts, self.stores.forms),
            limits=Limits(Limit(10_000), Limit(10_000)),
            texts=self.texts,
            listens=lambda place: False,
        )

    async def says(self, person: Person, text: str, *, in_group: bool = False) -> Reply:
        self.heard.append(f"{_name(person)}: {_masked(text)}")
        reply = await self._respond(Said(self.origin(person, in_group=in_group, seen=True), text))
        assert reply is not None
        return reply

    async def presses(self, person: Person, code: str, *, fresh: bool = False, hidden: bool = False) -> Reply | None:
        """Press a button, by its code; `hidden`: in a group, in something that others do not see."""
        self.heard.append(f"{_name(person)} presses {code.split(':')[1]}")
        return await self._respond(Pressed(self.origin(person, in_group=hidden), code, fresh))

    def origin(self, person: Person, *, in_group: bool = False, seen: bool = False) -> Origin:
        kind = PlaceKind.GROUP if in_group else PlaceKind.PRIVATE
        place = Place(person.platform, "-100" if in_group else person.id, kind)
        return Origin(person, place, self.clock.now, seen_by_others=in_group and seen)

    async def deliver(self) -> list[tuple[Person | Place, Reply]]:
        """Send all that is due now; give what was sent, and to whom."""
        before = len(self.platforms.calls)
        for platform in ON:
            courier = self._courier(platform)
            while held := await self.stores.deliveries.claim(platform, "town", 50, self.clock.now):
                for delivery in held:
                    to = await self.recipients.reach(delivery.due.to, platform)
                    await (courier.bar(delivery) if to is None else courier.deliver(delivery, to))
        sent = [(call.to, call.reply) for call in self.platforms.calls[before:]]
        self.heard += [f"bot, to {_name(to)} by itself:\n{_read(reply)}" for to, reply in sent]
        return sent

    async def wait(self, **time: float) -> list[tuple[Person | Place, Reply]]:
        """Let time go by, and send what has become due."""
        self.clock.move(timedelta(**time))
        return await self.deliver()

    async def arrives(self, person: Person, reply: Reply) -> bool:
        """Send something at once, unless the platforms are away."""
        if self.platforms.connected:
            await self.platforms.send(person, reply, "proof")
        return self.platforms.connected

    async def change(self, before: Plan, after: Plan) -> bool:
        """Change a plan that has nothing queued."""
        return await self.stores.plans.change(before, after, None)

    async def id_of(self, person: Person) -> str:
        """Give the id of somebody who is known."""
        found = await self.stores.people.find(person)
        assert found is not None
        return found

    def _courier(self, platform: Platform) -> Courier:
        return Courier(
            self.stores.deliveries,
            self.recipients,
            self.platforms,
            self.composers,
            manners=MANNERS[platform],
            again=parse("Again."),
            counts=Counts(),
            clock=self.clock,
        )

    async def _respond(self, incoming: Incoming) -> Reply | None:
        reply = await self.router.respond(incoming)
        self.heard.append("bot: (silence)" if reply is None else f"bot:\n{_read(reply)}")
        return reply


def buttons(reply: Reply | None) -> dict[str, str]:
    """Give the codes of all buttons, by their labels."""
    assert reply is not None
    found = [one for row in reply.rows for one in (row.options if isinstance(row, Select) else row)]
    return {one.label: one.action.code for one in found if isinstance(one, Button)}


def code_in(reply: Reply | None) -> str:
    """Give the code that a reply shows."""
    assert reply is not None
    found = _CODE.search(plain(reply.blocks))
    assert found is not None
    return found[0]


def _name(to: Person | Place) -> str:
    return f"{to.platform} {to.id}"


def _read(reply: Reply) -> str:
    """Write a reply as a person sees it."""
    found = [one for row in reply.rows for one in (row.options if isinstance(row, Select) else row)]
    labels = " ".join(f"[{one.label}]" for one in found if isinstance(one, Button | LinkButton))
    return _masked("\n".join(filter(None, (plain(reply.blocks), labels))))


def _masked(text: str) -> str:
    """Leave codes out, as they are made by chance."""
    return _IN_ADDRESS.sub(r"\1xxxxxxxx", _CODE.sub("XXXX-XXXX", text))
