"""When the bot does not run, when a platform cannot be reached, and when the bot looks after its plans. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from bot.core.people import Platform

Span = tuple[datetime, datetime]

EVERY = timedelta(minutes=10)
"""So often the planner of the simulated bot comes round. The real one does so twice a minute; both plan far ahead."""


@dataclass(frozen=True, slots=True)
class Outages:
    """Spans in which nothing goes; the end of each is the first moment at which it goes again."""

    start: datetime
    bot: tuple[Span, ...] = ()
    platforms: Mapping[Platform, tuple[Span, ...]] = field(default_factory=dict)
    every: timedelta = EVERY

    def bot_down(self, at: datetime) -> bool:
        """Tell whether the bot does not run."""
        return any(begin <= at < end for begin, end in self.bot)

    def away(self, at: datetime, platform: Platform) -> bool:
        """Tell whether a platform cannot be reached."""
        return any(begin <= at < end for begin, end in self.platforms.get(platform, ()))

    def reach(self, at: datetime, platform: Platform) -> datetime:
        """Give the first moment from this on at which something can be sent."""
        spans = (*self.bot, *self.platforms.get(platform, ()))
        while end := next((end for begin, end in spans if begin <= at < end), None):
            at = end
        return at

    def acts(self, at: datetime, platform: Platform) -> datetime:
        """Give when somebody does what they wanted to do at a moment: some minutes after it is possible again."""
        then = self.reach(at, platform)
        return at if then == at else then + timedelta(seconds=random.Random(at.isoformat()).randint(61, 540) + 0.5)

    def since(self, at: datetime, platform: Platform) -> datetime:
        """Give since when everything has gone without a break."""
        spans = (*self.bot, *self.platforms.get(platform, ()))
        return max((end for _, end in spans if end <= at), default=self.start)

    @property
    def ends(self) -> tuple[datetime, ...]:
        """All moments at which something goes again."""
        return tuple(sorted(end for _, end in chain(self.bot, *self.platforms.values())))

    def round(self, at: datetime) -> datetime:
        """Give the first moment from this on at which the bot looks after its plans."""
        grid = self.start + -((self.start - at) // self.every) * self.every
        then = min((end for end in self.ends if at <= end < grid and not self.bot_down(end)), default=grid)
        return next((end for begin, end in self.bot if begin <= then < end), then)
