"""Follows the files of the knowledge: what is saved is live within two seconds, and what is broken changes nothing."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

from bot.core.current import Current
from bot.core.errors import Problem
from bot.core.memory import give_back_memory
from bot.core.watching import SETTLE, Watch, snapshot
from bot.features.safety.screen import Screen
from bot.language import Contents, Language, folder_of, learn, read_again, screen_for

log = logging.getLogger(__name__)

# Seconds between two looks at the files; a look takes about a millisecond.
EVERY = 0.25

Tell = Callable[[tuple[Problem, ...]], None]


class Reloading:
    """Swaps what the bot knows in a language when its files have changed; questions under way finish with the old.

    What is shown follows at once. The matcher follows when it has learnt new words or ways of asking, which takes
    a second or so. `tell` is given each mistake once, until it is mended or becomes another.
    """

    def __init__(
        self,
        root: Path,
        languages: Mapping[str, Current[Language]],
        tell: Tell,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._followed = tuple(_Followed(name, root, current) for name, current in languages.items())
        self._tell = tell
        self._clock = clock
        self._sleep = sleep
        self._told: tuple[Problem, ...] = ()
        self._changed = asyncio.Event()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The mistakes that are there now."""
        return self._told

    async def run(self) -> None:
        """Tell what was broken at the start, then follow the files until cancelled."""
        self._tell_news()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow(), name="knowledge: follow")
            group.create_task(self._keep_learning(), name="knowledge: learn")

    async def step(self) -> None:
        """Look once, and take over what has changed and come to rest."""
        for followed in self._followed:
            try:
                changed = await followed.look(self._clock())
            except Exception:
                log.exception("knowledge/%s: changed files could not be taken over", followed.name)
                continue
            if changed:
                self._tell_news()
                self._changed.set()

    async def learn(self) -> None:
        """Learn the words and ways of asking that are new, if there are any."""
        for followed in self._followed:
            try:
                await followed.learn()
            except Exception:
                log.exception("knowledge/%s: new ways of asking could not be learnt", followed.name)

    async def _follow(self) -> None:
        while True:
            await self._sleep(SETTLE if any(followed.is_waiting for followed in self._followed) else EVERY)
            await self.step()

    async def _keep_learning(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self.learn()

    def _tell_news(self) -> None:
        """Log and tell the mistakes that were not told yet; log the files that have none any more."""
        present = [problem for followed in self._followed for problem in followed.problems]
        news = tuple(problem for problem in present if problem not in self._told)
        for problem in news:
            log.warning("%s", problem)
        for file in _files(self._told) - _files(present):
            log.info("%s: fine again", file)
        self._told = tuple(present)
        if news:
            self._tell(news)


class _Followed:
    """One language and its files."""

    def __init__(self, name: str, root: Path, current: Current[Language]) -> None:
        self.name = name
        self._current = current
        self._root = root
        self._folder = folder_of(name, root)
        self._watch = Watch(current.value.contents.seen)

    @property
    def is_waiting(self) -> bool:
        """Whether something has changed that has not been read yet."""
        return self._watch.is_waiting

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The mistakes in the files as they were last read."""
        return self._current.value.contents.problems

    async def look(self, now: float) -> bool:
        """Take over what has changed and come to rest; tell whether there was something."""
        read = await asyncio.to_thread(self._read, now, self._current.value)
        if read is None:
            return False
        self._current.swap(self._current.value.saying(*read))
        log.info("knowledge/%s: read anew, %d answers", self.name, len(self._current.value.knowledge))
        return True

    async def learn(self) -> None:
        """Swap the matcher as long as it has not learnt what the files say."""
        while not self._current.value.is_learnt:
            matcher = await asyncio.to_thread(learn, self._current.value.contents, self._root)
            self._current.swap(self._current.value.taught(matcher))  # its files may have changed meanwhile
            log.info("knowledge/%s: learnt anew", self.name)
            await asyncio.to_thread(give_back_memory)

    def _read(self, now: float, last: Language) -> tuple[Contents, Screen] | None:
        """Read the files if they have changed and come to rest. Runs in a thread."""
        found = snapshot(self._folder)
        changed = self._watch.look(found, now)
        if not changed:
            return None
        contents = read_again(last.contents, self.name, self._root, found, changed)
        if snapshot(self._folder) != found:
            self._watch.again(changed)  # somebody writes at this very moment: it may be half a file that was read
            return None
        return contents, screen_for(contents, last)


def _files(problems: Iterable[Problem]) -> frozenset[str]:
    return frozenset(problem.file for problem in problems)
