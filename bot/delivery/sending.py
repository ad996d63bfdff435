"""One send, and what came of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from bot.core.errors import OutcomeUnknown, PermanentFailure, PlatformError, TryAgainLater, Unreachable
from bot.core.people import Platform
from bot.core.ports import Receipt
from bot.core.reply import Reply
from bot.delivery.rates import Target
from bot.delivery.transport import SEND_WITHIN, Blocked, Outcome, Perhaps, Sent, SurelyNot

log = logging.getLogger(__name__)


class Platforms(Protocol):
    """The platforms, as delivery uses them: the port of adapters, for all of them at once."""

    def is_ready(self, platform: Platform) -> bool:
        """Tell whether a platform is connected, so that sending makes sense."""

    async def send(self, to: Target, reply: Reply, nonce: str) -> Receipt:
        """Send, as the port of adapters says."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a send. `refused`: the platform does not take the token."""

    outcome: Outcome
    refused: bool = False


async def send(platforms: Platforms, to: Target, reply: Reply, nonce: str) -> Result:
    """Send, within the time that one send may take. Raises nothing, unless it is cancelled."""
    try:
        async with asyncio.timeout(SEND_WITHIN.total_seconds()):
            return Result(Sent((await platforms.send(to, reply, nonce)).message_ref))
    except PlatformError as error:
        return _failed(error, to.platform)
    except TimeoutError:
        return Result(Perhaps("no answer"))
    except Exception:
        log.exception("%s: a delivery failed on its way", to.platform)
        return Result(Perhaps("failed on its way"))


def _failed(error: PlatformError, platform: Platform) -> Result:
    match error:
        case Unreachable():
            return Result(Blocked("out of reach"))
        case TryAgainLater():
            return Result(SurelyNot("put off", error.after))
        case OutcomeUnknown():
            return Result(Perhaps("no answer"))
        case PermanentFailure():
            return Result(SurelyNot("token refused"), refused=True)
    log.warning("%s: a delivery was refused (%s)", platform, error)
    return Result(SurelyNot("refused"))
