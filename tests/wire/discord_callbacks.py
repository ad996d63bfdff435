"""The routes by which a bot answers interactions: the first callback, the original response, follow-ups."""

from __future__ import annotations

import asyncio

from tests.wire.discord_http import Answer, ApiError, Call, Route, invalid_form
from tests.wire.discord_interaction import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DEFERRED_UPDATE,
    FORM_SENT,
    FORM_SHOWN,
    REPLIED,
    SUGGESTED,
    THINKING,
    UPDATED,
    Interaction,
    Modal,
)
from tests.wire.discord_message_payloads import message_json
from tests.wire.discord_model import (
    DEFAULT_MESSAGE,
    FLAG_LOADING,
    MENU_ANSWER,
    REPLY,
    SLASH_ANSWER,
    Message,
    new_id,
)
from tests.wire.discord_payloads import Json
from tests.wire.discord_rules import FLAG_EPHEMERAL
from tests.wire.discord_world import World
from tests.wire.discord_writing import edit, new_contents, ping, settable_flags

_ORIGINAL = "@original"
_ALLOWED = {
    COMMAND: {REPLIED, THINKING, FORM_SHOWN},
    COMPONENT: {REPLIED, THINKING, DEFERRED_UPDATE, UPDATED, FORM_SHOWN},
    AUTOCOMPLETE: {SUGGESTED},
    FORM_SENT: {REPLIED, THINKING},
}


