"""Changes and pins messages that the bot sent before. All functions raise discord.py's and aiohttp's errors."""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.adapters.discord.errors import ARCHIVED
from bot.adapters.discord.options import Timing
from bot.adapters.discord.render import Page, render
from bot.adapters.discord.sending import changed_message, insist
from bot.core.reply import Reply


async def change(client: discord.Client, message_ref: str, reply: Reply, timing: Timing) -> None:
    """Show a degraded reply instead of a message: as much of it as fits, with all that stands under it."""
    pages = render(reply)
    if not pages:
        return
    message, page = _message(client, message_ref), replace(pages[-1], content=pages[0].content)
    try:
        await _change(message, page, timing)
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        await _open(client, message.channel.id, timing)
        await _change(message, page, timing)


async def pin(client: discord.Client, message_ref: str, timing: Timing) -> None:
    """Pin a message; one that is pinned stays so."""
    await insist(_message(client, message_ref).pin, timing)


async def unpin(client: discord.Client, message_ref: str, timing: Timing) -> None:
    """Unpin a message; one that is not pinned stays so."""
    await insist(_message(client, message_ref).unpin, timing)


async def _change(message: discord.PartialMessage, page: Page, timing: Timing) -> None:
    await insist(lambda: message.edit(**changed_message(page)), timing)


async def _open(client: discord.Client, thread_id: int, timing: Timing) -> None:
    """Open a thread that was put away because nobody wrote in it for some days; one that was locked stays closed."""
    thread = await insist(lambda: client.fetch_channel(thread_id), timing)
    if isinstance(thread, discord.Thread) and not thread.locked:
        await insist(lambda: thread.edit(archived=False), timing)


def _message(client: discord.Client, message_ref: str) -> discord.PartialMessage:
    """Give the message that was named so when it was sent."""
    channel, message = map(int, message_ref.split("/"))
    return client.get_partial_messageable(channel).get_partial_message(message)
