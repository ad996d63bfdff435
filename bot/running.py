"""Starts the chat platforms that have a token, keeps them running, and stops them in time."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from bot.adapters.supervision import supervise
from bot.beside import Beside
from bot.core.actions import Action
from bot.core.clock import now
from bot.core.errors import PermanentFailure, TryAgainLater
from bot.core.people import Person, Place, Platform
from bot.core.ports import Adapter, Moved, PublicEvent, Receipt, Responder
from bot.core.reply import Reply
from bot.settings import Secrets, Settings
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

Builders = Mapping[Platform, Callable[[], Adapter]]

# Hosts kill a process some 20 to 30 seconds after they asked it to stop.
FINISH_WITHIN = 7.0
STOP_WITHIN = 12.0


def builders(settings: Settings, secrets: Secrets, responder: Responder, texts: Texts, moved: Moved) -> Builders:
    """Give, for each platform that is allowed and has a token, what builds its adapter anew."""
    given = (settings, secrets, responder, texts)
    makers: Builders = {
        Platform.DISCORD: partial(_discord, *given),
        Platform.TELEGRAM: partial(_telegram, *given, moved),
    }
    return {platform: makers[platform] for platform in platforms(settings, secrets)}


def platforms(settings: Settings, secrets: Secrets) -> tuple[Platform, ...]:
    """Give the platforms that are allowed and have a token."""
    allowed = settings.running.platforms
    found = {
        Platform.DISCORD: allowed.discord and secrets.discord_token,
        Platform.TELEGRAM: allowed.telegram and secrets.telegram_token,
    }
    return tuple(platform for platform, is_wanted in found.items() if is_wanted)


class Adapters:
    """The adapters of all wanted platforms: each is built anew for each run, and spoken through while it runs.

    What answers may need to speak through them, and they need what answers: so it can be told later how to build them.
    """

    def __init__(self, builders: Builders | None = None) -> None:
        self._builders = builders or {}
        self._newest: dict[Platform, Adapter] = {}

    def build_with(self, builders: Builders) -> None:
        """Say how to build them."""
        self._builders = builders

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The platforms that there is an adapter for."""
        return tuple(self._builders)

    def build(self, platform: Platform) -> Adapter:
        """Build the adapter that runs from now on."""
        self._newest[platform] = adapter = self._builders[platform]()
        return adapter

    def is_ready(self, platform: Platform) -> bool:
        """Tell whether a platform is connected, so that sending makes sense."""
        return platform in self._newest and self._newest[platform].is_connected

    def address(self, platform: Platform, action: Action) -> str | None:
        """Give the address that opens the private chat with an action, if there is one now."""
        return self._newest[platform].address(action) if platform in self._newest else None

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Send one message once, as the port of adapters says."""
        return await self._running(to.platform).send(to, reply, nonce)

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show a reply instead of an own message, as the port of adapters says."""
        await self._running(to.platform).edit(to, message_ref, reply)

    async def pin(self, to: Place, message_ref: str) -> None:
        """Pin a message, as the port of adapters says."""
        await self._running(to.platform).pin(to, message_ref)

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Unpin a message, as the port of adapters says."""
        await self._running(to.platform).unpin(to, message_ref)

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """List an event, or change it, as the port of adapters says."""
        return await self._running(to.platform).keep_event(to, event, ref)

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Cancel an event, as the port of adapters says."""
        await self._running(to.platform).cancel_event(to, ref)

    def _running(self, platform: Platform) -> Adapter:
        if platform not in self._newest:
            raise TryAgainLater("not started")
        return self._newest[platform]


async def run(adapters: Adapters, texts: Texts, besides: Iterable[Beside] = ()) -> int:
    """Run the platforms until asked to stop. Gives the exit code: 0 when stopped, 1 when none can run.

    Each platform has a task of its own: the failure of one never stops another. Neither does that of what runs
    `besides`.
    """
    asked = _stop_asked()
    helping = {asyncio.create_task(_kept_apart(one)) for one in besides}
    tasks = {
        asyncio.create_task(supervise(platform, partial(adapters.build, platform)), name=platform): platform
        for platform in adapters.platforms
    }
    stop = asyncio.create_task(asked.wait(), name="stop")
    waiting = set(tasks)
    while waiting and not stop.done():
        await asyncio.wait([stop, *waiting], return_when=asyncio.FIRST_COMPLETED)
        for task in [task for task in waiting if task.done()]:
            waiting.discard(task)
            _tell(tasks[task], task, texts)
    ended = not stop.done()
    if ended:
        stop.cancel()
    else:
        log.info("stopping")
    # What runs beside the platforms still sends what is on its way, so it ends before they do.
    await _cancelled(helping, FINISH_WITHIN)
    await _stopped(waiting)
    return 1 if ended else 0


async def _kept_apart(one: Beside) -> None:
    """Run it; an error ends it alone."""
    try:
        await one()
    except Exception:
        log.exception("something beside the platforms ended")


def _tell(name: str, task: asyncio.Task[PermanentFailure], texts: Texts) -> None:
    """Say in one sentence what the operator must do for this platform."""
    error = task.exception()
    if error is not None:
        log.error("%s: ended for good", name, exc_info=error)
        return
    log.error("%s: %s", name, texts.known(task.result().key))


async def _stopped(tasks: set[asyncio.Task[Any]]) -> None:
    """Cancel what runs and wait; leave at once if some of it hangs."""
    if await _cancelled(tasks, STOP_WITHIN):
        log.warning("something did not stop in time")
        logging.shutdown()
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(0)


async def _cancelled(tasks: set[asyncio.Task[Any]], within: float) -> bool:
    """Cancel what runs and wait so many seconds; tell whether some of it hangs."""
    for task in tasks:
        task.cancel()
    return bool(tasks and (await asyncio.wait(tasks, timeout=within))[1])


def _stop_asked() -> asyncio.Event:
    """Give an event that is set by SIGTERM or Ctrl-C."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, asked.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(asked.set))
    return asked


def _discord(settings: Settings, secrets: Secrets, responder: Responder, texts: Texts) -> Adapter:
    # Imported here, as each platform's library is large: who uses one platform does not load the other.
    from bot.adapters.discord.gateway import DiscordAdapter, DiscordOptions  # noqa: PLC0415

    community = settings.community
    options = DiscordOptions(
        api_url=secrets.discord_api_url or None,
        gateway_url=secrets.discord_gateway_url or None,
        organiser_roles=frozenset(community.organisers.discord.roles),
        organiser_people=frozenset(community.organisers.discord.people),
        organiser_servers=frozenset(community.organisers.discord.servers),
        listen_channels=frozenset(place.id for place in community.places.discord if place.listen),
    )
    return DiscordAdapter(secrets.discord_token, responder, texts, options, now)


def _telegram(settings: Settings, secrets: Secrets, responder: Responder, texts: Texts, moved: Moved) -> Adapter:
    from bot.adapters.telegram.gateway import TelegramAdapter, TelegramOptions  # noqa: PLC0415

    community = settings.community
    options = TelegramOptions(
        api_url=secrets.telegram_api_url or None,
        organisers=frozenset(community.organisers.telegram.people),
        listen_chats=frozenset(place.id for place in community.places.telegram if place.listen),
    )
    return TelegramAdapter(secrets.telegram_token, responder, texts, options, now, moved=moved)
