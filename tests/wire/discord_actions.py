"""What people do on the fake Discord: talk, use commands, press buttons, fill in forms.

A person can only do what Discord's own app would offer them; anything else raises ActionNotPossibleError.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tests.wire.discord_callbacks import Callbacks
from tests.wire.discord_gateway import GUILD_EVENTS
from tests.wire.discord_interaction import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    FORM_SENT,
    FORM_SHOWN,
    Field,
    Interaction,
    Modal,
)
from tests.wire.discord_menu import Choice, chosen_values, command_data, find_command, target_data
from tests.wire.discord_messages import tell_reaction
from tests.wire.discord_model import (
    DEFAULT_MESSAGE,
    REPLY,
    SEND_MESSAGES,
    VIEW_CHANNEL,
    Channel,
    Message,
    ScheduledEvent,
    User,
    mentioned_ids,
    new_id,
)
from tests.wire.discord_moderating import Moderators
from tests.wire.discord_payloads import Json
from tests.wire.discord_rules import BUTTON, CHECKBOX, RADIO_GROUP, TEXT_INPUT
from tests.wire.discord_waiting import ActionNotPossibleError

Place = Channel | User
Filled = Choice | list[Choice] | list[str]
_TYPED_LIMIT = 2000


class People(Moderators):
    """The world together with what people do in it. A person given as a place means the private chat with them."""

    callbacks: Callbacks

    def say(
        self,
        place: Place,
        author: User,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        mentions: Iterable[User] = (),
    ) -> Message:
        """Write a message. `mentions` are put in front of the text; `ping=False` replies without a mention."""
        channel = self._enter(place, author, SEND_MESSAGES)
        text = " ".join([*(user.mention for user in mentions), text])
        if not text.strip() or len(text) > _TYPED_LIMIT:
            raise ActionNotPossibleError("a message has 1 to 2000 characters")
        contents: Json = {"content": text, "embeds": [], "components": [], "attachments": []}
        kind = REPLY if reply_to else DEFAULT_MESSAGE
        message = Message(new_id(), channel, author, contents, kind, reply_to=reply_to)
        message.pings = [self.users[i] for i in mentioned_ids(text) if i in self.users]
        if reply_to is not None and ping and reply_to.author not in message.pings:
            message.pings.append(reply_to.author)
        return self.publish(message)

    def dm(self, user: User, text: str) -> Message:
        """Write to the bot in private."""
        return self.say(user, user, text)

    def edit_message(self, message: Message, text: str) -> None:
        """Let the author change a message."""
        message.data = {**message.data, "content": text}
        message.edits += 1
        message.edited_at = datetime.now(UTC)
        message.pings = [self.users[i] for i in mentioned_ids(text) if i in self.users]
        self.tell("MESSAGE_UPDATE", message)

    def delete_message(self, message: Message) -> None:
        """Let somebody delete a message."""
        self.remove(message)

    def react(self, user: User, message: Message, emoji: str) -> None:
        """Put a reaction below a message."""
        self._see(user, message)
        message.reactions.setdefault(emoji, []).append(user)
        tell_reaction(self, "MESSAGE_REACTION_ADD", message, user, emoji)

    def follow_event(self, user: User, event: ScheduledEvent) -> None:
        """Mark a scheduled event as interesting."""
        event.subscribers.append(user)
        told = {
            "guild_scheduled_event_id": str(event.id),
            "user_id": str(user.id),
            "guild_id": str(event.guild.id),
        }
        self.gateway.dispatch("GUILD_SCHEDULED_EVENT_USER_ADD", told, intent=GUILD_EVENTS)

    def slash(self, user: User, place: Place, name: str, /, **options: Choice) -> Interaction:
        """Send a slash command; `name` may hold subcommands, as in "remind add".

        Options are text, numbers, truth values, or a User, Channel or Role.
        """
        channel = self._enter(place, user)
        command = find_command(self.commands, name, 1, user, channel)
        return self._interact(COMMAND, user, channel, command_data(command, name, options, channel))

    def autocomplete(
        self, user: User, place: Place, name: str, option: str, typed: str, /, **others: Choice
    ) -> Interaction:
        """Type into an option of a slash command without sending it."""
        channel = self._enter(place, user)
        command = find_command(self.commands, name, 1, user, channel)
        data = command_data(command, name, {**others, option: typed}, channel, typing=option)
        return self._interact(AUTOCOMPLETE, user, channel, data)

    def message_menu(self, user: User, message: Message, name: str) -> Interaction:
        """Use a command from the menu of a message."""
        self._see(user, message)
        command = find_command(self.commands, name, 3, user, message.channel)
        return self._interact(COMMAND, user, message.channel, target_data(command, message, self.bot))

    def user_menu(self, user: User, place: Place, target: User, name: str) -> Interaction:
        """Use a command from the menu of a person."""
        channel = self._enter(place, user)
        command = find_command(self.commands, name, 2, user, channel)
        return self._interact(COMMAND, user, channel, target_data(command, target, self.bot, channel))

    def press(self, user: User, message: Message, button: str) -> Interaction:
        """Press a button, named by its label or its custom id."""
        self._see(user, message)
        found = [b for b in message.buttons if button in (b.label, b.custom_id)]
        if len(found) != 1 or found[0].custom_id is None or found[0].disabled:
            offered = [b.label for b in message.buttons if b.custom_id and not b.disabled]
            raise ActionNotPossibleError(f"no single button {button!r}; there are {offered}")
        data: Json = {"component_type": BUTTON, "custom_id": found[0].custom_id, "id": 1}
        return self._interact(COMPONENT, user, message.channel, data, source=message)

    def select(self, user: User, message: Message, *values: Choice, custom_id: str | None = None) -> Interaction:
        """Choose from a select menu by label or value, or by User, Role or Channel.

        `custom_id` is needed only if the message has several menus.
        """
        self._see(user, message)
        found = [s for s in message.selects if custom_id in (None, s.custom_id) and not s.disabled]
        if len(found) != 1 or not found[0].least <= len(values) <= found[0].most:
            raise ActionNotPossibleError(f"no single open menu for {len(values)} values")
        menu = found[0]
        chosen, resolved = chosen_values(menu.options, values, message.channel)
        data: Json = {"component_type": menu.kind, "custom_id": menu.custom_id, "id": 1, "values": chosen}
        if resolved:
            data["resolved"] = resolved
        return self._interact(COMPONENT, user, message.channel, data, source=message)

    def submit_modal(self, user: User, form: Modal, values: Mapping[str, Filled] | None = None) -> Interaction:
        """Send a form. `values` are by label or custom id; what is not named keeps what the form shows."""
        opened = form.opened_by
        if user is not opened.user or opened.callback != FORM_SHOWN:
            raise ActionNotPossibleError("this form is not open for this person")
        given = dict(values or {})
        resolved: Json = {}
        filled = {part.custom_id: _fill(part, given, resolved, opened.channel) for part in form.fields}
        if given:
            raise ActionNotPossibleError(f"the form has no fields {sorted(given)}")
        data: Json = {"custom_id": form.custom_id, "components": form.filled(filled)}
        if resolved:
            data["resolved"] = resolved
        return self._interact(FORM_SENT, user, opened.channel, data, source=opened.source, origin=opened)

    def _enter(self, place: Place, user: User, permission: int = VIEW_CHANNEL) -> Channel:
        channel = self.private_channel(place) if isinstance(place, User) else place
        if channel.guild is None:
            if channel.recipient is not user or not self.reachable(user):
                raise ActionNotPossibleError(f"{user.name} has no such private chat with the bot")
        elif not channel.permissions(user) & permission:
            raise ActionNotPossibleError(f"{user.name} may not do this in {channel.name}")
        return channel

    def _see(self, user: User, message: Message) -> None:
        self._enter(message.channel, user)
        if message.deleted or message.seen_only_by not in (None, user):
            raise ActionNotPossibleError(f"{user.name} cannot see this message")

    def _interact(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Json,
        *,
        source: Message | None = None,
        origin: Interaction | None = None,
    ) -> Interaction:
        interaction = Interaction(
            new_id(),
            f"interaction-{uuid.uuid4().hex}",
            kind,
            user,
            channel,
            data,
            asyncio.get_running_loop().time(),
            self.changed,
            source,
            origin,
        )
        self.callbacks.interactions.append(interaction)
        self.gateway.dispatch("INTERACTION_CREATE", interaction.event_json(self.bot))
        return interaction


def _fill(part: Field, given: dict[str, Filled], resolved: Json, channel: Channel) -> Filled | None:
    """Take the value for a field out of what was given, within what the form allows."""
    value = given.pop(part.label if part.label in given else part.custom_id, None)
    if part.kind == TEXT_INPUT:
        return _typed(part, part.value if value is None else value)
    if part.kind == CHECKBOX:
        return bool(value)
    named: list[Choice] = [*value] if isinstance(value, list) else [] if value is None else [value]
    chosen, found = chosen_values(part.options, named, channel)
    if not (part.least if part.required else 0) <= len(chosen) <= part.most:
        raise ActionNotPossibleError(f"{part.label}: choose {part.least} to {part.most}")
    for kind, entries in found.items():
        resolved.setdefault(kind, {}).update(entries)
    if part.kind == RADIO_GROUP:
        return chosen[0] if chosen else None
    return chosen


def _typed(part: Field, text: Filled) -> str:
    least = max(part.least, 1) if part.required or text else 0
    if not isinstance(text, str) or not least <= len(text) <= part.most:
        raise ActionNotPossibleError(f"{part.label}: {least} to {part.most} characters")
    return text
