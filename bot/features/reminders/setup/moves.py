"""What each button and each typed answer does to the draft: pressed late, twice or out of turn, it only shows it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.actions import Action
from bot.core.incoming import Origin
from bot.core.reply import Reply, Showing
from bot.features.reminders.consents import Purpose
from bot.features.reminders.setup import path
from bot.features.reminders.setup.agreeing import NO, YES
from bot.features.reminders.setup.asking import Choice, Doubt, Facts
from bot.features.reminders.setup.dialogue import Dialogue
from bot.features.reminders.setup.draft import Draft, Offer
from bot.features.reminders.setup.path import PREVIEW
from bot.features.reminders.setup.showing import BEGIN, changeable


@dataclass(frozen=True, slots=True)
class Turn:
    """A press or a typed answer, with the draft that it belongs to; `present` names the question asked now."""

    origin: Origin
    action: Action
    draft: Draft
    facts: Facts
    present: str

    def argument(self, place: int) -> str:
        """Give an argument of the button behind the mark of its draft, from 1 on; empty if there is none."""
        return argument(self.action, place)

    @property
    def in_turn(self) -> bool:
        """Whether it answers the present question."""
        return self.argument(1) == self.present


@dataclass(frozen=True, slots=True)
class Moves:
    """From one turn to the next question. Raises NotRead or NotSaved."""

    dialogue: Dialogue

    async def pick(self, turn: Turn) -> Reply:
        """Take a choice."""
        choice = self._choice(turn)
        return await self.show(turn) if choice is None else await self._chosen(turn, choice)

    async def take(self, turn: Turn) -> Reply:
        """Take what was typed as one of the things that it may have meant."""
        offers, place = turn.draft.offers, turn.argument(2)
        if turn.argument(1) != str(turn.draft.turn) or place not in map(str, range(len(offers))):
            return await self.show(turn)
        return await self._understood(turn, offers[int(place)])

    async def type(self, turn: Turn) -> Reply:
        """Let the answer be typed: in a window, or as the next message of a private chat."""
        shown = await self.show(turn)
        if shown.typed is None or not turn.in_turn:
            return shown
        if turn.origin.shows_forms or turn.origin.place.is_group:
            return Reply(form=shown.typed, outcome="remind form").for_asker(BEGIN)
        words = self.dialogue.texts.rich("remind.type_now", example=shown.typed.fields[0].hint)
        return Reply(words, showing=Showing.NOTE, typed=shown.typed, outcome="remind type").for_asker(BEGIN)

    async def typed(self, turn: Turn, text: str) -> Reply:
        """Take what was typed. It is shown again wherever it is not simply understood."""
        echo = self.dialogue.texts.rich("remind.you_typed", typed=text)
        read = path.step(turn.present).read if turn.in_turn and turn.present != PREVIEW else None
        if read is None:
            return await self.dialogue.show(turn.origin, turn.draft, turn.facts, echo)
        asking = path.asking(turn.draft, turn.facts, self.dialogue.texts, turn.present)
        result = read(asking, text)
        if isinstance(result, Doubt):
            offering = turn.draft.offering(result.offers)
            return await self.dialogue.go_on(turn.origin, offering, (*echo, *result.words))
        return await self._understood(turn, result)

    async def back(self, turn: Turn) -> Reply:
        """Go one question back. Pressed twice it still goes back once."""
        if not turn.in_turn:
            return await self.show(turn)
        return await self.dialogue.go_on(turn.origin, turn.draft.back())

    async def show(self, turn: Turn) -> Reply:
        """Show the present question."""
        return await self.dialogue.show(turn.origin, turn.draft, turn.facts)

    async def change(self, turn: Turn) -> Reply:
        """List what can be changed before the plan is confirmed."""
        if turn.present != PREVIEW:
            return await self.show(turn)
        return self.dialogue.showing.changes(turn.draft, turn.facts)

    async def again(self, turn: Turn) -> Reply:
        """Ask again what is to be changed."""
        wanted = changeable(turn.draft, turn.facts).get(turn.argument(1)) if turn.present == PREVIEW else None
        if wanted is None:
            return await self.show(turn)
        return await self.dialogue.go_on(turn.origin, turn.draft.asked_again(wanted.questions))

    async def cancel(self, turn: Turn) -> Reply:
        """Give up."""
        return await self.dialogue.given_up(turn.origin, turn.draft, turn.facts)

    async def _understood(self, turn: Turn, offer: Offer) -> Reply:
        """Take what was typed, and say it back."""
        echo = self.dialogue.texts.rich("remind.understood", read=offer.label)
        return await self.dialogue.go_on(turn.origin, turn.draft.answered(offer.patch), echo)

    def _choice(self, turn: Turn) -> Choice | None:
        if not turn.in_turn or turn.present == PREVIEW:
            return None
        asking = path.asking(turn.draft, turn.facts, self.dialogue.texts, turn.present)
        return path.step(turn.present).ask(asking).choice(turn.argument(2))

    async def _chosen(self, turn: Turn, choice: Choice) -> Reply:
        """Keep a choice. What a person agrees to is kept at once, and by itself."""
        dialogue, origin = self.dialogue, turn.origin
        if turn.present == "consent":
            if choice.value == NO:
                await dialogue.forget(origin)
                return Reply(dialogue.texts.rich("remind.not_agreed"), outcome="remind not agreed").for_asker(BEGIN)
            await dialogue.agreed(origin, Purpose(choice.value))
        elif turn.present == "history":
            await dialogue.history(origin, wanted=choice.value == YES)
        return await dialogue.go_on(origin, turn.draft.chosen(choice.patch, stays=choice.stays))


def argument(action: Action, place: int) -> str:
    """Give an argument of an action; empty if it has fewer."""
    return action.arguments[place] if len(action.arguments) > place else ""
