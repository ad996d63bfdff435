"""The command /remind, and the way from each button to the draft that it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import uuid4

from bot.conversation.commands import Command, Routes
from bot.conversation.drafts import LIFETIME
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Called, Origin, Pressed, Submitted
from bot.core.people import Platform
from bot.core.ports import CommandSpec
from bot.core.reply import Button, Reply, Showing
from bot.core.richtext import Blocks
from bot.features.reminders.plans import MOST_PLANS, Plan
from bot.features.reminders.setup import path
from bot.features.reminders.setup.agreeing import YES
from bot.features.reminders.setup.building import answers_of
from bot.features.reminders.setup.dialogue import Dialogue
from bot.features.reminders.setup.draft import Draft
from bot.features.reminders.setup.extras import has_own_words
from bot.features.reminders.setup.moves import Moves, Turn, argument
from bot.features.reminders.setup.path import PREVIEW
from bot.features.reminders.setup.showing import BEGIN, FEATURE, TYPED
from bot.features.reminders.setup.starting import PROVE, Finishing

_MARK_LENGTH = 6

Move = Callable[[Turn], Awaitable[Reply]]


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class SetupRoutes:
    """Handlers of /remind. `offered`: whether reminders can be set up on a platform; `new_id` makes ids of plans."""

    dialogue: Dialogue
    finishing: Finishing
    offered: Callable[[Platform], bool]
    new_id: Callable[[], str] = _new_id
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def routes(self) -> Routes:
        """Declare the command and all buttons of this feature."""
        texts, moves = self.dialogue.texts, Moves(self.dialogue)
        played: Mapping[str, Move] = {
            "pick": moves.pick,
            "take": moves.take,
            "type": moves.type,
            "back": moves.back,
            "show": moves.show,
            "change": moves.change,
            "again": moves.again,
            "cancel": moves.cancel,
        }
        return Routes(
            commands=(Command(CommandSpec("remind", texts.line("command.remind"), private=True), self.remind),),
            presses={
                **{(FEATURE, verb): partial(self._pressed, move) for verb, move in played.items()},
                (FEATURE, BEGIN.verb): self.begin,
                (FEATURE, "confirm"): self.confirm,
                (FEATURE, PROVE): self.prove,
            },
            forms={(FEATURE, "typed"): self.typed},
            words=dict.fromkeys(texts.words("words.remind"), "remind"),
            cancels=(self.give_up,),
        )

    async def remind(self, called: Called) -> Reply:
        """Begin, or go on where the person was."""
        return await self._begin(called.origin)

    async def begin(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a button or from a link that opened the private chat."""
        return await self._begin(pressed.origin)

    async def open_change(self, plan: Plan, origin: Origin) -> Reply:
        """Begin to change a plan: show what of it can be changed. Raises UserError if it is not this person's."""
        dialogue = self.dialogue
        if plan.person_id != await dialogue.people.find(origin.person):
            raise UserError("error.not_your_button")
        facts = await dialogue.facts(origin)
        draft = Draft(self._mark(), plan.id, plan.version, answers_of(plan))
        if facts.profile.discreet and has_own_words(path.asking(draft, facts, dialogue.texts, PREVIEW)):
            draft = replace(draft, answers={**draft.answers, "discreet": YES})
        await dialogue.keep(origin, draft)
        if path.present(draft, facts, dialogue.texts) != PREVIEW:
            return await dialogue.show(origin, draft, facts)
        return dialogue.showing.changes(draft, facts)

    async def typed(self, submitted: Submitted, action: Action) -> Reply:
        """Take what was typed; where nothing is being set up any more, it is shown again as well."""
        text = submitted.answers.get(TYPED, "").strip()
        echo = self.dialogue.texts.rich("remind.you_typed", typed=text)
        return await self._with_draft(
            submitted.origin, action, lambda turn: Moves(self.dialogue).typed(turn, text), echo
        )

    async def confirm(self, pressed: Pressed, action: Action) -> Reply | None:
        """Make the plan. None while it is being made, as the button was pressed twice."""
        turns: list[Turn] = []

        async def look(turn: Turn) -> Reply:
            turns.append(turn)
            return await Moves(self.dialogue).show(turn)

        shown = await self._with_draft(pressed.origin, action, look)
        if not turns or turns[0].present != PREVIEW:
            return shown
        reply = await self._finished(turns[0])
        return None if reply is None else reply.in_place()

    async def prove(self, pressed: Pressed, action: Action) -> Reply:
        """Send the test message of a plan again."""
        return (await self.finishing.prove(argument(action, 0), pressed.origin)).in_place()

    async def give_up(self, origin: Origin) -> Reply | None:
        """Give up by /cancel; None if nothing is being set up."""
        draft = await self.dialogue.current(origin)
        if draft is None:
            return None
        return await self.dialogue.given_up(origin, draft, await self.dialogue.facts(origin))

    async def _begin(self, origin: Origin) -> Reply:
        dialogue, texts = self.dialogue, self.dialogue.texts
        if not self.offered(origin.person.platform):
            return Reply(texts.rich("remind.not_offered"), outcome="remind not offered").for_asker(BEGIN)
        await dialogue.drafts.remove_older(origin.at - LIFETIME)
        draft, facts = await dialogue.current(origin), await dialogue.facts(origin)
        if draft is not None:
            before = texts.rich("remind.going_on") if draft.trail or draft.version else ()
            return await dialogue.show(origin, draft, facts, before)
        if len(facts.plans) >= MOST_PLANS:
            raise UserError("remind.most_plans", most=str(MOST_PLANS))
        zone = facts.profile.zone
        draft = Draft(self._mark(), self.new_id(), answers={} if zone is None else {"place": zone})
        return await dialogue.go_on(origin, draft)

    async def _pressed(self, move: Move, pressed: Pressed, action: Action) -> Reply:
        return await self._with_draft(pressed.origin, action, move)

    async def _with_draft(self, origin: Origin, action: Action, move: Move, before: Blocks = ()) -> Reply:
        """Make a move with the draft that a button belongs to, one at a time. `before` stands above other answers."""
        dialogue, texts = self.dialogue, self.dialogue.texts
        async with self._turn:
            draft = await dialogue.current(origin)
            if draft is None:
                return self._over(before)
            facts = await dialogue.facts(origin)
            if argument(action, 0) != draft.mark:
                reply = await dialogue.show(origin, draft, facts, (*before, *texts.rich("remind.older")))
            else:
                reply = await move(Turn(origin, action, draft, facts, path.present(draft, facts, texts)))
        return reply.in_place() if reply.showing is Showing.NEW and reply.form is None else reply

    def _over(self, before: Blocks) -> Reply:
        """Say that nothing is being set up; to a press by a word that leaves the message as it is."""
        texts = self.dialogue.texts
        blocks = (*before, *texts.rich("remind.over"))
        if not before:
            return Reply(blocks, showing=Showing.NOTE, outcome="remind over").for_asker(BEGIN)
        begin = Button(texts.line("remind.begin"), BEGIN)
        return Reply(blocks, ((begin,),), outcome="remind over").for_asker(BEGIN)

    async def _finished(self, turn: Turn) -> Reply | None:
        """Make the plan, and forget the draft; it is kept where that failed, unless what it changes is gone."""
        dialogue, origin = self.dialogue, turn.origin
        person_id = await dialogue.people.ensure(origin.person, origin.at)
        try:
            reply = await self.finishing.finish(turn.draft, person_id, origin)
        except UserError:
            if turn.draft.version:
                await dialogue.forget(origin)
            raise
        if reply is not None:
            await dialogue.forget(origin)
        return reply

    def _mark(self) -> str:
        return self.new_id()[:_MARK_LENGTH]
