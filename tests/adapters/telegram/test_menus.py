"""Which commands are offered where."""

from __future__ import annotations

from telegram import BotCommandScopeChat

from bot.adapters.telegram.menus import LONGEST_SUMMARY, Menu, menus
from bot.core.people import Role
from bot.core.ports import CommandSpec

SPECS = (
    CommandSpec("ask", "Ask a question"),
    CommandSpec("topics", "All topics", private=True),
    CommandSpec("urgent", "When to get help", private=True),
    CommandSpec("unanswered", "Waiting questions", least_role=Role.ORGANISER, private=True),
    CommandSpec("reload", "Read the files anew", least_role=Role.OPERATOR, private=True),
)
NOBODY: frozenset[str] = frozenset()


def names(menu: Menu) -> list[str]:
    return [command.command for command in menu.commands]


def test_members_see_their_commands_in_private_and_the_open_ones_in_groups() -> None:
    private, groups = menus(SPECS, NOBODY, NOBODY)
    assert (private.scope.type, names(private)) == ("all_private_chats", ["ask", "topics", "urgent"])
    assert (groups.scope.type, names(groups)) == ("all_group_chats", ["ask", "urgent"])


def test_organisers_and_operators_see_theirs_in_their_own_private_chat() -> None:
    own = menus(SPECS, frozenset({"12", "7"}), frozenset({"7"}))[2:]
    scopes = [menu.scope for menu in own]
    assert scopes == [BotCommandScopeChat(12), BotCommandScopeChat(7)]
    assert [names(menu)[3:] for menu in own] == [["unanswered"], ["unanswered", "reload"]]


def test_no_own_menu_where_it_would_be_the_same_or_for_what_is_no_id() -> None:
    assert len(menus(SPECS[:3], frozenset({"12"}), NOBODY)) == 2
    assert len(menus(SPECS, frozenset({"@anna", "-100"}), NOBODY)) == 2


def test_long_summary_is_cut() -> None:
    (private, _) = menus((CommandSpec("ask", "word " * 100),), NOBODY, NOBODY)
    assert len(private.commands[0].description) <= LONGEST_SUMMARY
