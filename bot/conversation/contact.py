"""Takes note that a person wrote, and tells those whom private messages did not reach, when they are next spoken to."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.conversation.forms import LOOK_WITHIN
from bot.core.errors import StorageError
from bot.core.incoming import Incoming
from bot.core.people import Person, Place
from bot.core.ports import CommandSpec, Completion, Responder
from bot.core.reply import Audience, Reply, Showing
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)


class Known(Protocol):
    """The people about whom something is kept."""

    async def reached(self, person: Person, at: datetime, *, alone: bool) -> datetime | None:
        """Keep that a person wrote; give since when their account took no messages, once, if they can be told now.

        `alone`: what is said now is for them alone, so that they can be told.
        """


class InContact:
    """Answers as the bot behind it does."""

    def __init__(self, responder: Responder, known: Known, texts: Texts) -> None:
        self._responder = responder
        self._known = known
        self._texts = texts

    @property
    def commands(self) -> tuple[CommandSpec, ...]:
        """All commands, in the order in which they are shown."""
        return self._responder.commands

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        """Suggest questions for what was typed so far."""
        return self._responder.complete(typed, language)

    def listens_in(self, place: Place) -> bool:
        """Tell whether ordinary talk in this place may be answered."""
        return self._responder.listens_in(place)

    async def respond(self, incoming: Incoming) -> Reply | None:
        """Answer; below it, say since when the person could not be reached, if that is news to them.

        Urgent words wait no longer than a moment for that.
        """
        reply = await self._responder.respond(incoming)
        origin = incoming.origin
        try:
            async with asyncio.timeout(LOOK_WITHIN if reply is not None and reply.urgency is not None else None):
                since = await self._known.reached(origin.person, origin.at, alone=_is_for_one(reply, origin.place))
        except (TimeoutError, StorageError) as error:
            log.warning("a contact could not be noted (%s)", type(error).__name__)
            return reply
        if since is None or reply is None:
            return reply
        note = self._texts.rich("delivery.unreached", date=self._texts.day(since.date()))
        return replace(reply, blocks=reply.blocks + note)


def _is_for_one(reply: Reply | None, place: Place) -> bool:
    """Tell whether a reply is seen by the person alone, and has room for more."""
    if reply is None or reply.showing in (Showing.NOTE, Showing.REMOVED) or reply.form is not None:
        return False
    return not place.is_group or reply.audience is Audience.ASKER
