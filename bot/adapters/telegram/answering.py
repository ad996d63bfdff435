"""From one update to the bot's answer to it."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta

from telegram import CallbackQuery, Message, Update

from bot.adapters.telegram.capabilities import deep_link
from bot.adapters.telegram.reading import Reader
from bot.adapters.telegram.render import LONGEST_NOTE, note, render, utf16_length
from bot.adapters.telegram.sending import Sender
from bot.adapters.telegram.targets import Target
from bot.core.actions import Action
from bot.core.capabilities import Capabilities, degrade
from bot.core.errors import PlatformError
from bot.core.incoming import Pressed
from bot.core.people import Person, Place
from bot.core.ports import Responder
from bot.core.reply import Audience, Reply, Showing, Urgency
from bot.core.richtext import plain
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

# Longer words over the chat vanish before they are read; they get a window with a button instead.
_GLANCE = 60
_TEXT_ONLY_AGAIN = timedelta(minutes=1)
_MOST_TOLD = 1_000


class Answering:
    """Answers updates, several at a time. Nothing that one update brings stops another."""

    def __init__(
        self,
        responder: Responder,
        texts: Texts,
        *,
        reader: Reader,
        sender: Sender,
        shows: Capabilities,
        username: str,
    ) -> None:
        self._responder = responder
        self._texts = texts
        self._reader = reader
        self._sender = sender
        self._shows = shows
        self._username = username
        self._told_text_only: OrderedDict[int, datetime] = OrderedDict()
        self._tasks: set[asyncio.Task[object]] = set()
        self._closed = False

    def address(self, action: Action) -> str:
        """Give the address that opens the private chat with an action."""
        return deep_link(self._username, action)

    async def handle(self, update: Update, _: object) -> None:
        """Answer one update. Never raises, unless it is cancelled."""
        task = asyncio.current_task()
        if self._closed or task is None:
            return
        self._tasks.add(task)
        try:
            await self._handle(update)
        except PlatformError as error:
            log.info("an answer was not delivered: %s", type(error).__name__)
        except Exception:
            log.exception("an update could not be answered")
        finally:
            self._tasks.discard(task)

    async def abandon(self) -> None:
        """Take nothing more, and end what is still under way."""
        self._closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def say(self, reply: Reply, place: Place, reply_to: int | None = None) -> None:
        """Say something in a place. Raises the bot's own errors for what Telegram refuses."""
        shown = degrade(reply, self._shows, place)
        target = Target.of(place, reply_to, urgent=_is_urgent(shown))
        if shown.point is not None:
            await self._sender.send_point(target, shown.point)
            return
        await self._sender.send(target, render(shown), shown.attachments)

    async def deliver(self, reply: Reply, to: Person | Place) -> str:
        """Send what nobody asked for, once; give the name of the message. Raises as the port of adapters says."""
        place = to if isinstance(to, Place) else Place(to.platform, to.id)
        shown = degrade(reply, self._shows, place)
        if shown.point is not None:
            return await self._sender.deliver_point(Target.of_delivery(to), shown.point)
        return await self._sender.deliver(Target.of_delivery(to), render(shown), shown.attachments)

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Show a reply instead of a message: as much of it as fits. Raises as the port of adapters says."""
        pages = render(degrade(reply, self._shows, to))
        if pages:
            await self._sender.change(message_ref, replace(pages[0], keyboard=pages[-1].keyboard))

    async def pin(self, message_ref: str) -> None:
        """Pin a message. Raises as the port of adapters says."""
        await self._sender.pin(message_ref)

    async def unpin(self, message_ref: str) -> None:
        """Unpin a message. Raises as the port of adapters says."""
        await self._sender.unpin(message_ref)

    async def _handle(self, update: Update) -> None:
        if update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.message is not None:
            await self._message(update.message)
        elif update.my_chat_member is not None:
            # Who adds the bot to a group gets no greeting there: it speaks when it is spoken to.
            log.info("own membership: %s", update.my_chat_member.new_chat_member.status)

    async def _message(self, message: Message) -> None:
        if message.migrate_to_chat_id is not None:
            self._sender.moved(message.chat.id, message.migrate_to_chat_id)
            return
        incoming = self._reader.message(message)
        if message.chat.type == message.chat.PRIVATE and message.effective_attachment is not None:
            first = self._is_first_attachment(message.chat.id)
            if incoming is None and first:
                await self._sender.send(Target(message.chat.id), render(Reply(self._texts.rich("telegram.text_only"))))
        if incoming is None:
            return
        place = incoming.origin.place
        reply = await self._responder.respond(incoming)
        if reply is not None and reply.showing is not Showing.REMOVED:
            await self.say(reply, place, message.message_id if place.is_group else None)

    async def _press(self, query: CallbackQuery) -> None:
        """Answer a press: exactly once to the button, then whatever there is to show."""
        pressed = self._reader.press(query)
        try:
            reply = None if pressed is None else await self._responder.respond(pressed)
        except Exception:
            await self._answer(query)
            raise
        if reply is None or pressed is None or query.message is None:
            await self._answer(query)
            return
        place, message_id = pressed.origin.place, query.message.message_id
        if reply.showing is Showing.NOTE:
            await self._answer(query, note(reply.blocks))
        elif reply.audience is Audience.ASKER and place.is_group:
            await self._answer_alone(query, reply, place)
        else:
            await self._answer(query)
            await self._show(reply, pressed, place, message_id)

    async def _show(self, reply: Reply, pressed: Pressed, place: Place, message_id: int) -> None:
        if reply.showing is Showing.REMOVED:
            await self._sender.remove(Target.of(place), message_id, self._texts.line("telegram.removed"))
        elif reply.showing is Showing.IN_PLACE and not pressed.fresh:
            target = Target.of(place, urgent=_is_urgent(reply))
            pages = render(degrade(reply, self._shows, place))
            if pages:
                await self._sender.edit(target, message_id, pages, reply.attachments)
        else:
            await self.say(reply, place)

    async def _answer_alone(self, query: CallbackQuery, reply: Reply, place: Place) -> None:
        """Show a press's reply to the presser alone: over the chat if it is short, else in the private chat.

        Telegram opens t.me links to the bot itself when they come as the answer to a press; where it refuses, the
        note with the same link is sent to the group.
        """
        words = " ".join(plain(reply.blocks).split())
        if reply.private_at is None and not reply.rows and utf16_length(words) <= LONGEST_NOTE:
            await self._answer(query, words)
        elif not await self._sender.answer(query.id, "", alert=False, url=deep_link(self._username, reply.private_at)):
            await self._answer(query)
            await self.say(reply, place)

    async def _answer(self, query: CallbackQuery, words: str = "") -> None:
        await self._sender.answer(query.id, words, alert=len(words) > _GLANCE, url=None)

    def _is_first_attachment(self, chat: int) -> bool:
        """Tell whether there was no file in this chat for a while; an album comes as one message for each picture."""
        now = self._reader.now()
        before = self._told_text_only.pop(chat, None)
        self._told_text_only[chat] = now
        if len(self._told_text_only) > _MOST_TOLD:
            self._told_text_only.popitem(last=False)
        return before is None or now - before >= _TEXT_ONLY_AGAIN


def _is_urgent(reply: Reply) -> bool:
    return reply.urgency is Urgency.EMERGENCY
