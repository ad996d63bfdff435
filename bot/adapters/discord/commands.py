"""The bot's commands in Discord's own menus."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, cast

import discord
from discord import app_commands

from bot.core.capabilities import shorten
from bot.core.people import Role
from bot.core.ports import CommandSpec, Completion

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
Call = Callable[[Interaction, str, Mapping[str, str]], Awaitable[None]]
"""Answers a command, given its name and its arguments."""
Menu = Callable[[Interaction, discord.Message], Awaitable[None]]
"""Answers the entry in a message's menu."""
Complete = Callable[[str, str], Iterable[Completion]]
"""Suggests values, given what was typed and the person's language."""

_LONGEST_SUMMARY = 100
_MOST_CHOICES = 25


_EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_BY_ANYONE = app_commands.AppInstallationType(guild=True, user=True)
_IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
_BY_SERVERS = app_commands.AppInstallationType(guild=True, user=False)


def offer(tree: app_commands.CommandTree[Any], specs: Iterable[CommandSpec], call: Call, complete: Complete) -> None:
    """Put all commands into the tree."""
    for spec in specs:
        if spec.listed:
            tree.add_command(_command(spec, call, complete))


def offer_menu(tree: app_commands.CommandTree[Any], name: str, answer: Menu) -> None:
    """Put an entry into the menu of every message."""

    async def callback(interaction: Interaction, message: discord.Message) -> None:
        await answer(interaction, message)

    entry = app_commands.ContextMenu(
        name=name, callback=callback, allowed_contexts=_EVERYWHERE, allowed_installs=_BY_ANYONE
    )
    tree.add_command(entry)


async def update(tree: app_commands.CommandTree[Any]) -> None:
    """Send the commands to Discord if it has others; it allows few such updates a day.

    A failure is logged only: the commands that are there go on to work.
    """
    client = tree.client
    if client.application_id is None:
        return
    try:
        # As Discord sends them: the library's own reading of them loses where a command is offered.
        present = await client.http.get_global_commands(client.application_id)
        wanted = [_shape(command.to_dict(tree)) for command in tree.get_commands()]
        if sorted(wanted) == sorted(_shape(cast("Mapping[str, Any]", command)) for command in present):
            return
        await tree.sync()
    except discord.DiscordException as error:
        log.warning("the commands could not be updated: %s", type(error).__name__)
    else:
        log.info("the commands were updated")


def _command(spec: CommandSpec, call: Call, complete: Complete) -> app_commands.Command[Any, Any, None]:
    async def callback(interaction: Interaction, **arguments: str | None) -> None:
        given = {name: value for name, value in arguments.items() if value is not None}
        await call(interaction, spec.name, given)

    async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return _choices(complete(typed, interaction.locale.value))

    # discord.py learns the options from the signature; ours are known only now.
    answer = cast("Any", callback)
    answer.__signature__ = _signature(spec)
    described = app_commands.describe(**{one.name: shorten(one.summary, _LONGEST_SUMMARY) for one in spec.arguments})
    completed = app_commands.autocomplete(**{one.name: suggest for one in spec.arguments if one.completes})
    by_organisers = spec.least_role >= Role.ORGANISER
    command: app_commands.Command[Any, Any, None] = app_commands.Command(
        name=spec.name,
        description=shorten(spec.summary, _LONGEST_SUMMARY),
        callback=completed(described(answer)),
        allowed_contexts=_IN_SERVERS if by_organisers else _EVERYWHERE,
        allowed_installs=_BY_SERVERS if by_organisers else _BY_ANYONE,
    )
    if by_organisers:
        command.guild_only = True
        command.default_permissions = discord.Permissions(manage_guild=True)
    return command


def _signature(spec: CommandSpec) -> inspect.Signature:
    kind = inspect.Parameter.KEYWORD_ONLY
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction)
    options = [
        inspect.Parameter(one.name, kind, annotation=str)
        if one.required
        else inspect.Parameter(one.name, kind, annotation=str | None, default=None)
        for one in spec.arguments
    ]
    return inspect.Signature([first, *options])


def _choices(found: Iterable[Completion]) -> list[app_commands.Choice[str]]:
    fitting = [one for one in found if one.label.strip() and 0 < len(one.value) <= _LONGEST_SUMMARY]
    return [
        app_commands.Choice(name=shorten(one.label, _LONGEST_SUMMARY), value=one.value)
        for one in fitting[:_MOST_CHOICES]
    ]


def _shape(payload: Mapping[str, Any]) -> str:
    """Bring a command, ours or Discord's, into a form that can be compared."""
    options = [
        (
            one["name"],
            one["description"],
            int(one["type"]),
            bool(one.get("required")),
            bool(one.get("autocomplete")),
        )
        for one in payload.get("options", ())
    ]
    permissions = payload.get("default_member_permissions")
    return repr(
        (
            payload["name"],
            int(payload["type"]),
            payload.get("description", ""),
            options,
            None if permissions is None else int(permissions),
            sorted(payload.get("contexts") or ()),
            sorted(payload.get("integration_types") or ()),
        )
    )
