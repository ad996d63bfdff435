"""One question, or many as JSON lines: for trying the bot by hand and for measuring it."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, TextIO

from bot.adapters.console.gateway import ConsoleChat
from bot.adapters.console.render import render
from bot.app import Files, build_bot
from bot.core.actions import Action
from bot.core.clock import now
from bot.core.errors import TryAgainLater
from bot.core.people import Person, Place, Platform, Role
from bot.core.ports import PublicEvent, Receipt
from bot.core.reply import Reply
from bot.delivery.outbox import Outbox
from bot.language import Language
from bot.storage.stores import passing_stores
from bot.surroundings import Surroundings

MOST_RANKED = 5


class Nobody:
    """No platform at all: nothing can be sent by itself."""

    def is_ready(self, platform: Platform) -> bool:
        """Tell that nobody is there."""
        return False

    def address(self, platform: Platform, action: Action) -> None:
        """Nothing opens a chat."""

    async def send(self, to: Person | Place, reply: Reply, nonce: str) -> Receipt:
        """Raise TryAgainLater."""
        raise TryAgainLater("nobody is there")

    async def edit(self, to: Place, message_ref: str, reply: Reply) -> None:
        """Raise TryAgainLater."""
        raise TryAgainLater("nobody is there")

    async def pin(self, to: Place, message_ref: str) -> None:
        """Raise TryAgainLater."""
        raise TryAgainLater("nobody is there")

    async def unpin(self, to: Place, message_ref: str) -> None:
        """Raise TryAgainLater."""
        raise TryAgainLater("nobody is there")

    async def keep_event(self, to: Place, event: PublicEvent, ref: str | None) -> str:
        """Raise TryAgainLater."""
        raise TryAgainLater("nobody is there")

    async def cancel_event(self, to: Place, ref: str) -> None:
        """Raise TryAgainLater."""
        raise TryAgainLater("nobody is there")


async def answer_once(files: Files, question: str) -> str:
    """Answer one question as the terminal chat does, in plain lines."""
    async with passing_stores() as stores:
        outbox = Outbox(stores.deliveries, (), now)
        bot = build_bot(files, {}, Surroundings(stores, outbox, Nobody(), now))
        chat = ConsoleChat(bot.responder, files.main.texts, now, Role.MEMBER, files.settings.community.group)
        reply = await chat.answer(question)
    if reply is None:
        return ""
    return "\n".join(line.plain for line in render(reply, files.main.texts).lines)


def answer_json_lines(language: Language, lines: BinaryIO, out: TextIO) -> None:
    """Answer one JSON object per line with one JSON object per line, in the same order, each written out at once."""
    for line in lines:
        if line.strip():
            print(json.dumps(_answered(language, line), ensure_ascii=False), file=out, flush=True)


def _answered(language: Language, line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "this line is no valid JSON"}
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        return {"error": 'this line is no object with a "question" text'}
    addressed = asked.get("addressed", True)
    if not isinstance(addressed, bool):
        return {"error": '"addressed" is neither true nor false'}
    return decision(language, asked["question"], addressed=addressed)


def decision(language: Language, question: str, *, addressed: bool = True) -> dict[str, Any]:
    """Say what the matcher and the safety screen make of a question."""
    match = language.library.matcher.match(question, addressed=addressed)
    verdict = language.screen.check(question, addressed=addressed)
    return {
        "outcome": match.outcome.value,
        "entry": match.entry,
        "score": round(match.score, 4),
        "answered": match.outcome.value == "answer",
        "second": match.second,
        "own": match.own.value if match.own else None,
        "ranked": [[entry, round(score, 4)] for entry, score in match.ranked[:MOST_RANKED]],
        "urgent": verdict.urgency.value if verdict else None,
        "flag": verdict.flag if verdict else None,
    }


def explain(language: Language, question: str) -> str:
    """Say why: the words that were repaired, the nearest phrasings, the scores, the gate's reasons, the red flags."""
    match = language.library.matcher.match(question)
    why = match.explanation
    lines = [f"outcome: {match.outcome.value}  score: {match.score:.2f}  reasons: {', '.join(why.reasons)}"]
    lines += [f"repaired: {typed} → {read}" for typed, read in why.repaired]
    lines += [f"ranked: {score:.2f}  {entry}" for entry, score in match.ranked]
    lines += [f"nearest: {near.likeness:.2f}  {near.entry}: {near.phrasing}" for near in why.nearest]
    verdict = language.screen.check(question)
    if verdict is not None:
        lines.append(f"red flag: {verdict.flag}  urgency: {verdict.urgency.value}")
        lines += [f"  rule {rule}: “{words}”" for rule, words in verdict.evidence]
    return "\n".join(lines)
