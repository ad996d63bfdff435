"""A platform that refuses everything is left alone for a while."""

from __future__ import annotations

from bot.delivery.circuit import FIRST_BREAK, LONGEST_BREAK, Circuit


def test_breaks_grow_until_something_comes_through() -> None:
    circuit, now, breaks = Circuit(), 0.0, []
    assert circuit.wait(now) == 0
    for _ in range(8):
        circuit.refused(now)
        breaks.append(circuit.wait(now))
        now += breaks[-1]
    assert breaks[:3] == [FIRST_BREAK, 2 * FIRST_BREAK, 4 * FIRST_BREAK]
    assert breaks[-1] == LONGEST_BREAK
    assert circuit.is_probing
    circuit.came_through()
    assert not circuit.is_probing
    assert circuit.refused(now)
    assert circuit.wait(now) == FIRST_BREAK


def test_refusals_of_what_was_under_way_count_once() -> None:
    circuit = Circuit()
    assert [circuit.refused(0.0) for _ in range(5)] == [True, False, False, False, False]
    assert circuit.wait(0.0) == FIRST_BREAK


def test_one_chat_that_is_put_off_holds_up_no_other() -> None:
    circuit = Circuit()
    circuit.put_off("a", 30.0, 0.0)
    assert circuit.wait_for("a", 10.0) == 20.0
    assert circuit.wait_for("b", 10.0) == 0.0
    assert circuit.wait(10.0) == 0.0


def test_two_chats_that_are_put_off_are_the_platform() -> None:
    circuit = Circuit()
    circuit.put_off("a", 30.0, 0.0)
    circuit.put_off("b", 20.0, 5.0)
    assert circuit.wait(5.0) == 20.0
    assert circuit.wait(25.0) == 0.0


def test_an_old_refusal_is_forgotten() -> None:
    circuit = Circuit()
    circuit.put_off("a", 1.0, 0.0)
    circuit.put_off("b", 1.0, 5.0)
    assert circuit.wait(5.0) == 0.0
