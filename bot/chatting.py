"""The chat in a terminal: the bot is built while the person is greeted, and what is due to them comes in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.adapters.console.gateway import ConsoleChat
from bot.conversation.arriving import Arriving, in_background
from bot.core.clock import now
from bot.core.people import Platform, Role
from bot.core.ports import Responder
from bot.settings import Secrets
from bot.texts.catalogue import Texts

if TYPE_CHECKING:
    from bot.app import Files


@dataclass(frozen=True, slots=True)
class Chatting:
    """Talks with one person as `role`. `key` locks what is kept where there is no master key."""

    root: Path
    secrets: Secrets
    key: str
    texts: Texts
    role: Role
    group: str

    async def run(self) -> None:
        """Chat until the input ends or the person leaves."""
        loop = asyncio.get_running_loop()
        reading, here = in_background(lambda: _read_files(self.root)), loop.create_future()
        async with AsyncExitStack() as ending:
            coming = asyncio.create_task(self._responder(reading, here, ending))
            chat = ConsoleChat(Arriving(coming), self.texts, now, self.role, self.group)
            here.set_result(chat)
            await chat.run()
            await _ended(coming)

    async def _responder(
        self, reading: Awaitable[Files], here: Awaitable[ConsoleChat], ending: AsyncExitStack
    ) -> Responder:
        """Build the bot, and let run beside the chat what runs beside platforms; `ending` learns how it is ended."""
        files, chat = await reading, await here
        # Imported here, as these are large and the person is typing meanwhile.
        from bot.app import build_bot  # noqa: PLC0415
        from bot.beside import delivering_on  # noqa: PLC0415
        from bot.delivery.outbox import Outbox  # noqa: PLC0415
        from bot.opening import tried_out  # noqa: PLC0415
        from bot.reloading import Reloading  # noqa: PLC0415
        from bot.storage.stores import open_stores  # noqa: PLC0415
        from bot.surroundings import Surroundings  # noqa: PLC0415

        stores = await ending.enter_async_context(open_stores(*tried_out(self.secrets, self.root, self.key)))
        around = Surroundings(stores, Outbox(stores.deliveries, [Platform.CONSOLE], now), chat, now)
        bot = build_bot(files, {}, around, [Platform.CONSOLE])
        delivering = delivering_on(around, bot.composers, self.texts, bot.reminders.recipients)
        # Mistakes in files go to the log: there are no organisers here.
        reloading = Reloading(self.root, files.languages, lambda _: None)
        for one in (reloading.run, delivering.run, *bot.beside):
            ending.push_async_callback(_ended, asyncio.ensure_future(one()))
        return bot.responder


def _read_files(root: Path) -> Files:
    import bot.storage.stores  # noqa: F401, PLC0415 (large: loaded here, beside the person who is typing)
    from bot.app import read_files  # noqa: PLC0415

    return read_files(root)


async def _ended(task: asyncio.Future[Any]) -> None:
    """End what runs beside a chat. What kept the bot from being built was told to whoever asked."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
