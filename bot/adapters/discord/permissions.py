"""From Discord's roles and permissions to the bot's own three roles. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.adapters.discord.options import DiscordOptions
from bot.core.people import Role


def role_of(person: int, roles: Iterable[int], options: DiscordOptions, *, manages_server: bool) -> Role:
    """Give the role of a person who holds these Discord roles.

    Who may manage the server organises too. `manages_server` is to be told only for a server that the bot is
    a member of: people carry apps of their own into any server, and manage one as soon as they make it.
    """
    if str(person) in options.operators:
        return Role.OPERATOR
    listed = str(person) in options.organiser_people
    holds = any(str(role) in options.organiser_roles for role in roles)
    return Role.ORGANISER if listed or holds or manages_server else Role.MEMBER
