"""Keeps the server's own list of events in step: made once, changed, cancelled."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any

import discord

from bot.adapters.discord.errors import is_gone
from bot.adapters.discord.markdown import clean, clean_line, escape
from bot.adapters.discord.options import Timing
from bot.adapters.discord.sending import attempt, insist
from bot.core.capabilities import shorten
from bot.core.errors import Gone, NotAllowed
from bot.core.ports import Clock, PublicEvent

_LONGEST_NAME = 100
_LONGEST_WHERE = 100
_LONGEST_TEXT = 1000

_OPEN = frozenset({discord.EventStatus.scheduled, discord.EventStatus.active})


class Events:
    """The events of all servers. Its methods raise NotAllowed, Gone, and discord.py's and aiohttp's errors."""

    def __init__(self, client: discord.Client, clock: Clock, timing: Timing) -> None:
        self._client = client
        self._clock = clock
        self._timing = timing
        self._guilds: dict[int, discord.Guild] = {}
        self._listing = asyncio.Lock()

    async def keep(self, channel_id: int, event: PublicEvent, ref: str | None) -> str:
        """List an event in the server of a channel, or change the one with this id; give its id."""
        guild, event = await self._guild(channel_id), fitting(event)
        if ref:
            found = await self._named(guild, int(ref))
        else:
            async with self._listing:  # one in two channels of a server is one event
                found = await self._listed(guild, event)
        await self._change(found, event)
        return str(found.id)

    async def cancel(self, channel_id: int, ref: str) -> None:
        """Cancel an event; one that runs already is ended."""
        guild = await self._guild(channel_id)
        try:
            found = await insist(lambda: guild.fetch_scheduled_event(int(ref)), self._timing)
            if found.status is discord.EventStatus.active:
                await insist(found.end, self._timing)
            elif found.status is discord.EventStatus.scheduled:
                await insist(found.cancel, self._timing)
        except discord.HTTPException as error:
            if not is_gone(error):
                raise

    async def _guild(self, channel_id: int) -> discord.Guild:
        """Give the server of a channel or thread. Threads nobody writes in any more are not kept by the library."""
        if channel_id in self._guilds:
            return self._guilds[channel_id]
        channel = self._client.get_channel(channel_id)
        if channel is None:
            channel = await insist(lambda: self._client.fetch_channel(channel_id), self._timing)
        if isinstance(channel, discord.abc.PrivateChannel):
            raise NotAllowed("no server, no events")
        self._guilds[channel_id] = channel.guild
        return channel.guild

    async def _named(self, guild: discord.Guild, event_id: int) -> discord.ScheduledEvent:
        found = await insist(lambda: guild.fetch_scheduled_event(event_id), self._timing)
        if found.status not in _OPEN:
            raise Gone("cancelled or over")
        return found

    async def _listed(self, guild: discord.Guild, event: PublicEvent) -> discord.ScheduledEvent:
        """Give the event that an earlier attempt made, or make it.

        The library repeats what Discord's own machines fail on, although it may have been done: so it is looked
        whether there are two now.
        """
        before = await self._same(guild, event)
        if before:
            return before[0]
        if event.starts_at <= self._clock():
            raise Gone("it has begun")
        await attempt(lambda: _make(guild, event), self._timing)
        made = await self._same(guild, event)
        if not made:
            raise Gone("deleted at once")
        for one in made[1:]:
            with suppress(discord.NotFound):
                await insist(one.delete, self._timing)
        return made[0]

    async def _same(self, guild: discord.Guild, event: PublicEvent) -> list[discord.ScheduledEvent]:
        """Find the bot's own open events with the same name and start, the oldest first."""
        me = self._client.user
        listed = await insist(guild.fetch_scheduled_events, self._timing)
        return sorted(
            (
                one
                for one in listed
                if me is not None
                and (one.creator_id, one.name, one.start_time) == (me.id, event.name, event.starts_at)
                and one.status in _OPEN
            ),
            key=lambda one: one.id,
        )

    async def _change(self, found: discord.ScheduledEvent, event: PublicEvent) -> None:
        """Bring an event up to date. The start of one that has begun is fixed."""
        has_begun = found.status is discord.EventStatus.active or event.starts_at <= self._clock()
        starts_at = found.start_time if has_begun else event.starts_at
        wanted = (event.name, starts_at, event.ends_at, event.where, event.text)
        if wanted == (found.name, found.start_time, found.end_time, found.location, found.description or ""):
            return
        await insist(lambda: _edit(found, event, None if has_begun else starts_at), self._timing)


def fitting(event: PublicEvent) -> PublicEvent:
    """Cut an event to what Discord takes; its words are shown as they are, and times go in whole seconds."""
    return PublicEvent(
        shorten(clean_line(event.name, 1000), _LONGEST_NAME),
        event.starts_at.replace(microsecond=0),
        event.ends_at.replace(microsecond=0),
        shorten(clean_line(event.where, 1000), _LONGEST_WHERE),
        _description(clean(event.text).strip()),
    )


def _description(text: str) -> str:
    """Write words that are shown with formatting so that none of them is taken for it."""
    longest = _LONGEST_TEXT
    while len(written := escape(shorten(text, longest))) > _LONGEST_TEXT:
        longest -= len(written) - _LONGEST_TEXT
    return written


async def _make(guild: discord.Guild, event: PublicEvent) -> discord.ScheduledEvent:
    return await guild.create_scheduled_event(
        name=event.name,
        start_time=event.starts_at,
        end_time=event.ends_at,
        location=event.where,
        description=event.text,
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )


async def _edit(found: discord.ScheduledEvent, event: PublicEvent, starts_at: datetime | None) -> None:
    """Change an event; without a start, that one stays."""
    parts: dict[str, Any] = {} if starts_at is None else {"start_time": starts_at}
    parts |= {"name": event.name, "end_time": event.ends_at, "location": event.where, "description": event.text}
    await found.edit(**parts)
