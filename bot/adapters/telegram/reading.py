"""From Telegram's messages and presses to what the bot understands. Pure, but for the clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from telegram import CallbackQuery, Chat, Message, User
from telegram.constants import ChatType

from bot.adapters.telegram.permissions import role_of
from bot.core.actions import Action
from bot.core.incoming import Called, Incoming, Origin, Pressed, Said, shown_name
from bot.core.people import Person, Place, PlaceKind, Platform
from bot.core.ports import Clock, CommandSpec

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?!\S)\s*(.*)", re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
# What is left around a text when the bot's name was taken out of it.
_AROUND_NAME = " ,:;\u2013\u2014-"


class Reader:
    """Understands what is meant for this bot and leaves the rest alone.

    `commands` are those on offer, `listen_chats` the groups whose ordinary talk is passed on.
    """

    def __init__(
        self,
        me: User,
        commands: Iterable[CommandSpec],
        *,
        organisers: frozenset[str],
        operators: frozenset[str],
        listen_chats: frozenset[str],
        clock: Clock,
    ) -> None:
        self._me = me
        self._name = re.compile(rf"(?<![\w@])@{re.escape(me.username or '')}(?!\w)", re.IGNORECASE)
        self._commands = {command.name: command for command in commands}
        self._organisers = organisers
        self._operators = operators
        self._listen_chats = listen_chats
        self._clock = clock

    def now(self) -> datetime:
        """The present moment."""
        return self._clock()

    def message(self, message: Message) -> Incoming | None:
        """Read a message; None for what has no words, comes from a bot or a channel, or is not for this bot.

        The words below a picture or file count as its text.
        """
        text = message.text or message.caption
        author = _author(message)
        if not text or author is None:
            return None
        command = _COMMAND.match(text)
        if command is not None:
            return self._command(message, author, *command.groups(default=""))
        return self._talk(message, author, text)

    def press(self, query: CallbackQuery) -> Pressed | None:
        """Read a pressed button; `fresh` where its message can no longer be changed."""
        message = query.message
        if message is None or query.data is None:
            return None
        topic = _topic(message) if isinstance(message, Message) else None
        place = _place(message.chat, topic)
        user = query.from_user
        origin = self._origin(str(user.id), user.full_name, place, user.language_code)
        return Pressed(origin, query.data, fresh=not message.is_accessible)

    def _talk(self, message: Message, author: str, text: str) -> Incoming | None:
        words = self._name.sub(" ", text)
        named = words != text
        addressed = named or message.chat.type == ChatType.PRIVATE or self._is_reply_to_me(message)
        return self._said(message, author, words.strip(_AROUND_NAME) if named else text, addressed=addressed)

    def _said(self, message: Message, author: str, text: str, *, addressed: bool) -> Said | None:
        origin = self._origin_of(message, author, addressed=addressed)
        if not addressed and origin.place.id not in self._listen_chats:
            return None
        return Said(
            origin, text, tuple(_codes_under(message.reply_to_message)) if self._is_reply_to_me(message) else ()
        )

    def _command(self, message: Message, author: str, name: str, to: str, rest: str) -> Incoming | None:
        """Read "/name@bot words".

        Words that fit no argument of the command stay together with it as a text, for they may tell of danger, and
        the screen for that reads every text. A command that is not ours, in a group, is another bot's. What a deep
        link opens stands behind /start.
        """
        name = name.lower()
        private = message.chat.type == ChatType.PRIVATE
        if to and to.lower() != (self._me.username or "").lower():
            return self._said(message, author, f"/{name}@{to} {rest}", addressed=True) if private and rest else None
        if name == "start" and private and (action := _linked(rest)) is not None:
            return Pressed(self._origin_of(message, author), action.code, fresh=True)
        spec = self._commands.get(name)
        if spec is None or (rest and not spec.arguments):
            addressed = bool(spec) or bool(to) or private or self._is_reply_to_me(message)
            return self._said(message, author, f"/{name} {rest}".rstrip(), addressed=addressed)
        return Called(self._origin_of(message, author), name, {spec.arguments[0].name: rest} if rest else {})

    def _origin_of(self, message: Message, author: str, *, addressed: bool = True) -> Origin:
        user, chat = message.from_user, message.sender_chat
        name = chat.effective_name if chat else user.full_name if user else None
        language = user.language_code if user else None
        return self._origin(author, name, _place(message.chat, _topic(message)), language, addressed=addressed)

    def _origin(
        self, author: str, name: str | None, place: Place, language: str | None, *, addressed: bool = True
    ) -> Origin:
        return Origin(
            Person(Platform.TELEGRAM, author),
            place,
            self._clock(),
            role=role_of(author, self._organisers, self._operators),
            language=language,
            addressed=addressed,
            seen_by_others=place.is_group,
            name=shown_name(name or ""),
        )

    def _is_reply_to_me(self, message: Message) -> bool:
        answered = message.reply_to_message
        if answered is None or answered.from_user is None or answered.forum_topic_created is not None:
            return False  # what merely stands in a topic looks like a reply to the message that made the topic
        return answered.from_user.id == self._me.id


def _linked(payload: str) -> Action | None:
    """Give what a deep link opens, if that may be something of ours."""
    return Action.from_payload(payload) if _PAYLOAD.fullmatch(payload) else None


def _codes_under(message: Message | None) -> Iterator[str]:
    """Give the codes of the buttons under a message."""
    rows = message.reply_markup.inline_keyboard if message is not None and message.reply_markup is not None else ()
    for button in (button for row in rows for button in row):
        if isinstance(button.callback_data, str):
            yield button.callback_data


def _author(message: Message) -> str | None:
    """Give the id of who wrote: a person, or the chat in whose name an administrator writes.

    None for bots, and for channels, whose posts also come into their discussion groups.
    """
    if message.chat.type == ChatType.CHANNEL or message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        return str(message.sender_chat.id)
    user = message.from_user
    return None if user is None or user.is_bot else str(user.id)


def _topic(message: Message) -> str | None:
    """Give the topic; a plain reply has a thread id as well, but nothing can be sent into such a thread."""
    return str(message.message_thread_id) if message.is_topic_message else None


def _place(chat: Chat, topic: str | None) -> Place:
    kind = PlaceKind.PRIVATE if chat.type == ChatType.PRIVATE else PlaceKind.GROUP
    return Place(Platform.TELEGRAM, str(chat.id), kind, topic)
