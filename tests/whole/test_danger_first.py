"""Whatever command stands before it, and however it comes: what tells of danger is answered first."""

from __future__ import annotations

import pytest

from bot.adapters.telegram.reading import Reader
from bot.app import Bot, Files, build_bot
from bot.core.current import Current
from bot.core.incoming import Called, Incoming, Pressed, Said, Submitted
from bot.core.people import Platform
from bot.core.ports import CommandSpec
from bot.core.reply import Reply
from bot.delivery.outbox import Outbox
from bot.features.safety.contacts import load_contacts
from bot.language import Language
from bot.running import Adapters
from bot.settings import load_settings
from bot.storage.stores import Stores
from bot.surroundings import Surroundings
from tests.adapters.telegram.building import GROUP, ME, PRIVATE, Json, message
from tests.conftest import PROJECT
from tests.fakes.clock import StoppedClock
from tests.scenes import ALONE, HIDDEN, IN_GROUP

DANGER = ["i can't breathe", "i want to die", "I took ten tablets at once", "please stop, I want to kill myself"]


@pytest.fixture
def bot(shipped: Language, stores: Stores, clock: StoppedClock) -> Bot:
    settings = load_settings(PROJECT)
    contacts = load_contacts(PROJECT / "config" / "contacts.yaml", PROJECT)
    files = Files(settings, {"en": Current(shipped)}, contacts.countries[settings.community.country])
    around = Surroundings(stores, Outbox(stores.deliveries, (), clock), Adapters(), clock)
    return build_bot(files, dict.fromkeys(Platform, "a key"), around)


def commands(bot: Bot) -> list[CommandSpec]:
    found = list(bot.responder.commands)
    assert {"ask", "start", "remind", "reminders", "carers", "link", "forget", "urgent"} <= {one.name for one in found}
    return found


async def calm(bot: Bot, *incoming: Incoming | None) -> list[object]:
    """Give what was not answered as something urgent."""
    return [one for one in incoming if one is None or not is_urgent(await bot.responder.respond(one))]


def is_urgent(reply: Reply | None) -> bool:
    return reply is not None and reply.urgency is not None


def on_telegram(bot: Bot, text: str, chat: Json = PRIVATE) -> Incoming | None:
    nobody: frozenset[str] = frozenset()
    clock = StoppedClock(ALONE.at)
    reader = Reader(ME, commands(bot), organisers=nobody, operators=nobody, listen_chats=nobody, clock=clock)
    return reader.message(message(text, chat))


@pytest.mark.parametrize("danger", DANGER)
async def test_behind_every_command_as_typed(bot: Bot, danger: str) -> None:
    names = [*(one.name for one in commands(bot)), "cancel", "stop", "nothing", "remind\n", "REMIND"]
    for origin in (ALONE, IN_GROUP):
        assert await calm(bot, *(Said(origin, f"/{name} {danger}") for name in names)) == []


@pytest.mark.parametrize("danger", DANGER)
async def test_behind_every_command_on_telegram(bot: Bot, danger: str) -> None:
    names = [*(one.name for one in commands(bot)), f"cancel@{ME.username}", f"remind@{ME.username}"]
    for chat in (PRIVATE, GROUP):
        assert await calm(bot, *(on_telegram(bot, f"/{name} {danger}", chat) for name in names)) == []
    private = [on_telegram(bot, f"/{name} {danger}") for name in ("nothing", "cancel", "remind@other_bot")]
    assert await calm(bot, *private) == []


@pytest.mark.parametrize("payload", ["suicidal", "i-want-to-die", "i_want_to_die", "I_want_to_die", "I-WANT-TO-DIE"])
async def test_typed_where_a_link_would_stand(bot: Bot, payload: str) -> None:
    assert await calm(bot, on_telegram(bot, f"/start {payload}")) == []


async def test_a_link_of_ours_stays_one(bot: Bot) -> None:
    opened = on_telegram(bot, "/start faq_open_overdose")
    assert isinstance(opened, Pressed)
    reply = await bot.responder.respond(opened)
    assert reply is not None
    assert reply.outcome == "answer overdose"
    welcome = on_telegram(bot, "/start campaign")
    assert welcome is not None
    reply = await bot.responder.respond(welcome)
    assert reply is not None
    assert reply.outcome == "start"


@pytest.mark.parametrize("danger", DANGER)
async def test_in_every_argument_of_a_command(bot: Bot, danger: str) -> None:
    called = [
        Called(origin, one.name, {argument.name: danger})
        for one in commands(bot)
        for argument in one.arguments
        for origin in (ALONE, IN_GROUP, HIDDEN)
    ]
    assert len(called) > 6
    assert await calm(bot, *called) == []


async def test_in_forms(bot: Bot) -> None:
    for code in ("carers:code", "link:code", "nothing:at-all"):
        assert await calm(bot, Submitted(HIDDEN, code, {"code": "i want to die"})) == []
