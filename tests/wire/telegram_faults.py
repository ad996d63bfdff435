"""Faults on order: wrong answers, delays, broken connections, lost answers, per method."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.wire.telegram_spec import Json

ANY_METHOD = "*"


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` calls of a method (`"*"`: of any) for which `when` holds.

    After `delay` seconds (`math.inf`: never) the call is refused with `status`, or answered with the page
    `html`, or its connection is dropped; with none of these it is only late. With `performed` the call is
    carried out first, so that the bot does not learn of a success.
    """

    method: str
    status: int = 200
    description: str = ""
    parameters: Json = field(default_factory=dict)
    times: float = 1
    delay: float = 0
    drop: bool = False
    html: str | None = field(default=None, repr=False)
    performed: bool = False
    when: Callable[[Mapping[str, object]], bool] | None = None

    def strikes(self, method: str, params: Mapping[str, object]) -> bool:
        same = self.method in {ANY_METHOD, method}
        return same and self.times > 0 and (self.when is None or self.when(params))


class FaultQueue:
    """Faults in the order of their coming; each is used up before the next of its method begins."""

    def __init__(self, on_add: Callable[[], None]) -> None:
        self._faults: list[Fault] = []
        self._on_add = on_add

    def add(self, *faults: Fault) -> None:
        """Orders faults, from the next call on; a poll that is held ends at once, so that they can strike."""
        self._faults.extend(faults)
        self._on_add()

    def remove(self, fault: Fault) -> None:
        self._faults.remove(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str, params: Mapping[str, object]) -> Fault | None:
        """The fault that strikes this call, or None."""
        for fault in self._faults:
            if fault.strikes(method, params):
                fault.times -= 1
                return fault
        return None


def flooded(method: str, seconds: int, times: float = 1) -> Fault:
    """429 with the wish to retry after so many seconds."""
    return Fault(method, 429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds}, times)


def bad_gateway(method: str, times: float = 1) -> Fault:
    """502 with a page instead of JSON, as from the machine before Telegram's."""
    page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
    return Fault(method, 502, html=page, times=times)


def dropped(method: str, times: float = 1, *, performed: bool = False) -> Fault:
    """The connection breaks before the answer."""
    return Fault(method, drop=True, times=times, performed=performed)


def unanswered(method: str, times: float = 1, *, performed: bool = True) -> Fault:
    """No answer ever: the bot cannot know whether the call was carried out."""
    return Fault(method, delay=math.inf, times=times, performed=performed)


def unauthorised(method: str) -> Fault:
    """401, once, although the token is right."""
    return Fault(method, 401, "Unauthorized")
