"""Sending, changing and removing messages, with Telegram's refusals turned into the bot's own errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.adapters.telegram import refusals
from bot.adapters.telegram.limiter import Lane
from bot.adapters.telegram.render import Page
from bot.core.errors import OutcomeUnknown
from bot.core.people import Person, Place
from bot.core.reply import Attachment

log = logging.getLogger(__name__)

T = TypeVar("T")
Pages = tuple[Page, ...]
Attachments = tuple[Attachment, ...]

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages go: a chat, the topic in it, and the message that the first of them answers."""

    chat: int = field(repr=False)
    topic: int | None = field(default=None, repr=False)
    reply_to: int | None = None
    urgent: bool = False
    paced: bool = False

    @classmethod
    def of(cls, place: Place, reply_to: int | None = None, *, urgent: bool = False) -> Target:
        """Give the target that a place stands for."""
        return cls(int(place.id), int(place.topic) if place.topic else None, reply_to, urgent)

    @classmethod
    def of_delivery(cls, to: Person | Place) -> Target:
        """Give the target for what is sent unasked; a person's private chat has the person's id."""
        topic = int(to.topic) if isinstance(to, Place) and to.topic else None
        return cls(int(to.id), topic, paced=True)

    @property
    def lane(self) -> Lane | None:
        """How a call to this target stands to the waiting line."""
        if self.paced:
            return Lane.PACED
        return Lane.URGENT if self.urgent else None

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments that all methods which send have in common."""
        answered = ReplyParameters(self.reply_to, allow_sending_without_reply=True) if self.reply_to else None
        return {
            "chat_id": self.chat,
            "message_thread_id": self.topic,
            "reply_parameters": answered,
            "rate_limit_args": self.lane,
        }


class Sender:
    """Says things in chats.

    Its methods raise Unreachable, TryAgainLater, OutcomeUnknown, or PlatformError for any other refusal. A call whose
    connection broke is repeated once after `retry_pause` seconds; one without an answer in time is not, since Telegram
    cannot be told that it is the same message again.
    """

    def __init__(self, bot: ExtBot[Any], retry_pause: float, follow: Callable[[int, int], None]) -> None:
        self._bot = bot
        self._follow = follow
        self._retry_pause = retry_pause
        self._moved: dict[int, int] = {}

    def moved(self, old: int, new: int) -> None:
        """Take note that a group has a new id."""
        if old not in self._moved:
            log.warning("a group was upgraded and has a new id; where the settings name it, they need the new one")
            self._follow(old, new)
        self._moved[old] = new

    async def send(self, target: Target, pages: Pages, attachments: Attachments = ()) -> None:
        """Send messages in order; the first one answers what the target names; files come last."""
        target = self._current(target)
        try:
            for page in pages:
                target = await self._send_page(target, page)
            for attachment in attachments:
                await self._reliably(partial(self._file, target, attachment))
        except TelegramError as error:
            raise refusals.mapped(error) from None

    async def deliver(self, target: Target, pages: Pages, attachments: Attachments = ()) -> str:
        """Send messages once, with no repeat that could double one; give the name of the last.

        Raises PermanentFailure, too, if the token is refused.
        """
        target, last = self._current(target), 0
        try:
            for page in pages:
                target, last = await self._deliver_page(target, page)
            for attachment in attachments:
                last = (await self._file(target, attachment)).message_id
        except TelegramError as error:
            known = refusals.mapped_delivery(error)
            raise (OutcomeUnknown("a part was sent") if last else known) from None
        return f"{target.chat}/{last}"

    async def edit(self, target: Target, message_id: int, pages: Pages, attachments: Attachments = ()) -> None:
        """Show the first page instead of a message and send the others; all of them if it cannot be changed."""
        try:
            kept = target.chat not in self._moved and await self._edit_page(target, message_id, pages[0])
        except TelegramError as error:
            raise refusals.mapped(error) from None
        await self.send(target, pages[1:] if kept else pages, attachments)

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

    async def _deliver_page(self, target: Target, page: Page) -> tuple[Target, int]:
        """Send one message once; follow a group to its new id."""
        try:
            return target, await self._message(target, page)
        except ChatMigrated as error:
            self.moved(target.chat, error.new_chat_id)
            target = self._current(target)
            return target, await self._message(target, page)

    async def _message(self, target: Target, page: Page) -> int:
        """Send one message and give its number."""

        async def say(text: str, parse_mode: ParseMode | None) -> Message:
            return await self._bot.send_message(
                text=text,
                parse_mode=parse_mode,
                reply_markup=page.keyboard,
                link_preview_options=_NO_PREVIEW,
                **target.arguments,
            )

        return (await self._formatted(page, say, once=target.paced)).message_id

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
                rate_limit_args=target.lane,
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

    async def _formatted(
        self, page: Page, show: Callable[[str, ParseMode | None], Awaitable[T]], *, once: bool = False
    ) -> T:
        """Show a page; once more without its formatting if Telegram cannot read that."""
        try:
            return await self._reliably(lambda: show(page.html, ParseMode.HTML), once=once)
        except BadRequest as error:
            if not refusals.is_unreadable(error):
                raise
            log.warning("the formatting of a message was refused; it goes out plain")
            return await self._reliably(lambda: show(page.plain, None), once=once)

    async def _blank(self, target: Target, message_id: int, instead: str) -> None:
        """Leave a few words of a message; its buttons go with the text."""
        try:
            await self._bot.edit_message_text(instead, target.chat, message_id)
        except TelegramError as error:
            log.info("a message was not removed: %s", type(error).__name__)

    async def _file(self, target: Target, attachment: Attachment) -> Message:
        """Send a file; a picture is shown in the chat."""
        if attachment.media_type.startswith("image/"):
            return await self._bot.send_photo(photo=attachment.content, filename=attachment.name, **target.arguments)
        return await self._bot.send_document(document=attachment.content, filename=attachment.name, **target.arguments)

    async def _reliably(self, call: Callable[[], Awaitable[T]], *, once: bool = False) -> T:
        """Call; once more if the connection broke or Telegram had a fault of its own, unless it is to be made once."""
        try:
            return await call()
        except (BadRequest, TimedOut):
            raise  # the library counts them among the errors of the network
        except NetworkError:
            if once:
                raise
            await asyncio.sleep(self._retry_pause)
        return await call()
