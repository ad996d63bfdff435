"""One interaction of the fake Discord: what the bot is told of it, and what a test can await."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.wire.discord_json import components_of, dicts, number, text
from tests.wire.discord_message_payloads import message_json
from tests.wire.discord_model import Channel, Message, User
from tests.wire.discord_payloads import Json, channel_json, full_member_json, user_json
from tests.wire.discord_rules import CHECKBOX_GROUP, LABEL, ROW, TEXT_INPUT
from tests.wire.discord_waiting import Bell

COMMAND, COMPONENT, AUTOCOMPLETE, FORM_SENT = 2, 3, 4, 5
REPLIED, THINKING, DEFERRED_UPDATE, UPDATED, SUGGESTED, FORM_SHOWN = range(4, 10)
_SIZE_LIMIT = 10 * 1024 * 1024
_GUILD_CONTEXT, _PRIVATE_CONTEXT = 0, 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in on a form; `options` maps labels to values and is empty for free text."""

    custom_id: str
    label: str
    kind: int
    required: bool
    value: str
    least: int
    most: int
    options: dict[str, str]


@dataclass(slots=True, eq=False)
class Modal:
    """A form that the bot has opened for one person."""

    opened_by: Interaction
    data: Json = field(repr=False)

    @property
    def title(self) -> str:
        """Return the heading."""
        return str(self.data["title"])

    @property
    def custom_id(self) -> str:
        """Return the bot's own name for the form."""
        return str(self.data["custom_id"])

    @property
    def fields(self) -> list[Field]:
        """Return what can be filled in, from top to bottom."""
        return [
            _field(part, str(part.get("label") or row.get("label") or ""))
            for row in dicts(self.data["components"])
            for part in components_of([row])
            if "custom_id" in part
        ]

    def filled(self, values: dict[str, Any]) -> list[Json]:
        """Return the components as a submit sends them, with a value or list of values for each custom id."""
        return [_filled(part, values) for part in dicts(self.data["components"])]


def _field(part: Json, label: str) -> Field:
    options = {option["label"]: option["value"] for option in part.get("options") or ()}
    if part["type"] == TEXT_INPUT:
        least, most = number(part, "min_length"), number(part, "max_length", 4000)
    else:
        every = len(options) if part["type"] == CHECKBOX_GROUP else 1
        least, most = number(part, "min_values", 1), number(part, "max_values", every)
    required = part.get("required") is not False
    return Field(part["custom_id"], label, part["type"], required, text(part, "value"), least, most, options)


def _filled(part: Json, values: dict[str, Any]) -> Json:
    shown: Json = {"type": part["type"], "id": part.get("id", 1)}
    if part["type"] == ROW:
        return {**shown, "components": [_filled(inner, values) for inner in part["components"]]}
    if part["type"] == LABEL:
        return {**shown, "component": _filled(part["component"], values)}
    if "custom_id" in part:
        value = values[part["custom_id"]]
        shown |= {"custom_id": part["custom_id"], "values" if isinstance(value, list) else "value": value}
    return shown


