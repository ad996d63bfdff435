"""Forms asked step by step, where the platform has no window for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.actions import Action
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Submitted
from bot.core.people import Person, Place
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, Bold, paragraph
from bot.texts.catalogue import Texts

CANCEL = Action("form", "cancel")
BACK = Action("form", "back")
SKIP = Action("form", "skip")

# A form left half-way is forgotten after this time, so that a later question is not taken as its answer.
LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Running:
    """A form that is being filled in. `answers` stand in the order of the fields."""

    form: Form
    since: datetime
    answers: tuple[str, ...] = field(default=(), repr=False)

    @property
    def step(self) -> tuple[str]:
        """What the buttons of this question bear, so that one of an earlier question is known."""
        return (str(len(self.answers)),)

    @property
    def current(self) -> Field:
        """The question that waits for an answer."""
        return self.form.fields[len(self.answers)]


class RunningForms:
    """The forms that are being filled in, at most one per person and place; kept in memory."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._running: dict[tuple[Person, Place], Running] = {}

    def runs_for(self, origin: Origin) -> bool:
        """Tell whether a form of this person waits for an answer here."""
        self._forget_old(origin.at)
        return self._current(origin) is not None

    def open(self, origin: Origin, form: Form, before: Blocks = ()) -> Reply:
        """Start a form; an older one of this person here is given up. `before` stands above its first question."""
        running = Running(form, origin.at)
        self._running[origin.person, origin.place] = running
        self._forget_old(origin.at)
        question = self._ask(running)
        return replace(question, blocks=(*before, paragraph(Bold(form.title)), *question.blocks))

    def take(self, origin: Origin, text: str) -> Reply | Submitted:
        """Take an answer: give the next question, the same one again with what to mend, or the finished form."""
        running = self._running[origin.person, origin.place]
        answer = text.strip()
        asked = running.current
        if len(answer) > asked.longest:
            question = self._ask(running)
            told = self._texts.rich("form.too_long", most=str(asked.longest), typed=str(len(answer)))
            return replace(question, blocks=(*told, *question.blocks))
        if not answer and not asked.optional:
            return self._ask(running)
        return self._go_on(origin, replace(running, answers=(*running.answers, answer)))

    def press(self, origin: Origin, action: Action) -> Reply | Submitted:
        """Handle Cancel, Back and Skip. A button of an earlier question, or pressed twice, only asks again."""
        running = self._current(origin)
        if running is None:
            return Reply(self._texts.rich("form.none"), outcome="form none")
        if action.verb == CANCEL.verb:
            return self.cancel(origin)
        if action.arguments != running.step:
            return self._ask(running)
        if action.verb == BACK.verb:
            return self._step(origin, replace(running, answers=running.answers[:-1]))
        if action.verb == SKIP.verb and running.current.optional:
            return self._go_on(origin, replace(running, answers=(*running.answers, "")))
        return self._ask(running)

    def cancel(self, origin: Origin) -> Reply:
        """Give up the form of this person here."""
        running = self._running.pop((origin.person, origin.place), None)
        return Reply(self._texts.rich("form.cancelled" if running else "form.none"), outcome="form cancelled")

    def _current(self, origin: Origin) -> Running | None:
        running = self._running.get((origin.person, origin.place))
        return running if running is not None and origin.at - running.since < LIFETIME else None

    def _go_on(self, origin: Origin, running: Running) -> Reply | Submitted:
        if len(running.answers) < len(running.form.fields):
            return self._step(origin, running)
        del self._running[origin.person, origin.place]
        names = (asked.name for asked in running.form.fields)
        return Submitted(origin, running.form.action.code, dict(zip(names, running.answers, strict=True)))

    def _step(self, origin: Origin, running: Running) -> Reply:
        self._running[origin.person, origin.place] = replace(running, since=origin.at)
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

    def _forget_old(self, now: datetime) -> None:
        self._running = {key: running for key, running in self._running.items() if now - running.since < LIFETIME}
