"""The routes of the fake Discord for scheduled events."""

from __future__ import annotations

from tests.wire.discord_access import Access
from tests.wire.discord_http import Answer, ApiError, Call, Route, invalid_form
from tests.wire.discord_model import (
    ACTIVE,
    CANCELLED,
    COMPLETED,
    CREATE_EVENTS,
    MANAGE_EVENTS,
    SCHEDULED,
    Guild,
    ScheduledEvent,
    new_id,
)
from tests.wire.discord_payloads import Json, event_time, new_event_data, scheduled_event_json
from tests.wire.discord_world import World

_NEXT_STATUS = {SCHEDULED: {ACTIVE, CANCELLED}, ACTIVE: {COMPLETED}}
_MOST_OPEN = 100
_EVENTS = "/guilds/{guild}/scheduled-events"
_TIMES = ("scheduled_start_time", "scheduled_end_time")


class Events:
    """Making, reading, changing and deleting the scheduled events of a guild."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._access = Access(world)

    def routes(self) -> list[Route]:
        """Return the lines of the route table."""
        one = f"{_EVENTS}/{{event}}"
        table = [
            ("GET", _EVENTS, self._list),
            ("POST", _EVENTS, self._create),
            ("GET", one, self._get),
            ("PATCH", one, self._change),
            ("DELETE", one, self._delete),
        ]
        return [Route(method, template, handler) for method, template, handler in table]

    def _list(self, call: Call) -> list[Json]:
        return [scheduled_event_json(event) for event in self._open(self._access.guild(call))]

    def _create(self, call: Call) -> Json:
        guild, body = self._access.guild(call), call.body
        self._needs(guild, CREATE_EVENTS)
        if len(self._open(guild)) >= _MOST_OPEN:
            raise ApiError(400, 30038, "Maximum number of guild scheduled events reached")
        event = ScheduledEvent(new_id(), guild, self._world.bot, new_event_data(body))
        self._world.scheduled_events[event.id] = event
        self._world.tell_scheduled("CREATE", event)
        return scheduled_event_json(event)

    def _get(self, call: Call) -> Json:
        return scheduled_event_json(self._event(call))

    def _change(self, call: Call) -> Json:
        event, body = self._event(call), call.body
        self._may_change(event)
        status = event.data["status"]
        if status not in _NEXT_STATUS:
            raise ApiError(400, 180000, "Cannot update a finished event")
        if body.get("status", status) not in {status, *_NEXT_STATUS[status]}:
            raise invalid_form("status: this change of status is not possible")
        changes = {key: value for key, value in body.items() if key in event.data and key != "image"}
        changes |= {key: event_time(changes[key]) for key in _TIMES if changes.get(key)}
        if status == ACTIVE and changes.get("scheduled_start_time", "") not in {"", event.data["scheduled_start_time"]}:
            raise invalid_form("scheduled_start_time: an event that has begun keeps its start")
        data = event.data | changes
        if data["scheduled_end_time"] and data["scheduled_end_time"] <= data["scheduled_start_time"]:
            raise invalid_form("scheduled_end_time: must be after the start")
        event.data = data
        self._world.tell_scheduled("UPDATE", event)
        return scheduled_event_json(event)

    def _delete(self, call: Call) -> Answer:
        event = self._event(call)
        self._may_change(event)
        event.deleted = True
        self._world.tell_scheduled("DELETE", event)
        return Answer(204)

    def _event(self, call: Call) -> ScheduledEvent:
        event = self._world.scheduled_events.get(call.id("event"))
        if event is None or event.deleted or event.guild is not self._access.guild(call):
            raise ApiError(404, 10070, "Unknown Guild Scheduled Event")
        return event

    def _open(self, guild: Guild) -> list[ScheduledEvent]:
        events = self._world.scheduled_events.values()
        return [e for e in events if e.guild is guild and not e.deleted and e.data["status"] in _NEXT_STATUS]

    def _may_change(self, event: ScheduledEvent) -> None:
        own = event.creator is self._world.bot
        if not (own and event.guild.permissions(self._world.bot) & CREATE_EVENTS):
            self._needs(event.guild, MANAGE_EVENTS)

    def _needs(self, guild: Guild, permission: int) -> None:
        if not guild.permissions(self._world.bot) & permission:
            raise ApiError(403, 50013, "Missing Permissions")
