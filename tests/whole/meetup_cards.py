"""How the cards of meet-ups look on Discord and on Telegram, on one page for people to look at.

Written anew by: python -m tests.whole.meetup_cards
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import discord

from bot.adapters.discord.capabilities import CAPABILITIES
from bot.adapters.discord.render import render as render_discord
from bot.adapters.telegram.capabilities import capabilities
from bot.adapters.telegram.render import render as render_telegram
from bot.adapters.telegram.render import utf16_length
from bot.conversation.times.values import MonthWeekday
from bot.core.capabilities import degrade
from bot.core.people import Place, PlaceKind, Platform
from bot.core.reply import Reply
from bot.features.meetups.attending import Answer, Attendee, Remind
from bot.features.meetups.cards import Cards
from bot.features.meetups.meetup import (
    LONGEST_ADDRESS,
    LONGEST_LINK,
    LONGEST_PLACE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Content,
    Counts,
    Meetup,
    MeetupDate,
    Series,
    Status,
    Where,
)
from bot.texts.catalogue import Texts, load_texts
from tests.whole.heard import ZONE
from tests.whole.world import PROJECT

FILE = PROJECT / "docs" / "meetup-cards.md"

NOW = datetime(2026, 11, 20, 18, 53, tzinfo=UTC)
STARTS = datetime(2026, 11, 26, 19, tzinfo=UTC)
PLAIN = Content(
    "Coffee and a chat",
    Where("Old Library", "5 High Street", (51.5072, -0.1276), "https://meet.example.org/our-room"),
    "We meet by the window. Bring a friend if you like.",
    timedelta(minutes=90),
    seats=8,
    closes_before=timedelta(hours=1),
)
_WORDS = "All who take it, live with somebody who does, or have *many* questions are welcome; coffee is on us. "
LONGEST = replace(
    PLAIN,
    title=("A very long evening of talking about everything & more " * 3)[:LONGEST_TITLE],
    where=Where(
        ("The big hall of the Old Library " * 4)[:LONGEST_PLACE],
        ("second floor, behind the stairs (ring twice), 5 High Street, " * 4)[:LONGEST_ADDRESS],
        (51.5072, -0.1276),
        "https://meet.example.org/".ljust(LONGEST_LINK, "x"),
        link_hidden=False,
    ),
    text=(_WORDS * 12)[:LONGEST_TEXT],
    seats=500,
)
MANY = Counts(500, 120, 80, 40)
MINE = Attendee("d" * 32, Answer.GOING, 3, NOW, Platform.DISCORD, 1, remind=Remind.BOTH)

HEAD = """# How the cards of meet-ups look

What members see, as each platform is sent it. Buttons stand in [brackets], one line for each row. On Discord a moment
is shown in each reader's own time; here it is the time in London.