class Callbacks:
    """Everything below `/interactions` and `/webhooks`.

    `window` is how long (seconds) a first answer is accepted, `token_life` how long the token works.
    """

    def __init__(self, world: World, *, window: float = 3.0, token_life: float = 900.0) -> None:
        self._world = world
        self._window = window
        self._token_life = token_life
        self.interactions: list[Interaction] = []

    def routes(self) -> list[Route]:
        """Return the lines of the route table; none of them needs the bot's token."""
        base = "/webhooks/{application}/{token}"
        table = [
            ("POST", "/interactions/{interaction}/{token}/callback", self._callback),
            ("POST", base, self._follow_up),
            ("GET", f"{base}/messages/{{message}}", self._get),
            ("PATCH", f"{base}/messages/{{message}}", self._edit),
            ("DELETE", f"{base}/messages/{{message}}", self._delete),
        ]
        return [Route(method, template, handler, needs_token=False) for method, template, handler in table]

    def _callback(self, call: Call) -> Json | Answer:
        interaction = next((i for i in self.interactions if i.id == call.id("interaction")), None)
        if interaction is None or interaction.token != call.variables["token"]:
            raise ApiError(404, 10062, "Unknown interaction")
        if interaction.callback is not None:
            raise self._refusal(interaction, 400, 40060, "Interaction has already been acknowledged.")
        if self._age(interaction) > self._window:
            raise self._refusal(interaction, 404, 10062, "Unknown interaction")
        self._answer(interaction, call)
        self._world.changed.ring()
        if call.request.query.get("with_response", "").lower() not in {"1", "true"}:
            return Answer(204)
        return self._callback_json(interaction)

    def _answer(self, interaction: Interaction, call: Call) -> None:
        kind, data = call.body.get("type"), call.body.get("data") or {}
        allowed = _ALLOWED[interaction.kind]
        if interaction.kind == FORM_SENT and interaction.source is not None:
            allowed = allowed | {DEFERRED_UPDATE, UPDATED}
        if kind not in allowed:
            raise invalid_form(f"callback type {kind} does not fit this interaction")
        if kind in (REPLIED, THINKING):
            flags = int(data.get("flags") or 0) & FLAG_EPHEMERAL
            flags |= FLAG_LOADING if kind == THINKING else 0
            interaction.answer = self._post(interaction, call, data, flags, self._kind(interaction))
        elif kind == UPDATED and interaction.source is not None:
            self._change(interaction.source, data, call)
            interaction.answer = interaction.source
        elif kind == SUGGESTED:
            interaction.suggestions = list(data.get("choices") or ())
        elif kind == FORM_SHOWN:
            interaction.form = Modal(interaction, data)
        interaction.callback = kind

    def _callback_json(self, interaction: Interaction) -> Json:
        shown: Json = {"id": str(interaction.id), "type": interaction.kind}
        shown["channel_id"] = str(interaction.channel.id)
        if interaction.channel.guild is not None:
            shown["guild_id"] = str(interaction.channel.guild.id)
        message = interaction.answer
        if message is None:
            return {"interaction": shown}
        shown |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        if message.loading:
            return {"interaction": shown}
        resource = {"type": interaction.callback, "message": message_json(message, self._world.bot)}
        return {"interaction": shown, "resource": resource}

    def _follow_up(self, call: Call) -> Json:
        interaction = self._acknowledged(call)
        original = interaction.answer
        if original is not None and original.loading and not original.deleted:
            # The first message after "thinking" takes its place, and who sees it was settled by then.
            self._change(original, call.body, call)
            return message_json(original, self._world.bot)
        flags = int(call.body.get("flags") or 0) & FLAG_EPHEMERAL
        message = self._post(interaction, call, call.body, flags, REPLY if original else DEFAULT_MESSAGE)
        interaction.followups.append(message)
        self._world.changed.ring()
        return message_json(message, self._world.bot)

    def _get(self, call: Call) -> Json:
        return message_json(self._message(call)[1], self._world.bot)

    def _edit(self, call: Call) -> Json:
        interaction, message = self._message(call)
        self._change(message, call.body, call)
        if message is interaction.source:
            interaction.answer = message
        self._world.changed.ring()
        return message_json(message, self._world.bot)

    def _delete(self, call: Call) -> Answer:
        self._world.remove(self._message(call)[1])
        return Answer(204)

    def _message(self, call: Call) -> tuple[Interaction, Message]:
        interaction = self._acknowledged(call)
        wanted = call.variables["message"]
        found: Message | None
        if wanted == _ORIGINAL:
            updates = interaction.callback in (UPDATED, DEFERRED_UPDATE)
            found = interaction.source if updates else interaction.answer
        else:
            found = next((m for m in interaction.messages() if str(m.id) == wanted), None)
        if found is None or found.deleted:
            raise ApiError(404, 10008, "Unknown Message")
        return interaction, found

    def _acknowledged(self, call: Call) -> Interaction:
        token = call.variables["token"]
        interaction = next((i for i in self.interactions if i.token == token), None)
        if interaction is None or call.id("application") != self._world.bot.id:
            raise ApiError(404, 10015, "Unknown Webhook")
        if self._age(interaction) > self._token_life:
            raise self._refusal(interaction, 401, 50027, "Invalid Webhook Token")
        if interaction.callback is None:
            raise self._refusal(interaction, 404, 10015, "Unknown Webhook")
        return interaction

    def _post(self, interaction: Interaction, call: Call, data: Json, flags: int, kind: int) -> Message:
        contents, files = new_contents(data, call.request.uploads)
        message = Message(
            new_id(),
            interaction.channel,
            self._world.bot,
            contents,
            kind,
            flags | settable_flags(data),
            reply_to=(interaction.source or interaction.answer) if kind == REPLY else None,
            seen_only_by=interaction.user if flags & FLAG_EPHEMERAL else None,
            metadata=interaction.metadata(),
            files=files,
        )
        self._ping(message, data)
        return self._world.publish(message)

    def _change(self, message: Message, data: Json, call: Call) -> None:
        edit(message, data, call.request.uploads)
        self._ping(message, data)
        self._world.tell("MESSAGE_UPDATE", message)

    def _ping(self, message: Message, data: Json) -> None:
        permitted = message.channel.permissions(self._world.bot)
        ping(message, self._world.users, data.get("allowed_mentions"), permitted=permitted)

    def _kind(self, interaction: Interaction) -> int:
        if interaction.source is not None:
            return REPLY
        if interaction.kind == COMMAND:
            return SLASH_ANSWER if interaction.data["type"] == 1 else MENU_ANSWER
        return DEFAULT_MESSAGE

    def _age(self, interaction: Interaction) -> float:
        return asyncio.get_running_loop().time() - interaction.created_at

    def _refusal(self, interaction: Interaction, status: int, code: int, message: str) -> ApiError:
        interaction.refused.append(code)
        self._world.changed.ring()
        return ApiError(status, code, message)
