"""Telegram's objects as the library makes them, for tests that need no server."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, Message, User

ME = User(7_000_000_001, "Support group", is_bot=True, username="our_support_group_bot")
ANNA = {"id": 6_100_000_001, "is_bot": False, "first_name": "Anna", "language_code": "de"}
OTHER_BOT = {"id": 6_100_000_009, "is_bot": True, "first_name": "Other"}
PRIVATE = {"id": 6_100_000_001, "type": "private", "first_name": "Anna"}
GROUP = {"id": -1_002_100_000_001, "type": "supergroup", "title": "Group"}

Json = dict[str, Any]


def raw_message(text: str | None = None, chat: Json = PRIVATE, **more: object) -> Json:
    """A message as Telegram sends it; None in `more` leaves a field out."""
    fields = {"message_id": 5, "date": 1_795_000_000, "chat": chat, "from": ANNA, "text": text} | more
    return {name: value for name, value in fields.items() if value is not None}


def message(text: str | None = None, chat: Json = PRIVATE, **more: object) -> Message:
    return Message.de_json(raw_message(text, chat, **more), None)


def query(shown: Json | None, data: str | None = "faq:show:a") -> CallbackQuery:
    """A press of a button under a message."""
    fields = {"id": "1", "from": ANNA, "chat_instance": "1", "message": shown, "data": data}
    return CallbackQuery.de_json({name: value for name, value in fields.items() if value is not None}, None)
