"""Waiting for what must not be left half done."""

from __future__ import annotations

import asyncio
from typing import Any


async def until_done(work: asyncio.Future[Any]) -> None:
    """Wait until some work has ended, well or badly. Whoever is cancelled meanwhile waits too, and is told then."""
    cancelled: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not work.cancelled():
            work.exception()  # nobody will ask for it
        raise cancelled
