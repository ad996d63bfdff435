"""Sends replies to messages: in the channel where the person wrote, or in the private chat."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import aiohttp
import discord

from bot.adapters.discord.capabilities import CAPABILITIES, in_the_open
from bot.adapters.discord.errors import is_passing, needs_history, platform_error
from bot.adapters.discord.options import Timing
from bot.adapters.discord.render import Page, render
from bot.core.capabilities import degrade
from bot.core.errors import OutcomeUnknown, Unreachable
from bot.core.people import Place, PlaceKind, Platform
from bot.core.reply import Audience, Reply, Showing
from bot.texts.catalogue import Texts

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Sender:
    """Answers messages. `me` is the bot's own id."""

    me: int
    texts: Texts
    timing: Timing

    async def answer(self, message: discord.Message, reply: Reply | None, place: Place) -> None:
        """Send a reply to a message. In a channel, a private one goes to the private chat or is announced.

        Raises discord.py's and aiohttp's errors.
        """
        if reply is None or _is_silent(reply):
            return
        if not place.is_group:
            await self._send(message, message.channel, degrade(reply, CAPABILITIES, place))
        elif not (_belongs_in_private(reply) and await self._in_private(message, reply)):
            await self._in_channel(message, reply, place)

    async def deliver(self, channel: discord.abc.Messageable, reply: Reply, place: Place, nonce: str) -> str:
        """Send what answers nothing under a key of its own, so that it is there once; give the name of the message.

        Raises discord.py's and aiohttp's errors, and OutcomeUnknown if only a part was sent.
        """
        name = ""
        for number, page in enumerate(render(degrade(reply, CAPABILITIES, place))):
            try:
                message = await attempt(partial(self._send_once, channel, page, f"{nonce}-{number}"), self.timing)
            except (discord.HTTPException, aiohttp.ClientError, OSError):
                if name:
                    raise OutcomeUnknown("a part was sent") from None
                raise
            name = f"{message.channel.id}/{message.id}"
        return name

    async def _in_channel(self, message: discord.Message, reply: Reply, place: Place) -> None:
        """Send a reply for all to see; where the bot may not write, what is urgent goes to the private chat."""
        shown = degrade(reply, in_the_open(self.texts, self.me), place)
        try:
            await self._send(message, message.channel, shown)
        except discord.Forbidden:
            if reply.urgency is None or not await self._in_private(message, reply):
                raise

    async def _in_private(self, message: discord.Message, reply: Reply) -> bool:
        """Send a reply to the private chat; False if the person takes no messages there."""
        try:
            chat = await insist(message.author.create_dm, self.timing)
            place = Place(Platform.DISCORD, str(chat.id), PlaceKind.PRIVATE)
            await self._send(message, chat, degrade(reply, CAPABILITIES, place))
        except discord.HTTPException as error:
            if isinstance(platform_error(error), Unreachable):
                return False
            raise
        return True

    async def _send(self, message: discord.Message, channel: discord.abc.Messageable, reply: Reply) -> None:
        """Send the pages of a reply, the first one as a reply to the message where others write too.

        The key of each page comes from the message, so that a page is there once, however often it is sent:
        Discord gives back the first one for some minutes.
        """
        among_others = channel is message.channel and not isinstance(channel, discord.DMChannel)
        for number, page in enumerate(render(reply)):
            key = f"{message.id}-{number}"
            as_reply = among_others and number == 0
            try:
                await self._send_page(message, channel, page, key, as_reply=as_reply)
            except discord.HTTPException as error:
                if not (as_reply and needs_history(error)):
                    raise
                await self._send_page(message, channel, page, key, as_reply=False)

    @staticmethod
    async def _send_once(channel: discord.abc.Messageable, page: Page, key: str) -> discord.Message:
        return await channel.send(**new_message(page), nonce=key)

    async def _send_page(
        self,
        message: discord.Message,
        channel: discord.abc.Messageable,
        page: Page,
        key: str,
        *,
        as_reply: bool,
    ) -> None:
        def send() -> Awaitable[discord.Message]:
            arguments = new_message(page) | {"nonce": key}
            if as_reply:
                arguments |= {
                    "reference": message.to_reference(fail_if_not_exists=False),
                    "mention_author": False,
                }
            return channel.send(**arguments)

        await insist(send, self.timing)


def _is_silent(reply: Reply) -> bool:
    """Tell whether there is nothing to say; what has words for the private chat alone is announced."""
    empty = not (reply.blocks or reply.rows or reply.attachments)
    return reply.showing is Showing.REMOVED or (empty and (reply.showing is Showing.NOTE or reply.private_at is None))


def _belongs_in_private(reply: Reply) -> bool:
    """Tell whether a reply is for the person alone, with no button by which it could be asked for again."""
    return reply.audience is Audience.ASKER and reply.private_at is None


def new_message(page: Page) -> dict[str, Any]:
    """Give the arguments for a new message; anew for each attempt, as a file is used up by the first one."""
    arguments: dict[str, Any] = {
        "content": page.content or None,
        "allowed_mentions": discord.AllowedMentions.none(),
        "suppress_embeds": True,
    }
    if page.controls is not None:
        arguments["view"] = page.controls
    if page.attachments:
        arguments["files"] = files_of(page)
    return arguments


def changed_message(page: Page) -> dict[str, Any]:
    """Give the arguments that turn another message into this page, leaving nothing of it."""
    return {
        "content": page.content or None,
        "allowed_mentions": discord.AllowedMentions.none(),
        "view": page.controls,
        "attachments": files_of(page),
    }


def files_of(page: Page) -> list[discord.File]:
    """Give the page's files, to be sent once."""
    return [discord.File(io.BytesIO(one.content), one.name) for one in page.attachments]


async def insist(send: Callable[[], Awaitable[Result]], timing: Timing) -> Result:
    """Send, and once more if that was lost on the way. Only for what does no harm when it is done twice."""
    try:
        return await attempt(send, timing)
    except Exception as error:
        if not is_passing(error):
            raise
    await asyncio.sleep(timing.retry_pause)
    return await attempt(send, timing)


async def attempt(send: Callable[[], Awaitable[Result]], timing: Timing) -> Result:
    """Send once. Raises TimeoutError when Discord does not answer in time; it may then have been sent."""
    async with asyncio.timeout(timing.send_within):
        return await send()
