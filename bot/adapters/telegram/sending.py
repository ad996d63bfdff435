"""Sending, changing and removing messages, with Telegram's refusals turned into the bot's own errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from telegram import LinkPreviewOptions, Location, Message, Venue
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.adapters.telegram import refusals
from bot.adapters.telegram.limiter import Lane
from bot.adapters.telegram.render import Page, point_words
from bot.adapters.telegram.targets import Target
from bot.core.errors import Gone, OutcomeUnknown, PlatformError
from bot.core.reply import Attachment, Point

log = logging.getLogger(__name__)

T = TypeVar("T")
Pages = tuple[Page, ...]
Attachments = tuple[Attachment, ...]

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


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
                target, _ = await self._followed(target, partial(self._message, page))
                target = replace(target, reply_to=None)
            for attachment in attachments:
                await self._reliably(partial(self._file, target, attachment))
        except TelegramError as error:
            raise refusals.mapped(error) from None

    async def send_point(self, target: Target, point: Point) -> None:
        """Send a pin on a map."""
        try:
            await self._followed(self._current(target), partial(self._point, point))
        except TelegramError as error:
            raise refusals.mapped(error) from None

    async def deliver(self, target: Target, pages: Pages, attachments: Attachments = ()) -> str:
        """Send messages once, with no repeat that could double one; give the name of the last.

        Raises PermanentFailure, too, if the token is refused.
        """
        target, last = self._current(target), 0
        try:
            for page in pages:
                target, last = await self._followed(target, partial(self._message, page))
            for attachment in attachments:
                last = (await self._file(target, attachment)).message_id
        except TelegramError as error:
            known = refusals.mapped_delivery(error)
            raise (OutcomeUnknown("a part was sent") if last else known) from None
        return f"{target.chat}/{last}"

    async def deliver_point(self, target: Target, point: Point) -> str:
        """Send a pin on a map once; give the name of the message. Raises as `deliver` does."""
        try:
            target, number = await self._followed(self._current(target), partial(self._point, point))
        except TelegramError as error:
            raise refusals.mapped_delivery(error) from None
        return f"{target.chat}/{number}"

    async def change(self, message_ref: str, page: Page) -> None:
        """Show a page instead of the message of this name. Raises Gone if that cannot be changed any more."""
        target, number = self._named(message_ref)
        try:
            await self._formatted(page, partial(self._edited, target, number, page))
        except TelegramError as error:
            if not refusals.is_unchanged(error):
                raise self._refused(target, error, refusals.mapped_change) from None

    async def pin(self, message_ref: str) -> None:
        """Pin the message of this name; nobody's phone rings. Raises NotAllowed and Gone."""
        await self._pinning(message_ref, partial(self._bot.pin_chat_message, disable_notification=True))

    async def unpin(self, message_ref: str) -> None:
        """Unpin the message of this name, if it is pinned. Raises NotAllowed and Gone."""
        await self._pinning(message_ref, self._bot.unpin_chat_message)

    async def _pinning(self, message_ref: str, method: Callable[..., Awaitable[bool]]) -> None:
        target, number = self._named(message_ref)
        try:
            await self._reliably(lambda: method(target.chat, message_id=number, rate_limit_args=target.lane))
        except TelegramError as error:
            if not refusals.is_unpinned(error):
                raise self._refused(target, error, refusals.mapped_pin) from None

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

    def _named(self, message_ref: str) -> tuple[Target, int]:
        """Give the chat and the number of a message that was sent before. Raises Gone if its group has a new id."""
        chat, number = map(int, message_ref.split("/"))
        if chat in self._moved:
            raise Gone("left behind")
        return Target(chat, lane=Lane.SPARE), number

    def _refused(
        self, target: Target, error: TelegramError, mapped: Callable[[TelegramError], PlatformError]
    ) -> PlatformError:
        if isinstance(error, ChatMigrated):
            self.moved(target.chat, error.new_chat_id)
        return mapped(error)

    def _current(self, target: Target) -> Target:
        """Follow a group to its new id, where neither the old messages nor its topics are known."""
        new = self._moved.get(target.chat)
        return target if new is None else replace(target, chat=new, topic=None, reply_to=None)

    async def _followed(self, target: Target, send: Callable[[Target], Awaitable[T]]) -> tuple[Target, T]:
        """Send; once more if the group has a new id. Gives where it was sent, and what came of it."""
        try:
            return target, await send(target)
        except ChatMigrated as error:
            self.moved(target.chat, error.new_chat_id)
            target = self._current(target)
            return target, await send(target)

    async def _message(self, page: Page, target: Target) -> int:
        """Send one message and give its number."""

        async def say(text: str, parse_mode: ParseMode | None) -> Message:
            return await self._bot.send_message(
                text=text,
                parse_mode=parse_mode,
                reply_markup=page.keyboard,
                link_preview_options=_NO_PREVIEW,
                **target.arguments,
            )

        return (await self._formatted(page, say, once=target.lane is Lane.PACED)).message_id

    async def _point(self, point: Point, target: Target) -> int:
        """Send a pin on a map and give the message's number."""
        # Given one by one, the library takes 0 degrees for a value that was left out.
        venue = Venue(Location(point.longitude, point.latitude), *point_words(point))

        async def show() -> Message:
            return await self._bot.send_venue(venue=venue, **target.arguments)

        return (await self._reliably(show, once=target.lane is Lane.PACED)).message_id

    async def _edit_page(self, target: Target, message_id: int, page: Page) -> bool:
        """Change a message; give False if there is none to be changed."""
        try:
            await self._formatted(page, partial(self._edited, target, message_id, page))
        except BadRequest as error:
            if refusals.is_not_editable(error):
                return False
            if not refusals.is_unchanged(error):
                raise
        except ChatMigrated as error:
            self.moved(target.chat, error.new_chat_id)
            return False
        return True

    async def _edited(
        self, target: Target, message_id: int, page: Page, text: str, parse_mode: ParseMode | None
    ) -> object:
        """Change a message to this text, with the page's buttons."""
        return await self._bot.edit_message_text(
            text,
            target.chat,
            message_id,
            parse_mode=parse_mode,
            reply_markup=page.keyboard,
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=target.lane,
        )

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
