"""What the bot says: one neutral value that every adapter can show."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from bot.core.actions import Action
from bot.core.forms import Form
from bot.core.richtext import Block


class Audience(StrEnum):
    """Who may see a reply."""

    EVERYONE_HERE = "everyone-here"
    ASKER = "asker"


class Urgency(StrEnum):
    """How soon a person needs help."""

    EMERGENCY = "emergency"
    SAME_DAY = "same-day"
    SOON = "soon"


class Showing(StrEnum):
    """Where a reply appears."""

    NEW = "new"  # a message of its own
    IN_PLACE = "in-place"  # instead of the message whose button was pressed
    NOTE = "note"  # a short word to the person who pressed, one line of plain text
    REMOVED = "removed"  # the message whose button was pressed goes away


@dataclass(frozen=True, slots=True)
class Button:
    """A button that sends `action` back to the bot."""

    label: str
    action: Action
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an https address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Select:
    """One choice among several; each option sends its own action."""

    prompt: str
    options: tuple[Button, ...]


Row = tuple[Button | LinkButton, ...] | Select


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send along: `name` bears no person's text, `content` is in bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a map: latitude and longitude in degrees."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    title: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler wants said. It never sends anything itself.

    `private_at` is what the private chat opens with when the reply is for the asker alone and the platform
    cannot show such a thing in a group. `typed`: in a private chat without windows for forms, what is typed next may
    answer this form, beside the buttons. `about` names the entries it speaks of, so that none is said twice. `final`:
    nothing is to be put below it. `point` is shown as a pin on a map where the platform has such, alone;
    elsewhere the blocks are shown.
    """

    blocks: tuple[Block, ...] = field(default=(), repr=False)
    rows: tuple[Row, ...] = field(default=(), repr=False)
    audience: Audience = Audience.EVERYONE_HERE
    showing: Showing = Showing.NEW
    urgency: Urgency | None = None
    form: Form | None = None
    typed: Form | None = None
    attachments: tuple[Attachment, ...] = ()
    point: Point | None = None
    private_at: Action | None = None
    outcome: str = ""
    about: frozenset[str] = frozenset()
    final: bool = False

    def for_asker(self, private_at: Action | None = None) -> Self:
        """The same reply, to be seen by the asker alone."""
        return replace(self, audience=Audience.ASKER, private_at=private_at or self.private_at)

    def in_place(self) -> Self:
        """The same reply, shown instead of the message whose button was pressed."""
        return replace(self, showing=Showing.IN_PLACE)

    def then(self, other: Reply) -> Self:
        """This reply, followed by the other one below it in the same message; private if either of them is."""
        audience = Audience.ASKER if Audience.ASKER in (self.audience, other.audience) else self.audience
        return replace(self, blocks=self.blocks + other.blocks, rows=self.rows + other.rows, audience=audience)
