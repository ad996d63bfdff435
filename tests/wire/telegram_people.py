"""What people do in the fake Telegram: they write, press, join, leave and block."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.wire.telegram_entities import read_plain
from tests.wire.telegram_methods import CallbackAnswer, CallbackQuery, MessageMethods
from tests.wire.telegram_rules import BOT_HOSTS, CAPTION_LIMIT, TEXT_LIMIT
from tests.wire.telegram_spec import Json
from tests.wire.telegram_state import GROUP_ANONYMOUS, TelegramState
from tests.wire.telegram_world import Chat, ChatKind, Message, Person, Status, Topic

Place: TypeAlias = Chat | Person
TopicRef: TypeAlias = Topic | int | None

_QUERY_IDS = 4_382_610_000_000_000_000


class TelegramPeople:
    """The people's side. All acts take effect at once; the bot learns of them by its updates.

    Raises ValueError where Telegram's own apps would not let a person do it.
    """

    def __init__(self, state: TelegramState, messages: MessageMethods) -> None:
        self.state = state
        self._messages = messages
        self._query_ids = itertools.count(_QUERY_IDS)

    @property
    def bot(self) -> Person:
        return self.state.bot

    def add_user(self, first_name: str, username: str | None = None, language_code: str | None = "en") -> Person:
        """A new person, who has not started the bot and is in no group."""
        return self.state.new_person(first_name, username, language_code)

    def private(self, user: Person) -> Chat:
        """The chat of a person with the bot."""
        return self.state.chats[user.id]

    def add_group(
        self,
        title: str,
        members: Iterable[Person] = (),
        *,
        admins: Iterable[Person] = (),
        kind: ChatKind = "supergroup",
        is_forum: bool = False,
        bot_status: Status | None = "member",
    ) -> Chat:
        """A group that has long existed, so that nothing is told about it; the first admin created it."""
        chat = self.state.new_group(title, kind, is_forum=is_forum)
        leaders = list(admins)
        self.state.put(chat, members, "member")
        self.state.put(chat, leaders[:1], "creator")
        self.state.put(chat, leaders[1:], "administrator")
        self.state.put(chat, [self.bot] if bot_status else [], bot_status or "left")
        return chat

    def add_topic(self, chat: Chat, name: str, by: Person) -> Topic:
        """A new topic in a forum; the bot gets the service message."""
        self._check_may_write(by, chat)
        return self.state.new_topic(chat, name, by)

    def close_topic(self, chat: Chat, topic: Topic, by: Person) -> Message:
        topic.closed = True
        return self.state.post(chat, by, service={"forum_topic_closed": {}}, topic=topic.id)

    def delete_topic(self, chat: Chat, topic: Topic) -> None:
        """Removes a topic with its messages; bots are not told."""
        del chat.topics[topic.id]
        for message in chat.messages.values():
            message.deleted = message.deleted or message.topic == topic.id

    def start(self, user: Person, payload: str = "") -> Message:
        """Presses Start, or opens a deep link with a payload; this unblocks the bot, too."""
        chat = self.private(user)
        if chat.status(self.bot) == "kicked":
            self.unblock(user)
        chat.members[self.bot.id] = "member"
        return self.say(user, chat, f"/start {payload}".rstrip())

    def say(
        self,
        user: Person,
        chat: Place,
        text: str,
        reply_to: Message | None = None,
        topic: TopicRef = None,
        *,
        anonymous: bool = False,
    ) -> Message:
        """Writes a text; `anonymous` as an administrator who writes in the name of the group."""
        place = self._place(chat)
        self._check_may_write(user, place)
        if place.kind == "private":
            place.members.setdefault(self.bot.id, "member")
        shown = read_plain(text)
        if not 1 <= len(shown.text) <= TEXT_LIMIT:
            raise ValueError("Telegram's apps send 1 to 4096 characters in one message")
        sender = GROUP_ANONYMOUS if anonymous else user
        where = _topic_id(topic, reply_to)
        return self.state.post(
            place,
            sender,
            text=shown.text,
            entities=shown.entities,
            topic=where,
            reply_to=reply_to,
            anonymous=anonymous,
        )

    def send_file(self, user: Person, chat: Place, name: str, content: bytes, caption: str = "") -> Message:
        """Sends a document; the bot can fetch it by getFile."""
        place, shown = self._place(chat), read_plain(caption)
        self._check_may_write(user, place)
        if len(shown.text) > CAPTION_LIMIT:
            raise ValueError("a caption has at most 1024 characters")
        file = self.state.new_file("document", name, content)
        return self.state.post(place, user, text=shown.text, entities=shown.entities, file=file)

    def edit(self, user: Person, message: Message, text: str) -> Message:
        """Changes an own message."""
        if message.sender != user:
            raise ValueError("people edit only their own messages")
        shown = read_plain(text)
        message.former.append(message.text)
        message.text, message.entities, message.edited_at = shown.text, shown.entities, self.state.now()
        self.state.deliver(message, "edited_message")
        return message

    def delete(self, message: Message) -> None:
        """Deletes a message; bots are not told."""
        message.deleted = True
        self.state.changes.tell()

    def fix(self, message: Message) -> None:
        """Lets a message of the bot be one that Telegram no longer changes."""
        message.fixed = True

    async def press(self, user: Person, message: Message, wanted: str, timeout: float = 5) -> CallbackAnswer:  # noqa: ASYNC109
        """Presses the button with this label or data, and returns what the bot answers.

        Raises:
            TimeoutError: the bot left the press unanswered, so that the button goes on spinning.
        """
        query = self.tap(user, message, wanted)
        try:
            return await self.state.changes.until(lambda: query.answer, timeout)
        except TimeoutError:
            raise TimeoutError(f"no answer to the press of {wanted!r} within {timeout} s") from None

    def tap(self, user: Person, message: Message, wanted: str) -> CallbackQuery:
        """Presses a button without waiting for the answer."""
        data = message.button(wanted).data
        if data is None:
            raise ValueError("this button opens a link: use follow")
        return self.send_callback(user, message, data)

    def send_callback(self, user: Person, message: Message, data: str) -> CallbackQuery:
        """Sends any callback data for a message, as an app that shows an old keyboard, or a forged one, can do."""
        self._check_may_read(user, message.chat)
        query = CallbackQuery(str(next(self._query_ids)), user, self.state.clock())
        self._messages.queries[query.id] = query
        gone: Json = {"chat": message.chat.json(), "message_id": message.id, "date": 0}
        content = {
            "id": query.id,
            "from": user.json(),
            "chat_instance": str(message.chat.id * 7919),
            "data": data,
        }
        self.state.updates.push("callback_query", content | {"message": gone if message.deleted else message.json()})
        return query

    def follow(self, user: Person, message: Message, label: str) -> Message:
        """Opens the deep link behind a button, which leads into the private chat and presses Start there."""
        parts = urlsplit(message.button(label).url or "")
        payload = parse_qs(parts.query).get("start", [""])[0]
        if parts.hostname not in BOT_HOSTS or parts.path != f"/{self.bot.username}":
            raise ValueError("this button opens no chat with the bot")
        return self.start(user, payload)

    def join(self, user: Person, chat: Chat) -> Message:
        self.state.change_member(chat, user, "member", user)
        return self.state.post(chat, user, service={"new_chat_members": [user.json()]})

    def leave(self, user: Person, chat: Chat) -> Message:
        self.state.change_member(chat, user, "left", user)
        return self.state.post(chat, user, service={"left_chat_member": user.json()})

    def block(self, user: Person) -> None:
        """Stops the bot in the private chat."""
        self.state.change_member(self.private(user), self.bot, "kicked", user)

    def unblock(self, user: Person) -> None:
        self.state.change_member(self.private(user), self.bot, "member", user)

    def add_bot(self, chat: Chat, by: Person) -> Message:
        """Adds the bot to a group."""
        self.state.change_member(chat, self.bot, "member", by)
        return self.state.post(chat, by, service={"new_chat_members": [self.bot.json()]})

    def change_bot(self, chat: Chat, status: Status, by: Person) -> None:
        """Makes the bot an administrator ("administrator") or member again, or removes it ("kicked")."""
        self.state.change_member(chat, self.bot, status, by)

    def migrate(self, chat: Chat, *, announced: bool = True) -> Chat:
        """Turns a basic group into a supergroup with a new id; the bot may have missed the announcement."""
        new = self.state.new_group(chat.title, "supergroup", is_forum=False)
        new.members = dict(chat.members)
        admins = [each for each in self.state.people.values() if chat.status(each) == "creator"]
        by = next(iter(admins), GROUP_ANONYMOUS)
        self.state.post(chat, by, service={"migrate_to_chat_id": new.id}, deliver=announced)
        self.state.post(new, by, service={"migrate_from_chat_id": chat.id}, deliver=announced)
        chat.migrated_to = new.id
        return new

    def _place(self, chat: Place) -> Chat:
        return self.private(chat) if isinstance(chat, Person) else chat

    def _check_may_read(self, user: Person, chat: Chat) -> None:
        if chat.person not in {None, user}:
            raise ValueError("this is someone else's private chat")
        if chat.person is None and not chat.has(user):
            raise ValueError("only members act in a group")

    def _check_may_write(self, user: Person, chat: Chat) -> None:
        self._check_may_read(user, chat)
        if chat.migrated_to is not None:
            raise ValueError("the group has become a supergroup")
        if chat.person and chat.status(self.bot) == "kicked":
            raise ValueError("who blocked the bot must start it again before writing")


def _topic_id(topic: TopicRef, reply_to: Message | None) -> int | None:
    if topic is None:
        return reply_to.topic if reply_to else None
    return topic.id if isinstance(topic, Topic) else topic
