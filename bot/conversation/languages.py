"""One router per language, chosen by the language of the person's app."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.incoming import Incoming
from bot.core.people import Place
from bot.core.ports import CommandSpec, Completion, Responder
from bot.core.reply import Reply


class ByLanguage:
    """Answers in the person's language where the group has it, else in the group's main one."""

    def __init__(self, routers: Mapping[str, Responder], main: str) -> None:
        self._routers = {language.lower(): router for language, router in routers.items()}
        self._main = routers[main]

    @property
    def commands(self) -> tuple[CommandSpec, ...]:
        """All commands, worded in the main language."""
        return self._main.commands

    async def respond(self, incoming: Incoming) -> Reply | None:
        """Answer in the language of the person's app."""
        return await self._of(incoming.origin.language).respond(incoming)

    def complete(self, typed: str, language: str | None = None) -> tuple[Completion, ...]:
        """Suggest questions in the language of the person's app."""
        return self._of(language).complete(typed, language)

    def listens_in(self, place: Place) -> bool:
        """Tell whether ordinary talk in this place may be answered."""
        return self._main.listens_in(place)

    def _of(self, language: str | None) -> Responder:
        """Find the router of "en-GB" under "en-GB", then "en"."""
        tag = (language or "").replace("_", "-").lower()
        return self._routers.get(tag) or self._routers.get(tag.partition("-")[0]) or self._main
