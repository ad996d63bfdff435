"""Commands, buttons and forms as values: what each feature offers to the router."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.core.actions import Action
from bot.core.incoming import Called, Origin, Pressed, Submitted
from bot.core.ports import CommandSpec
from bot.core.reply import Reply

CommandHandler = Callable[[Called], Awaitable[Reply | None]]
PressHandler = Callable[[Pressed, Action], Awaitable[Reply | None]]
FormHandler = Callable[[Submitted, Action], Awaitable[Reply | None]]
CancelHandler = Callable[[Origin], Awaitable[Reply | None]]
"""Gives up what a person is setting up; None if there is nothing."""

Verb = tuple[str, str]
"""Feature and verb of an action."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what answers it.

    `always`: it is answered however much was asked lately. `firm`: the plain words that call it do so even while a
    form runs, where other words are answers.
    """

    spec: CommandSpec
    handler: CommandHandler
    always: bool = False
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Routes:
    """All that one feature answers.

    `words` are plain words that call a command in a private chat, `cancels` are asked at /cancel. Presses that are
    `unseen` show nothing to others in a group, however many people press: they count for each person alone.
    """

    commands: tuple[Command, ...] = ()
    presses: Mapping[Verb, PressHandler] = field(default_factory=dict)
    forms: Mapping[Verb, FormHandler] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    cancels: tuple[CancelHandler, ...] = ()
    unseen: frozenset[Verb] = frozenset()


def joined(parts: tuple[Routes, ...]) -> Routes:
    """Put the routes of all features together. Raises ValueError when two claim the same name."""
    commands = tuple(command for routes in parts for command in routes.commands)
    names = [command.spec.name for command in commands]
    presses = [verb for routes in parts for verb in routes.presses]
    forms = [verb for routes in parts for verb in routes.forms]
    words = [word for routes in parts for word in routes.words]
    for claimed in (names, presses, forms, words):
        if len(claimed) != len(set(claimed)):
            raise ValueError(f"two features claim one of {sorted(map(str, claimed))}")
    return Routes(
        commands,
        {verb: handler for routes in parts for verb, handler in routes.presses.items()},
        {verb: handler for routes in parts for verb, handler in routes.forms.items()},
        {word: name for routes in parts for word, name in routes.words.items()},
        tuple(cancel for routes in parts for cancel in routes.cancels),
        frozenset(verb for routes in parts for verb in routes.unseen),
    )
