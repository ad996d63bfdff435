"""A city that a person's clock may go by."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class City:
    """A city with the region or country it lies in, as they are shown, and the IANA name of its time zone."""

    name: str = field(repr=False)
    place: str = field(repr=False)
    zone: str = field(repr=False)

    @property
    def label(self) -> str:
        """The city as nobody takes it for another: "London, Ontario, Canada"."""
        return self.name if self.name == self.place else f"{self.name}, {self.place}"
