"""From an incoming thing to a reply, in one stated order: safety, running form, command or button, question."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol, cast

from bot.conversation.commands import Command, Routes, joined
from bot.conversation.forms import LOOK_WITHIN, RunningForms
from bot.conversation.limits import Admission, Limits
from bot.core.actions import Action
from bot.core.errors import StorageError, UserError
from bot.core.incoming import Called, Incoming, Origin, Pressed, Said, Submitted
from bot.core.people import Place
from bot.core.ports import CommandSpec, Completion
from bot.core.reply import Reply, Showing
from bot.core.richtext import Blocks
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

log = logging.getLogger(__name__)

# Longer text is cut before anything looks at it; far above what either platform lets a person send.
LONGEST_TEXT = 10_000

_BETWEEN_WORDS = re.compile("[:-]")


class Danger(Protocol):
    """The safety screen: it sees every text before anything else does."""

    def look(self, text: str, origin: Origin) -> Reply | None:
        """Give the urgent reply if the text tells of something urgent, else None."""


class Questions(Protocol):
    """What answers ordinary questions."""

    async def answer(self, said: Said) -> Reply:
        """Answer, offer a choice, or say honestly that there is no answer."""

    async def sure_answer(self, said: Said, besides: frozenset[str]) -> Reply | None:
        """Answer only if it is sure, and not by the entries `besides`: for a question beside something urgent."""

    async def overheard(self, said: Said) -> Reply | None:
        """Answer ordinary talk in a place that asked for it, or stay silent."""

    def complete(self, typed: str) -> tuple[Completion, ...]:
        """Suggest questions for what was typed so far."""


class Router:
    """Answers in one language. It cannot be built without the safety screen."""

    def __init__(
        self,
        *,
        danger: Danger,
        questions: Questions,
        routes: Sequence[Routes],
        forms: RunningForms,
        limits: Limits,
        texts: Texts,
        listens: Callable[[Place], bool],
    ) -> None:
        self._danger = danger
        self._questions = questions
        self._routes = joined(tuple(routes))
        self._commands = {command.spec.name: command for command in self._routes.commands}
        self._forms = forms
        self._limits = limits
        self._texts = texts
        self._listens = listens

    @property
    def commands(self) -> tuple[CommandSpec, ...]:
        """All commands, in the order of the features."""
        return tuple(command.spec for command in self._routes.commands)

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        """Suggest questions for what was typed so far."""
        return self._questions.complete(typed[:LONGEST_TEXT])

    def listens_in(self, place: Place) -> bool:
        """Tell whether ordinary talk in this place may be answered."""
        return self._listens(place)

    async def respond(self, incoming: Incoming) -> Reply | None:
        """Answer, or give None for silence. Never raises for anything that a person sent."""
        try:
            reply = await self._opened(incoming.origin, await self._dispatch(incoming))
        except UserError as error:
            reply = self._told(incoming, self._user_error(error), f"told {error.key}")
        except StorageError as error:
            log.warning("the database: %s (%s)", error, type(error).__name__)
            reply = self._sorry(incoming, cast("Key", error.key), f"told {error.key}")
        except Exception:
            # The text of the error may hold what the person wrote: the log's formatter leaves it out.
            log.exception("a handler failed")
            reply = self._sorry(incoming, "error.unexpected", "failed")
        log.info("%s: %s", type(incoming).__name__.lower(), (reply and reply.outcome) or "silent")
        return reply

    async def _dispatch(self, incoming: Incoming) -> Reply | None:
        if isinstance(incoming, Said):
            return await self._said(replace(incoming, text=incoming.text[:LONGEST_TEXT]))
        if isinstance(incoming, Called):
            return await self._called(incoming)
        if isinstance(incoming, Pressed):
            return await self._pressed(incoming)
        return await self._submitted(incoming)

    async def _said(self, said: Said) -> Reply | None:
        urgent = self._danger_in(said)
        if urgent is not None:
            return await self._urgent(urgent, said)
        if not said.origin.addressed:
            return await self._questions.overheard(said) if self._listens(said.origin.place) else None
        called = await self._as_command(said)
        if called is not None:
            return await self._called(called)
        if await self._forms.runs_for(said.origin):
            return await self._form_step(said)
        return await self._within_limits(said, lambda: self._questions.answer(said))

    def _danger_in(self, said: Said) -> Reply | None:
        """Look for danger in the words behind a command, whose name would blur them, and in the whole text."""
        name, *rest = said.text.split(maxsplit=1) or [""]
        behind = rest if name.startswith("/") else []
        looks = (self._danger.look(text, said.origin) for text in (*behind, said.text))
        return next((urgent for urgent in looks if urgent is not None), None)

    async def _urgent(self, urgent: Reply, said: Said) -> Reply:
        """Put the urgent words first, then the answer to a question that was asked along with them."""
        if await self._forms.runs_for(said.origin):
            note = self._texts.rich("form.still_open")
            return replace(urgent, blocks=urgent.blocks + note)
        if urgent.final or not said.origin.addressed:
            return urgent
        return await self._with_below(urgent, self._questions.sure_answer(said, urgent.about))

    async def _with_below(self, urgent: Reply, work: Awaitable[Reply | None]) -> Reply:
        """Put what else there is to say below the urgent words, which are said even if the rest fails, or hangs."""
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                reply = await work
        except UserError as error:
            reply = Reply(self._user_error(error))
        except StorageError as error:
            log.warning("the database: %s (%s)", error, type(error).__name__)
            reply = Reply(self._texts.rich(cast("Key", error.key)))
        except TimeoutError:
            log.warning("a handler took too long beside something urgent")
            reply = Reply(self._texts.rich("error.maybe_saved"))
        except Exception:
            log.exception("a handler failed beside something urgent")
            reply = None
        return urgent if reply is None else urgent.then(reply)

    async def _form_step(self, said: Said) -> Reply | None:
        step = await self._forms.take(said.origin, said.text)
        return await self._submitted(step) if isinstance(step, Submitted) else step

    async def _as_command(self, said: Said) -> Called | None:
        """Read "/name words" and, in private, plain words such as "help" as the command they stand for.

        While a form runs, plain words are its answers, but for those of a command that is firm.
        """
        text = said.text.strip()
        if text.startswith("/"):
            name, *rest = text[1:].split(maxsplit=1) or [""]
            return self._with_text(said.origin, name.lower(), " ".join(rest))
        name = self._routes.words.get(" ".join(text.rstrip(".!? ").lower().split()), "")
        if not name or said.origin.place.is_group:
            return None
        is_answer = not self._commands[name].firm and await self._forms.runs_for(said.origin, firmly=True)
        return None if is_answer else Called(said.origin, name)

    def _with_text(self, origin: Origin, name: str, rest: str) -> Called:
        """Give the text behind a command's name to its first argument."""
        command = self._commands.get(name)
        if command is None or not command.spec.arguments or not rest:
            return Called(origin, name)
        return Called(origin, name, {command.spec.arguments[0].name: rest})

    async def _called(self, called: Called) -> Reply | None:
        text = " ".join(called.arguments.values())[:LONGEST_TEXT]
        urgent = self._danger.look(text, called.origin) if text else None
        if urgent is not None:
            return await self._urgent(urgent, Said(called.origin, text))
        if called.command == "cancel":
            return await self._cancelled(called.origin)
        command = self._commands.get(called.command)
        if command is None:
            raise UserError("error.unknown_command")
        if called.origin.role < command.spec.least_role:
            raise UserError("error.organisers_only")
        await self._forms.leave(called.origin)
        reply = await self._handled(command, called)
        return reply.for_asker() if reply is not None and command.spec.private else reply

    async def _handled(self, command: Command, called: Called) -> Reply | None:
        """Let a command answer. Why it cannot is as private as its answer."""
        try:
            if command.always:
                return await command.handler(called)
            return await self._within_limits(called, lambda: command.handler(called))
        except UserError as error:
            return self._told(called, self._user_error(error), f"told {error.key}")

    async def _cancelled(self, origin: Origin) -> Reply:
        """Give up the form that runs here, and whatever else the person is setting up."""
        form = await self._forms.cancel(origin)
        replies = [await cancel(origin) for cancel in self._routes.cancels]
        return next((reply for reply in replies if reply is not None), form)

    async def _pressed(self, pressed: Pressed) -> Reply | None:
        action = Action.parse(pressed.code)
        if action is not None and action.feature == "form" and not pressed.fresh:
            step = await self._forms.press(pressed.origin, action)
            return await self._submitted(step) if isinstance(step, Submitted) else step
        handler = self._routes.presses.get((action.feature, action.verb)) if action else None
        if handler is None or action is None:
            return await self._no_button(pressed)
        await self._forms.leave(pressed.origin)
        unseen = (action.feature, action.verb) in self._routes.unseen
        reply = await self._within_limits(pressed, lambda: handler(pressed, action), unseen=unseen)
        return replace(reply, showing=Showing.NEW) if reply is not None and pressed.fresh else reply

    async def _no_button(self, pressed: Pressed) -> Reply:
        """Raise UserError, as nothing is behind it; but what came by a link may be words, typed in its place."""
        said = Said(pressed.origin, _BETWEEN_WORDS.sub(" ", pressed.code))
        urgent = self._danger.look(said.text, said.origin) if pressed.fresh else None
        if urgent is None:
            raise UserError("error.old_button")
        return await self._urgent(urgent, said)

    async def _submitted(self, submitted: Submitted) -> Reply | None:
        urgent = self._danger.look(" ".join(submitted.answers.values()), submitted.origin)
        taken = self._taken(submitted)
        return await taken if urgent is None else await self._with_below(urgent, taken)

    async def _taken(self, submitted: Submitted) -> Reply | None:
        """Hand a form to whoever asked for it."""
        action = Action.parse(submitted.code)
        handler = self._routes.forms.get((action.feature, action.verb)) if action else None
        if handler is None or action is None:
            raise UserError("error.old_button")
        return await handler(submitted, action)

    async def _within_limits(
        self, incoming: Incoming, handle: Callable[[], Awaitable[Reply | None]], *, unseen: bool = False
    ) -> Reply | None:
        """Answer if there is room; else say so calmly once, then stay silent for a while."""
        admission = self._limits.admit(incoming.origin, unseen=unseen)
        if admission is Admission.ALLOWED:
            return await handle()
        if admission is Admission.REFUSED_AGAIN:
            return None
        return self._told(incoming, self._texts.rich("limit.slow_down"), "limited")

    async def _opened(self, origin: Origin, reply: Reply | None) -> Reply | None:
        """Start a reply's form step by step where no window can be opened for it."""
        if reply is None or origin.shows_forms:
            return reply
        if reply.form is None:
            if reply.typed is not None and not origin.place.is_group:
                await self._forms.listen(origin, reply.typed)
            return reply
        if origin.place.is_group:
            # Nothing personal is asked in front of others; the adapter opens the private chat or shows it there.
            return replace(reply, form=None).for_asker()
        return await self._forms.open(origin, reply.form, reply.blocks)

    def _sorry(self, incoming: Incoming, key: Key, outcome: str) -> Reply | None:
        """Say that something failed, if anybody asked."""
        return self._told(incoming, self._texts.rich(key), outcome) if incoming.origin.addressed else None

    @staticmethod
    def _told(incoming: Incoming, blocks: Blocks, outcome: str) -> Reply:
        """Say why there is no answer: in place to a text that all could see, else to the asker alone."""
        reply = Reply(blocks, outcome=outcome)
        in_the_open = incoming.origin.seen_by_others and not isinstance(incoming, Pressed)
        return reply if in_the_open else reply.for_asker()

    def _user_error(self, error: UserError) -> Blocks:
        return self._texts.rich(cast("Key", error.key), **error.values)
