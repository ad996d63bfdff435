"""What was said and shown on both platforms, written down as people see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.wire import discord_model, telegram_world
from tests.wire.discord_json import components_of
from tests.wire.discord_rules import BUTTON, LINK_STYLE
from tests.wire.discord_server import FakeDiscord
from tests.wire.telegram_rules import keyboard_rows
from tests.wire.telegram_server import FakeTelegram

ZONE = ZoneInfo("Europe/London")

Message = discord_model.Message | telegram_world.Message

# When so much time went by, the clock is written down again.
_PAUSE = timedelta(minutes=2)

_GONE = -1

_STATUS = {discord_model.CANCELLED: ", cancelled", discord_model.ACTIVE: ", begun", discord_model.COMPLETED: ", over"}

_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
_IN_ADDRESS = re.compile(r"(_accept_)[a-z0-9]{8}\b")
_MOMENT = re.compile(r"<t:(\d+)(?::\w)?>")


@dataclass(frozen=True)
class Shown:
    """One message as it stood at one time. `in_the_open`: others see it; `changed`: it stood there otherwise before."""

    message: Message
    text: str
    in_the_open: bool
    changed: bool

    @property
    def chat(self) -> telegram_world.Chat | discord_model.Channel:
        """The chat or channel that it stands in."""
        return self.message.chat if isinstance(self.message, telegram_world.Message) else self.message.channel


@dataclass
class Heard:
    """All that was said, in order; `shown` are the bot's messages, each again when it changed."""

    lines: list[str] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    _seen: dict[Message, int] = field(default_factory=dict)
    told_at: datetime | None = None
    _stood: dict[Message, list[str]] = field(default_factory=dict)
    _pinned: dict[int, tuple[telegram_world.Message, ...]] = field(default_factory=dict)
    _events: dict[int, str] = field(default_factory=dict)

    def act(self, what: str, now: datetime) -> None:
        """Write down what a person did."""
        self._tell_time(now)
        self.lines.append(masked(what))

    def note(self, what: str) -> None:
        """Write down what a person sees that is no message."""
        self.lines.append(masked(what))

    def look(self, telegram: FakeTelegram, discord: FakeDiscord, now: datetime) -> list[Shown]:
        """Write down what is new or has changed; give it."""
        found = [*self._new(discord.messages), *self._new(telegram.messages)]
        if found:
            self._tell_time(now)
        self.lines += [masked(_written(one)) for one in found if not _stays_for_all(one)]
        self.lines += map(masked, self._changed_for_all([one for one in found if _stays_for_all(one)]))
        self._stood |= {one.message: _lines(one) for one in found if one.in_the_open}
        self.lines += [*self._newly_pinned(telegram), *self._newly_listed(discord)]
        self.shown += found
        return found

    def taken_away(self, who: str, message: Message) -> None:
        """Write down that somebody deleted a message of the bot."""
        self.lines.append(f"{who} deletes the message{_to(message)}")
        self._seen[message] = _GONE

    def _changed_for_all(self, found: Iterable[Shown]) -> Iterator[str]:
        """Write what has become of messages that all see: of each only what is new, and the same in one."""
        places: dict[str, list[str]] = {}
        for one in found:
            before, now = self._stood.get(one.message, []), _lines(one)
            new = "\n\n".join(line for line in now if line not in before)
            whole = "\n\n".join(now)
            written = f"… {new or '(less than before)'}" if 2 * len(new) < len(whole) else whole
            places.setdefault(written, []).append(_to(one.message).removesuffix(", for all to see"))
        for written, where in places.items():
            yield f"bot changes the message{' and'.join(where)}, for all to see:\n{written}"

    def _newly_pinned(self, telegram: FakeTelegram) -> Iterator[str]:
        for chat in telegram.state.chats.values():
            before, now = self._pinned.get(chat.id, ()), tuple(chat.pinned)
            for message in now:
                if not any(message is one for one in before):
                    yield f"bot pins the message{_to(message)}."
            for message in before:
                if not any(message is one for one in now):
                    yield f"bot unpins the message{_to(message)}."
            self._pinned[chat.id] = now

    def _newly_listed(self, discord: FakeDiscord) -> Iterator[str]:
        """Tell what has changed in the lists of events."""
        for event in discord.scheduled_events.values():
            now = _listed(event)
            if self._events.get(event.id) != now:
                self._events[event.id] = now
                yield f"in the list of events of “{event.guild.name}”: {now}"

    def _new(self, messages: Iterable[Message]) -> list[Shown]:
        new: list[Shown] = []
        changed: list[Shown] = []
        for message in list(messages):
            before, now = self._seen.get(message), _version(message)
            if before != now:
                self._seen[message] = now
                shown = Shown(message, _text(message), _is_open(message), before is not None)
                (new if before is None else changed).append(shown)
        # What goes to several chats at once arrives in any order there.
        return [one for found in (new, changed) for one in sorted(found, key=lambda one: abs(one.chat.id))]

    def _tell_time(self, now: datetime) -> None:
        if self.told_at is None or now - self.told_at >= _PAUSE:
            self.lines.append(f"—— {now.astimezone(ZONE):%A %-d %B, %H:%M} ——")
        self.told_at = now


