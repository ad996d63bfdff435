"""The card of a date, as all see it, and as one person sees it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.actions import Action
from bot.core.reply import Button, LinkButton, Reply, Row
from bot.core.richtext import Block, Blocks, Bold, Bullets, Link, Moment, Span, Text, paragraph
from bot.features.meetups.attending import Answer, Attendee, Remind, has_seat
from bot.features.meetups.describing import (
    facts,
    head_count,
    map_address,
    moment,
    series_in_words,
    titled,
    where,
)
from bot.features.meetups.meetup import Content, Counts, Meetup, MeetupDate, Status, closes_at, content_of
from bot.texts.catalogue import Texts
from bot.texts.keys import Key

LONGEST_CARD = 1_900
"""Characters, with those counted twice that a platform may have to escape."""

MOST_LINES = 20
"""Of the text on a card; the rest is behind a button."""

MINE = "mine"
"""Stands behind a date in buttons that only one person sees: what they pressed changes in place."""

_MOMENT_COST, _LINK_COST, _BOLD_COST, _BREAK_COST = 20, 6, 4, 2
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")
_UNESCAPED = frozenset(" \n,;'\"!?%&=")

_MINE: dict[Answer, Key] = {
    Answer.GOING: "meet.going_mine",
    Answer.MAYBE: "meet.maybe_mine",
    Answer.CANNOT: "meet.cannot_mine",
}
_REMINDED: dict[Remind, Key] = {
    Remind.DAY: "meet.reminded_day",
    Remind.HOUR: "meet.reminded_hour",
    Remind.BOTH: "meet.reminded_both",
}


LIST = Action("meetups", "list")
"""Shows what is coming."""


def act(verb: str, *arguments: str) -> Action:
    """Make an action of this feature."""
    return Action("meet", verb, arguments)


def list_button(texts: Texts) -> Button:
    """Give the button that leads back to what is coming."""
    return Button(texts.line("meet.list_button"), LIST, quiet=True)


def is_cancelled(meetup: Meetup, on: MeetupDate) -> bool:
    """Tell whether a date was cancelled, alone or with all of its meet-up."""
    return Status.CANCELLED in (meetup.status, on.status)


def is_over(on: MeetupDate, now: datetime) -> bool:
    """Tell whether a date has ended."""
    return on.status is Status.OVER or on.ends_at <= now


def is_final(meetup: Meetup, on: MeetupDate, now: datetime) -> bool:
    """Tell whether nothing about a date will change any more."""
    return is_cancelled(meetup, on) or is_over(on, now)


@dataclass(frozen=True, slots=True)
class Cards:
    """Words and draws cards. Each is one message on every platform."""

    texts: Texts

    def card(self, meetup: Meetup, on: MeetupDate, counts: Counts, now: datetime) -> Reply:
        """Draw the card that all see, with its buttons while there is something to answer."""
        content = content_of(meetup, on)
        if is_final(meetup, on, now):
            return Reply(self._ended(meetup, on, counts, now), outcome="meetup card")
        above, below = self._head(meetup, on, now), self._state(meetup, on, counts, now)
        text, cut = _cut(content.text, LONGEST_CARD - _cost(above) - _cost(below))
        rows = self._rows(meetup, on, content, more=cut)
        return Reply((*above, *_paragraphs(text), *below), rows, outcome="meetup card")

    def preview(self, meetup: Meetup, on: MeetupDate, counts: Counts, now: datetime) -> Blocks:
        """Give the card as members will see it, with its buttons named."""
        card = self.card(meetup, on, counts, now)
        labels = [button.label for row in card.rows if isinstance(row, tuple) for button in row]
        below = paragraph(self.texts.line("meet.shown_buttons", buttons=" ".join(f"[{label}]" for label in labels)))
        return (*card.blocks, below)

    def farewell(self, meetup: Meetup, on: MeetupDate, now: datetime) -> Reply:
        """Draw what stands instead of a card once there is a newer one in the same place."""
        blocks = (*self._title(meetup, on), *self.texts.rich("meet.newer_card"))
        return Reply(blocks, outcome="meetup card replaced")

    def withdrawn(self, meetup: Meetup, on: MeetupDate) -> Reply:
        """Draw what stands instead of a card in a place where the meet-up is not announced any more."""
        blocks = (*self._title(meetup, on), *self.texts.rich("meet.withdrawn"))
        return Reply(blocks, outcome="meetup card withdrawn")

    def details(  # noqa: PLR0917 (what there is to show, from all to one)
        self, meetup: Meetup, on: MeetupDate, counts: Counts, mine: Attendee | None, line: int, now: datetime
    ) -> Reply:
        """Draw the card for one person: with their answer, all of the text, and the link if they are going.

        `line` is which one of the waiting list they are.
        """
        content = content_of(meetup, on)
        if is_final(meetup, on, now):
            return Reply(self._ended(meetup, on, counts, now), (self._back,), outcome="meetup details").for_asker()
        blocks = (
            *self._head(meetup, on, now, with_link=has_seat(mine)),
            *_paragraphs(_tidy(content.text)),
            *self._state(meetup, on, counts, now),
            *self.mine(mine, line),
        )
        guests = () if mine is None or mine.answer is not Answer.GOING else (self._guest(on, mine),)
        answers = self._answers(on, MINE)[:3]
        rows: tuple[Row, ...] = ((*answers, *guests), *self._others(meetup, on, content), self._back)
        return Reply(blocks, rows, outcome="meetup details").for_asker()

    def mine(self, mine: Attendee | None, line: int) -> Blocks:
        """Say what a person answered, and when they are reminded."""
        if mine is None:
            return self.texts.rich("meet.none_mine")
        if mine.waits:
            key: Key = "meet.waiting_guest" if mine.guests else "meet.waiting_mine"
            said = self.texts.rich(key, number=str(line))
        else:
            said = self.texts.rich("meet.going_guest" if mine.guests else _MINE[mine.answer])
        reminded = self.texts.rich(_REMINDED[mine.remind]) if mine.remind in _REMINDED else ()
        return (*said, *reminded, *self.texts.rich("meet.told_names"))

    def secret(self, meetup: Meetup, on: MeetupDate) -> Blocks:
        """Give the link, if there is one."""
        place = content_of(meetup, on).where
        return where(replace(place, place="", address=""), self.texts, with_link=True)

    def words(self, meetup: Meetup, on: MeetupDate) -> Reply:
        """Give the title and all of the text."""
        content = content_of(meetup, on)
        return Reply((*self._title(meetup, on), *_paragraphs(_tidy(content.text))), outcome="meetup text")

    def answers(self, on: MeetupDate) -> tuple[Button, ...]:
        """Give the three answers as buttons for one person alone."""
        return self._answers(on, MINE)[:3]

    def _title(self, meetup: Meetup, on: MeetupDate) -> Blocks:
        return (titled(meetup, on),)

    def _head(self, meetup: Meetup, on: MeetupDate, now: datetime, *, with_link: bool = False) -> Blocks:
        series = series_in_words(meetup, self.texts)
        shown = facts(meetup, on, self.texts, now, with_link=with_link)
        repeats = (paragraph(series),) if series else ()
        return (*self._title(meetup, on), shown[0], *repeats, *shown[1:])

    def _state(self, meetup: Meetup, on: MeetupDate, counts: Counts, now: datetime) -> Blocks:
        """Say how many come, and until when answers are taken if that is not the start."""
        content = content_of(meetup, on)
        counted: Blocks = (paragraph(head_count(counts, content.seats, self.texts)),)
        if not content.closes_before:
            return counted
        until = moment(closes_at(meetup, on), meetup.zone, self.texts, now)
        return (*counted, *self.texts.rich("meet.answer_by", moment=until))

    def _ended(self, meetup: Meetup, on: MeetupDate, counts: Counts, now: datetime) -> Blocks:
        head = (*self._title(meetup, on), facts(meetup, on, self.texts, now, with_link=False)[0])
        if is_cancelled(meetup, on):
            return (*head, *self.texts.rich("meet.cancelled"))
        if not counts.going:
            return (*head, *self.texts.rich("meet.over"))
        return (*head, *self.texts.rich("meet.over_count", count=str(counts.going)))

    def _rows(self, meetup: Meetup, on: MeetupDate, content: Content, *, more: bool) -> tuple[Row, ...]:
        return (self._answers(on), *self._others(meetup, on, content, more=more))

    def _answers(self, on: MeetupDate, *behind: str) -> tuple[Button, ...]:
        line = self.texts.line
        return (
            Button(line("meet.going_button"), act("going", on.id, *behind)),
            Button(line("meet.maybe_button"), act("maybe", on.id, *behind)),
            Button(line("meet.cannot_button"), act("cannot", on.id, *behind)),
            Button(line("meet.plus_button"), act("plus", on.id, *behind)),
        )

    def _guest(self, on: MeetupDate, mine: Attendee) -> Button:
        key: Key = "meet.no_guest_button" if mine.guests else "meet.guest_button"
        return Button(self.texts.line(key), act("plus", on.id, MINE))

    def _others(self, meetup: Meetup, on: MeetupDate, content: Content, *, more: bool = False) -> tuple[Row, ...]:
        line, asks = self.texts.line, content.asks and meetup.organiser_id is not None
        own = (
            Button(line("meet.remind_button"), act("remind", on.id), quiet=True),
            Button(line("meet.calendar_button"), act("calendar", on.id), quiet=True),
        )
        ask = (Button(line("meet.ask_button"), act("ask", on.id), quiet=True),) if asks else ()
        rest = (Button(line("meet.more_button"), act("more", on.id), quiet=True),) if more else ()
        address = map_address(content.where)
        chart = (LinkButton(line("meet.map_button"), address),) if address else ()
        further = (*ask, *rest, *chart)
        return (own, further) if further else (own,)

    @property
    def _back(self) -> Row:
        return (list_button(self.texts),)


def _tidy(text: str) -> str:
    """Give a text with one way to break lines, and no more than one empty line at a time."""
    return _EMPTY_LINES.sub("\n\n", "\n".join(text.splitlines())).strip()


def _paragraphs(text: str) -> Blocks:
    return tuple(paragraph(part) for part in text.split("\n\n") if part.strip())


def _cut(text: str, room: int) -> tuple[str, bool]:
    """Cut a text at a word so that it costs no more than there is room for; tell whether anything is left out."""
    text = _tidy(text)
    lines = text.split("\n")
    if _text_cost(text) + _BREAK_COST <= room and len(lines) <= MOST_LINES:
        return text, False
    kept, left = 0, room - 2 * _BREAK_COST
    short = "\n".join(lines[:MOST_LINES])
    for character in short:
        left -= _character_cost(character)
        if left < 0:
            break
        kept += 1
    whole = kept == len(short) or short[kept : kept + 1].isspace()
    first = short[:kept] if whole else short[:kept].rsplit(maxsplit=1)[0] if short[:kept].strip() else ""
    return f"{first.rstrip(' ,;:')}…", True


def _cost(blocks: Iterable[Block]) -> int:
    """Give how many characters blocks take at most, on the platform that escapes most."""
    total = 0
    for block in blocks:
        lines = block.items if isinstance(block, Bullets) else (block.spans,)
        total += sum(_BREAK_COST + sum(map(_span_cost, line)) for line in lines)
    return total


def _span_cost(span: Span) -> int:
    words = _text_cost(span.text)
    match span:
        case Moment():
            return max(words, _MOMENT_COST)
        case Link():
            return words + len(span.url) + 2 * sum(map(span.url.count, "()")) + _LINK_COST
        case Bold():
            return words + _BOLD_COST
        case Text():
            return words


def _text_cost(text: str) -> int:
    return sum(map(_character_cost, text))


def _character_cost(character: str) -> int:
    """Count a character twice that may be escaped, or is made of two halves."""
    plain = character <= "\uffff" and (character.isalnum() or character in _UNESCAPED)
    return 1 if plain else 2
