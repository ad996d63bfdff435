"""From Discord's roles and permissions to the bot's own three roles. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.adapters.discord.options import DiscordOptions
from bot.core.people import Role


def role_of(person: int, roles: Iterable[int], options: DiscordOptions, *, manages: int | None) -> Role:
    """Give the role of a person who holds these Discord roles.

    `manages` is the server that the person may manage, if it is the one they are in. That makes an organiser only in
    the servers that the settings name: anyone can make a server of their own and invite the bot.
    """
    if str(person) in options.operators:
        return Role.OPERATOR
    listed = str(person) in options.organiser_people
    holds = any(str(role) in options.organiser_roles for role in roles)
    return Role.ORGANISER if listed or holds or str(manages) in options.organiser_servers else Role.MEMBER
