"""Finds what a path names, and refuses what the bot may not see or do. All methods raise ApiError."""

from __future__ import annotations

from tests.wire.discord_http import ApiError, Call
from tests.wire.discord_model import (
    PUBLIC_THREAD,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    VIEW_CHANNEL,
    Channel,
    Guild,
    Message,
    User,
)
from tests.wire.discord_world import World


class Access:
    """Looks things up on behalf of the bot."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._bot = world.bot

    def user(self, call: Call) -> User:
        """Return the person of the path."""
        user = self._world.users.get(call.id("user"))
        if user is None:
            raise ApiError(404, 10013, "Unknown User")
        return user

    def guild(self, call: Call) -> Guild:
        """Return the guild of the path."""
        guild = self._world.guilds.get(call.id("guild"))
        self._sees(call.id("guild"))
        if guild is None:
            raise ApiError(404, 10004, "Unknown Guild")
        return guild

    def channel(self, call: Call) -> Channel:
        """Return the channel of the path, if the bot may see it."""
        channel = self._world.channels.get(call.id("channel"))
        self._sees(call.id("channel"))
        if channel is None:
            raise ApiError(404, 10003, "Unknown Channel")
        if not channel.permissions(self._bot) & VIEW_CHANNEL:
            raise ApiError(403, 50001, "Missing Access")
        return channel

    def message(self, call: Call) -> Message:
        """Return the message of the path, if it stands in its channel."""
        channel = self.channel(call)
        message = self._world.all_messages.get(call.id("message"))
        if message is None or message.channel is not channel or message.ephemeral or message.deleted:
            raise ApiError(404, 10008, "Unknown Message")
        return message

    def writable(self, call: Call) -> Channel:
        """Return the channel of the path, if the bot may write there now."""
        channel = self.channel(call)
        person = channel.recipient
        if person is not None and not self._world.reachable(person):
            raise ApiError(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
        if person is not None and not person.dms_open:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        self.needs(channel, SEND_IN_THREADS if channel.kind == PUBLIC_THREAD else SEND_MESSAGES)
        if channel.locked:
            raise ApiError(403, 160005, "Thread is locked")
        return channel

    def is_open(self, channel: Channel) -> None:
        """Refuse to change what stands in a thread that was put away."""
        if channel.archived:
            raise ApiError(400, 50083, "Thread is archived")

    def _sees(self, number: int) -> None:
        if number in self._world.out_of_sight:
            raise ApiError(403, 50001, "Missing Access")

    def needs(self, channel: Channel, permissions: int) -> None:
        """Refuse what the bot lacks a permission for."""
        if channel.permissions(self._bot) & permissions != permissions:
            raise ApiError(403, 50013, "Missing Permissions")
