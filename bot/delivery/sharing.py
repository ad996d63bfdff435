"""How the room for sending is shared among priorities, so that what is first goes first and nothing starves. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.delivery.due import Priority

_PARTS = {Priority.MINUTES: 16, Priority.TODAY: 3, Priority.NEWS: 1}


def shares(room: int, waiting: Mapping[Priority, int]) -> dict[Priority, int]:
    """Share `room` places among what waits: each priority a part of its own, what is left over to the first."""
    given = {priority: min(waiting.get(priority, 0), _part(room, priority)) for priority in Priority}
    left = room - sum(given.values())
    for priority in Priority:
        more = min(left, waiting.get(priority, 0) - given[priority])
        given[priority] += more
        left -= more
    return given


def _part(room: int, priority: Priority) -> int:
    return room * _PARTS[priority] // sum(_PARTS.values())
