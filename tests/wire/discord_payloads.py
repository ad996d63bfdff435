"""The JSON of the fake Discord: how people, places, messages and commands look in answers and gateway events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.wire.discord_model import (
    ALL_PERMISSIONS,
    PRIVATE_CHANNEL,
    PUBLIC_THREAD,
    SCHEDULED,
    Channel,
    Guild,
    Role,
    ScheduledEvent,
    User,
)

Json = dict[str, Any]

_JOINED = "2026-01-01T00:00:00+00:00"
_GUILD_NULLS = (
    "icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id", "afk_channel_id",
    "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code", "rules_channel_id",
    "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data",
)  # fmt: skip
_GUILD_ZEROS = (
    "system_channel_flags", "verification_level", "default_message_notifications", "mfa_level", "nsfw_level",
    "explicit_content_filter", "premium_tier", "premium_subscription_count",
)  # fmt: skip


def user_json(user: User) -> Json:
    """Return a user object."""
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.name.title(),
        "discriminator": "0000" if user.bot else "0",
        "avatar": None,
        "bot": user.bot,
        "flags": 0,
        "public_flags": 0,
        "primary_guild": None,
    }


def bot_json(user: User) -> Json:
    """Return the answer to "who am I"."""
    return {**user_json(user), "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


def application_json(application_id: int, bot: User, owner: User, guilds: int) -> Json:
    """Return the application that belongs to the bot."""
    return {
        "id": str(application_id),
        "name": bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user_json(bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user_json(owner),
        "approximate_guild_count": guilds,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
    }


def member_json(guild: Guild, user: User) -> Json:
    """Return a guild member without the user object, as it stands beside a message's author."""
    return {
        "roles": [str(role.id) for role in guild.members.get(user, ())],
        "joined_at": _JOINED,
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "premium_since": None,
        "pending": False,
        "flags": 0,
        "mute": False,
        "deaf": False,
    }


def full_member_json(guild: Guild, user: User) -> Json:
    """Return a guild member with the user object."""
    return {**member_json(guild, user), "user": user_json(user)}


def role_json(role: Role, position: int) -> Json:
    """Return a role."""
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel_json(channel: Channel) -> Json:
    """Return a channel in the form that fits its kind."""
    common: Json = {"id": str(channel.id), "type": channel.kind, "flags": 0, "last_message_id": None}
    if channel.messages:
        common["last_message_id"] = str(channel.messages[-1].id)
    if channel.kind == PRIVATE_CHANNEL and channel.recipient is not None:
        return {**common, "recipients": [user_json(channel.recipient)]}
    if channel.guild is None:
        raise ValueError(f"channel {channel.id} belongs to no guild")
    common |= {"guild_id": str(channel.guild.id), "name": channel.name, "rate_limit_per_user": 0}
    if channel.kind == PUBLIC_THREAD and channel.parent is not None:
        return {**common, **_thread_part(channel, channel.parent)}
    overwrites = [
        {"id": str(user.id), "type": 1, "allow": str(allowed), "deny": str(ALL_PERMISSIONS & ~allowed)}
        for user, allowed in channel.overrides.items()
    ]
    position = channel.guild.channels.index(channel)
    return {
        **common,
        "position": position,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "permission_overwrites": overwrites,
    }


def _thread_part(channel: Channel, parent: Channel) -> Json:
    return {
        "parent_id": str(parent.id),
        "owner_id": str(channel.guild.owner.id if channel.guild else 0),
        "message_count": len(channel.messages),
        "member_count": 1,
        "total_message_sent": len(channel.messages),
        "thread_metadata": {
            "archived": channel.archived,
            "archive_timestamp": _JOINED,
            "auto_archive_duration": 1440,
            "locked": channel.locked,
        },
    }


def guild_json(guild: Guild) -> Json:
    """Return a guild as an answer to a request."""
    return {
        **dict.fromkeys(_GUILD_NULLS),
        **dict.fromkeys(_GUILD_ZEROS, 0),
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "preferred_locale": guild.locale,
        "region": "deprecated",
        "features": [],
        "afk_timeout": 300,
        "widget_enabled": False,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "roles": [role_json(role, position) for position, role in enumerate(guild.roles)],
        "emojis": [],
        "stickers": [],
    }


def guild_event(guild: Guild, members: list[User], events: list[ScheduledEvent]) -> Json:
    """Return a guild as the gateway announces it, with the members that the session may see."""
    threads = [channel for channel in guild.channels if channel.kind == PUBLIC_THREAD]
    active = [thread for thread in threads if not thread.archived]
    return {
        **guild_json(guild),
        "joined_at": _JOINED,
        "large": False,
        "member_count": len(guild.members),
        "members": [full_member_json(guild, user) for user in members],
        "channels": [channel_json(channel) for channel in guild.channels if channel not in threads],
        "threads": [channel_json(thread) for thread in active],
        "guild_scheduled_events": [scheduled_event_json(event) for event in events],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "soundboard_sounds": [],
    }


def scheduled_event_json(event: ScheduledEvent) -> Json:
    """Return a scheduled event."""
    return {
        "id": str(event.id),
        "guild_id": str(event.guild.id),
        "creator_id": str(event.creator.id),
        "creator": user_json(event.creator),
        "user_count": len(event.subscribers),
        "guild_scheduled_event_exceptions": [],
        **event.data,
    }


def new_event_data(body: Json) -> Json:
    """Return the fields of a scheduled event as they are once it was listed."""
    return {
        "name": body["name"],
        "description": body.get("description") or None,
        "channel_id": body.get("channel_id"),
        "image": None,
        "scheduled_start_time": event_time(body["scheduled_start_time"]),
        "scheduled_end_time": event_time(body["scheduled_end_time"]),
        "status": SCHEDULED,
        "privacy_level": body["privacy_level"],
        "entity_type": body["entity_type"],
        "entity_id": None,
        "entity_metadata": body.get("entity_metadata"),
        "recurrence_rule": None,
    }


def event_time(value: str) -> str:
    """Return a time of an event in the form of Discord's timestamps."""
    return datetime.fromisoformat(value).isoformat()
