"""The bot's menu of commands and its description, as people see them before they write."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.adapters.telegram.limiter import Lane
from bot.adapters.telegram.permissions import role_of
from bot.core.capabilities import shorten
from bot.core.people import Role
from bot.core.ports import CommandSpec
from bot.texts.catalogue import Texts

log = logging.getLogger(__name__)

LONGEST_SUMMARY = 256

# Answered privately, yet offered in groups: who is in danger finds it where they are.
_URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands offered in one kind of chat."""

    scope: BotCommandScope
    commands: tuple[BotCommand, ...]


def menus(specs: Iterable[CommandSpec], organisers: frozenset[str], operators: frozenset[str]) -> tuple[Menu, ...]:
    """Give the menus: for all private chats, for all groups, and for each organiser's own private chat. Pure.

    In groups only what is answered there is offered; a command for the asker alone would only lead away.
    """
    specs = tuple(spec for spec in specs if spec.listed)
    everyone = tuple(spec for spec in specs if spec.least_role is Role.MEMBER)
    in_groups = tuple(spec for spec in everyone if not spec.private or spec.name == _URGENT)
    general = (
        Menu(BotCommandScopeAllPrivateChats(), _listed(everyone)),
        Menu(BotCommandScopeAllGroupChats(), _listed(in_groups)),
    )
    own: list[Menu] = []
    for person in sorted(each for each in organisers | operators if each.isdecimal()):
        role = role_of(person, organisers, operators)
        offered = tuple(spec for spec in specs if spec.least_role <= role)
        if offered != everyone:
            own.append(Menu(BotCommandScopeChat(int(person)), _listed(offered)))
    return (*general, *own)


async def publish(bot: ExtBot[Any], wanted: Iterable[Menu], texts: Texts) -> None:
    """Make menus and descriptions as wanted, changing only what differs. A failure is logged, no more."""
    try:
        for menu in wanted:
            for language in (None, texts.language[:2]):
                await _publish_menu(bot, menu, language)
        await _publish_descriptions(bot, texts)
    except TelegramError as error:
        log.warning("the menu of commands was not brought up to date: %s", type(error).__name__)


async def _publish_menu(bot: ExtBot[Any], menu: Menu, language: str | None) -> None:
    try:
        if await bot.get_my_commands(menu.scope, language, rate_limit_args=Lane.ASIDE) != menu.commands:
            await bot.set_my_commands(menu.commands, menu.scope, language, rate_limit_args=Lane.ASIDE)
    except BadRequest:
        if not isinstance(menu.scope, BotCommandScopeChat):
            raise
        log.info("an organiser has not opened the private chat yet, so it has no menu of its own")


async def _publish_descriptions(bot: ExtBot[Any], texts: Texts) -> None:
    long, short = texts.line("telegram.description"), texts.line("telegram.short_description")
    if (await bot.get_my_description(rate_limit_args=Lane.ASIDE)).description != long:
        await bot.set_my_description(long, rate_limit_args=Lane.ASIDE)
    if (await bot.get_my_short_description(rate_limit_args=Lane.ASIDE)).short_description != short:
        await bot.set_my_short_description(short, rate_limit_args=Lane.ASIDE)


def _listed(specs: Iterable[CommandSpec]) -> tuple[BotCommand, ...]:
    return tuple(BotCommand(spec.name, shorten(spec.summary, LONGEST_SUMMARY)) for spec in specs)
