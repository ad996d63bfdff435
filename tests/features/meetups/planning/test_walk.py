"""Any walk through the dialogue: whatever is pressed or typed, there is a way on, and nothing is done or lost by it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.discord.capabilities import CAPABILITIES
from bot.core.actions import Action
from bot.core.capabilities import degrade
from bot.core.people import Person
from bot.core.reply import Button, Select
from bot.core.richtext import plain
from bot.features.meetups.attending import Answer
from bot.features.meetups.planning.hub import FEATURE
from bot.features.meetups.planning.sketch import Sketch, read_sketch
from bot.storage.address import MEMORY
from bot.storage.engine import open_database
from bot.storage.keys import admit
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from bot.texts.catalogue import Texts
from tests.features.meetups.planning.chatting import DISCORD, FIRST, TELEGRAM, Chat, World

TYPED = (
    "24 november 7 pm",
    "tuesday 7pm",
    "every 2 weeks on tuesday at 7pm",
    "fifth friday of the month 7pm",
    "12/1",
    "19:00",
    "yesterday",
    "90 min",
    "until 18:00",
    "10",
    "0",
    "ten thousand",
    "10001",
    "Tea, and talk",
    "https://meet.example.org/room",
    "meet.example.org/room",
    "https://no host",
    "51.5, -0.12",
    "tomorrow 9 am",
    "30 june",
    "none",
    "**bold** <@1> [x](https://evil.example)",
    "word " * 190,
    "x" * 2_500,
    "\u202e",
)
CONFIRMS = ("Confirm", "Confirm the change", "Yes, call it off")
ENDS = (*CONFIRMS, "Cancel", "Give this up, begin a new one", "Give that up, do this")
MOVES = st.lists(
    st.one_of(
        st.floats(0, 1, exclude_max=True),  # the button at this part of the list
        st.floats(0, 1, exclude_max=True),
        st.integers(0, len(TYPED) - 1),  # something typed
        st.sampled_from(("confirm", "old", "restart", "/meetup", "/meetup new", "/cancel", "later", "all places")),
    ),
    max_size=40,
)

# What is typed about a part sets these values as well.
ALSO = {
    "when": {"first", "time_of_day", "series"},
    "repeat": {"first", "time_of_day", "series"},
    "until": {"series"},
    "where": {"place", "address", "point", "link", "link_hidden"},
    "closes": {"closes_before"},
}


class Walker:
    """Walks, and looks after each step."""

    def __init__(self, world: World, person: Person) -> None:
        self.chat = Chat(world, person)
        self.old = "meetup:hub:abcdef"

    async def sketch(self) -> Sketch | None:
        kept = await self.chat.world.stores.drafts.find(self.chat.person, FEATURE)
        return None if kept is None else read_sketch(kept.state)

    async def step(self, move: float | str) -> None:
        world = self.chat.world
        before, planned = await self.sketch(), await world.meetups()
        acted = await self.moved(move)
        after = await self.sketch()
        if acted not in CONFIRMS:
            assert await world.meetups() == planned, f"{acted} made or changed something"
        if before is not None and acted not in ENDS and acted != "/cancel":
            assert after is not None, f"{acted} lost it"
            if after.mark == before.mark:
                self.kept(before, after, acted)
        self.looked_at()
        if self.chat.buttons:
            self.old = self.chat.buttons[0].action.code

    def kept(self, before: Sketch, after: Sketch, acted: str) -> None:
        """Check that nothing but the part in question has changed."""
        changed = {name for name in before.values if before.values[name] != after.values[name]}
        part = acted.partition(":")[2]
        if acted == "tell" or "changed meanwhile" in plain(self.chat.shown.blocks):
            return
        assert changed <= ({part} | ALSO.get(part, set())), f"{acted} changed {changed}"
        lost = set(before.doubts) - set(after.doubts)
        assert lost <= {part}, f"{acted} lost {lost}"

    async def moved(self, move: float | str) -> str:
        """Make a move; give what was pressed, or "part:…" for what is about a part."""
        if isinstance(move, float):
            return await self.pressed(move)
        if isinstance(move, int):
            return await self.typed(TYPED[move])
        named: dict[str, Callable[[], Awaitable[str]]] = {
            "confirm": self.confirm,
            "all places": self.all_places,
            "old": lambda: self.by_code(self.old),
        }
        return await named[move]() if move in named else await self.goes_on(move)

    async def goes_on(self, move: str) -> str:
        """Do what is about no part."""
        if move == "restart":
            self.chat.restart()
        elif move == "later":
            self.chat.world.now += timedelta(minutes=7)
        elif move == "/cancel":
            await self.chat.command(name="cancel")
        else:
            await self.chat.command(move.removeprefix("/meetup").strip())
            await self.fill_in()
        return move

    async def confirm(self) -> str:
        labels = [label for label in self.chat.labels if label in CONFIRMS]
        return await self.by_label(labels[0]) if labels else "nothing"

    async def all_places(self) -> str:
        if "Announce in" not in [label.removeprefix("→ ") for label in self.chat.labels]:
            return "nothing"
        await self.chat.press("Announce in")
        if "All of them" in self.chat.labels:
            await self.chat.press("All of them")
        await self.chat.press("Back")
        return "part:places"

    async def pressed(self, where: float) -> str:
        if not self.chat.buttons:
            await self.chat.command()
            return "/meetup"
        button = self.chat.buttons[int(where * len(self.chat.buttons))]
        return await self.by_code(button.action.code, button.label)

    async def by_label(self, label: str) -> str:
        return await self.by_code(self.chat.code(label), label)

    async def by_code(self, code: str, label: str = "") -> str:
        action = Action.parse(code)
        assert action is not None
        reply = await self.chat.press_code(code)
        if reply is not None and reply.form is not None and self.chat.has_windows:
            answers = {asked.name: FIRST.get(asked.name, "Tea") for asked in reply.form.fields}
            await self.chat.submit(reply.form, answers)
            typed = reply.form.action
            return f"part:{typed.arguments[1]}" if typed.verb == "typed" else label
        await self.fill_in()
        if action.verb in ("pick", "take"):
            return f"part:{action.arguments[1 if action.verb == 'pick' else 2]}"
        if action.verb in ("confirm", "cancelnow", "skipnow"):
            return CONFIRMS[0]
        return "Cancel" if action.verb in ("drop", "anew") or label in ENDS else action.verb

    async def typed(self, text: str) -> str:
        """Type, where something can be typed."""
        form = self.chat.shown.typed
        if form is None or (self.chat.has_windows and "Type it" not in self.chat.labels):
            return "nothing"
        await self.chat.type(text)
        return f"part:{form.action.arguments[1]}"

    async def fill_in(self) -> None:
        """Answer a form that is asked step by step."""
        answers = list(FIRST.values())
        while self.chat.shown.outcome == "form step" and answers:
            await self.chat.type(answers.pop(0))

    def looked_at(self) -> None:
        """Check that what is shown fits on the strictest platform, with its ways on."""
        chat = self.chat
        shown = degrade(chat.shown, CAPABILITIES, chat.place)
        every = [one for row in shown.rows for one in (row.options if isinstance(row, Select) else row)]
        codes = {one.action.code for one in every if isinstance(one, Button)}
        assert codes == {button.action.code for button in chat.buttons}, f"something of {chat.shown.outcome} is cut off"
        assert len(codes) == len(chat.buttons), "two buttons do the same"
        if chat.shown.outcome.startswith("meetup"):
            assert codes, f"{chat.shown.outcome} is a dead end"
            assert len(plain(chat.shown.blocks)) < CAPABILITIES.longest_text, chat.shown.outcome


async def planned(chat: Chat) -> None:
    """Plan a series to which somebody said that they come."""
    await chat.new(when="every tuesday 7pm")
    await chat.press("Announce in", "All of them", "Back", "Confirm")
    await chat.world.answers((await chat.world.dates())[0], anna=Answer.GOING, bert=Answer.MAYBE)


async def walked(texts: Texts, person: Person, moves: list[float | int | str]) -> None:
    async with open_database(MEMORY) as database:
        keyring = Keyring.throw_away()
        await admit(database, keyring)
        walker = Walker(World(texts, build_stores(database, keyring, keeps=True)), person)
        if len(moves) % 2:
            await planned(walker.chat)
        await walker.step("/meetup" if len(moves) % 2 else "/meetup new")
        for move in moves:
            await walker.step(move)


@pytest.mark.parametrize("person", [TELEGRAM, DISCORD], ids=["telegram", "discord"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves=MOVES)
def test_any_walk(texts: Texts, person: Person, moves: list[float | int | str]) -> None:
    asyncio.run(walked(texts, person, moves))
