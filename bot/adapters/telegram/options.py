"""What the adapter is told by those who run it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """Settings of one bot account; people and chats are named by their numeric ids.

    `api_url`: another Bot API server, without a slash at the end. `listen_chats`: groups whose ordinary talk is passed
    on as well; for this the bot's privacy mode has to be off.
    """

    api_url: str | None = None
    organisers: frozenset[str] = field(default=frozenset(), repr=False)
    operators: frozenset[str] = field(default=frozenset(), repr=False)
    listen_chats: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Timing:
    """Time-outs and pauses, in seconds.

    `poll`: how long Telegram holds a request for updates. `deaf_after`: without any good answer to such requests for
    this long, the adapter gives up and asks to be started anew; three times `poll`. `drain`: how long a stop waits
    for answers that are on their way. `retry_pause`: before the one repetition of a call that failed.
    """

    poll: int = 20
    deaf_after: float = 60.0
    connect: float = 5.0
    read: float = 10.0
    write: float = 10.0
    pool: float = 5.0
    drain: float = 5.0
    retry_pause: float = 1.0
