"""Starts the chat platforms that have a token, keeps them running, and stops them in time."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from bot.adapters.supervision import supervise
from bot.core.clock import now
from bot.core.errors import PermanentFailure
from bot.core.people import Platform
from bot.core.ports import Adapter, Responder
from bot.settings import Secrets, Settings
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

Builders = Mapping[str, Callable[[], Adapter]]

# Hosts kill a process some 20 to 30 seconds after they asked it to stop.
STOP_WITHIN = 15.0


def builders(settings: Settings, secrets: Secrets, responder: Responder, texts: Texts) -> Builders:
    """Give, for each platform that is allowed and has a token, what builds its adapter anew."""
    wanted: dict[str, Callable[[], Adapter]] = {}
    if settings.running.platforms.discord and secrets.discord_token:
        wanted[Platform.DISCORD] = lambda: _discord(settings, secrets, responder, texts)
    if settings.running.platforms.telegram and secrets.telegram_token:
        wanted[Platform.TELEGRAM] = lambda: _telegram(settings, secrets, responder, texts)
    return wanted


def give_back_memory() -> None:
    """Return to the system what was needed only while the knowledge was read; some 15 MB, where glibc keeps it."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


async def run(wanted: Builders, texts: Texts) -> int:
    """Run the platforms until asked to stop. Gives the exit code: 0 when stopped, 1 when none can run.

    Each platform has a task of its own: the failure of one never stops another.
    """
    asked = _stop_asked()
    tasks = {asyncio.create_task(supervise(name, build), name=name): name for name, build in wanted.items()}
    stop = asyncio.create_task(asked.wait(), name="stop")
    waiting = set(tasks)
    while waiting and not stop.done():
        await asyncio.wait([stop, *waiting], return_when=asyncio.FIRST_COMPLETED)
        for task in [task for task in waiting if task.done()]:
            waiting.discard(task)
            _tell(tasks[task], task, texts)
    if not stop.done():
        stop.cancel()
        return 1
    log.info("stopping")
    await _stopped(waiting)
    return 0


def _tell(name: str, task: asyncio.Task[PermanentFailure], texts: Texts) -> None:
    """Say in one sentence what the operator must do for this platform."""
    error = task.exception()
    if error is not None:
        log.error("%s: ended for good", name, exc_info=error)
        return
    log.error("%s: %s", name, texts.known(task.result().key))


async def _stopped(tasks: set[asyncio.Task[PermanentFailure]]) -> None:
    """Cancel the platforms and wait; leave at once if one of them hangs."""
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN)
    if late:
        log.warning("a platform did not stop in time")
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
