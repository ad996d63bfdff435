"""The people, places and messages of the fake Discord, as the tests see them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from tests.wire.discord_json import components_of
from tests.wire.discord_rules import BUTTON, FLAG_EPHEMERAL, LINK_STYLE, SELECTS, TEXT_DISPLAY

FLAG_LOADING = 1 << 7
TEXT_CHANNEL, PRIVATE_CHANNEL, PUBLIC_THREAD = 0, 1, 11
SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
EXTERNAL, GUILD_ONLY = 3, 2
DEFAULT_MESSAGE, REPLY, SLASH_ANSWER, MENU_ANSWER = 0, 19, 20, 23

ADMINISTRATOR, VIEW_CHANNEL, SEND_MESSAGES, ADD_REACTIONS = 1 << 3, 1 << 10, 1 << 11, 1 << 6
MANAGE_MESSAGES, EMBED_LINKS, ATTACH_FILES, READ_HISTORY = 1 << 13, 1 << 14, 1 << 15, 1 << 16
MENTION_EVERYONE, USE_COMMANDS, SEND_IN_THREADS = 1 << 17, 1 << 31, 1 << 38
MANAGE_GUILD, MANAGE_EVENTS, CREATE_EVENTS, PIN_MESSAGES = 1 << 5, 1 << 33, 1 << 44, 1 << 51
ALL_PERMISSIONS = (1 << 53) - 1
MEMBER_PERMISSIONS = (
    VIEW_CHANNEL | SEND_MESSAGES | ADD_REACTIONS | EMBED_LINKS | ATTACH_FILES | READ_HISTORY | USE_COMMANDS
) | SEND_IN_THREADS

_DISCORD_EPOCH_MS = 1_420_070_400_000
_serial = count(1)


def new_id() -> int:
    """Return a fresh snowflake: the milliseconds since 2015 above 22 bits of a running number."""
    milliseconds = time.time_ns() // 1_000_000 - _DISCORD_EPOCH_MS
    return (milliseconds << 22) | (next(_serial) & 0x3FFFFF)


@dataclass(slots=True, eq=False)
class User:
    """A person, or the bot itself. `installed` means the person added the app to their own account."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_open: bool = True
    installed: bool = False

    @property
    def mention(self) -> str:
        """Return the text that mentions this user."""
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild; the one with the guild's own id is held by everybody."""

    id: int
    name: str
    permissions: int = 0


@dataclass(slots=True, eq=False)
class Guild:
    """A server with its members and the roles each of them holds."""

    id: int
    name: str
    owner: User
    locale: str = "en-US"
    roles: list[Role] = field(default_factory=list)
    members: dict[User, list[Role]] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)

    def permissions(self, user: User) -> int:
        """Return what a member may do here; 0 for somebody who is no member."""
        if user not in self.members:
            return 0
        total = 0
        for role in [self.roles[0], *self.members[user]]:
            total |= role.permissions
        return ALL_PERMISSIONS if user is self.owner or total & ADMINISTRATOR else total


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel, a thread or a private channel. `overrides` replaces a member's permissions here.

    A thread that is `archived` takes no changes before it is opened again, one that is `locked` stays closed.
    """

    id: int
    name: str
    kind: int = TEXT_CHANNEL
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: User | None = None
    messages: list[Message] = field(default_factory=list)
    overrides: dict[User, int] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False

    def permissions(self, user: User) -> int:
        """Return what a user may do in this channel."""
        if self.guild is None:
            return MEMBER_PERMISSIONS | PIN_MESSAGES
        if self.parent is not None:
            return self.parent.permissions(user)
        return self.overrides.get(user, self.guild.permissions(user))


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a message, as a person sees it."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool
    style: int


@dataclass(frozen=True, slots=True)
class Select:
    """A select menu of a message; `options` maps labels to values and is empty for users, roles and channels."""

    custom_id: str
    kind: int
    placeholder: str
    options: dict[str, str]
    least: int
    most: int
    disabled: bool


@dataclass(slots=True, eq=False)
class Message:
    """A message; `data` holds content, embeds, components and attachments in the form of an answer."""

    id: int
    channel: Channel
    author: User
    data: dict[str, Any] = field(repr=False)
    kind: int = DEFAULT_MESSAGE
    flags: int = 0
    reply_to: Message | None = None
    nonce: str | int | None = None
    pings: list[User] = field(default_factory=list)
    pings_roles: list[int] = field(default_factory=list)
    pings_everyone: bool = False
    seen_only_by: User | None = None
    metadata: dict[str, Any] | None = field(default=None, repr=False)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    reactions: dict[str, list[User]] = field(default_factory=dict)
    sent_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    edited_at: datetime | None = None
    edits: int = 0
    pinned: bool = False
    deleted: bool = False

    @property
    def content(self) -> str:
        """Return the plain content, without embeds."""
        return str(self.data["content"])

    @property
    def embeds(self) -> list[dict[str, Any]]:
        """Return the embeds in the form of an answer."""
        return list(self.data["embeds"])

    @property
    def ephemeral(self) -> bool:
        """Tell whether one person alone sees it."""
        return bool(self.flags & FLAG_EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Tell whether it still says that the bot is thinking."""
        return bool(self.flags & FLAG_LOADING)

    @property
    def text(self) -> str:
        """Return everything a person can read in it, except on controls."""
        parts: list[Any] = [self.content]
        for embed in self.embeds:
            parts += [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")]
            for entry in embed.get("fields", ()):
                parts += [entry["name"], entry["value"]]
            parts.append((embed.get("footer") or {}).get("text"))
        parts += [part["content"] for part in self._components() if part["type"] == TEXT_DISPLAY]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[Button]:
        """Return all buttons in reading order."""
        return [
            Button(
                label=str(part.get("label") or (part.get("emoji") or {}).get("name") or ""),
                custom_id=part.get("custom_id"),
                url=part.get("url") if part["style"] == LINK_STYLE else None,
                disabled=bool(part.get("disabled")),
                style=part["style"],
            )
            for part in self._components()
            if part["type"] == BUTTON
        ]

    @property
    def selects(self) -> list[Select]:
        """Return all select menus in reading order."""
        return [
            Select(
                custom_id=part["custom_id"],
                kind=part["type"],
                placeholder=part.get("placeholder", ""),
                options={option["label"]: option["value"] for option in part.get("options", ())},
                least=part["min_values"],
                most=part["max_values"],
                disabled=bool(part.get("disabled")),
            )
            for part in self._components()
            if part["type"] in SELECTS
        ]

    def _components(self) -> Iterator[dict[str, Any]]:
        return components_of(self.data["components"])


@dataclass(slots=True, eq=False)
class ScheduledEvent:
    """A scheduled event of a guild; `data` holds its fields in the form of an answer."""

    id: int
    guild: Guild
    creator: User
    data: dict[str, Any] = field(repr=False)
    subscribers: list[User] = field(default_factory=list)
    deleted: bool = False


def mentioned_ids(text: str) -> list[int]:
    """Return the ids of the users that a text mentions, in order, each once."""
    return list(dict.fromkeys(int(found) for found in re.findall(r"<@!?(\d+)>", text)))
