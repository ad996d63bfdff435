"""The JSON of the fake Discord: how messages, their parts and commands look in answers and gateway events."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from tests.wire.discord_model import Message, User
from tests.wire.discord_payloads import Json, member_json, user_json

_COMPONENT_DEFAULTS: dict[int, Json] = {
    **{kind: {"min_values": 1, "max_values": 1} for kind in (3, 5, 6, 7, 8)},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}


def message_json(message: Message, bot: User) -> Json:
    """Return a message as an answer to a request."""
    shown: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.kind,
        "author": user_json(message.author),
        "timestamp": message.sent_at.isoformat(),
        "edited_timestamp": message.edited_at.isoformat() if message.edited_at else None,
        "flags": message.flags,
        "mentions": [user_json(user) for user in message.pings],
        "mention_roles": [str(role) for role in message.pings_roles],
        "mention_everyone": message.pings_everyone,
        "pinned": message.pinned,
        "tts": False,
        **message.data,
    }
    if message.nonce is not None:
        shown["nonce"] = message.nonce
    if message.reactions:
        shown["reactions"] = [_reaction_json(emoji, users, bot) for emoji, users in message.reactions.items()]
    if message.metadata is not None:
        shown |= {
            "interaction_metadata": message.metadata,
            "application_id": str(bot.id),
            "webhook_id": str(bot.id),
        }
    if message.reply_to is not None:
        shown["message_reference"] = _reference_json(message.reply_to)
        shown["referenced_message"] = _referenced_json(message.reply_to, bot)
    return shown


def message_event(message: Message, bot: User) -> Json:
    """Return a message as the gateway tells of it: a seen-by-one message carries neither guild nor member."""
    shown = message_json(message, bot)
    guild = message.channel.guild
    if guild is not None and not message.ephemeral:
        shown |= {"guild_id": str(guild.id), "member": member_json(guild, message.author)}
    return shown


def without_content(event: Json) -> Json:
    """Return a message event as a bot without the message content intent gets it."""
    hidden = {"content": "", "embeds": [], "attachments": [], "components": []}
    replied = event.get("referenced_message")
    return {**event, **hidden, **({"referenced_message": {**replied, **hidden}} if replied else {})}


def _reaction_json(emoji: str, users: list[User], bot: User) -> Json:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me_burst": False,
        "me": bot in users,
    }


def _reference_json(target: Message) -> Json:
    reference: Json = {"type": 0, "channel_id": str(target.channel.id), "message_id": str(target.id)}
    if target.channel.guild is not None:
        reference["guild_id"] = str(target.channel.guild.id)
    return reference


def _referenced_json(target: Message, bot: User) -> Json | None:
    if target.deleted:
        return None
    shown = message_json(target, bot)
    return {key: value for key, value in shown.items() if key not in ("referenced_message", "reactions")}


def command_json(command: Json, command_id: int, application_id: int, guild_id: int | None) -> Json:
    """Return a registered command as Discord echoes it: nulls left out, permissions as text."""
    permissions = command.get("default_member_permissions")
    shown: Json = {
        **_without_nulls(command),
        "id": str(command_id),
        "application_id": str(application_id),
        "version": str(command_id + 1),
        "type": command.get("type") or 1,
        "description": command.get("description") or "",
        "default_member_permissions": None if permissions is None else str(permissions),
        "nsfw": bool(command.get("nsfw")),
    }
    if guild_id is not None:
        shown["guild_id"] = str(guild_id)
    return shown


def embed_json(embed: Json) -> Json:
    """Return an embed as Discord gives it back."""
    shown: Json = {**_without_nulls(embed), "type": "rich"}
    shown.pop("flags", None)
    if "fields" in shown:
        shown["fields"] = [{"inline": False, **entry} for entry in shown["fields"]]
    return shown


def components_json(components: list[Json], numbers: count[int] | None = None) -> list[Json]:
    """Return components as Discord gives them back: numbered, nulls left out, defaults filled in."""
    numbers = count(1) if numbers is None else numbers
    shown = []
    for component in components:
        part = {**_COMPONENT_DEFAULTS.get(component["type"], {}), **_without_nulls(component)}
        part["id"] = next(numbers)
        if "components" in part:
            part["components"] = components_json(part["components"], numbers)
        for key in ("accessory", "component"):
            if key in part:
                part[key] = components_json([part[key]], numbers)[0]
        shown.append(part)
    return shown


def _without_nulls(value: Json) -> Json:
    return {key: _cleaned(inner) for key, inner in value.items() if inner is not None}


def _cleaned(value: object) -> object:
    if isinstance(value, dict):
        return _without_nulls(value)
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value


def stamp(moment: datetime | None = None) -> str:
    """Return a moment, or now, in the form of Discord's timestamps."""
    return (moment or datetime.now(UTC)).isoformat()
