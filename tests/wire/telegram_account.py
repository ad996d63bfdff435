"""The methods of the Bot API about the bot itself and about chats: name, menu of commands, members."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from tests.wire.telegram_rules import COMMAND_LIMIT, COMMAND_NAME, Params, structure
from tests.wire.telegram_sending import bad_request, check_access
from tests.wire.telegram_spec import Json
from tests.wire.telegram_state import TelegramState
from tests.wire.telegram_world import Chat, Person, member_json

Method = Callable[[Params], object]

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_DEFAULT_SCOPE: Json = {"type": "default"}
_WORDING = {
    "Name": ("name", 64),
    "Description": ("description", 512),
    "ShortDescription": ("short_description", 120),
}


class AccountMethods:
    """Who the bot is, what it offers, and what it may know of a chat."""

    def __init__(self, state: TelegramState) -> None:
        self._state = state
        self.webhook_url = ""
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.wording: dict[tuple[str, str], str] = {}
        self.table: dict[str, Method] = {
            "getMe": self._get_me,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "setMyCommands": self._set_commands,
            "getMyCommands": lambda params: self.commands.get(self._menu_key(params), []),
            "deleteMyCommands": self._delete_commands,
            "getChat": self._get_chat,
            "getChatMember": self._get_chat_member,
            "getChatMemberCount": lambda params: len(self._members(params)),
            "getChatAdministrators": self._get_administrators,
            "leaveChat": self._leave,
        }
        for what in _WORDING:
            self.table[f"setMy{what}"] = partial(self._set_wording, what)
            self.table[f"getMy{what}"] = partial(self._get_wording, what)

    def menu(self, person: Person, chat: Chat) -> list[Json]:
        """The commands that a person sees in a chat: the nearest scope counts, and in it the person's language."""
        is_admin = chat.status(person) in {"creator", "administrator"}
        group = [{"type": "chat_administrators", "chat_id": chat.id}] if is_admin else []
        group += [{"type": "chat", "chat_id": chat.id}]
        group += [{"type": "all_chat_administrators"}] if is_admin else []
        group += [{"type": "all_group_chats"}]
        private = [{"type": "chat", "chat_id": chat.id}, {"type": "all_private_chats"}]
        nearest = [{"type": "chat_member", "chat_id": chat.id, "user_id": person.id}, *group]
        for scope in [*(private if chat.kind == "private" else nearest), _DEFAULT_SCOPE]:
            for language in ((person.language_code or "")[:2], ""):
                if (_key(scope), language) in self.commands:
                    return self.commands[_key(scope), language]
        return []

    def _get_me(self, _: Params) -> Json:
        return self._state.bot.json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self._state.privacy_mode,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def _delete_webhook(self, params: Params) -> bool:
        self.webhook_url = ""
        if params.get("drop_pending_updates") == "true":
            self._state.updates.drop()
        return True

    def _get_webhook_info(self, _: Params) -> Json:
        info: Json = {"url": self.webhook_url, "has_custom_certificate": False}
        info["pending_update_count"] = len(self._state.updates.pending)
        allowed = self._state.updates.allowed
        return info | ({"allowed_updates": sorted(allowed)} if allowed else {})

    def _menu_key(self, params: Params) -> tuple[str, str]:
        scope = structure(params, "scope") or _DEFAULT_SCOPE
        if isinstance(scope, dict) and "chat_id" in scope:
            self._state.chat_for(scope["chat_id"])
        return _key(scope), str(params.get("language_code", ""))

    def _set_commands(self, params: Params) -> bool:
        commands = structure(params, "commands")
        if not isinstance(commands, list):
            raise bad_request("can't parse commands JSON object")
        if len(commands) > COMMAND_LIMIT:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            if not COMMAND_NAME.fullmatch(str(each.get("command", ""))):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(str(each.get("description", ""))) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[self._menu_key(params)] = commands
        self._state.changes.tell()
        return True

    def _delete_commands(self, params: Params) -> bool:
        self.commands.pop(self._menu_key(params), None)
        return True

    def _set_wording(self, what: str, params: Params) -> bool:
        name, limit = _WORDING[what]
        text = str(params.get(name, ""))
        if len(text) > limit:
            raise bad_request(f"bot {name.replace('_', ' ')} is too long")
        self.wording[what, str(params.get("language_code", ""))] = text
        return True

    def _get_wording(self, what: str, params: Params) -> Json:
        default = self._state.bot.first_name if what == "Name" else ""
        texts = [self.wording.get((what, language), "") for language in (str(params.get("language_code", "")), "")]
        return {_WORDING[what][0]: next(filter(None, texts), default)}

    def _visible(self, params: Params) -> Chat:
        chat = self._state.chat_for(params.get("chat_id"))
        if chat.kind != "private":
            check_access(self._state, chat)
        return chat

    def _get_chat(self, params: Params) -> Json:
        full = {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(_GIFTS, False),
        }
        return self._visible(params).json() | full

    def _get_chat_member(self, params: Params) -> Json:
        chat, wanted = self._visible(params), str(params.get("user_id"))
        person = self._person(int(wanted)) if wanted.isdecimal() else None
        if person is None:
            raise bad_request("member not found")
        return member_json(person, "member" if chat.person == person else chat.status(person))

    def _members(self, params: Params) -> list[Person]:
        chat = self._visible(params)
        everyone = [self._state.bot, *self._state.people.values()]
        return [each for each in everyone if chat.has(each) or chat.person == each]

    def _get_administrators(self, params: Params) -> list[Json]:
        chat = self._visible(params)
        if chat.kind == "private":
            raise bad_request("there are no administrators in the private chat")
        everyone = [(each, chat.status(each)) for each in self._members(params)]
        return [member_json(each, status) for each, status in everyone if status in {"creator", "administrator"}]

    def _leave(self, params: Params) -> bool:
        chat = self._visible(params)
        if chat.kind == "private":
            raise bad_request("chat member status can't be changed in private chats")
        self._state.change_member(chat, self._state.bot, "left", self._state.bot)
        return True

    def _person(self, number: int) -> Person | None:
        return self._state.bot if number == self._state.bot.id else self._state.people.get(number)


def _key(scope: object) -> str:
    return json.dumps(scope, sort_keys=True)
