"""Forms asked step by step, where the platform has no window for them."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.actions import Action
from bot.core.errors import StorageError
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Submitted
from bot.core.people import Person, Place
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, Bold, paragraph
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

CANCEL = Action("form", "cancel")
BACK = Action("form", "back")
SKIP = Action("form", "skip")

# A form left half-way is forgotten after this time, so that a later question is not taken as its answer.
LIFETIME = timedelta(minutes=30)

# Seconds. Nobody who asks something, least of all something urgent, waits longer for a database that does not answer.
LOOK_WITHIN = 1.0


@dataclass(frozen=True, slots=True)
class Running:
    """A form that is being filled in. `answers` stand in the order of the fields.

    `beside`: it only takes what is typed instead of pressing one of the buttons that were shown; any press ends it.
    """

    form: Form
    since: datetime
    answers: tuple[str, ...] = field(default=(), repr=False)
    beside: bool = False

    @property
    def step(self) -> tuple[str]:
        """What the buttons of this question bear, so that one of an earlier question is known."""
        return (str(len(self.answers)),)

    @property
    def current(self) -> Field:
        """The question that waits for an answer."""
        return self.form.fields[len(self.answers)]


class FormStore(Protocol):
    """Where running forms are kept, at most one per person and place."""

    async def find(self, person: Person, place: Place) -> Running | None:
        """Give the form that runs here."""

    async def put(self, person: Person, place: Place, running: Running) -> None:
        """Keep a form instead of the one before. Raises NotSaved."""

    async def remove(self, person: Person, place: Place) -> bool:
        """Forget a form; False if there is none."""

    async def remove_older(self, than: datetime) -> None:
        """Forget all forms that were last touched before then."""


class RunningForms:
    """The forms that are being filled in. They outlive a restart of the bot."""

    def __init__(self, texts: Texts, store: FormStore) -> None:
        self._texts = texts
        self._store = store
        self._turn = asyncio.Lock()

    async def runs_for(self, origin: Origin, *, firmly: bool = False) -> bool:
        """Tell whether a form of this person waits for an answer here; no, if that cannot be found out at once.

        `firmly`: one that only listens does not count.
        """
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                running = await self._current(origin)
                return running is not None and not (firmly and running.beside)
        except (TimeoutError, StorageError) as error:
            log.warning("running forms cannot be looked up (%s)", type(error).__name__)
            return False

    async def open(self, origin: Origin, form: Form, before: Blocks = ()) -> Reply:
        """Start a form; an older one of this person here is given up. `before` stands above its first question.

        Raises NotSaved.
        """
        await self._store.remove_older(origin.at - LIFETIME)
        running = Running(form, origin.at)
        await self._store.put(origin.person, origin.place, running)
        question = self._ask(running)
        return replace(question, blocks=(*before, paragraph(Bold(form.title)), *question.blocks))

    async def listen(self, origin: Origin, form: Form) -> None:
        """Take what is typed next as the answer to a form of one field, whose question was asked already.

        Raises NotSaved.
        """
        await self._store.put(origin.person, origin.place, Running(form, origin.at, beside=True))

    async def leave(self, origin: Origin) -> None:
        """Give up a form that only listens, as the person went on in another way; never in the way of that."""
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                running = await self._current(origin)
                if running is not None and running.beside:
                    await self._store.remove(origin.person, origin.place)
        except (TimeoutError, StorageError) as error:
            log.warning("a running form cannot be given up (%s)", type(error).__name__)

    async def take(self, origin: Origin, text: str) -> Reply | Submitted:
        """Take an answer: give the next question, the same one again with what to mend, or the finished form."""
        async with self._turn:
            running = await self._current(origin)
            return self._none() if running is None else await self._taken(origin, running, text.strip())

    async def _taken(self, origin: Origin, running: Running, answer: str) -> Reply | Submitted:
        asked = running.current
        if len(answer) > asked.longest:
            question = self._ask(running)
            told = self._texts.rich("form.too_long", most=str(asked.longest), typed=str(len(answer)))
            return replace(question, blocks=(*told, *question.blocks))
        if not answer and not asked.optional:
            return self._ask(running)
        return await self._go_on(origin, replace(running, answers=(*running.answers, answer)))

    async def press(self, origin: Origin, action: Action) -> Reply | Submitted:
        """Handle Cancel, Back and Skip. A button of an earlier question, or pressed twice, only asks again."""
        if action.verb == CANCEL.verb:
            return await self.cancel(origin)
        async with self._turn:
            running = await self._current(origin)
            return self._none() if running is None else await self._pressed(origin, running, action)

    async def _pressed(self, origin: Origin, running: Running, action: Action) -> Reply | Submitted:
        if action.arguments != running.step:
            return self._ask(running)
        if action.verb == BACK.verb and running.answers:
            return await self._step(origin, replace(running, answers=running.answers[:-1]))
        if action.verb == SKIP.verb and running.current.optional:
            return await self._go_on(origin, replace(running, answers=(*running.answers, "")))
        return self._ask(running)

    async def cancel(self, origin: Origin) -> Reply:
        """Give up the form of this person here."""
        running = await self._current(origin)
        await self._store.remove(origin.person, origin.place)
        return self._none() if running is None else Reply(self._texts.rich("form.cancelled"), outcome="form cancelled")

    def _none(self) -> Reply:
        return Reply(self._texts.rich("form.none"), outcome="form none")

    async def _current(self, origin: Origin) -> Running | None:
        running = await self._store.find(origin.person, origin.place)
        return running if running is not None and origin.at - running.since < LIFETIME else None

    async def _go_on(self, origin: Origin, running: Running) -> Reply | Submitted:
        if len(running.answers) < len(running.form.fields):
            return await self._step(origin, running)
        await self._store.remove(origin.person, origin.place)
        names = (asked.name for asked in running.form.fields)
        return Submitted(origin, running.form.action.code, dict(zip(names, running.answers, strict=True)))

    async def _step(self, origin: Origin, running: Running) -> Reply:
        running = replace(running, since=origin.at)
        await self._store.put(origin.person, origin.place, running)
        return self._ask(running)

    def _ask(self, running: Running) -> Reply:
        asked = running.current
        buttons = [Button(self._texts.line("form.cancel"), CANCEL)]
        if running.answers:
            buttons.append(Button(self._texts.line("form.back"), replace(BACK, arguments=running.step)))
        if asked.optional:
            buttons.append(Button(self._texts.line("form.skip"), replace(SKIP, arguments=running.step)))
        hint = (paragraph(asked.hint),) if asked.hint else ()
        return Reply((paragraph(asked.label), *hint), (tuple(buttons),), outcome="form step").for_asker()
