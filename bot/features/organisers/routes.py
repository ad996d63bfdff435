"""Passing a question on to the organisers, and their list of them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.commands import Command, Routes
from bot.core.actions import Action
from bot.core.errors import UserError
from bot.core.forms import Field, Form
from bot.core.incoming import Called, Origin, Pressed, Submitted
from bot.core.ownership import Ownership
from bot.core.people import Role
from bot.core.ports import CommandSpec
from bot.core.reply import Button, Reply
from bot.core.richtext import Blocks, Bullets, Text
from bot.core.tokens import clean
from bot.features.organisers.unanswered import Unanswered, UnansweredList
from bot.texts.catalogue import Texts

QUESTION = "question"
LONGEST_QUESTION = 500

# As many as fit into one message and five rows of buttons.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class OrganisersRoutes:
    """Handlers for members who pass a question on, and for organisers who read it."""

    texts: Texts
    ownership: Ownership
    unanswered: UnansweredList

    def routes(self) -> Routes:
        """Declare all commands, buttons and forms of this feature."""
        summary = self.texts.line("command.unanswered")
        return Routes(
            commands=(Command(CommandSpec("unanswered", summary, least_role=Role.ORGANISER, private=True), self.list),),
            presses={
                ("organisers", "write"): self.write,
                ("organisers", "list"): self.show,
                ("organisers", "done"): self.done,
            },
            forms={("organisers", "send"): self.send},
        )

    async def write(self, pressed: Pressed, action: Action) -> Reply:
        """Open the form, for the person whose question it was."""
        if action.arguments and not self.ownership.owns(pressed.origin.person, action.arguments[0]):
            raise UserError("error.not_your_button")
        asked = Field(
            QUESTION,
            self.texts.line("organisers.form_label"),
            self.texts.line("organisers.form_hint"),
            longest=LONGEST_QUESTION,
            several_lines=True,
        )
        form = Form(self.texts.line("organisers.form_title"), (asked,), Action("organisers", "send"))
        return Reply(form=form, outcome="organisers form").for_asker(Action("organisers", "write"))

    async def send(self, submitted: Submitted, action: Action) -> Reply:
        """Put the question on the list."""
        text = submitted.answers.get(QUESTION, "").strip()[:LONGEST_QUESTION]
        if not clean(text):  # nothing that can be seen
            raise UserError("organisers.empty")
        today = submitted.origin.at.date()
        if not self.unanswered.may_add(submitted.origin.person, today):
            raise UserError("organisers.enough")
        self.unanswered.add(text, today)
        return Reply(self.texts.rich("organisers.sent"), outcome="organisers sent").for_asker()

    async def list(self, called: Called) -> Reply:
        """Show the questions that wait, oldest first."""
        return self._list(called.origin)

    async def show(self, pressed: Pressed, action: Action) -> Reply:
        """The same, from a link that opened the private chat."""
        if pressed.origin.role < Role.ORGANISER:
            raise UserError("error.organisers_only")
        return self._list(pressed.origin)

    async def done(self, pressed: Pressed, action: Action) -> Reply:
        """Take a question off the list and show the rest."""
        if pressed.origin.role < Role.ORGANISER:
            raise UserError("error.organisers_only")
        number, name = (*action.arguments, "", "")[:2]
        if name == self.unanswered.name and number.isdecimal():
            self.unanswered.done(int(number))
        return self._list(pressed.origin).in_place()

    def _list(self, origin: Origin) -> Reply:
        waiting = self.unanswered.waiting()
        if not waiting:
            return Reply(self.texts.rich("organisers.none"), outcome="organisers list").for_asker(
                Action("organisers", "list")
            )
        shown = waiting[:SHOWN]
        lines = Bullets(tuple((Text(_on_one_line(question)),) for question in shown))
        blocks: Blocks = (*self.texts.rich("organisers.list", count=str(len(waiting))), lines)
        buttons = tuple(
            Button(
                self.texts.line("organisers.done", number=str(question.number)),
                Action("organisers", "done", (str(question.number), self.unanswered.name)),
            )
            for question in shown
        )
        return Reply(blocks, (buttons,), outcome="organisers list").for_asker(Action("organisers", "list"))


def _on_one_line(question: Unanswered) -> str:
    return f"{question.number}: {' '.join(question.text.split())} ({question.day})"
