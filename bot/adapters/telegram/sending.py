"""Sending, changing and removing messages, with Telegram's refusals turned into the bot's own errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.adapters.telegram import refusals
from bot.adapters.telegram.limiter import Lane
from bot.adapters.telegram.render import Page
from bot.core.people import Place
from bot.core.reply import Attachment

log = logging.getLogger(__name__)

T = TypeVar("T")
Pages = tuple[Page, ...]

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages go: a chat, the topic in it, and the message that the first of them answers."""

    chat: int = field(repr=False)
    topic: int | None = field(default=None, repr=False)
    reply_to: int | None = None
    urgent: bool = False

    @classmethod
    def of(cls, place: Place, reply_to: int | None = None, *, urgent: bool = False) -> Target:
        """Give the target that a place stands for."""
        return cls(int(place.id), int(place.topic) if place.topic else None, reply_to, urgent)

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments that all methods which send have in common."""
        answered = ReplyParameters(self.reply_to, allow_sending_without_reply=True) if self.reply_to else None
        return {
            "chat_id": self.chat,
            "message_thread_id": self.topic,
            "reply_parameters": answered,
            "rate_limit_args": Lane.URGENT if self.urgent else None,
        }


class Sender:
    """Says things in chats.

    Its methods raise Unreachable, TryAgainLater, OutcomeUnknown, or PlatformError for any other refusal. A call whose
    connection broke is repeated once after `retry_pause` seconds; one without an answer in time is not, since Telegram
    cannot be told that it is the same message again.
    """

    def __init__(self, bot: ExtBot[Any], retry_pause: float) -> None:
        self._bot = bot
        self._retry_pause = retry_pause
        self._moved: dict[int, int] = {}

    def moved(self, old: int, new: int) -> None:
        """Take note that a group has a new id."""
        if old not in self._moved:
            log.warning("a group was upgraded and has a new id; where the settings name it, they need the new one")
        self._moved[old] = new

    async def send(self, target: Target, pages: Pages, attachment: Attachment | None = None) -> None:
        """Send messages in order; the first one answers what the target names."""
        target = self._current(target)
        try:
            for page in pages:
                target = await self._send_page(target, page)
            if attachment is not None:
                await self._reliably(lambda: self._document(target, attachment))
        except TelegramError as error:
            raise refusals.mapped(error) from None

    async def edit(self, target: Target, message_id: int, pages: Pages, attachment: Attachment | None = None) -> None:
        """Show the first page instead of a message and send the others; all of them if it cannot be changed."""
        try:
            kept = target.chat not in self._moved and await self._edit_page(target, message_id, pages[0])
        except TelegramError as error:
            raise refusals.mapped(error) from None
        await self.send(target, pages[1:] if kept else pages, attachment)

    async def remove(self, target: Target, message_id: int, instead: str) -> None:
        """Delete a message; if that is refused, put a few plain words in its place. One that is gone is no error."""
        try:
            await self._reliably(lambda: self._bot.delete_message(target.chat, message_id))
        except (BadRequest, Forbidden, ChatMigrated):
            await self._blank(target, message_id, instead)
        except TelegramError as error:
            raise refusals.mapped(error) from None

    async def answer(self, query_id: str, text: str, *, alert: bool, url: str | None) -> bool:
        """Answer a pressed button. Gives False if it is still to be answered, without the address.

        A button pressed too long ago, or answered already, is no error: nobody waits for that answer.
        """
        try:
            await self._reliably(
                lambda: self._bot.answer_callback_query(
                    query_id, text or None, alert, url=url, rate_limit_args=Lane.ASIDE
                )
            )
        except BadRequest as error:
            return not refusals.is_bad_address(error)
        except TelegramError as error:
            log.info("a press was not answered: %s", type(error).__name__)
        return True

    def _current(self, target: Target) -> Target:
        """Follow a group to its new id, where neither the old messages nor its topics are known."""
        new = self._moved.get(target.chat)
        return target if new is None else replace(target, chat=new, topic=None, reply_to=None)

    async def _send_page(self, target: Target, page: Page) -> Target:
        """Send one message; give the target for the next one, which answers nothing."""
        try:
            await self._message(target, page)
        except ChatMigrated as error:
            self.moved(target.chat, error.new_chat_id)
            target = self._current(target)
            await self._message(target, page)
        return replace(target, reply_to=None)

    async def _message(self, target: Target, page: Page) -> None:
        async def say(text: str, parse_mode: ParseMode | None) -> object:
            return await self._bot.send_message(
                text=text,
                parse_mode=parse_mode,
                reply_markup=page.keyboard,
                link_preview_options=_NO_PREVIEW,
                **target.arguments,
            )

        await self._formatted(page, say)

    async def _edit_page(self, target: Target, message_id: int, page: Page) -> bool:
        """Change a message; give False if there is none to be changed."""

        async def change(text: str, parse_mode: ParseMode | None) -> object:
            return await self._bot.edit_message_text(
                text,
                target.chat,
                message_id,
                parse_mode=parse_mode,
                reply_markup=page.keyboard,
                link_preview_options=_NO_PREVIEW,
                rate_limit_args=Lane.URGENT if target.urgent else None,
            )

        try:
            await self._formatted(page, change)
        except BadRequest as error:
            if refusals.is_not_editable(error):
                return False
            if not refusals.is_unchanged(error):
                raise
        except ChatMigrated as error:
            self.moved(target.chat, error.new_chat_id)
            return False
        return True

    async def _formatted(self, page: Page, show: Callable[[str, ParseMode | None], Awaitable[object]]) -> None:
        """Show a page; once more without its formatting if Telegram cannot read that."""
        try:
            await self._reliably(lambda: show(page.html, ParseMode.HTML))
        except BadRequest as error:
            if not refusals.is_unreadable(error):
                raise
            log.warning("the formatting of a message was refused; it goes out plain")
            await self._reliably(lambda: show(page.plain, None))

    async def _blank(self, target: Target, message_id: int, instead: str) -> None:
        """Leave a few words of a message; its buttons go with the text."""
        try:
            await self._bot.edit_message_text(instead, target.chat, message_id)
        except TelegramError as error:
            log.info("a message was not removed: %s", type(error).__name__)

    async def _document(self, target: Target, attachment: Attachment) -> object:
        return await self._bot.send_document(document=attachment.content, filename=attachment.name, **target.arguments)

    async def _reliably(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call; once more if the connection broke or Telegram had a fault of its own."""
        try:
            return await call()
        except (BadRequest, TimedOut):
            raise  # the library counts them among the errors of the network
        except NetworkError:
            await asyncio.sleep(self._retry_pause)
        return await call()
