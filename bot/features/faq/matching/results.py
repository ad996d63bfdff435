"""What goes into the matching and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.features.faq.vectors import WordVectors
from bot.features.faq.words import Own, Words


@dataclass(frozen=True, slots=True)
class Phrasings:
    """The ways in which one entry is asked: as its file says, and in messages that were heard."""

    id: str
    phrasings: tuple[str, ...] = field(repr=False)
    heard: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that a matcher learns from. `talk` holds messages that no entry answers."""

    entries: tuple[Phrasings, ...]
    words: Words = field(default=Words(), repr=False)
    talk: tuple[str, ...] = field(default=(), repr=False)
    vectors: WordVectors | None = field(default=None, repr=False)


class Outcome(StrEnum):
    """What to do with a message."""

    ANSWER = "answer"
    """Post the answer of the best entry."""
    SUGGEST = "suggest"
    """Offer the ranked entries as "did you mean" choices."""
    NONE = "none"
    """Say that there is no answer, or say nothing if nobody asked the bot."""


class Reason(StrEnum):
    """Why the outcome is what it is."""

    SURE = "sure"
    NOT_SURE = "not-sure"
    UNLIKE = "unlike-everything"
    TOO_CLOSE = "runner-up-too-close"
    OTHER_NAME = "names-something-the-answer-does-not"
    NO_WORDS = "no-usable-words"
    NOT_ASKING = "does-not-ask"
    NOT_ADDRESSED = "not-sure-enough-unasked"
    TWO_QUESTIONS = "two-questions"
    FOLLOWS_ON = "goes-on-from-the-last-answer"
    OWN_CASE = "asks-to-work-out-or-judge-an-own-case"
    ORDINARY_TALK = "ordinary-talk"


@dataclass(frozen=True, slots=True)
class Nearest:
    """A phrasing that is like the message; `likeness` is 0 to 1."""

    entry: str
    phrasing: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a match came about. `repaired` pairs each mistyped word with the word it was read as."""

    repaired: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    nearest: tuple[Nearest, ...] = field(default=(), repr=False)
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The result for one message.

    `entry` is the best entry even when the outcome is to stay silent (None: no usable words or no entries),
    `score` the confidence 0 to 1 that it is the right one, `ranked` the best entries with their scores, best
    first. `second` is the answer to a second question in the same message. `own`: the person asks for what the bot
    never works out or judges; the entry answers in general.
    """

    outcome: Outcome
    entry: str | None = None
    score: float = 0.0
    ranked: tuple[tuple[str, float], ...] = ()
    second: str | None = None
    own: Own | None = None
    explanation: Explanation = field(default=Explanation(), repr=False)
