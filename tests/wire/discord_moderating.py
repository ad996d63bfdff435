"""What moderators do on the fake Discord: take channels away, put threads away, keep events."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.wire.discord_gateway import GUILDS
from tests.wire.discord_model import (
    ACTIVE,
    COMPLETED,
    EXTERNAL,
    GUILD_ONLY,
    SCHEDULED,
    Channel,
    Guild,
    ScheduledEvent,
    User,
    new_id,
)
from tests.wire.discord_payloads import channel_json, new_event_data
from tests.wire.discord_waiting import ActionNotPossibleError
from tests.wire.discord_world import World


class Moderators(World):
    """The world together with what those do in it who look after a guild."""

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel or thread, with all that stands in it."""
        if channel.guild is None:
            raise ActionNotPossibleError("private channels stay")
        data = channel_json(channel)
        channel.guild.channels.remove(channel)
        del self.channels[channel.id]
        self.gateway.dispatch("THREAD_DELETE" if channel.parent else "CHANNEL_DELETE", data, intent=GUILDS)
        self.changed.ring()

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Put a thread away, as Discord does when nobody writes in it; a locked one is opened by moderators alone."""
        thread.archived, thread.locked = True, locked
        self.tell_thread(thread)

    def add_event(self, guild: Guild, creator: User, name: str, start: datetime) -> ScheduledEvent:
        """Let a person list an event of one hour."""
        body = {
            "name": name,
            "scheduled_start_time": start.isoformat(),
            "scheduled_end_time": (start + timedelta(hours=1)).isoformat(),
            "privacy_level": GUILD_ONLY,
            "entity_type": EXTERNAL,
            "entity_metadata": {"location": "somewhere"},
        }
        event = ScheduledEvent(new_id(), guild, creator, new_event_data(body))
        self.scheduled_events[event.id] = event
        self.tell_scheduled("CREATE", event)
        return event

    def begin_event(self, event: ScheduledEvent) -> None:
        """Let a scheduled event begin, as Discord does when its time has come."""
        self._step(event, SCHEDULED, ACTIVE)

    def end_event(self, event: ScheduledEvent) -> None:
        """Let an event that runs be over."""
        self._step(event, ACTIVE, COMPLETED)

    def delete_event(self, event: ScheduledEvent) -> None:
        """Let a moderator delete an event."""
        event.deleted = True
        self.tell_scheduled("DELETE", event)

    def _step(self, event: ScheduledEvent, before: int, after: int) -> None:
        if event.data["status"] != before:
            raise ActionNotPossibleError("the event does not stand so")
        event.data = event.data | {"status": after}
        self.tell_scheduled("UPDATE", event)
