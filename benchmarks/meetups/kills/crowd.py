"""People who go on pressing the buttons of cards, each waiting for an answer before the next press."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.meetups.kills.verdict import Pressing
from benchmarks.meetups.square import Message, Square, Tap, codes, number_in
from bot.core.people import Person
from bot.features.meetups.answers import Wish
from bot.texts.catalogue import load_texts
from tests.wire.discord_waiting import ActionNotPossibleError

LOOK = 0.02
_WISHES = (*(Wish.GOING,) * 6, Wish.MAYBE, Wish.CANNOT, Wish.CANNOT, Wish.PLUS)
_REFUSALS = ("cancelled", "over", "has begun", "closed")
_WAITING = "waiting list"


def _failures() -> tuple[str, ...]:
    texts = load_texts("en")
    return tuple(
        texts.line(key) for key in ("error.unexpected", "error.not_saved", "error.maybe_saved", "error.not_read")
    )


@dataclass
class Crowd:
    """All people. `pressed` is what each did, by account and number of the meet-up. `deaths` counts the bot's."""

    square: Square
    chance: random.Random
    pressed: dict[tuple[Person, int], Pressing] = field(default_factory=dict)
    over: bool = False
    deaths: int = 0
    failures: tuple[str, ...] = field(default_factory=_failures)

    async def answer(self) -> None:
        """Let all of them press buttons until cancelled. Raises what one of them runs into."""
        async with asyncio.TaskGroup() as group:
            for number, who in enumerate(self.square.people):
                group.create_task(self._live(who, random.Random(self.chance.random() + number)))

    async def _live(self, who: Person, chance: random.Random) -> None:
        while not self.over:
            await asyncio.sleep(chance.uniform(0.1, 3.0))
            cards = [
                message
                for place in self.square.places
                if place.platform is who.platform
                for message in self.square.said_in(place)
                if any(code.startswith("meet:going:") for code in codes(message))
            ]
            if cards and not self.over:
                await self._tap(who, chance.choice(cards), chance.choice(_WISHES))

    async def _tap(self, who: Person, card: Message, wish: Wish) -> None:
        text = card.text
        number = number_in(text)
        code = next((one for one in codes(card) if one.startswith(f"meet:{wish}:")), None)
        if number is None or code is None:
            return
        pressing = self.pressed.setdefault((who, number), Pressing())
        before, loop = set(pressing.possible), asyncio.get_running_loop()
        with suppress(ActionNotPossibleError, ValueError):
            tap = self.square.tap(who, card, code)
            kept = pressing.began, pressing.came, pressing.waits
            pressing.pressed(wish, loop.time())
            answer = await self._answer_to(tap)
            if answer is None or answer in self.failures:
                return
            if _is_refused(answer):
                pressing.confirmed += 1
                pressing.possible = before
                pressing.began, pressing.came, pressing.waits = kept
            else:
                pressing.heard(before, wish, loop.time(), waits=_WAITING in answer)

    async def _answer_to(self, tap: Tap) -> str | None:
        """Wait for an answer as long as one can come: until the bot that got the press was killed."""
        deaths = self.deaths
        while not self.over and (deaths == self.deaths or self.square.is_waiting(tap)):
            if (answer := tap.answer) is not None:
                return answer
            if self.square.is_waiting(tap):
                deaths = self.deaths
            await asyncio.sleep(LOOK)
        return tap.answer


def _is_refused(answer: str) -> bool:
    return answer.startswith("This meet-up") and any(word in answer for word in _REFUSALS)
