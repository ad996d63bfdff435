from __future__ import annotations

import pytest

from bot.conversation.commands import Command, Routes, joined
from bot.core.actions import Action
from bot.core.incoming import Called, Pressed, Submitted
from bot.core.ports import CommandSpec
from bot.core.reply import Reply


async def called(called: Called) -> Reply | None:
    return None


async def pressed(pressed: Pressed, action: Action) -> Reply | None:
    return None


async def sent(submitted: Submitted, action: Action) -> Reply | None:
    return None


ONE = Routes((Command(CommandSpec("one", "One"), called),), {("a", "x"): pressed}, {("a", "x"): sent}, {"uno": "one"})
TWO = Routes((Command(CommandSpec("two", "Two"), called),), {("b", "x"): pressed}, {("b", "x"): sent}, {"dos": "two"})


def test_routes_are_put_together_in_order() -> None:
    both = joined((ONE, TWO))
    assert [command.spec.name for command in both.commands] == ["one", "two"]
    assert both.presses.keys() == both.forms.keys() == {("a", "x"), ("b", "x")}
    assert both.words == {"uno": "one", "dos": "two"}
    assert joined(()) == Routes()


def test_presses_that_others_do_not_see() -> None:
    unseen = Routes(presses={("c", "x"): pressed}, unseen=frozenset({("c", "x")}))
    assert joined((ONE, unseen, TWO)).unseen == {("c", "x")}


@pytest.mark.parametrize(
    "other",
    [
        Routes(commands=(Command(CommandSpec("one", "Again"), called),)),
        Routes(presses={("a", "x"): pressed}),
        Routes(forms={("a", "x"): sent}),
        Routes(words={"uno": "two"}),
    ],
)
def test_two_features_cannot_claim_the_same_name(other: Routes) -> None:
    with pytest.raises(ValueError, match="two features claim"):
        joined((ONE, other))
