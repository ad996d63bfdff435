"""Any walk through the dialogue: whatever is pressed or typed, there is a question, a preview, or an end."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.discord.capabilities import CAPABILITIES
from bot.core.capabilities import degrade
from bot.core.people import Person
from bot.core.reply import Button, Reply, Select
from bot.core.richtext import plain
from bot.features.reminders.setup.building import answers_of, changed_plan, content
from bot.features.reminders.setup.draft import read_draft
from bot.features.reminders.setup.showing import FEATURE
from bot.storage.address import MEMORY
from bot.storage.engine import open_database
from bot.storage.sealing import Keyring
from bot.storage.stores import build_stores
from bot.texts.catalogue import Texts
from tests.features.reminders.setup.chatting import DISCORD, TELEGRAM, Chat, World

TYPED = (
    "mon, wed and fri 21:00",
    "at 8",
    "08:00 and 20:00",
    "3",
    "21 days",
    "6 weeks",
    "zurich",
    "springfield",
    "19:53",
    "tomorrow",
    "24 december",
    "3 november",
    "12/01",
    "the little box",
    "nonsense, please",
    "x" * 60,
)
_NOT_ONWARD = ("Back", "Cancel", "No, thank you", "Type it")
MOVES = st.lists(
    st.one_of(
        st.floats(0, 1, exclude_max=True),  # the button at this part of the list
        st.sampled_from(TYPED),
        st.sampled_from(("back", "old", "cancel", "restart", "/remind", "change", "No, thank you")),
    ),
    max_size=45,
)


def looked_at(reply: Reply, chat: Chat) -> None:
    """Check that what is shown fits on the strictest platform, with its ways on."""
    shown = degrade(reply, CAPABILITIES, chat.place)
    every = [one for row in shown.rows for one in (row.options if isinstance(row, Select) else row)]
    codes = {one.action.code for one in every if isinstance(one, Button)}
    assert codes == {button.action.code for button in chat.buttons}, f"nothing of {reply.outcome} is cut off"
    assert len(codes) == len(chat.buttons), "no two buttons do the same"
    assert len(plain(reply.blocks)) < CAPABILITIES.longest_text
    assert all(len(button.label) <= 100 for button in chat.buttons)


async def walked(texts: Texts, person: Person, moves: list[float | str]) -> None:
    async with open_database(MEMORY) as database:
        world = World(texts, build_stores(database, Keyring.throw_away(), keeps=True))
        chat = Chat(world, person)
        await chat.command()
        old = chat.buttons[0].action.code
        for move in moves:
            await moved(chat, move, old)
            assert chat.shown.outcome.startswith("remind"), chat.shown.outcome
            looked_at(chat.shown, chat)
            if chat.buttons:
                old = chat.buttons[0].action.code
            await checked(chat)


async def moved(chat: Chat, move: float | str, old: str) -> None:
    named = {"back": "Back", "cancel": "Cancel", "change": "Change something", "No, thank you": "No, thank you"}
    onward = [button for button in chat.buttons if button.label not in _NOT_ONWARD]
    if not chat.buttons:
        await chat.command()
    elif not onward and not isinstance(move, str):
        await chat.type(TYPED[int(move * len(TYPED))])
    elif isinstance(move, float):
        await chat.press_code(onward[int(move * len(onward))].action.code)
    elif move in named:
        if named[move] in chat.labels:
            await chat.press(named[move])
    elif move == "old":
        await chat.press_code(old)
    elif move == "restart":
        chat.restart()
    elif move == "/remind":
        await chat.command()
    elif chat.shown.typed is not None and (not chat.has_windows or "Type it" in chat.labels):
        await chat.type(move)


async def checked(chat: Chat) -> None:
    """Where everything is answered, the plan that is made is the one that was shown."""
    if "Set it up" not in chat.labels:
        return
    kept = await chat.world.stores.drafts.find(chat.person, FEATURE)
    assert kept is not None
    draft = read_draft(kept.state)
    assert draft is not None
    words, before = chat.words, await chat.plans()
    await chat.press("Set it up")
    if "20 reminders" in chat.words:
        return
    [plan] = [one for one in await chat.plans() if one not in before]
    assert plan.content == content(draft.answers)
    assert changed_plan(plan, answers_of(plan)) == plan.changed()
    for slot in plan.next_slots(chat.world.now, 3):
        assert f"{slot.local:%H:%M}" in words
    await chat.command()
    assert words


@pytest.mark.parametrize("person", [TELEGRAM, DISCORD], ids=["telegram", "discord"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves=MOVES)
def test_any_walk(texts: Texts, person: Person, moves: list[float | str]) -> None:
    asyncio.run(walked(texts, person, moves))