This page is written by `python -m tests.whole.meetup_cards`.
"""


@dataclass(frozen=True)
class Drawn:
    """One card, with what leads to it; or what one person sees of it alone."""

    name: str
    reply: Reply
    alone: bool = False

    def place(self, platform: Platform) -> Place:
        """Give where it is shown."""
        return Place(platform, "-1", PlaceKind.PRIVATE if self.alone else PlaceKind.GROUP)


def all_drawn(texts: Texts) -> Iterator[Drawn]:
    """Draw every kind of card."""
    cards, meetup, on = Cards(texts), _meetup(), _date()

    def card(name: str, counts: Counts, /, *, meetup: Meetup = meetup, on: MeetupDate = on) -> Drawn:
        return Drawn(name, cards.card(meetup, on, counts, NOW))

    series = replace(meetup, series=Series(MonthWeekday(4, 3), date(2027, 6, 30)))
    open_link = replace(PLAIN, where=replace(PLAIN.where, link_hidden=False), seats=None, asks=False)
    longest = replace(series, content=LONGEST)
    yield card("Nobody has answered yet", Counts())
    yield card("Some have", Counts(5, 2, 1))
    yield card("One place is left, and two wait who need two", Counts(7, 2, 1, 2))
    yield card("Full", Counts(8, 2, 1))
    yield card("Full, and some wait", Counts(8, 2, 1, 3))
    yield card("Any number, an open link, no questions", Counts(5, 2, 1), meetup=replace(meetup, content=open_link))
    yield card("A date of a series", Counts(5), meetup=series)
    moved = replace(on, starts_at=STARTS + timedelta(days=1), ends_at=on.ends_at + timedelta(days=1), moved=True)
    yield card("A date of a series that was moved", Counts(5), meetup=series, on=moved)
    yield card("Cancelled", Counts(5, 2, 1), on=replace(on, status=Status.CANCELLED))
    yield card("Over", Counts(5, 2, 1), on=replace(on, status=Status.OVER))
    yield Drawn("There is a newer one further down", cards.farewell(meetup, on, NOW))
    yield card("The longest texts, with 500 who come", MANY, meetup=longest)
    yield Drawn("What is behind [More], for whoever presses it", cards.words(longest, on), alone=True)
    yield Drawn(
        "For one person: going with a guest", cards.details(meetup, on, Counts(5, 2, 1), MINE, 0, NOW), alone=True
    )
    waits = replace(MINE, waits=True, guests=0, remind=Remind.NEVER)
    waiting = cards.details(meetup, on, Counts(8, 2, 1, 3), waits, 2, NOW)
    yield Drawn("For one person: on the waiting list", waiting, alone=True)
    yield Drawn("For one person: the longest texts", cards.details(longest, on, MANY, MINE, 0, NOW), alone=True)


def _meetup() -> Meetup:
    return Meetup("a" * 32, "b" * 32, PLAIN, "Europe/London", STARTS.date(), time(19), None, (), NOW, NOW)


def _date() -> MeetupDate:
    return MeetupDate("c" * 32, "a" * 32, STARTS.replace(tzinfo=None), STARTS, STARTS + PLAIN.duration)


@dataclass(frozen=True)
class Sent:
    """A message as it is sent: its text as people read it, its rows of buttons, and how long it is for the platform."""

    text: str
    rows: tuple[tuple[str, ...], ...]
    length: int
    codes: tuple[str, ...]


def on_discord(drawn: Drawn) -> tuple[Sent, ...]:
    """Give the messages that Discord is sent."""
    pages = render_discord(degrade(drawn.reply, CAPABILITIES, drawn.place(Platform.DISCORD)))
    return tuple(
        Sent(_read(page.content), _rows(page.controls), utf16_length(page.content), _codes(page.controls))
        for page in pages
    )


def on_telegram(drawn: Drawn, texts: Texts) -> tuple[Sent, ...]:
    """Give the messages that Telegram is sent. It counts what is left of a text when its tags are read."""
    sent = []
    for page in render_telegram(degrade(drawn.reply, capabilities(texts, "bot"), drawn.place(Platform.TELEGRAM))):
        keyboard = page.keyboard.inline_keyboard if page.keyboard else ()
        text = unescape(_TAG.sub("", page.html))
        rows = tuple(tuple(button.text for button in row) for row in keyboard)
        codes = tuple(str(button.callback_data) for row in keyboard for button in row if button.callback_data)
        sent.append(Sent(text, rows, utf16_length(text), codes))
    return tuple(sent)


_TAG = re.compile(r"<[^>]*>")
_MOMENT = re.compile(r"<t:(\d+)(?::\w)?>")
_LINK = re.compile(r"\[([^]]*)\]\(<([^>]*)>\)")
_ESCAPED = re.compile(r"\\([^\w\s])")


def _read(markdown: str) -> str:
    """Give a text as Discord's apps show it, as far as letters can."""
    text = _MOMENT.sub(lambda found: f"{datetime.fromtimestamp(int(found[1]), ZONE):%A, %-d %B %Y %H:%M}", markdown)
    return _ESCAPED.sub(r"\1", _LINK.sub(r"\1", text).replace("**", ""))


def _rows(view: discord.ui.View | None) -> tuple[tuple[str, ...], ...]:
    """Give the labels of buttons in rows."""
    buttons = _buttons(view)
    rows = sorted({button.row or 0 for button in buttons})
    return tuple(tuple(str(button.label) for button in buttons if (button.row or 0) == row) for row in rows)


def _codes(view: discord.ui.View | None) -> tuple[str, ...]:
    return tuple(str(button.custom_id) for button in _buttons(view) if button.url is None)


def _buttons(view: discord.ui.View | None) -> list[discord.ui.Button[discord.ui.View]]:
    return [one for one in (view.children if view else ()) if isinstance(one, discord.ui.Button)]


def page(texts: Texts) -> str:
    """Give the whole page."""
    return "\n".join([HEAD, *map("".join, (_section(drawn, texts) for drawn in all_drawn(texts)))])


def _section(drawn: Drawn, texts: Texts) -> Iterator[str]:
    yield f"## {drawn.name}\n"
    for platform, messages in (("Discord", on_discord(drawn)), ("Telegram", on_telegram(drawn, texts))):
        for sent in messages:
            yield f"\n{platform} ({sent.length} characters):\n\n```text\n{sent.text}\n"
            yield "".join(" ".join(f"[{label}]" for label in row) + "\n" for row in sent.rows)
            yield "```\n"


if __name__ == "__main__":
    FILE.write_text(page(load_texts("en")), encoding="utf-8")
