"""The value that is in use now."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Current(Generic[T]):
    """Holds one immutable value, which is replaced as a whole.

    Who has taken the value goes on with it to the end; who takes it later gets the new one. So it is taken once for
    each thing that is done.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    @property
    def value(self) -> T:
        """The value in use."""
        return self._value

    def swap(self, value: T) -> None:
        """Put another value in its place."""
        self._value = value
