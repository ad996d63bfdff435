"""Questions to the organiser of a meet-up, and their answers: neither sees more of the other than words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from bot.conversation.commands import Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.forms import Field, Form
from bot.core.incoming import Origin, Pressed, Submitted
from bot.core.keeping import People
from bot.core.reply import Reply
from bot.core.tokens import clean
from bot.features.meetups.answering import argument
from bot.features.meetups.answers import Answers
from bot.features.meetups.cards import act, is_final
from bot.features.meetups.keeping import Note, Question, Words
from bot.features.meetups.letters import Letters
from bot.features.meetups.meetup import content_of
from bot.features.meetups.telling import Found, Telling, Together
from bot.features.meetups.tidying import tidy
from bot.texts.catalogue import Texts

TEXT = "text"
"""The field of both forms."""

LONGEST_QUESTION = 500
LONGEST_REPLY = 1_000
MOST_QUESTIONS = 5
"""Of one person about one date."""


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Asking:
    """Handlers of questions. Danger in the words was looked for before any form comes here."""

    texts: Texts
    answers: Answers
    words: Words
    people: People
    telling: Telling
    together: Together
    new_id: Callable[[], str] = _new_id

    def routes(self) -> Routes:
        """Declare the buttons and forms."""
        return Routes(
            presses={
                ("meet", "ask"): self.ask,
                ("meet", "reply"): self.reply,
                ("meet", "note"): self.note,
                ("meet", "question"): self.question,
                ("meet", "answer"): self.answer,
            },
            forms={("meet", "asked"): self.asked, ("meet", "replied"): self.replied},
        )

    async def ask(self, pressed: Pressed, action: Action) -> Reply:
        """Open the form for a question."""
        found = await self._open(pressed.origin, argument(action, 0))
        line = self.texts.line
        asked = Field(TEXT, line("meet.ask_label"), line("meet.ask_hint"), LONGEST_QUESTION, several_lines=True)
        form = Form(line("meet.ask_title"), (asked,), act("asked", found.on.id))
        return Reply(form=form, outcome="meet asks").for_asker(act("ask", found.on.id))

    async def asked(self, submitted: Submitted, action: Action) -> Reply:
        """Keep a question, and pass it on."""
        origin = submitted.origin
        found = await self._open(origin, argument(action, 0))
        text = _text(submitted, LONGEST_QUESTION)
        person_id = await self.people.ensure(origin.person, origin.at)
        asked = await self.words.questions(found.on.id)
        if sum(one.person_id == person_id for one in asked) >= MOST_QUESTIONS:
            raise UserError("meet.ask_enough")
        question = Question(self.new_id(), found.on.id, person_id, text, origin.at)
        async with self.together():
            if not await self.telling.asked(*found.both, question):
                raise UserError("meet.ask_nobody")
            await self.words.add_question(question)
        return Reply(self.texts.rich("meet.ask_sent"), outcome="meet asked").for_asker()

    async def reply(self, pressed: Pressed, action: Action) -> Reply:
        """Open the form for an answer."""
        question = await self._question(pressed.origin, argument(action, 0))
        line = self.texts.line
        said = Field(TEXT, line("meet.reply_label"), longest=LONGEST_REPLY, several_lines=True)
        form = Form(line("meet.reply_title"), (said,), act("replied", question.id))
        return Reply(form=form, outcome="meet replies").for_asker(act("reply", question.id))

    async def replied(self, submitted: Submitted, action: Action) -> Reply:
        """Keep an answer, and bring it to whoever asked."""
        question = await self._question(submitted.origin, argument(action, 0))
        found = await self.answers.found(question.date_id)
        note = Note(self.new_id(), question.date_id, _text(submitted, LONGEST_REPLY), submitted.origin.at)
        async with self.together():
            if not await self.telling.answered(found.on, question, note):
                raise UserError("meet.reply_nobody")
            await self.words.add_note(note)
        return Reply(self.texts.rich("meet.reply_sent"), outcome="meet replied").for_asker()

    async def note(self, pressed: Pressed, action: Action) -> Reply:
        """Show what an organiser wrote to those who answered."""
        note = await self._note(action)
        now = await self.answers.standing(pressed.origin, note.date_id)
        if now.mine is None:
            raise UserError("meet.gone")
        return Letters(self.texts).note(now.found, note).in_place()

    async def question(self, pressed: Pressed, action: Action) -> Reply:
        """Show a question to the one who may answer it."""
        question = await self._question(pressed.origin, argument(action, 0))
        found = await self.answers.found(question.date_id)
        return Letters(self.texts).question(found, question, pressed.origin.at).in_place()

    async def answer(self, pressed: Pressed, action: Action) -> Reply:
        """Show an answer to whoever asked."""
        note, person_id = await self._note(action), await self.people.find(pressed.origin.person)
        asked = [
            one
            for one in await self.words.questions(note.date_id)
            if one.person_id == person_id and one.created_at <= note.created_at
        ]
        if not asked:
            raise UserError("meet.gone")
        found = await self.answers.found(note.date_id)
        return Letters(self.texts).answer(found, asked[0] if len(asked) == 1 else None, note).in_place()

    async def _note(self, action: Action) -> Note:
        note = await self.words.note(argument(action, 0))
        if note is None:
            raise UserError("meet.gone")
        return note

    async def _open(self, origin: Origin, date_id: str) -> Found:
        """Give a date about which may be asked. Raises UserError if that is not, or no longer, so."""
        found = await self.answers.found(date_id)
        if is_final(*found.both, origin.at):
            raise UserError("meet.is_over")
        if found.meetup.organiser_id is None or not content_of(*found.both).asks:
            raise UserError("meet.ask_nobody")
        return found

    async def _question(self, origin: Origin, question_id: str) -> Question:
        """Give a question to the one who may answer it."""
        question = await self.words.question(question_id)
        if question is None:
            raise UserError("meet.gone")
        found = await self.answers.found(question.date_id)
        if not await self.answers.organises(origin, found.meetup):
            raise UserError("error.organisers_only")
        return question


def _text(submitted: Submitted, longest: int) -> str:
    text = tidy(submitted.answers.get(TEXT, ""))[:longest]
    if not clean(text):  # nothing that can be seen
        raise UserError("meet.ask_empty")
    return text
