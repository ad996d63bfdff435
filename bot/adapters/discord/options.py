"""What the adapter is told: addresses, who organises, where to listen, and how long to wait."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DiscordOptions:
    """Settings of this platform; all ids are Discord's own, as text.

    `api_url` ("http://…/api/v10") and `gateway_url` ("ws://…") replace Discord's own addresses.
    `listen_channels` are the channels whose ordinary talk may be answered; if there are any, the bot asks for
    the message content intent, which has to be switched on for it.
    """

    api_url: str | None = None
    gateway_url: str | None = None
    organiser_roles: frozenset[str] = field(default=frozenset(), repr=False)
    organiser_people: frozenset[str] = field(default=frozenset(), repr=False)
    organiser_servers: frozenset[str] = field(default=frozenset(), repr=False)
    operators: frozenset[str] = field(default=frozenset(), repr=False)
    listen_channels: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Timing:
    """Waiting times in seconds.

    `defer_after`: an interaction not answered by then is acknowledged first; Discord allows 3 s.
    `send_within`: for one request, with the pauses that Discord's rate limits ask for.
    `retry_pause`: before the one repeat of a request that got lost.
    `longest_silence`: the adapter gives up when the gateway has shown no sign of life for so long; heartbeats
    come every 41 s. `look_every`: how often that is looked at.
    `finish_within`: for the answers that are under way at the end. `close_within`: for closing connections.
    `heartbeat_timeout` and `guild_ready_timeout` are discord.py's own.
    """

    defer_after: float = 1.5
    send_within: float = 75.0
    retry_pause: float = 1.0
    longest_silence: float = 150.0
    look_every: float = 5.0
    finish_within: float = 8.0
    close_within: float = 3.0
    heartbeat_timeout: float = 60.0
    guild_ready_timeout: float = 2.0
