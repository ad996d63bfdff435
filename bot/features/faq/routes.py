"""The commands and buttons of the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.incoming import Called, Origin, Pressed, Said
from bot.core.people import Role
from bot.core.ports import ArgumentSpec, CommandSpec
from bot.core.reply import Audience, Reply, Showing
from bot.features.faq.browse import Browse
from bot.features.faq.knowledge import Entry, Knowledge
from bot.features.faq.questions import Faq
from bot.features.faq.ratings import Ratings
from bot.texts.keys import Key

QUESTION = "question"


@dataclass(frozen=True, slots=True)
class FaqRoutes:
    """Handlers over the knowledge base; `medicine` is what it is about."""

    faq: Faq
    ratings: Ratings
    browse: Browse
    medicine: str

    def routes(self) -> Routes:
        """Declare all commands and buttons of this feature."""
        line = self.browse.texts.line
        question = ArgumentSpec(QUESTION, line("command.ask_question"), completes=True)
        return Routes(
            commands=(
                Command(CommandSpec("ask", line("command.ask", medicine=self.medicine), (question,)), self.ask),
                Command(CommandSpec("topics", line("command.topics"), private=True), self.topics),
            ),
            presses={
                ("faq", "show"): self.show,
                ("faq", "more"): self.more,
                ("faq", "open"): self.open,
                ("faq", "post"): self.post,
                ("faq", "none"): self.none_of_these,
                ("faq", "helpful"): self.helpful,
                ("faq", "unhelpful"): self.unhelpful,
                ("faq", "remove"): self.remove,
                ("faq", "hush"): self.hush,
                ("faq", "sections"): self.sections,
                ("faq", "section"): self.section,
            },
            words=dict.fromkeys(self.browse.texts.words("words.topics"), "topics"),
        )

    async def ask(self, called: Called) -> Reply:
        """Answer the question behind /ask."""
        return await self.faq.answer(Said(called.origin, called.arguments.get(QUESTION, "")))

    async def topics(self, called: Called) -> Reply:
        """Show the sections to choose from."""
        return self.browse.sections(self.faq.library().knowledge)

    async def sections(self, pressed: Pressed, action: Action) -> Reply:
        """Go back to the sections."""
        return self._listed(pressed.origin, self.browse.sections(self.faq.library().knowledge))

    async def section(self, pressed: Pressed, action: Action) -> Reply:
        """Show the questions of one section."""
        knowledge = self.faq.library().knowledge
        name = _first(action)
        if name not in knowledge.sections:
            raise UserError("error.old_button")
        return self._listed(pressed.origin, self.browse.section(knowledge, name))

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """Show an entry in place of what the button stood under."""
        return self._entry(pressed, action, opened=False)

    async def more(self, pressed: Pressed, action: Action) -> Reply:
        """Show an entry with all there is about it."""
        return self._entry(pressed, action, opened=True)

    async def open(self, pressed: Pressed, action: Action) -> Reply:
        """Show an entry in a message of its own, so that an urgent message above it stays as it is."""
        answers, knowledge = self.faq.answers, self.faq.library().knowledge
        entry = _find(knowledge, action)
        reply = answers.full(entry, knowledge, pressed.origin)
        return reply.for_asker(answers.open_action(entry)) if pressed.origin.place.is_group else reply

    async def post(self, pressed: Pressed, action: Action) -> Reply:
        """Show to everyone here what the asker alone could see."""
        seen = replace(pressed.origin, seen_by_others=True)
        knowledge = self.faq.library().knowledge
        return self.faq.answers.full(_find(knowledge, action), knowledge, seen)

    async def none_of_these(self, pressed: Pressed, action: Action) -> Reply:
        """None of the suggestions was meant."""
        faq = self.faq
        reply = faq.answers.unknown(pressed.origin, faq.where_to_ask)
        return self._shown_to(pressed.origin, reply, owned=self._owns(pressed.origin, _first(action)))

    async def helpful(self, pressed: Pressed, action: Action) -> Reply:
        """Count that it helped."""
        return await self._rate(pressed, action, helpful=True)

    async def unhelpful(self, pressed: Pressed, action: Action) -> Reply:
        """Count that it did not help."""
        return await self._rate(pressed, action, helpful=False)

    async def remove(self, pressed: Pressed, action: Action) -> Reply:
        """Take an answer away, for the person who asked or an organiser."""
        if not self._owns(pressed.origin, _first(action)) and pressed.origin.role < Role.ORGANISER:
            raise UserError("faq.not_yours_to_remove")
        return Reply(showing=Showing.REMOVED, outcome="removed")

    async def hush(self, pressed: Pressed, action: Action) -> Reply:
        """Take an unasked answer away and listen no more for an hour."""
        self.faq.heard.hush(pressed.origin.place, pressed.origin.at)
        return Reply(showing=Showing.REMOVED, outcome="hushed")

    def _entry(self, pressed: Pressed, action: Action, *, opened: bool) -> Reply:
        answers, knowledge = self.faq.answers, self.faq.library().knowledge
        entry = _find(knowledge, action)
        mark = action.arguments[1] if len(action.arguments) > 1 else ""
        owned = self._owns(pressed.origin, mark) if mark else not _in_the_open(pressed.origin)
        self.faq.topics.answered(pressed.origin, entry.id)
        reply = answers.full(entry, knowledge, pressed.origin, mark if owned else "", opened=opened)
        return self._shown_to(pressed.origin, replace(reply, private_at=answers.open_action(entry)), owned=owned)

    def _owns(self, origin: Origin, mark: str) -> bool:
        return self.faq.answers.ownership.owns(origin.person, mark)

    def _shown_to(self, origin: Origin, reply: Reply, *, owned: bool) -> Reply:
        """Change the message for its owner; another person in a group gets an own copy, unseen by the rest."""
        if owned or not origin.place.is_group:
            return reply.in_place()
        return reply.for_asker()

    def _listed(self, origin: Origin, reply: Reply) -> Reply:
        """Lists to browse are never shown in front of others: each reader opens an own one."""
        return self._shown_to(origin, reply, owned=not _in_the_open(origin))

    async def _rate(self, pressed: Pressed, action: Action, *, helpful: bool) -> Reply:
        entry = _find(self.faq.library().knowledge, action)
        origin = pressed.origin
        counted = await self.ratings.rate(origin.person, entry.id, origin.at.date(), helpful=helpful)
        key: Key = "faq.rated" if counted else "faq.rated_before"
        texts = self.browse.texts
        return Reply(texts.rich(key), showing=Showing.NOTE, audience=Audience.ASKER, outcome=f"rated {entry.id}")


def _find(knowledge: Knowledge, action: Action) -> Entry:
    entry = knowledge.get(_first(action))
    if entry is None:
        raise UserError("error.old_button")
    return entry


def _first(action: Action) -> str:
    return action.arguments[0] if action.arguments else ""


def _in_the_open(origin: Origin) -> bool:
    return origin.place.is_group and origin.seen_by_others
