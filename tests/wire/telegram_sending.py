"""What a bot may send and where: texts, keyboards, files, replies and topics, refused in Telegram's words."""

from __future__ import annotations

import struct

from tests.wire.telegram_entities import Formatted, link_problem
from tests.wire.telegram_html import EntityError
from tests.wire.telegram_rules import (
    BUTTON_LIMIT,
    CALLBACK_DATA_BYTES,
    CAPTION_LIMIT,
    FILE_BYTES,
    MOST_LATITUDE,
    MOST_LONGITUDE,
    PHOTO_BYTES,
    TEXT_LIMIT,
    Params,
    keyboard_rows,
    read_formatted,
    structure,
)
from tests.wire.telegram_spec import Json, Upload
from tests.wire.telegram_state import TelegramState
from tests.wire.telegram_updates import ApiError
from tests.wire.telegram_world import Chat, FileKind, Message, StoredFile, Venue

PARSE_MODES = frozenset({"", "html", "markdown", "markdownv2"})
_PNG = b"\x89PNG\r\n\x1a\n"


def bad_request(what: str) -> ApiError:
    return ApiError(400, f"Bad Request: {what}")


def writable_chat(state: TelegramState, params: Params) -> Chat:
    """The chat of a call, if the bot may write there.

    Raises:
        ApiError: it may not, or does not know the chat.
    """
    chat = state.chat_for(params.get("chat_id", ""))
    check_access(state, chat)
    if chat.muted and chat.status(state.bot) == "member":
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def check_access(state: TelegramState, chat: Chat) -> None:
    """Refuses a chat that the bot is not in, not yet in, or no longer in."""
    match chat.kind, chat.status(state.bot):
        case "private", "left":
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        case "private", "kicked":
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        case kind, "left":
            raise ApiError(403, f"Forbidden: bot is not a member of the {kind} chat")
        case kind, "kicked":
            raise ApiError(403, f"Forbidden: bot was kicked from the {kind} chat")


def topic_of(chat: Chat, params: Params) -> int | None:
    """The topic to send to; None outside topics and in the general one, which takes no id."""
    if "message_thread_id" not in params:
        return None
    topic = chat.topics.get(int(str(params["message_thread_id"])))
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed:
        raise bad_request("TOPIC_CLOSED")
    return topic.id


def replied_message(chat: Chat, params: Params) -> Message | None:
    """The message that `reply_parameters` name."""
    wanted = structure(params, "reply_parameters")
    if not isinstance(wanted, dict):
        return None
    found = chat.messages.get(wanted.get("message_id", 0))
    if found is not None and not found.deleted:
        return found
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def formatted(params: Params, name: str) -> Formatted:
    """A text or caption after Telegram has read its entities, within its limit."""
    mode = str(params.get("parse_mode", ""))
    if mode.lower() not in PARSE_MODES:
        raise bad_request("unsupported parse_mode")
    try:
        shown = read_formatted(str(params.get(name, "")), mode)
    except EntityError as error:
        raise bad_request(f"can't parse entities: {error}") from error
    if name == "text" and not shown.text:
        raise bad_request("message text is empty")
    if len(shown.text) > (TEXT_LIMIT if name == "text" else CAPTION_LIMIT):
        raise bad_request("message is too long" if name == "text" else "message caption is too long")
    return shown


def venue(params: Params) -> Venue:
    """The pin on a map of sendVenue."""
    latitude, longitude = (float(str(params.get(name, "nan"))) for name in ("latitude", "longitude"))
    title, address = (str(params.get(name, "")).strip() for name in ("title", "address"))
    if not (abs(latitude) <= MOST_LATITUDE and abs(longitude) <= MOST_LONGITUDE):
        raise bad_request("invalid location specified")
    if not title or not address:
        raise bad_request(f"venue {'address' if title else 'title'} must be non-empty")
    return Venue(latitude, longitude, title, address)


def keyboard(params: Params) -> Json:
    """The reply markup, if Telegram takes it."""
    markup = structure(params, "reply_markup")
    if markup is not None and not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = keyboard_rows(markup)
    if sum(map(len, rows)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    for button in (each for row in rows for each in row):
        _check_button(button)
    return markup or {}


def _check_button(button: Json) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Button text must be non-empty")
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        if link_problem(str(button["url"])):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")
    elif len(button) == 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def stored_file(state: TelegramState, params: Params, kind: FileKind) -> StoredFile:
    """The file of sendDocument or sendPhoto: uploaded now, or known by its id."""
    given = params.get(kind)
    if isinstance(given, Upload):
        return new_file(state, kind, given.name, given.content)
    known = state.files.get(str(given))
    if known is None or known.kind != kind:
        raise bad_request("wrong file identifier/HTTP URL specified" if given else f"there is no {kind} in the request")
    return known


def new_file(state: TelegramState, kind: FileKind, name: str, content: bytes) -> StoredFile:
    """Takes in a file.

    Raises:
        ApiError: it is empty, too big, or a photo that is no picture.
    """
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > (PHOTO_BYTES if kind == "photo" else FILE_BYTES):
        raise ApiError(413, "Request Entity Too Large")
    return state.new_file(kind, name, content, _picture_size(content) if kind == "photo" else (0, 0))


def _picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, the only kind of picture that the bot draws."""
    if not content.startswith(_PNG) or len(content) < 24:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", content[16:24])
    if width + height > 10_000 or not 1 / 20 <= width / max(height, 1) <= 20:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height