def masked(text: str) -> str:
    """Leave codes out, as they are made by chance."""
    return _IN_ADDRESS.sub(r"\1xxxxxxxx", _CODE.sub("XXXX-XXXX", text))


def rows(message: Message) -> Iterator[str]:
    """Give the rows of buttons and menus as a person sees them."""
    if isinstance(message, telegram_world.Message):
        for row in keyboard_rows(message.markup):
            yield " ".join(f"[{each['text']}{' ↗' if 'url' in each else ''}]" for each in row)
        return
    for row in message.data["components"]:
        parts = list(components_of([row]))
        yield " ".join(filter(None, map(_part, parts)))


def below(message: Message | None) -> str:
    """Say below which message a button was pressed, if all see it."""
    return f" below the one{_to(message)}" if message is not None and _is_open(message) else ""


def labels(message: Message) -> list[str]:
    """Give what stands on buttons and in menus."""
    found = [button.label for button in message.buttons]
    if isinstance(message, discord_model.Message):
        found += [label for menu in message.selects for label in menu.options]
    return found


def _part(part: dict[str, object]) -> str:
    if part["type"] == BUTTON:
        return f"[{part.get('label', '')}{' ↗' if part['style'] == LINK_STYLE else ''}]"
    options = part.get("options")
    if not isinstance(options, list):
        return ""
    return f"({part.get('placeholder', '')}: {' | '.join(each['label'] for each in options)})"


def _version(message: Message) -> int:
    if message.deleted:
        return _GONE
    return message.revision if isinstance(message, telegram_world.Message) else message.edits


def _listed(event: discord_model.ScheduledEvent) -> str:
    data = event.data
    start, end = (
        datetime.fromisoformat(data[f"scheduled_{which}_time"]).astimezone(ZONE) for which in ("start", "end")
    )
    gone = ", deleted" if event.deleted else _STATUS.get(data["status"], "")
    return f"{data['name']}, {start:%a %-d %b, %H:%M} to {end:%H:%M}, {data['entity_metadata']['location']}{gone}"


def _text(message: Message) -> str:
    if isinstance(message, telegram_world.Message):
        venue = message.venue
        if venue is not None:
            return f"{venue.title}, {venue.address} <map: {venue.latitude}, {venue.longitude}>"
        return message.text
    readable = _MOMENT.sub(lambda found: f"{datetime.fromtimestamp(int(found[1]), ZONE):%-d %B %Y %H:%M}", message.text)
    return readable.replace("**", "")


def _written(shown: Shown) -> str:
    message = shown.message
    if message.deleted:
        return f"bot takes away the message{_to(message)}."
    heading = f"bot changes the message{_to(message)}:" if shown.changed else f"bot{_to(message)}:"
    return "\n".join(filter(None, (heading, shown.text, *_files(message), *rows(message))))


def _stays_for_all(shown: Shown) -> bool:
    return shown.changed and shown.in_the_open and not shown.message.deleted


def _lines(shown: Shown) -> list[str]:
    """Give what a message consists of, with the files and buttons below it."""
    return list(filter(None, (*shown.text.split("\n\n"), *_files(shown.message), *rows(shown.message))))


def _files(message: Message) -> Iterator[str]:
    if isinstance(message, discord_model.Message):
        yield from (f"<file: {name}>" for name in message.files)
    elif message.file is not None:
        kind = "picture" if message.file.kind == "photo" else "file"
        yield f"<{kind}: {message.file.name}>"


def _to(message: Message) -> str:
    if isinstance(message, telegram_world.Message):
        person, topic = message.chat.person, message.chat.topics.get(message.topic or 0)
        inside = "" if topic is None else f", topic “{topic.name}”"
        return f" in the group “{message.chat.title}”{inside}" if person is None else f" to {person.first_name}"
    if message.channel.recipient is not None:
        return f" to {message.channel.recipient.name} in private"
    if message.seen_only_by is not None:
        return f" in #{message.channel.name}, for {message.seen_only_by.name} alone"
    return f" in #{message.channel.name}, for all to see"


def _is_open(message: Message) -> bool:
    if isinstance(message, telegram_world.Message):
        return message.chat.person is None
    return message.channel.recipient is None and message.seen_only_by is None
