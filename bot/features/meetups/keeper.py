"""Runs beside the platforms, and keeps all cards and events as they should be."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Hashable, Mapping

from bot.core.errors import OutcomeUnknown, PermanentFailure, PlatformError, StorageError, TryAgainLater
from bot.core.keeping import Places
from bot.core.people import Place, Platform
from bot.core.ports import Clock
from bot.delivery.manners import Manners, Rate
from bot.delivery.rates import Rates, chat_of
from bot.delivery.waking import Alarm
from bot.features.meetups.announcing import Announcing
from bot.features.meetups.keeping import Post, PostKind, Posts, PostState
from bot.features.meetups.upkeep import Platforms, Upkeep

log = logging.getLogger(__name__)

EDITS: Mapping[Platform, Manners] = {
    Platform.DISCORD: Manners(keyed=True, overall=Rate(10.0, 2), per_group=Rate(1.0)),
    # A group takes 20 messages a minute, those included that are changed.
    Platform.TELEGRAM: Manners(keyed=False, overall=Rate(15.0, 2), per_group=Rate(17 / 60)),
    Platform.CONSOLE: Manners(keyed=True),
}
"""How fast cards may be changed, beside the deliveries and replies that go the same way."""

LOOK_EVERY = 5.0
SHORTEST_PAUSE = 0.2
"""Seconds between two looks, so that many answers at once lead to few looks."""

PUT_EVERY = 1.0
"""Seconds until it is looked again whether a card has come."""

KEEP_WITHIN = 60.0
PAUSE = 5.0
LONG_PAUSE = 60.0

_MOST = 1_000
_MOST_UNDER_WAY = 16
_MOST_KNOWN = 10_000


class Keeper:
    """One look after another, soon after each change; what is under way does not hold up the others.

    No card is changed twice at a time. Whoever gives cards something new to show rings the `alarm`; `steady` is a clock
    that is never set.
    """

    def __init__(
        self,
        announcing: Announcing,
        upkeep: Upkeep,
        posts: Posts,
        places: Places,
        platforms: Platforms,
        *,
        clock: Clock,
        alarm: Alarm,
        steady: Callable[[], float] = time.monotonic,
        manners: Mapping[Platform, Manners] = EDITS,
    ) -> None:
        self._announcing = announcing
        self._upkeep = upkeep
        self._posts = posts
        self._places = places
        self._platforms = platforms
        self._clock = clock
        self._steady = steady
        self._rates = {platform: Rates(manners[platform]) for platform in manners}
        self._alarm = alarm
        self._look_at = float("-inf")
        self._known: dict[str, Place] = {}
        self._under_way: dict[asyncio.Task[None], tuple[str, Hashable]] = {}
        self._not_before: dict[Hashable, float] = {}

    def wake(self) -> None:
        """Look at once, and over all meet-ups: an organiser has changed something."""
        self._look_at = float("-inf")
        self._announcing.forget()
        self._alarm.ring()

    async def run(self) -> None:
        """Keep all in order until cancelled."""
        try:
            while True:
                pause = await self._turn()
                await asyncio.sleep(SHORTEST_PAUSE)
                await self._alarm.sleep(pause)
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def step(self) -> float:
        """Look once; give the seconds until there may be more to do. Raises NotRead or NotSaved."""
        now = self._steady()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY  # first: who wakes it meanwhile wants another look
            await self._announcing.look(self._clock())
        pause = self._look_at - now
        for post in await self._posts.stale(_MOST):
            wait = await self._wait_for(post, now)
            if wait > 0:
                pause = min(pause, wait)
            else:
                await self._start(post, now)
        self._not_before = {what: at for what, at in self._not_before.items() if at > now}
        return max(0.0, pause)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(tuple(self._under_way))

    async def _turn(self) -> float:
        try:
            return await self.step()
        except StorageError as error:
            log.warning("cards could not be looked over (%s)", error)
        except Exception:
            log.exception("cards could not be looked over")
        return LOOK_EVERY

    async def _wait_for(self, post: Post, now: float) -> float:
        """Give the seconds until a post may be seen to."""
        place = await self._place(post)
        if not self._platforms.is_ready(post.platform) or len(self._under_way) >= _MOST_UNDER_WAY:
            return LOOK_EVERY
        chat = _chat(post, place)
        if any(id_ == post.id or chat == other for id_, other in self._under_way.values()):
            return LOOK_EVERY  # its end rings the alarm
        closed = max(self._not_before.get(what, now) for what in (post.platform, post.id, chat)) - now
        rates = self._rates[post.platform]
        wait = max(closed, rates.wait(now))
        return max(wait, rates.wait_for(place, now)) if place is not None and _is_edited(post) else wait

    async def _place(self, post: Post) -> Place | None:
        """Give a place, as it was when it was first asked for: that is enough to tell chats apart."""
        known = self._known.get(post.place_id)
        if known is None and (known := await self._places.place(post.place_id)) is not None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[post.place_id] = known
        return known

    async def _start(self, post: Post, now: float) -> None:
        place = await self._place(post)
        if place is not None and _is_edited(post):
            self._rates[post.platform].take(place, now)
        if post.state is PostState.WANTED or post.ref is None:
            self._not_before[post.id] = now + PUT_EVERY
        task = asyncio.create_task(self._keep(post, _chat(post, place)), name="a card")
        self._under_way[task] = post.id, _chat(post, place)
        task.add_done_callback(self._ended)

    async def _keep(self, post: Post, chat: Hashable) -> None:
        """See to one, and learn from what comes of it when to go on."""
        try:
            async with asyncio.timeout(KEEP_WITHIN):
                await self._upkeep.keep(post.id)
        except TryAgainLater as error:
            self._put_off(post.platform, error.after or PAUSE)
        except PermanentFailure:
            self._put_off(post.platform, LONG_PAUSE)
        except (OutcomeUnknown, StorageError, TimeoutError) as error:
            log.info("%s: a card waits (%s)", post.platform, type(error).__name__)
            self._put_off(chat, PAUSE)
        except PlatformError as error:
            log.warning("%s: a card was refused (%s)", post.platform, error)
            self._put_off(post.id, LONG_PAUSE)
        except Exception:
            log.exception("%s: a card could not be kept", post.platform)
            self._put_off(post.id, LONG_PAUSE)

    def _put_off(self, what: Hashable, seconds: float) -> None:
        self._not_before[what] = self._steady() + seconds

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self._alarm.ring()


def _chat(post: Post, place: Place | None) -> Hashable:
    """Give what one thing at a time is done in; the list of events of a place stands apart from its messages."""
    chat = post.place_id if place is None else chat_of(place)
    return post.platform, post.kind, chat


def _is_edited(post: Post) -> bool:
    """Tell whether seeing to it changes a message; that of a delivery is counted there."""
    return post.kind is PostKind.CARD and post.state in (PostState.SHOWN, PostState.WITHDRAWN)
