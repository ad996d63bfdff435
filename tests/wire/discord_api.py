"""The routes of the fake Discord for the bot itself, people, places and commands."""

from __future__ import annotations

from tests.wire.discord_access import Access
from tests.wire.discord_http import ApiError, Call, Route, invalid_form
from tests.wire.discord_message_payloads import command_json
from tests.wire.discord_model import PUBLIC_THREAD, new_id
from tests.wire.discord_payloads import Json, bot_json, channel_json, full_member_json, guild_json, user_json
from tests.wire.discord_world import World


class Api:
    """Handlers over one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._bot = world.bot
        self._access = Access(world)

    def routes(self) -> list[Route]:
        """Return the lines of the route table."""
        table = [
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway),
            ("POST", "/users/@me/channels", self._open_private),
            ("GET", "/users/{user}", self._get_user),
            ("GET", "/guilds/{guild}", self._get_guild),
            ("GET", "/guilds/{guild}/members/{user}", self._get_member),
            ("GET", "/channels/{channel}", self._get_channel),
            ("PATCH", "/channels/{channel}", self._change_channel),
            ("GET", "/applications/{application}/commands", self._get_commands),
            ("PUT", "/applications/{application}/commands", self._put_commands),
            ("GET", "/applications/{application}/guilds/{guild}/commands", self._get_commands),
            ("PUT", "/applications/{application}/guilds/{guild}/commands", self._put_commands),
        ]
        return [Route(method, template, handler) for method, template, handler in table]

    def _me(self, _call: Call) -> Json:
        return bot_json(self._bot)

    def _application(self, _call: Call) -> Json:
        return self._world.application()

    def _gateway(self, _call: Call) -> Json:
        limits = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return {"url": self._world.gateway_url, "shards": 1, "session_start_limit": limits}

    def _open_private(self, call: Call) -> Json:
        user = self._world.users.get(int(call.body["recipient_id"]))
        if user is None:
            raise ApiError(404, 10013, "Unknown User")
        if user.bot:
            raise ApiError(400, 50007, "Cannot send messages to this user")
        return channel_json(self._world.private_channel(user))

    def _get_user(self, call: Call) -> Json:
        return user_json(self._access.user(call))

    def _get_guild(self, call: Call) -> Json:
        return guild_json(self._access.guild(call))

    def _get_member(self, call: Call) -> Json:
        guild, user = self._access.guild(call), self._access.user(call)
        if user not in guild.members:
            raise ApiError(404, 10007, "Unknown Member")
        return full_member_json(guild, user)

    def _get_channel(self, call: Call) -> Json:
        return channel_json(self._access.channel(call))

    def _change_channel(self, call: Call) -> Json:
        """Open a thread that was put away, or put it away; nothing else of a channel can be changed here."""
        thread = self._access.channel(call)
        if thread.kind != PUBLIC_THREAD or call.body.keys() != {"archived"}:
            raise invalid_form("only threads are put away and opened here")
        self._access.writable(call)
        thread.archived = call.body["archived"]
        self._world.tell_thread(thread)
        return channel_json(thread)

    def _get_commands(self, call: Call) -> list[Json]:
        return self._world.commands.get(self._scope(call), [])

    def _put_commands(self, call: Call) -> list[Json]:
        scope = self._scope(call)
        known = {(c["type"], c["name"]): int(c["id"]) for c in self._world.commands.get(scope, ())}
        wanted: list[Json] = call.request.json or []
        registered = [
            command_json(c, known.get((c.get("type") or 1, c["name"])) or new_id(), self._bot.id, scope) for c in wanted
        ]
        self._world.commands[scope] = registered
        self._world.changed.ring()
        return registered

    def _scope(self, call: Call) -> int | None:
        if call.id("application") != self._bot.id:
            raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
        return self._access.guild(call).id if "guild" in call.variables else None
