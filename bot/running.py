"""Starts the chat platforms that have a token, keeps them running, and stops them in time."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from bot.adapters.supervision import supervise
from bot.app import Files
from bot.core.clock import now
from bot.core.errors import PermanentFailure, TryAgainLater
from bot.core.people import Place, PlaceKind, Platform
from bot.core.ports import Adapter, Responder
from bot.core.reply import Reply
from bot.delivery.notices import OrganisersNotices
from bot.features.organisers.notices import broken_files
from bot.reloading import Reloading
from bot.settings import Secrets, Settings
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

Builders = Mapping[Platform, Callable[[], Adapter]]
Beside = Callable[[], Awaitable[None]]

# Hosts kill a process some 20 to 30 seconds after they asked it to stop.
STOP_WITHIN = 15.0


def builders(settings: Settings, secrets: Secrets, responder: Responder, texts: Texts) -> Builders:
    """Give, for each platform that is allowed and has a token, what builds its adapter anew."""
    wanted: dict[Platform, Callable[[], Adapter]] = {}
    if settings.running.platforms.discord and secrets.discord_token:
        wanted[Platform.DISCORD] = lambda: _discord(settings, secrets, responder, texts)
    if settings.running.platforms.telegram and secrets.telegram_token:
        wanted[Platform.TELEGRAM] = lambda: _telegram(settings, secrets, responder, texts)
    return wanted


class Adapters:
    """The adapters of all wanted platforms: each is built anew for each run, and spoken through while it runs."""

    def __init__(self, builders: Builders) -> None:
        self._builders = builders
        self._newest: dict[Platform, Adapter] = {}

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The platforms that there is an adapter for."""
        return tuple(self._builders)

    def build(self, platform: Platform) -> Adapter:
        """Build the adapter that runs from now on."""
        self._newest[platform] = adapter = self._builders[platform]()
        return adapter

    async def tell(self, place: Place, reply: Reply) -> None:
        """Say something in a place, as the port of adapters says."""
        if place.platform not in self._newest:
            raise TryAgainLater("not started")
        await self._newest[place.platform].tell(place, reply)


def beside(root: Path, files: Files, adapters: Adapters) -> tuple[Beside, ...]:
    """Give what runs beside the platforms: what follows the files, and what tells the organisers of broken ones."""
    texts = files.main.texts
    notices = OrganisersNotices(organisers(files.settings, adapters.platforms), adapters)
    reloading = Reloading(root, files.languages, lambda problems: notices.put(broken_files(problems, texts)))
    return reloading.run, notices.run


def organisers(settings: Settings, platforms: Iterable[Platform]) -> tuple[Place, ...]:
    """Give the places on these platforms in which organisers are told what they should know."""
    on = settings.community.organisers
    named = {Platform.DISCORD: on.discord.channel, Platform.TELEGRAM: on.telegram.chat}
    return tuple(Place(platform, id_, PlaceKind.GROUP) for platform in platforms if (id_ := named.get(platform)))


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
    await _stopped({*waiting, *helping})
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
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN)
    if late:
        log.warning("something did not stop in time")
        logging.shutdown()
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(0)


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


def _telegram(settings: Settings, secrets: Secrets, responder: Responder, texts: Texts) -> Adapter:
    from bot.adapters.telegram.gateway import TelegramAdapter, TelegramOptions  # noqa: PLC0415

    community = settings.community
    options = TelegramOptions(
        api_url=secrets.telegram_api_url or None,
        organisers=frozenset(community.organisers.telegram.people),
        listen_chats=frozenset(place.id for place in community.places.telegram if place.listen),
    )
    return TelegramAdapter(secrets.telegram_token, responder, texts, options, now)
