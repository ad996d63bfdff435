"""Answers to questions that say what they were asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.incoming import Said
from bot.core.ports import Completion
from bot.core.reply import Reply
from bot.core.richtext import paragraph


@dataclass
class ScriptedQuestions:
    """Keeps every question. `sure` is the answer beside something urgent; `fails` breaks everything."""

    sure: Reply | None = None
    fails: bool = False
    asked: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    async def answer(self, said: Said) -> Reply:
        self._break(said)
        self.asked.append(said.text)
        return Reply((paragraph("The answer."),), outcome="answer")

    async def sure_answer(self, said: Said, besides: frozenset[str]) -> Reply | None:
        self._break(said)
        self.asked.append(said.text)
        return self.sure

    async def overheard(self, said: Said) -> Reply | None:
        self._break(said)
        self.heard.append(said.text)
        return Reply((paragraph("Heard."),), outcome="heard")

    def complete(self, typed: str) -> tuple[Completion, ...]:
        return (Completion(typed[:100], "id"),)

    def _break(self, said: Said) -> None:
        if self.fails:
            raise RuntimeError(f"broken by {said.text}")
