"""What organisers and members write to each other, as one of them reads it in private. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.reply import Button, Reply, Row
from bot.core.richtext import paragraph
from bot.features.meetups.cards import MINE, act
from bot.features.meetups.describing import facts, titled
from bot.features.meetups.keeping import Note, Question
from bot.features.meetups.telling import Found
from bot.texts.catalogue import Texts


@dataclass(frozen=True, slots=True)
class Letters:
    """Shows all of a letter, with what it is about and what can be done then."""

    texts: Texts

    def note(self, found: Found, note: Note) -> Reply:
        """Show what an organiser wrote to all who come."""
        blocks = (*self.texts.rich("meet.notice_note"), titled(*found.both), paragraph(note.text))
        return Reply(blocks, (self.more(found),), outcome="meetup note").for_asker()

    def question(self, found: Found, asked: Question, now: datetime) -> Reply:
        """Show a question to the organiser, without the name of who asks."""
        button = Button(self.texts.line("meet.reply_button"), act("reply", asked.id))
        when = facts(*found.both, self.texts, now, with_link=False)[0]
        blocks = (
            *self.texts.rich("meet.notice_question"),
            titled(*found.both),
            when,
            paragraph(asked.text),
        )
        return Reply(blocks, ((button,),), outcome="meetup question").for_asker()

    def answer(self, found: Found, asked: Question | None, note: Note) -> Reply:
        """Show the organiser's answer to whoever asked, with the question above it if it is known which one it was."""
        quoted = () if asked is None else (paragraph(self.texts.line("meet.you_asked", question=asked.text)),)
        blocks = (
            *self.texts.rich("meet.notice_answer"),
            titled(*found.both),
            *quoted,
            paragraph(note.text),
        )
        return Reply(blocks, (self.more(found),), outcome="meetup answer").for_asker()

    def more(self, found: Found) -> Row:
        """Give the button that shows the card for one person alone."""
        return (Button(self.texts.line("meet.details_button"), act("show", found.on.id, MINE), quiet=True),)