@dataclass(slots=True, eq=False)
class Interaction:
    """What a person did and how the bot answered.

    `data` is the inner part of the event, `source` the message whose control was used, `origin` the interaction
    that opened the submitted form, `created_at` the event loop's time in seconds.
    """

    id: int
    token: str = field(repr=False)
    kind: int
    user: User
    channel: Channel
    data: Json = field(repr=False)
    created_at: float
    bell: Bell = field(repr=False)
    source: Message | None = None
    origin: Interaction | None = None
    callback: int | None = None
    answer: Message | None = None
    followups: list[Message] = field(default_factory=list)
    suggestions: list[Json] = field(default_factory=list)
    form: Modal | None = None
    refused: list[int] = field(default_factory=list)
    _read: int = 0

    async def acknowledged(self, timeout: float = 5.0) -> int:  # noqa: ASYNC109
        """Wait for the first answer and return its callback type: 4 reply, 5 thinking, 6, 7 update, 8, 9 form."""
        return await self._wait(lambda: self.callback, "acknowledgement", timeout)

    async def response(self, timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """Wait for the message the person gets to see: the reply, or the changed message with the control.

        After a deferral this waits for what fills it. Raises AssertionError if the bot opened a form or sent
        suggestions instead, TimeoutError if nothing came.
        """
        return await self._wait(self._visible, "response", timeout)

    async def followup(self, timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """Wait for the next message after the response; each is returned once."""

        def unread() -> Message | None:
            return self.followups[self._read] if len(self.followups) > self._read else None

        message = await self._wait(unread, "follow-up", timeout)
        self._read += 1
        return message

    async def modal(self, timeout: float = 5.0) -> Modal:  # noqa: ASYNC109
        """Wait for the form that the bot opens; raises AssertionError if it answered otherwise."""
        kind = await self.acknowledged(timeout)
        if self.form is None:
            raise AssertionError(f"the bot answered with callback type {kind}, not with a form")
        return self.form

    async def choices(self, timeout: float = 5.0) -> list[Json]:  # noqa: ASYNC109
        """Wait for the suggestions while typing: objects with name and value."""
        await self.acknowledged(timeout)
        return self.suggestions

    def _visible(self) -> Message | None:
        if self.callback in (FORM_SHOWN, SUGGESTED):
            raise AssertionError(f"the bot answered with callback type {self.callback}, not with a message")
        shown = self.answer
        if self.callback is None or shown is None or shown.loading:
            return None
        return shown

    async def _wait(self, find: Callable[[], T | None], what: str, timeout: float) -> T:  # noqa: ASYNC109
        return await self.bell.until(find, f"{what} to {self.describe()}", timeout)

    def describe(self) -> str:
        """Return in a few words what the person did."""
        what = self.data.get("name") or self.data.get("custom_id")
        answered = f"callback {self.callback}" if self.callback else "unanswered"
        return f"interaction {what!r} of {self.user.name} ({answered}, refused: {self.refused})"

    def metadata(self) -> Json:
        """Return what a message tells of the interaction that made it."""
        shown: Json = {
            "id": str(self.id),
            "type": self.kind,
            "user": user_json(self.user),
            "authorizing_integration_owners": self._owners(),
        }
        if self.kind == COMPONENT and self.source is not None:
            shown["interacted_message_id"] = str(self.source.id)
        if self.kind == FORM_SENT and self.origin is not None:
            shown["triggering_interaction_metadata"] = self.origin.metadata()
        return shown

    def event_json(self, bot: User) -> Json:
        """Return the data of INTERACTION_CREATE."""
        guild = self.channel.guild
        event: Json = {
            "id": str(self.id),
            "application_id": str(bot.id),
            "type": self.kind,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel": {
                **channel_json(self.channel),
                "permissions": str(self.channel.permissions(self.user)),
            },
            "channel_id": str(self.channel.id),
            "locale": self.user.locale,
            "context": _PRIVATE_CONTEXT if guild is None else _GUILD_CONTEXT,
            "app_permissions": str(self.channel.permissions(bot)),
            "authorizing_integration_owners": self._owners(),
            "attachment_size_limit": _SIZE_LIMIT,
            "entitlements": [],
            "entitlement_sku_ids": [],
        }
        if guild is None:
            event["user"] = user_json(self.user)
        else:
            permissions = str(self.channel.permissions(self.user))
            event |= {
                "guild_id": str(guild.id),
                "guild_locale": guild.locale,
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
                "member": {**full_member_json(guild, self.user), "permissions": permissions},
            }
        if self.source is not None:
            event["message"] = message_json(self.source, bot)
        return event

    def _owners(self) -> dict[str, str]:
        if self.user.installed:
            return {"1": str(self.user.id)}
        return {"0": str(self.channel.guild.id if self.channel.guild else 0)}

    def messages(self) -> Iterator[Message]:
        """Yield the messages the bot may change with this interaction's token."""
        if self.answer is not None:
            yield self.answer
        if self.source is not None:
            yield self.source
        yield from self.followups
