from __future__ import annotations

from bot.core.current import Current


def test_who_took_the_value_keeps_it_and_who_comes_later_gets_the_new_one() -> None:
    current = Current(("old",))
    taken = current.value
    current.swap(("new",))
    assert taken == ("old",)
    assert current.value == ("new",)
