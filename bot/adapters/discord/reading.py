"""From Discord's messages and interactions to what the bot understands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

import discord

from bot.adapters.discord.options import DiscordOptions
from bot.adapters.discord.permissions import role_of
from bot.core.incoming import Origin, Pressed, Said, Submitted, shown_name
from bot.core.people import Person, Place, PlaceKind, Platform, Role

# What stands in a text for people, roles, channels, emoji, times and commands. None of it is a word of the
# question, and the numbers in it name people.
_TOKEN = re.compile(r"<(?:@[!&]?|#|id:)\w+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|</[^:>\n]+:\d+>")
_SPACES = re.compile(r"[ \t]+")
_TALK = frozenset({discord.MessageType.default, discord.MessageType.reply})


def said(message: discord.Message, me: int, options: DiscordOptions, now: datetime) -> Said | None:
    """Read a message, or give None for what is not meant for the bot (`me` is its id).

    In a channel, what counts is a mention of the bot or a reply to it; in one to listen to, all talk does.
    """
    if message.author.bot or message.webhook_id is not None or message.type not in _TALK:
        return None
    place = _place(message.channel)
    addressed = not place.is_group or _mentions(message, me) or _replies_to(message, me)
    if place.is_group and not (message.content and (addressed or place.id in options.listen_channels)):
        return None
    origin = Origin(
        person=Person(Platform.DISCORD, str(message.author.id)),
        place=place,
        at=now,
        role=_author_role(message.author, options),
        addressed=addressed,
        seen_by_others=place.is_group,
        name=shown_name(message.author.display_name),
    )
    return Said(origin, words(message.content), tuple(_codes_replied_to(message, me)))


def _codes_replied_to(message: discord.Message, me: int) -> Iterator[str]:
    """Give the codes of the buttons under the bot's own message that this one replies to."""
    replied = message.reference.resolved if message.reference is not None else None
    if not isinstance(replied, discord.Message) or replied.author.id != me:
        return
    for row in replied.components:
        if isinstance(row, discord.ActionRow):
            yield from (part.custom_id for part in row.children if part.custom_id is not None)


def words(content: str) -> str:
    """Give the words of a message without mentions, emoji and the like."""
    return _SPACES.sub(" ", _TOKEN.sub(" ", content)).strip()


def origin(interaction: discord.Interaction[Any], options: DiscordOptions, now: datetime) -> Origin:
    """Read who did something, where and when.

    What a command or a form says is seen by nobody else; a button is, if it stands under a message that
    others see.
    """
    place = _place_of(interaction)
    is_button = interaction.type is discord.InteractionType.component
    return Origin(
        person=Person(Platform.DISCORD, str(interaction.user.id)),
        place=place,
        at=now,
        role=_presser_role(interaction, options),
        language=interaction.locale.value,
        seen_by_others=place.is_group and is_button and stands_in_the_open(interaction),
        shows_forms=interaction.type is not discord.InteractionType.modal_submit,
        name=shown_name(interaction.user.display_name),
    )


def stands_in_the_open(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether the message whose control was used is shown to all who are there."""
    return interaction.message is not None and not interaction.message.flags.ephemeral


def pressed(interaction: discord.Interaction[Any], origin: Origin) -> Pressed:
    """Read a button, or the option that was chosen from a menu."""
    data = _data(interaction)
    chosen = data.get("values")
    return Pressed(origin, str(chosen[0]) if chosen else str(data.get("custom_id", "")))


def submitted(interaction: discord.Interaction[Any], origin: Origin) -> Submitted:
    """Read a form that was sent."""
    data = _data(interaction)
    return Submitted(origin, str(data.get("custom_id", "")), dict(_answers(data.get("components", ()))))


def _data(interaction: discord.Interaction[Any]) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})


def _answers(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Find the text boxes; they stand alone, in rows or in labels."""
    for part in components:
        if "custom_id" in part and "value" in part:
            yield str(part["custom_id"]), str(part["value"] or "")
        yield from _answers(part.get("components", ()))
        if "component" in part:
            yield from _answers((part["component"],))


def _place(channel: object) -> Place:
    """Name a channel, a thread within its channel, or a private chat."""
    if isinstance(channel, discord.Thread):
        return Place(Platform.DISCORD, str(channel.parent_id), PlaceKind.GROUP, str(channel.id))
    kind = PlaceKind.PRIVATE if isinstance(channel, discord.DMChannel) else PlaceKind.GROUP
    return Place(Platform.DISCORD, str(getattr(channel, "id", "")), kind)


def _place_of(interaction: discord.Interaction[Any]) -> Place:
    """As above; but a chat between people, into which somebody brought the bot, is read by others too."""
    place = _place(interaction.channel)
    private = interaction.guild_id is None and not interaction.context.private_channel
    if private or place.is_group:
        return place
    return Place(Platform.DISCORD, place.id, PlaceKind.GROUP)


def _mentions(message: discord.Message, me: int) -> bool:
    return any(person.id == me for person in message.mentions)


def _replies_to(message: discord.Message, me: int) -> bool:
    if message.type is not discord.MessageType.reply or message.reference is None:
        return False
    replied = message.reference.resolved
    return isinstance(replied, discord.Message) and replied.author.id == me


def _author_role(author: discord.User | discord.Member, options: DiscordOptions) -> Role:
    if not isinstance(author, discord.Member):
        return role_of(author.id, (), options, manages=None)
    manages = author.guild.id if author.guild_permissions.manage_guild else None
    return role_of(author.id, (role.id for role in author.roles), options, manages=manages)


def _presser_role(interaction: discord.Interaction[Any], options: DiscordOptions) -> Role:
    user = interaction.user
    # A server that is not kept here is one that the bot is no member of.
    known = interaction.client.get_guild(interaction.guild_id or 0) is not None
    manages = interaction.guild_id if known and interaction.permissions.manage_guild else None
    roles = user.roles if known and isinstance(user, discord.Member) else ()
    return role_of(user.id, (role.id for role in roles), options, manages=manages)
