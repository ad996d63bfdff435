"""Starts the bot's account on Telegram, serves it, and ends it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import Any, cast

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler, Updater

from bot.adapters.telegram.answering import Answering
from bot.adapters.telegram.capabilities import capabilities
from bot.adapters.telegram.limiter import Limiter
from bot.adapters.telegram.menus import menus, publish
from bot.adapters.telegram.options import TelegramOptions, Timing
from bot.adapters.telegram.polling import Hearing, PollingRequest, QuietRequest
from bot.adapters.telegram.reading import Reader
from bot.adapters.telegram.sending import Sender
from bot.core.actions import Action
from bot.core.errors import BotError, NotAllowed, PermanentFailure, TryAgainLater
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.ports import Clock, Moved, PublicEvent, Receipt, Responder
from bot.core.reply import Reply
from bot.texts.catalogue import Texts

__all__ = ["TelegramAdapter", "TelegramOptions", "Timing"]

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

AT_ONCE = 16
CONNECTIONS = 256
KINDS = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class TelegramAdapter:
    """The bot on Telegram, over long polling; the bot's privacy mode can stay on.

    People and chats are known by id alone. Organisers are those whom the options name, and nobody else: not every
    administrator of a group.
    """

    name = "telegram"

    def __init__(  # noqa: PLR0917 (all platforms are built in the same order)
        self,
        token: str,
        responder: Responder,
        texts: Texts,
        options: TelegramOptions,
        clock: Clock,
        timing: Timing | None = None,
        moved: Moved | None = None,
    ) -> None:
        self._token = token
        self._responder = responder
        self._texts = texts
        self._options = options
        self._clock = clock
        self._timing = timing or Timing()
        self._moved = moved
        self._serving: Answering | None = None
        self._noting: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serve until cancelled, and leave nothing open.

        Raises PermanentFailure if the token is refused at the start. A refusal later on may be a fault of Telegram's:
        it raises TryAgainLater, as does every other failure to start and any deafness, and the next start shows.
        """
        if not _TOKEN.fullmatch(self._token):
            raise PermanentFailure("telegram.bad_token")
        try:
            async with AsyncExitStack() as ending:
                await self._serve(ending)
        except InvalidToken:
            raise PermanentFailure("telegram.bad_token") from None
        except TelegramError as error:
            # Its text is left out, as it may hold the token.
            raise TryAgainLater(type(error).__name__) from None

    @property
    def is_connected(self) -> bool:
        """Whether sending makes sense now."""
        return self._serving is not None

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Send one message once, as the port says; Telegram has no use for the nonce."""
        return Receipt(await self._connected.deliver(reply, to))

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show a reply instead of an own message, as the port says."""
        await self._connected.edit(to, message_ref, reply)

    async def pin(self, to: Place, message_ref: str) -> None:
        """Pin a message, as the port says."""
        await self._connected.pin(message_ref)

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Unpin a message, as the port says."""
        await self._connected.unpin(message_ref)

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """Raise NotAllowed: groups on Telegram have no events."""
        raise NotAllowed("no events here")

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Raise NotAllowed: groups on Telegram have no events."""
        raise NotAllowed("no events here")

    @property
    def _connected(self) -> Answering:
        if self._serving is None:
            raise TryAgainLater("not connected")
        return self._serving

    def address(self, action: Action) -> str | None:
        """Give the deep link of an action, once the name of the account is known."""
        return None if self._serving is None else self._serving.address(action)

    async def _serve(self, ending: AsyncExitStack) -> None:
        """Start part by part, and listen; `ending` learns how each part is ended."""
        hearing = Hearing(self._timing.deaf_after)
        app = self._application(hearing)
        ending.push_async_callback(_shut, app)
        await app.initialize()
        answering = self._answering(app)
        # Not one after the other, and no place is held while an answer waits for its turn to leave: else some busy
        # group could keep a call for help from being read.
        app.add_handler(TypeHandler(Update, answering.handle, block=False))
        ending.push_async_callback(self._stop, app, answering)
        wanted = menus(self._responder.commands, self._options.organisers, self._options.operators)
        publishing = asyncio.create_task(publish(app.bot, wanted, self._texts), name="telegram menus")
        ending.push_async_callback(_cancelled, publishing)
        await app.start()
        await _updater(app).start_polling(
            timeout=self._timing.poll, allowed_updates=KINDS, error_callback=hearing.failed
        )
        self._serving = answering
        log.info("serving")
        await hearing.until_deaf()

    def _application(self, hearing: Hearing) -> App:
        timing = self._timing
        timeouts = (timing.read, timing.write, timing.connect, timing.pool)
        builder = ApplicationBuilder().token(self._token).concurrent_updates(AT_ONCE).rate_limiter(Limiter())
        builder = builder.request(QuietRequest(CONNECTIONS, *timeouts))
        builder = builder.get_updates_request(PollingRequest(hearing, *timeouts))
        if self._options.api_url:
            builder = builder.base_url(f"{self._options.api_url}/bot")
            builder = builder.base_file_url(f"{self._options.api_url}/file/bot")
        return builder.build()

    def _answering(self, app: App) -> Answering:
        username = app.bot.username
        reader = Reader(
            app.bot.bot,
            self._responder.commands,
            organisers=self._options.organisers,
            operators=self._options.operators,
            listen_chats=self._options.listen_chats,
            clock=self._clock,
        )
        sender = Sender(app.bot, self._timing.retry_pause, self._follow)
        shows = capabilities(self._texts, username)
        return Answering(self._responder, self._texts, reader=reader, sender=sender, shows=shows, username=username)

    def _follow(self, old: int, new: int) -> None:
        """Let it be noted that a group has a new id."""
        if self._moved is None:
            return
        before, after = (Place(Platform.TELEGRAM, str(id_), PlaceKind.GROUP) for id_ in (old, new))
        task = asyncio.create_task(self._note(before, after), name="telegram: a group moved")
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def _note(self, before: Place, after: Place) -> None:
        assert self._moved is not None  # noqa: S101 (it is made for that alone)
        try:
            await self._moved(before, after)
        except BotError as error:
            # After the next start the first message there brings it up again.
            log.warning("a group's new id could not be stored (%s)", type(error).__name__)

    async def _stop(self, app: App, answering: Answering) -> None:
        """Take in nothing more, and let answers be finished as far as there is time."""
        self._serving = None
        if _updater(app).running:
            await self._in_time(_updater(app).stop())
        if app.running:
            await self._in_time(app.stop())
        await answering.abandon()

    async def _in_time(self, ending: Awaitable[None]) -> None:
        """Wait for a part to end, but not for long."""
        try:
            async with asyncio.timeout(self._timing.drain):
                await ending
        except TimeoutError:
            log.warning("something was not finished in time")
        except TelegramError as error:
            log.info("at the end: %s", type(error).__name__)


async def _shut(app: App) -> None:
    await app.shutdown()
    await app.bot.shutdown()  # the first call does nothing for an application that was never fully started


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _updater(app: App) -> Updater:
    return cast("Updater", app.updater)  # the builder makes one, unless it is told not to
