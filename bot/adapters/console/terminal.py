"""A real terminal: completion, history of this sitting, readable formatting."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.text import Text as Styled

from bot.core.ports import Responder

# Words shorter than this fit too many questions for a list to be of use.
_FEWEST_LETTERS = 3


class ChatCompleter(Completer):
    """Completes commands at the start of a line, else questions that the bot has an answer to."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Suggest what the text before the cursor may become."""
        typed = document.text_before_cursor
        if typed.startswith("/"):
            for spec in self._responder.commands:
                if spec.name.startswith(typed[1:].lower()):
                    yield Completion(f"/{spec.name}", -len(typed), display_meta=spec.summary)
        elif len(typed.strip()) >= _FEWEST_LETTERS and complete_event.completion_requested:
            for found in self._responder.complete(typed):
                yield Completion(found.label, -len(typed))


async def typed_lines(responder: Responder, prompt: str) -> AsyncIterator[str]:
    """Give the lines that a person types, until Ctrl-D or Ctrl-C."""
    session: PromptSession[str] = PromptSession(history=InMemoryHistory(), completer=ChatCompleter(responder))
    while True:
        try:
            with patch_stdout(raw=True):  # what the log has to say meanwhile appears above the line that is typed
                typed = await session.prompt_async(f"{prompt} ")
        except (EOFError, KeyboardInterrupt):
            return
        yield typed


def styled_printer() -> Callable[[Styled], None]:
    """Print lines with styles, wrapped at the width of the terminal; without colour when NO_COLOR is set."""
    console = Console(highlight=False, no_color="NO_COLOR" in os.environ)

    def show(line: Styled) -> None:
        console.print(line)

    return show
