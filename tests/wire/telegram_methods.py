"""The methods of the Bot API that carry messages, callbacks and files, as functions on the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.wire.telegram_entities import Formatted
from tests.wire.telegram_rules import CHAT_ACTIONS, Params, structure
from tests.wire.telegram_sending import (
    bad_request,
    formatted,
    keyboard,
    replied_message,
    stored_file,
    topic_of,
    venue,
    writable_chat,
)
from tests.wire.telegram_spec import Json
from tests.wire.telegram_state import TelegramState
from tests.wire.telegram_world import GENERAL_TOPIC, Chat, FileKind, Message, Person, StoredFile, Venue

Method = Callable[[Params], object]

QUERY_SECONDS = 15
DELETE_SECONDS = 48 * 3600
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current"
    " content and reply markup of the message"
)


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the bot answered to the press of a button; `alert` shows it in a window."""

    text: str = field(default="", repr=False)
    alert: bool = False
    url: str | None = field(default=None, repr=False)


@dataclass(eq=False, slots=True)
class CallbackQuery:
    """A pressed button that waits for its answer."""

    id: str
    person: Person = field(repr=False)
    pressed_at: float
    answer: CallbackAnswer | None = None


class MessageMethods:
    """Sending, editing, deleting, answering and fetching."""

    def __init__(self, state: TelegramState) -> None:
        self._state = state
        self.queries: dict[str, CallbackQuery] = {}
        self.typing: list[tuple[int, str]] = []
        self.table: dict[str, Method] = {
            "sendMessage": self._send_message,
            "sendDocument": lambda params: self._send_file(params, "document"),
            "sendPhoto": lambda params: self._send_file(params, "photo"),
            "sendVenue": self._send_venue,
            "sendChatAction": self._send_chat_action,
            "editMessageText": lambda params: self._edit(params, "text"),
            "editMessageCaption": lambda params: self._edit(params, "caption"),
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete,
            "pinChatMessage": self._pin,
            "unpinChatMessage": self._unpin,
            "answerCallbackQuery": self._answer_callback,
            "getFile": self._get_file,
        }

    def _send_message(self, params: Params) -> Json:
        chat = writable_chat(self._state, params)
        return self._post(chat, params, formatted(params, "text"))

    def _send_file(self, params: Params, kind: FileKind) -> Json:
        chat = writable_chat(self._state, params)
        return self._post(chat, params, formatted(params, "caption"), stored_file(self._state, params, kind))

    def _send_venue(self, params: Params) -> Json:
        chat = writable_chat(self._state, params)
        return self._post(chat, params, Formatted("", ()), venue=venue(params))

    def _post(
        self,
        chat: Chat,
        params: Params,
        shown: Formatted,
        file: StoredFile | None = None,
        venue: Venue | None = None,
    ) -> Json:
        message = self._state.post(
            chat,
            self._state.bot,
            text=shown.text,
            entities=shown.entities,
            topic=topic_of(chat, params),
            reply_to=replied_message(chat, params),
            markup=keyboard(params),
            options=_options(params),
            file=file,
            venue=venue,
        )
        return message.json()

    def _send_chat_action(self, params: Params) -> bool:
        chat = writable_chat(self._state, params)
        if params.get("message_thread_id") != str(GENERAL_TOPIC):
            topic_of(chat, params)
        if params.get("action") not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        self.typing.append((chat.id, str(params["action"])))
        return True

    def _edit(self, params: Params, name: str) -> Json:
        message = self._editable(params)
        if (name == "text") == (message.file is not None or message.venue is not None):
            raise bad_request(f"there is no {name} in the message to edit")
        shown, markup = formatted(params, name), keyboard(params)
        if (shown.text, shown.entities, markup) == (message.text, message.entities, message.markup):
            raise bad_request(_UNCHANGED)
        message.former.append(message.text)
        message.text, message.entities, message.markup = shown.text, shown.entities, markup
        message.options = message.options | _options(params)
        return self._edited(message)

    def _edit_markup(self, params: Params) -> Json:
        message, markup = self._editable(params), keyboard(params)
        if markup == message.markup:
            raise bad_request(_UNCHANGED)
        message.markup = markup
        return self._edited(message)

    def _editable(self, params: Params) -> Message:
        if "inline_message_id" in params:
            raise bad_request("MESSAGE_ID_INVALID")
        chat = writable_chat(self._state, params)
        message = chat.messages.get(int(str(params.get("message_id", 0))))
        if message is None or message.deleted:
            raise bad_request("message to edit not found")
        if message.sender != self._state.bot or message.fixed:
            raise bad_request("message can't be edited")
        if message.topic in chat.topics and chat.topics[message.topic].closed:
            raise bad_request("TOPIC_CLOSED")
        return message

    def _edited(self, message: Message) -> Json:
        message.edited_at = self._state.now()
        message.revision += 1
        self._state.changes.tell()
        return message.json()

    def _delete(self, params: Params) -> bool:
        chat = self._state.chat_for(params.get("chat_id"))
        message = chat.messages.get(int(str(params.get("message_id", 0))))
        if message is None or message.deleted:
            raise bad_request("message to delete not found")
        is_admin = chat.status(self._state.bot) == "administrator"
        if not is_admin and chat.kind != "private" and message.sender != self._state.bot:
            raise bad_request("message can't be deleted")
        if self._state.clock() - message.date > DELETE_SECONDS and not is_admin:
            raise bad_request("message can't be deleted for everyone")
        message.deleted = True
        self._state.changes.tell()
        return True

    def _pin(self, params: Params) -> bool:
        chat, message = self._pinnable(params, "message to pin not found")
        chat.pinned.append(message)
        return True

    def _unpin(self, params: Params) -> bool:
        chat, message = self._pinnable(params, "message to unpin not found")
        if message not in chat.pinned:
            raise bad_request("message to unpin not found")
        chat.pinned.remove(message)
        return True

    def _pinnable(self, params: Params, gone: str) -> tuple[Chat, Message]:
        chat = writable_chat(self._state, params)
        message = chat.messages.get(int(str(params.get("message_id", 0))))
        if message is None or message.deleted:
            raise bad_request(gone)
        if chat.kind != "private" and chat.status(self._state.bot) != "administrator":
            raise bad_request("not enough rights to manage pinned messages in the chat")
        return chat, message

    def _answer_callback(self, params: Params) -> bool:
        query = self.queries.get(str(params.get("callback_query_id")))
        is_late = query is not None and self._state.clock() - query.pressed_at > QUERY_SECONDS
        if query is None or is_late or query.answer is not None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        text = str(params.get("text", ""))
        if len(text) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        address = params.get("url")
        query.answer = CallbackAnswer(text, params.get("show_alert") == "true", str(address) if address else None)
        self._state.changes.tell()
        return True

    def _get_file(self, params: Params) -> Json:
        file = self._state.files.get(str(params.get("file_id")))
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return file.json() | {"file_path": file.path}


def _options(params: Params) -> Json:
    """What Telegram shows again of how a message was sent."""
    options: Json = {}
    preview = structure(params, "link_preview_options")
    if isinstance(preview, dict):
        options["link_preview_options"] = preview
    if params.get("protect_content") == "true":
        options["has_protected_content"] = True
    return options
