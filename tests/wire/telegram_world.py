"""People, chats, topics, messages and files of the fake Telegram, and the JSON that the Bot API shows of them."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypedDict

from tests.wire.telegram_rules import keyboard_rows
from tests.wire.telegram_spec import Json

ChatKind: TypeAlias = Literal["private", "group", "supergroup"]
FileKind: TypeAlias = Literal["document", "photo"]
Status: TypeAlias = Literal["creator", "administrator", "member", "left", "kicked"]

PRESENT: frozenset[Status] = frozenset({"creator", "administrator", "member"})
GENERAL_TOPIC = 1
_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


@dataclass(frozen=True, slots=True)
class Person:
    """A user or the bot itself."""

    id: int
    first_name: str = field(repr=False)
    username: str | None = field(default=None, repr=False)
    language_code: str | None = field(default=None, repr=False)
    is_bot: bool = False

    def json(self) -> Json:
        """The Bot API's `User`."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {"username": self.username, "language_code": self.language_code}
        return user | {name: value for name, value in optional.items() if value is not None}


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is that of the service message that made it."""

    id: int
    name: str = field(repr=False)
    closed: bool = False


@dataclass(eq=False, slots=True)
class Chat:
    """A private chat, basic group or supergroup with its state.

    `members` includes the bot, by user id. In a private chat only the bot's status counts: "left" until the
    person pressed Start, "kicked" while they block it.
    """

    id: int
    kind: ChatKind
    title: str = field(default="", repr=False)
    person: Person | None = field(default=None, repr=False)
    is_forum: bool = False
    members: dict[int, Status] = field(default_factory=dict, repr=False)
    topics: dict[int, Topic] = field(default_factory=dict, repr=False)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    pinned: list[Message] = field(default_factory=list, repr=False)
    muted: bool = False
    migrated_to: int | None = None

    def json(self) -> Json:
        """The Bot API's `Chat`."""
        chat: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            chat["first_name"] = self.person.first_name
            return chat | ({"username": self.person.username} if self.person.username else {})
        return chat | {"title": self.title} | ({"is_forum": True} if self.is_forum else {})

    def status(self, person: Person) -> Status:
        return self.members.get(person.id, "left")

    def has(self, person: Person) -> bool:
        return self.status(person) in PRESENT


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: `data` for a callback, `url` for a link."""

    label: str = field(repr=False)
    data: str | None = None
    url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a message carries; width and height are those of a picture, else 0."""

    kind: FileKind
    number: int
    name: str = field(repr=False)
    content: bytes = field(repr=False)
    width: int = 0
    height: int = 0

    @property
    def id(self) -> str:
        return f"AgAC{self.kind}{self.number:08d}"

    @property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def path(self) -> str:
        suffix = self.name.rpartition(".")[2]
        return f"{self.kind}s/file_{self.number}.{suffix}"

    def json(self) -> Json:
        """The Bot API's `File`, without the path."""
        return {
            "file_id": self.id,
            "file_unique_id": f"AQAD{self.number:08d}",
            "file_size": len(self.content),
        }

    def field_json(self) -> Json:
        """The field of a message that shows this file."""
        if self.kind == "photo":
            return {"photo": [self.json() | {"width": self.width, "height": self.height}]}
        return {"document": self.json() | {"file_name": self.name, "mime_type": self.media_type}}


@dataclass(frozen=True, slots=True)
class Venue:
    """A pin on a map with its two lines of words."""

    latitude: float
    longitude: float
    title: str = field(repr=False)
    address: str = field(repr=False)

    def field_json(self) -> Json:
        """The fields of a message that show this pin."""
        location = {"latitude": self.latitude, "longitude": self.longitude}
        return {"location": location, "venue": {"location": location, "title": self.title, "address": self.address}}


class Content(TypedDict, total=False):
    """What a new message can hold; see the fields of `Message`."""

    text: str
    entities: tuple[Json, ...]
    topic: int | None
    reply_to: Message | None
    file: StoredFile | None
    venue: Venue | None
    service: Mapping[str, object]
    markup: Json
    options: Json
    anonymous: bool


@dataclass(eq=False, slots=True)
class Message:
    """A message as it stands now: edits change it, `revision` counts them, `former` keeps the earlier texts.

    `taken` and `seen` serve waiting: whether it was handed out already, and up to which revision. `fixed`: Telegram
    takes no more edits of it, as with some that are old.
    """

    chat: Chat
    id: int
    sender: Person
    date: int
    text: str = field(default="", repr=False)
    entities: tuple[Json, ...] = field(default=(), repr=False)
    topic: int | None = None
    reply_to: Message | None = field(default=None, repr=False)
    file: StoredFile | None = field(default=None, repr=False)
    venue: Venue | None = None
    service: Mapping[str, object] = field(default_factory=dict, repr=False)
    markup: Json = field(default_factory=dict, repr=False)
    options: Json = field(default_factory=dict, repr=False)
    anonymous: bool = False
    edited_at: int | None = None
    former: list[str] = field(default_factory=list, repr=False)
    revision: int = 0
    deleted: bool = False
    fixed: bool = False
    taken: bool = False
    seen: int = 0

    @property
    def buttons(self) -> list[Button]:
        """All buttons in reading order."""
        rows = keyboard_rows(self.markup)
        return [Button(each["text"], each.get("callback_data"), each.get("url")) for row in rows for each in row]

    @property
    def labels(self) -> list[str]:
        return [each.label for each in self.buttons]

    def button(self, wanted: str) -> Button:
        """The one button with this label or callback data.

        Raises:
            LookupError: there is none, or more than one.
        """
        found = [each for each in self.buttons if wanted in {each.label, each.data}]
        if len(found) != 1:
            raise LookupError(f"{len(found)} buttons are {wanted!r} among {self.labels}")
        return found[0]

    def json(self, *, with_reply: bool = True) -> Json:
        """The Bot API's `Message`."""
        message: Json = {
            "message_id": self.id,
            "from": self.sender.json(),
            "chat": self.chat.json(),
            "date": self.date,
        }
        if self.anonymous:
            message["sender_chat"] = self.chat.json()
        message |= self._place() | self._content() | self.options
        if with_reply and self.reply_to is not None and not self.reply_to.deleted:
            message["reply_to_message"] = self.reply_to.json(with_reply=False)
        if self.edited_at is not None:
            message["edit_date"] = self.edited_at
        return message | ({"reply_markup": self.markup} if "inline_keyboard" in self.markup else {})

    def _place(self) -> Json:
        if self.topic is not None:
            return {"message_thread_id": self.topic, "is_topic_message": True}
        if self.reply_to is not None and self.chat.kind == "supergroup":
            # Outside topics a reply names its thread, too, but one cannot send into such a thread.
            return {"message_thread_id": self.reply_to.id}
        return {}

    def _content(self) -> Json:
        if self.service:
            return dict(self.service)
        if self.venue is not None:
            return self.venue.field_json()
        text, entities = ("caption", "caption_entities") if self.file else ("text", "entities")
        content = self.file.field_json() if self.file else {}
        content |= {text: self.text} if self.text or not self.file else {}
        return content | ({entities: list(self.entities)} if self.entities else {})


def member_json(person: Person, status: Status) -> Json:
    """The Bot API's `ChatMember`."""
    member: Json = {"status": status, "user": person.json()}
    match status:
        case "creator":
            return member | {"is_anonymous": False}
        case "administrator":
            return member | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_ADMIN_RIGHTS, True)
        case "kicked":
            return member | {"until_date": 0}
        case _:
            return member
