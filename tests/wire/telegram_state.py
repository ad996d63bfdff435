"""What the fake Telegram knows, how messages get ids, and which of them reach the bot."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Unpack

from tests.wire.telegram_entities import covered
from tests.wire.telegram_spec import Json
from tests.wire.telegram_updates import ApiError, Changes, UpdateQueue
from tests.wire.telegram_world import (
    Chat,
    ChatKind,
    Content,
    FileKind,
    Message,
    Person,
    Status,
    StoredFile,
    Topic,
    member_json,
)

# Real ids need more than 32 bits; so do these.
FIRST_USER = 6_100_000_001
FIRST_GROUP = 4_100_000_001
FIRST_SUPERGROUP = 1_002_100_000_001
# In a forum 1 is the general topic, so that no message has this id.
FIRST_OWN_ID = 2
_NUMBER = re.compile(r"-?\d{1,18}")
GROUP_ANONYMOUS = Person(1_087_968_824, "Group", "GroupAnonymousBot", is_bot=True)


class TelegramState:
    """One Telegram with one bot in it."""

    def __init__(self, bot: Person, clock: Callable[[], float] = time.time) -> None:
        self.bot = bot
        self.clock = clock
        self.privacy_mode = True
        self.changes = Changes()
        self.updates = UpdateQueue(self.changes)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.sent: list[Message] = []
        self._users = itertools.count(FIRST_USER)
        self._groups = itertools.count(FIRST_GROUP)
        self._supergroups = itertools.count(FIRST_SUPERGROUP)
        self._files = itertools.count(1)
        # Private chats and basic groups share one row of message ids, each supergroup has its own.
        self._common_ids = itertools.count(11)
        self._own_ids: dict[int, Iterator[int]] = {}

    def now(self) -> int:
        return int(self.clock())

    def new_person(self, first_name: str, username: str | None, language_code: str | None) -> Person:
        person = Person(next(self._users), first_name, username, language_code)
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", person=person)
        return person

    def new_group(self, title: str, kind: ChatKind, *, is_forum: bool) -> Chat:
        number = next(self._groups if kind == "group" else self._supergroups)
        chat = Chat(-number, kind, title, is_forum=is_forum)
        self.chats[chat.id] = chat
        return chat

    def new_topic(self, chat: Chat, name: str, by: Person) -> Topic:
        if not chat.is_forum:
            raise ValueError("only a forum has topics")
        made = {"forum_topic_created": {"name": name, "icon_color": 7_322_096}}
        message = self.post(chat, by, service=made, deliver=False)
        topic = chat.topics[message.id] = Topic(message.id, name)
        message.topic = topic.id
        self.deliver(message)
        return topic

    def new_file(self, kind: FileKind, name: str, content: bytes, size: tuple[int, int] = (0, 0)) -> StoredFile:
        """Stores a file; `size` is the width and height of a picture."""
        file = StoredFile(kind, next(self._files), name, content, *size)
        self.files[file.id] = file
        return file

    def post(self, chat: Chat, sender: Person, *, deliver: bool = True, **content: Unpack[Content]) -> Message:
        """Puts a message into a chat, and hands it to the bot if it is for the bot."""
        number = next(self._ids_of(chat))
        message = Message(chat, number, sender, self.now(), **content)
        if message.topic is not None and message.reply_to is None:
            # Telegram shows what stands in a topic as a reply to the message that made the topic.
            message.reply_to = chat.messages.get(message.topic)
        chat.messages[number] = message
        if sender == self.bot:
            self.sent.append(message)
        elif deliver:
            self.deliver(message)
        self.changes.tell()
        return message

    def deliver(self, message: Message, kind: str = "message") -> bool:
        """Queues a message for the bot; False if privacy mode or the subscription keeps it away."""
        return self.reaches_bot(message) and self.updates.push(kind, message.json())

    def reaches_bot(self, message: Message) -> bool:
        chat = message.chat
        if not chat.has(self.bot):
            return False
        if chat.kind == "private":
            return True
        is_open = not self.privacy_mode or chat.status(self.bot) == "administrator"
        return is_open or bool(message.service) or self._is_addressed(message)

    def change_member(self, chat: Chat, person: Person, new: Status, by: Person) -> None:
        """Changes a membership and tells the bot where Telegram does."""
        old = chat.status(person)
        chat.members[person.id] = new
        changed = {
            "chat": chat.json(),
            "from": by.json(),
            "date": self.now(),
            "old_chat_member": member_json(person, old),
            "new_chat_member": member_json(person, new),
        }
        if person == self.bot:
            self.updates.push("my_chat_member", changed)
        elif chat.status(self.bot) == "administrator":
            self.updates.push("chat_member", changed)
        self.changes.tell()

    def chat_for(self, chat_id: object) -> Chat:
        """The chat of a call.

        Raises:
            ApiError: the bot cannot know this chat, or it has become a supergroup.
        """
        chat = self.chats.get(int(str(chat_id))) if _NUMBER.fullmatch(str(chat_id)) else None
        if chat is None or not self._is_known(chat):
            raise ApiError(400, "Bad Request: chat not found")
        if chat.migrated_to is not None:
            moved = {"migrate_to_chat_id": chat.migrated_to}
            raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)
        return chat

    def in_a_group_with_bot(self, person: Person) -> bool:
        groups = (chat for chat in self.chats.values() if chat.kind != "private")
        return any(chat.has(person) and chat.has(self.bot) for chat in groups)

    def put(self, chat: Chat, people: Iterable[Person], status: Status) -> None:
        """Makes people members without telling anyone, as if it had been so for long."""
        chat.members.update({person.id: status for person in people})

    def _is_known(self, chat: Chat) -> bool:
        if chat.person is None:
            return self.bot.id in chat.members
        return chat.status(self.bot) != "left" or self.in_a_group_with_bot(chat.person)

    def _is_addressed(self, message: Message) -> bool:
        if message.reply_to is not None and message.reply_to.sender == self.bot:
            return True
        return any(self._names_bot(message.text, each) for each in message.entities)

    def _names_bot(self, text: str, entity: Json) -> bool:
        name = f"@{self.bot.username}".lower()
        shown = covered(text, entity).lower()
        if entity["type"] == "mention":
            return shown == name
        starts = entity["type"] == "bot_command" and entity["offset"] == 0
        return starts and ("@" not in shown or shown.endswith(name))

    def _ids_of(self, chat: Chat) -> Iterator[int]:
        if chat.kind != "supergroup":
            return self._common_ids
        return self._own_ids.setdefault(chat.id, itertools.count(FIRST_OWN_ID))
