"""The routes of the fake Discord for messages, reactions, pins and the typing sign."""

from __future__ import annotations

import asyncio

from tests.wire.discord_access import Access
from tests.wire.discord_gateway import GUILD_REACTIONS, PRIVATE_REACTIONS
from tests.wire.discord_http import Answer, ApiError, Call, Route, invalid_form
from tests.wire.discord_message_payloads import message_json
from tests.wire.discord_model import (
    ADD_REACTIONS,
    ATTACH_FILES,
    DEFAULT_MESSAGE,
    EMBED_LINKS,
    MANAGE_MESSAGES,
    PIN_MESSAGES,
    READ_HISTORY,
    REPLY,
    Channel,
    Message,
    User,
    new_id,
)
from tests.wire.discord_payloads import Json, full_member_json
from tests.wire.discord_world import World
from tests.wire.discord_writing import edit, new_contents, ping, settable_flags

MOST_PINS = 250
_CHANNEL = "/channels/{channel}/messages"
_MESSAGE = f"{_CHANNEL}/{{message}}"
_PIN = f"{_CHANNEL}/pins/{{message}}"
_REACTION = f"{_MESSAGE}/reactions/{{emoji}}/@me"


class Messages:
    """Handlers over one world. `nonce_window` is how long (seconds) an enforced nonce is remembered."""

    def __init__(self, world: World, *, nonce_window: float = 180.0) -> None:
        self._world = world
        self._bot = world.bot
        self._access = Access(world)
        self._nonce_window = nonce_window
        self._nonces: dict[str | int, tuple[float, Message]] = {}
        self.typing: list[Channel] = []

    def routes(self) -> list[Route]:
        """Return the lines of the route table."""
        table = [
            ("POST", "/channels/{channel}/typing", self._typing),
            ("GET", _CHANNEL, self._history),
            ("POST", _CHANNEL, self._send),
            ("GET", _MESSAGE, self._get_message),
            ("PATCH", _MESSAGE, self._edit_message),
            ("DELETE", _MESSAGE, self._delete_message),
            ("PUT", _PIN, self._pin),
            ("DELETE", _PIN, self._unpin),
            ("PUT", _REACTION, self._react),
            ("DELETE", _REACTION, self._unreact),
        ]
        return [Route(method, template, handler) for method, template, handler in table]

    def _typing(self, call: Call) -> Answer:
        self.typing.append(self._access.writable(call))
        self._world.changed.ring()
        return Answer(204)

    def _history(self, call: Call) -> list[Json]:
        channel = self._access.channel(call)
        query = call.request.query
        before, after = int(query.get("before", 1 << 63)), int(query.get("after", 0))
        found = [m for m in channel.messages if after < m.id < before]
        limit = int(query.get("limit", 50))
        chosen = found[:limit] if "after" in query else found[-limit:]
        return [message_json(message, self._bot) for message in reversed(chosen)]

    def _get_message(self, call: Call) -> Json:
        return message_json(self._access.message(call), self._bot)

    def _send(self, call: Call) -> Json:
        channel, body = self._access.writable(call), call.body
        enforced = body.get("nonce") if body.get("enforce_nonce") else None
        if enforced is not None and (earlier := self._earlier(enforced)):
            return message_json(earlier, self._bot)
        self._may_carry(channel, body, call)
        reply_to = self._replied(channel, body.get("message_reference"))
        contents, files = new_contents(body, call.request.uploads)
        self._open(channel)
        message = Message(
            new_id(),
            channel,
            self._bot,
            contents,
            REPLY if reply_to else DEFAULT_MESSAGE,
            settable_flags(body),
            reply_to,
            body.get("nonce"),
            files=files,
        )
        self._ping(message, body)
        if enforced is not None:
            self._nonces[enforced] = (asyncio.get_running_loop().time(), message)
        return message_json(self._world.publish(message), self._bot)

    def _open(self, channel: Channel) -> None:
        """Whoever writes in a thread that was put away opens it."""
        if channel.archived:
            channel.archived = False
            self._world.tell_thread(channel)

    def _edit_message(self, call: Call) -> Json:
        message = self._access.message(call)
        if message.author is not self._bot:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        self._access.is_open(message.channel)
        edit(message, call.body, call.request.uploads)
        self._ping(message, call.body)
        self._world.tell("MESSAGE_UPDATE", message)
        return message_json(message, self._bot)

    def _delete_message(self, call: Call) -> Answer:
        message = self._access.message(call)
        if message.author is not self._bot:
            if message.channel.guild is None:
                raise ApiError(403, 50003, "Cannot execute action on a DM channel")
            self._access.needs(message.channel, MANAGE_MESSAGES)
        self._world.remove(message)
        return Answer(204)

    def _pin(self, call: Call) -> Answer:
        return self._set_pinned(call, pinned=True)

    def _unpin(self, call: Call) -> Answer:
        return self._set_pinned(call, pinned=False)

    def _set_pinned(self, call: Call, *, pinned: bool) -> Answer:
        message = self._access.message(call)
        self._access.needs(message.channel, PIN_MESSAGES)
        self._access.is_open(message.channel)
        if pinned and sum(each.pinned for each in message.channel.messages) >= MOST_PINS:
            raise ApiError(400, 30003, "Maximum number of pins reached for the channel")
        message.pinned = pinned
        self._world.tell("MESSAGE_UPDATE", message)
        return Answer(204)

    def _react(self, call: Call) -> Answer:
        message, emoji = self._access.message(call), call.variables["emoji"]
        self._access.needs(message.channel, READ_HISTORY | ADD_REACTIONS)
        users = message.reactions.setdefault(emoji, [])
        if self._bot not in users:
            users.append(self._bot)
            tell_reaction(self._world, "MESSAGE_REACTION_ADD", message, self._bot, emoji)
        return Answer(204)

    def _unreact(self, call: Call) -> Answer:
        message, emoji = self._access.message(call), call.variables["emoji"]
        if self._bot in message.reactions.get(emoji, ()):
            message.reactions[emoji].remove(self._bot)
            tell_reaction(self._world, "MESSAGE_REACTION_REMOVE", message, self._bot, emoji)
        return Answer(204)

    def _may_carry(self, channel: Channel, body: Json, call: Call) -> None:
        if body.get("embeds"):
            self._access.needs(channel, EMBED_LINKS)
        if call.request.uploads:
            self._access.needs(channel, ATTACH_FILES)

    def _replied(self, channel: Channel, reference: Json | None) -> Message | None:
        if not reference:
            return None
        if not channel.permissions(self._bot) & READ_HISTORY:
            raise ApiError(403, 160002, "You cannot reply without permission to read message history.")
        message = self._world.all_messages.get(int(reference["message_id"]))
        if message is not None and message in channel.messages:
            return message
        if reference.get("fail_if_not_exists") is False:
            return None
        raise invalid_form("message_reference: Unknown message")

    def _earlier(self, nonce: str | int) -> Message | None:
        sent_at, message = self._nonces.get(nonce, (float("-inf"), None))
        fresh = asyncio.get_running_loop().time() - sent_at <= self._nonce_window
        return message if fresh else None

    def _ping(self, message: Message, body: Json) -> None:
        permitted = message.channel.permissions(self._bot)
        ping(message, self._world.users, body.get("allowed_mentions"), permitted=permitted)


def tell_reaction(world: World, name: str, message: Message, user: User, emoji: str) -> None:
    """Tell the sessions of a reaction that was added or removed."""
    event: Json = {
        "user_id": str(user.id),
        "channel_id": str(message.channel.id),
        "message_id": str(message.id),
        "message_author_id": str(message.author.id),
        "emoji": {"id": None, "name": emoji},
        "burst": False,
        "type": 0,
    }
    guild = message.channel.guild
    if guild is not None:
        event["guild_id"] = str(guild.id)
        if name.endswith("ADD"):
            event["member"] = full_member_json(guild, user)
    world.gateway.dispatch(name, event, intent=PRIVATE_REACTIONS if guild is None else GUILD_REACTIONS)
    world.changed.ring()
