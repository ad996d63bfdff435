"""Who and what exists on the fake Discord, and the gateway events that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.wire.discord_gateway import (
    GUILD_EVENTS,
    GUILD_MEMBERS,
    GUILD_MESSAGES,
    GUILDS,
    PRIVATE_MESSAGES,
    Gateway,
)
from tests.wire.discord_message_payloads import message_event, without_content
from tests.wire.discord_model import (
    ALL_PERMISSIONS,
    CREATE_EVENTS,
    MEMBER_PERMISSIONS,
    PRIVATE_CHANNEL,
    PUBLIC_THREAD,
    VIEW_CHANNEL,
    Channel,
    Guild,
    Message,
    Role,
    ScheduledEvent,
    User,
    new_id,
)
from tests.wire.discord_payloads import (
    Json,
    application_json,
    channel_json,
    full_member_json,
    guild_event,
    scheduled_event_json,
    user_json,
)
from tests.wire.discord_spec import DiscordSpec
from tests.wire.discord_waiting import Bell

BOT_PERMISSIONS = MEMBER_PERMISSIONS | CREATE_EVENTS
_EVENT_SCHEMAS = {
    "MESSAGE_CREATE": "MessageResponse",
    "MESSAGE_UPDATE": "MessageResponse",
    "GUILD_CREATE": "GuildResponse",
    "GUILD_MEMBER_ADD": "GuildMemberResponse",
    "THREAD_CREATE": "ThreadResponse",
    "THREAD_UPDATE": "ThreadResponse",
    "CHANNEL_CREATE": "GuildChannelResponse",
    "GUILD_SCHEDULED_EVENT_CREATE": "ExternalScheduledEventResponse",
    "GUILD_SCHEDULED_EVENT_UPDATE": "ExternalScheduledEventResponse",
}


class World:
    """The whole state. Tests build it with the `add_` methods; the routes and the people's actions change it."""

    def __init__(self, *, token: str, spec: DiscordSpec | None, privileged: int, heartbeat_interval: float) -> None:
        self.changed = Bell()
        self.gateway_url = ""  # known once the server listens
        self.spec = spec
        self.problems: list[str] = []
        self.bot = User(new_id(), "support-bot", bot=True)
        self.developer = User(new_id(), "developer")
        self.users: dict[int, User] = {user.id: user for user in (self.bot, self.developer)}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.out_of_sight: set[int] = set()
        self.all_messages: dict[int, Message] = {}
        self.scheduled_events: dict[int, ScheduledEvent] = {}
        self.commands: dict[int | None, list[Json]] = {}
        self.gateway = Gateway(
            self,
            self.changed,
            token=token,
            inspect=self._inspect_event,
            privileged=privileged,
            heartbeat_interval=heartbeat_interval,
        )

    # Building

    def add_user(self, name: str, *, locale: str = "en-US", dms_open: bool = True, installed: bool = False) -> User:
        """Add a person; with `dms_open=False` private messages to them are refused (50007)."""
        user = User(new_id(), name, locale=locale, dms_open=dms_open, installed=installed)
        self.users[user.id] = user
        return user

    def add_guild(
        self,
        name: str = "Support group",
        *,
        members: Iterable[User] = (),
        owner: User | None = None,
        bot_permissions: int = BOT_PERMISSIONS,
        locale: str = "en-US",
    ) -> Guild:
        """Add a guild with the bot in it; `bot_permissions` are those of the bot's own role.

        Members hold only the common role; use `add_role` and `add_member` for more.
        """
        owner = owner or self.developer
        number = new_id()
        guild = Guild(number, name, owner, locale, [Role(number, "@everyone", MEMBER_PERMISSIONS)])
        own_role = Role(new_id(), self.bot.name, bot_permissions)
        guild.roles.append(own_role)
        guild.members = {owner: [], **{user: [] for user in members}, self.bot: [own_role]}
        self.guilds[guild.id] = guild
        self.gateway.dispatch("GUILD_CREATE", guild_event(guild, [self.bot], []), intent=GUILDS)
        return guild

    def remove_guild(self, guild: Guild) -> None:
        """Throw the bot out of a guild; it and its channels are still there, but out of the bot's sight."""
        del self.guilds[guild.id]
        self.out_of_sight |= {guild.id, *(channel.id for channel in guild.channels)}
        for channel in guild.channels:
            self.channels.pop(channel.id, None)
        self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, intent=GUILDS)

    def add_role(self, guild: Guild, name: str, permissions: int = 0) -> Role:
        """Add a role to a guild."""
        role = Role(new_id(), name, permissions)
        guild.roles.append(role)
        return role

    def add_member(self, guild: Guild, user: User, *roles: Role) -> None:
        """Let a person join a guild, or give a member other roles."""
        name = "GUILD_MEMBER_UPDATE" if user in guild.members else "GUILD_MEMBER_ADD"
        guild.members[user] = list(roles)
        event = {**full_member_json(guild, user), "guild_id": str(guild.id)}
        self.gateway.dispatch(name, event, intent=GUILD_MEMBERS)

    def remove_member(self, guild: Guild, user: User) -> None:
        """Let a person leave a guild."""
        del guild.members[user]
        event = {"guild_id": str(guild.id), "user": user_json(user)}
        self.gateway.dispatch("GUILD_MEMBER_REMOVE", event, intent=GUILD_MEMBERS)

    def add_channel(self, guild: Guild, name: str = "general", *, bot_permissions: int | None = None) -> Channel:
        """Add a text channel; `bot_permissions` replaces what the bot may do there."""
        channel = Channel(new_id(), name, guild=guild)
        if bot_permissions is not None:
            channel.overrides[self.bot] = bot_permissions & ALL_PERMISSIONS
        return self._add_place(guild, channel, "CHANNEL_CREATE")

    def add_thread(self, parent: Channel, name: str = "thread") -> Channel:
        """Add a public thread below a text channel."""
        guild = _guild_of(parent)
        thread = Channel(new_id(), name, PUBLIC_THREAD, guild, parent)
        return self._add_place(guild, thread, "THREAD_CREATE")

    def _add_place(self, guild: Guild, channel: Channel, event: str) -> Channel:
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        if channel.permissions(self.bot) & VIEW_CHANNEL:
            self.gateway.dispatch(event, channel_json(channel), intent=GUILDS)
        return channel

    def private_channel(self, user: User) -> Channel:
        """Return the private channel between the bot and a person; it is made on first use."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(new_id(), "", PRIVATE_CHANNEL, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def reachable(self, user: User) -> bool:
        """Tell whether bot and person share a guild or an installation."""
        return user.installed or any(user in guild.members for guild in self.guilds.values())

    # Telling

    def publish(self, message: Message) -> Message:
        """Put a message where it belongs and tell of it."""
        self.all_messages[message.id] = message
        if not message.ephemeral:
            message.channel.messages.append(message)
        self.tell("MESSAGE_CREATE", message)
        return message

    def tell(self, name: str, message: Message) -> None:
        """Send a message event to the sessions that may have it."""
        self.changed.ring()
        channel = message.channel
        if not (message.ephemeral or channel.permissions(self.bot) & VIEW_CHANNEL):
            return
        event = message_event(message, self.bot)
        if channel.guild is None or message.ephemeral:
            self.gateway.dispatch(name, event, intent=PRIVATE_MESSAGES)
            return
        own = message.author is self.bot or self.bot in message.pings
        self.gateway.dispatch(name, event, intent=GUILD_MESSAGES, redacted=None if own else without_content(event))

    def remove(self, message: Message) -> None:
        """Delete a message and tell of it."""
        message.deleted = True
        channel = message.channel
        event: Json = {"id": str(message.id), "channel_id": str(channel.id)}
        intent = PRIVATE_MESSAGES
        if not message.ephemeral:
            channel.messages.remove(message)
            if channel.guild is not None:
                event["guild_id"], intent = str(channel.guild.id), GUILD_MESSAGES
        self.gateway.dispatch("MESSAGE_DELETE", event, intent=intent)
        self.changed.ring()

    def tell_scheduled(self, action: str, event: ScheduledEvent) -> None:
        """Tell that a scheduled event was made, changed or deleted; `action` is CREATE, UPDATE or DELETE."""
        self.gateway.dispatch(f"GUILD_SCHEDULED_EVENT_{action}", scheduled_event_json(event), intent=GUILD_EVENTS)
        self.changed.ring()

    def tell_thread(self, thread: Channel) -> None:
        """Tell that a thread was put away or opened."""
        if thread.permissions(self.bot) & VIEW_CHANNEL:
            self.gateway.dispatch("THREAD_UPDATE", channel_json(thread), intent=GUILDS)
        self.changed.ring()

    # Greeting a client

    def ready_json(self, session_id: str) -> Json:
        """Return the data of READY."""
        return {
            "v": 10,
            "user": {**user_json(self.bot), "verified": True, "email": None, "mfa_enabled": False},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in self.guilds.values()],
            "session_id": session_id,
            "session_type": "normal",
            "resume_gateway_url": self.gateway_url,
            "application": {"id": str(self.bot.id), "flags": 0},
            "private_channels": [],
            "relationships": [],
        }

    def application(self) -> Json:
        """Return the bot's application."""
        return application_json(self.bot.id, self.bot, self.developer, len(self.guilds))

    def guild_events(self, *, all_members: bool) -> list[Json]:
        """Return the data of one GUILD_CREATE for each guild."""
        found = []
        for guild in self.guilds.values():
            events = [event for event in self.scheduled_events.values() if event.guild is guild and not event.deleted]
            members = list(guild.members) if all_members else [self.bot]
            # Clients take a guild without this key for one they have just joined.
            found.append({**guild_event(guild, members, events), "unavailable": False})
        return found

    def members_chunk(self, asked: Json) -> Json:
        """Return the members a client asks for by ids or by the start of a name."""
        guild = self.guilds[int(asked["guild_id"])]
        wanted = {int(user) for user in asked.get("user_ids") or ()}
        start = asked.get("query") or ""
        found = [u for u in guild.members if (u.id in wanted if wanted else u.name.startswith(start))]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [full_member_json(guild, user) for user in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(user) for user in wanted - {user.id for user in found}],
        }
        return {**chunk, "nonce": asked["nonce"]} if "nonce" in asked else chunk

    def _inspect_event(self, name: str, data: Json) -> None:
        if self.spec is None:
            return
        for schema, value in _described_parts(name, data):
            self.problems += [f"{name}: {finding}" for finding in self.spec.value_problems(schema, value)]


def _described_parts(name: str, data: Json) -> Iterator[tuple[str, Json]]:
    """Yield the parts of a gateway event that the specification of the HTTP API describes, too."""
    if name in _EVENT_SCHEMAS:
        yield _EVENT_SCHEMAS[name], data
    if name == "INTERACTION_CREATE":
        yield "UserResponse", data["user"] if "user" in data else data["member"]["user"]
        if "message" in data:
            yield "MessageResponse", data["message"]
        if "resolved" in data["data"]:
            resolved = data["data"]["resolved"]
            yield "ResolvedObjectsResponse", resolved
            yield from (("MessageResponse", message) for message in resolved.get("messages", {}).values())


def _guild_of(channel: Channel) -> Guild:
    if channel.guild is None:
        raise ValueError("a private channel has no guild")
    return channel.guild
