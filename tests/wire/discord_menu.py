"""How Discord's app turns what a person chooses in a command or a menu into the data of an interaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.wire.discord_message_payloads import message_json
from tests.wire.discord_model import (
    ALL_PERMISSIONS,
    MEMBER_PERMISSIONS,
    USE_COMMANDS,
    Channel,
    Message,
    Role,
    User,
)
from tests.wire.discord_payloads import Json, channel_json, member_json, role_json, user_json
from tests.wire.discord_waiting import ActionNotPossibleError

_SUBCOMMAND, _GROUP, _TEXT, _INTEGER, _TRUTH, _USER, _CHANNEL, _ROLE, _MENTIONABLE, _NUMBER = range(1, 11)
Choice = str | int | float | User | Channel | Role

_PYTHON_TYPES: dict[int, tuple[type, ...]] = {
    _TEXT: (str,),
    _INTEGER: (int,),
    _TRUTH: (bool,),
    _USER: (User,),
    _CHANNEL: (Channel,),
    _ROLE: (Role,),
    _MENTIONABLE: (User, Role),
    _NUMBER: (int, float),
}


def find_command(commands: Mapping[int | None, list[Json]], name: str, kind: int, user: User, channel: Channel) -> Json:
    """Return the registered command that the person sees under this name; raises ActionNotPossibleError."""
    guild = channel.guild
    offered: list[Json] = [*commands.get(guild.id if guild else -1, ()), *commands.get(None, ())]
    wanted = name.partition(" ")[0] if kind == 1 else name
    for command in offered:
        if command["type"] == kind and wanted in _names(command, user.locale) and _visible(command, user, channel):
            return command
    names = [command["name"] for command in offered if command["type"] == kind]
    raise ActionNotPossibleError(f"{user.name} is not offered {name!r} here; registered are {names}")


def _names(item: Json, locale: str) -> set[str]:
    translated = (item.get("name_localizations") or {}).get(locale)
    return {item["name"], translated or item["name"]}


def _visible(command: Json, user: User, channel: Channel) -> bool:
    contexts = command.get("contexts")
    if contexts is None:
        contexts = [0, 1] if command.get("dm_permission", True) else [0]
    if channel.guild is None:
        return 1 in contexts
    permissions = channel.permissions(user)
    required = command["default_member_permissions"]
    if required is not None and permissions != ALL_PERMISSIONS:
        needed = int(required)
        if not needed or permissions & needed != needed:
            return False
    return 0 in contexts and bool(permissions & USE_COMMANDS)


def command_data(
    command: Json, name: str, values: Mapping[str, Choice], channel: Channel, *, typing: str | None = None
) -> Json:
    """Return the data of a slash command with its options; `typing` names the option being typed."""
    holder, path = command, []
    for word in name.split()[1:]:
        nested = [o for o in holder.get("options", ()) if o["type"] in (_SUBCOMMAND, _GROUP) and o["name"] == word]
        if not nested:
            raise ActionNotPossibleError(f"{holder['name']!r} has no subcommand {word!r}")
        holder = nested[0]
        path.append(holder)
    known = {option["name"]: option for option in holder.get("options", ())}
    if any(option["type"] in (_SUBCOMMAND, _GROUP) for option in known.values()):
        raise ActionNotPossibleError(f"{name!r} is a group of commands")
    missing = [option for option in known if known[option].get("required") and option not in values]
    if values.keys() - known.keys() or (missing and typing is None):
        raise ActionNotPossibleError(f"{name!r}: unknown {sorted(values.keys() - known.keys())}, missing {missing}")
    resolved: Json = {}
    options = [_option(known[key], value, typing == key, resolved, channel) for key, value in values.items()]
    for part in reversed(path):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return {**data, "resolved": resolved} if resolved else data


def _option(option: Json, value: Choice, focused: bool, resolved: Json, channel: Channel) -> Json:
    shown: Json = {"name": option["name"], "type": option["type"]}
    if focused:
        if not option.get("autocomplete"):
            raise ActionNotPossibleError(f"{option['name']!r} offers no suggestions")
        return {**shown, "value": value, "focused": True}
    _check_value(option, value)
    for choice in option.get("choices", ()):
        if value == choice["name"]:
            value = choice["value"]
    if isinstance(value, User | Channel | Role):
        resolve(value, resolved, channel)
        value = str(value.id)
    return {**shown, "value": value}


def _check_value(option: Json, value: Choice) -> None:
    name = option["name"]
    if not isinstance(value, _PYTHON_TYPES[option["type"]]) or (option["type"] != _TRUTH and isinstance(value, bool)):
        raise ActionNotPossibleError(f"{name!r} takes no {type(value).__name__}")
    choices = option.get("choices", ())
    if choices and not any(value in (choice["name"], choice["value"]) for choice in choices):
        raise ActionNotPossibleError(f"{name!r} offers {[choice['name'] for choice in choices]}")
    if isinstance(value, User | Channel | Role):
        return
    size, unit = (len(value), "length") if isinstance(value, str) else (value, "value")
    least, most = option.get(f"min_{unit}"), option.get(f"max_{unit}")
    if (least is not None and size < least) or (most is not None and size > most):
        raise ActionNotPossibleError(f"{name!r} is out of range")


def target_data(command: Json, target: Message | User, bot: User, channel: Channel | None = None) -> Json:
    """Return the data of a command from the menu of a message or a person."""
    data: Json = {
        "id": command["id"],
        "name": command["name"],
        "type": command["type"],
        "target_id": str(target.id),
    }
    resolved: Json = {}
    if isinstance(target, Message):
        resolved["messages"] = {str(target.id): message_json(target, bot)}
    else:
        resolve(target, resolved, channel)
    return {**data, "resolved": resolved}


def chosen_values(
    options: Mapping[str, str], values: Iterable[Choice], channel: Channel | None
) -> tuple[list[str], Json]:
    """Return the values to send for what was chosen, and what Discord sends along about people and places."""
    chosen: list[str] = []
    resolved: Json = {}
    for value in values:
        if isinstance(value, User | Channel | Role):
            resolve(value, resolved, channel)
            chosen.append(str(value.id))
        elif value in options or value in options.values():
            chosen.append(options.get(str(value), str(value)))
        else:
            raise ActionNotPossibleError(f"{value!r} is not among {list(options)}")
    return chosen, resolved


def resolve(item: User | Channel | Role, resolved: Json, channel: Channel | None) -> None:
    """Put a person, place or role into the `resolved` part of an interaction."""
    key = str(item.id)
    guild = channel.guild if channel else None
    if isinstance(item, User):
        resolved.setdefault("users", {})[key] = user_json(item)
        if guild is not None and item in guild.members:
            member = {**member_json(guild, item), "permissions": str(guild.permissions(item))}
            resolved.setdefault("members", {})[key] = member
    elif isinstance(item, Channel):
        shown = {**channel_json(item), "permissions": str(MEMBER_PERMISSIONS)}
        resolved.setdefault("channels", {})[key] = shown
    else:
        resolved.setdefault("roles", {})[key] = role_json(item, 1)
