"""The whole bot as an adapter sees it, with replies that are set down beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.incoming import Called, Incoming, Pressed, Said, Submitted
from bot.core.people import Place
from bot.core.ports import CommandSpec, Completion
from bot.core.reply import Reply


@dataclass
class ScriptedResponder:
    """Answers by the text, command or code that came in, and keeps all of it."""

    replies: dict[str, Reply] = field(default_factory=dict)
    commands: tuple[CommandSpec, ...] = ()
    suggestions: tuple[Completion, ...] = ()
    came: list[Incoming] = field(default_factory=list)

    async def respond(self, incoming: Incoming) -> Reply | None:
        self.came.append(incoming)
        return self.replies.get(_key(incoming))

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        return self.suggestions

    def listens_in(self, place: Place) -> bool:
        return False


def _key(incoming: Incoming) -> str:
    match incoming:
        case Said():
            return incoming.text.strip()
        case Called():
            return f"/{incoming.command}"
        case Pressed() | Submitted():
            return incoming.code
