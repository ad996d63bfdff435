"""A small real client of discord.py, to prove the fake Discord with a library that nobody here wrote."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Iterator

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.wire.discord_server import FakeDiscord

TOKEN = "fake-discord-token"
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, guild_scheduled_events=True)


class Form(discord.ui.Modal, title="Your times"):
    when: discord.ui.TextInput[Form] = discord.ui.TextInput(label="When", custom_id="when", max_length=5)
    note = discord.ui.Label[discord.ui.Modal](
        text="How often",
        component=discord.ui.Select(
            custom_id="often",
            options=[discord.SelectOption(label="Every day", value="daily"), discord.SelectOption(label="Weekly")],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        chosen = self.note.component
        assert isinstance(chosen, discord.ui.Select)
        await interaction.response.send_message(f"{self.when.value} {chosen.values[0]}", ephemeral=True)


class Controls(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="More", custom_id="more")
    async def more(self, interaction: discord.Interaction, _: discord.ui.Button[Controls]) -> None:
        await interaction.response.edit_message(content="more text")
        await interaction.followup.send("one thing more", ephemeral=True)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, _: discord.ui.Button[Controls]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="later text", view=None)

    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction, _: discord.ui.Button[Controls]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.select(
        custom_id="kind", options=[discord.SelectOption(label="Dose", value="d"), discord.SelectOption(label="Test")]
    )
    async def kind(self, interaction: discord.Interaction, menu: discord.ui.Select[Controls]) -> None:
        await interaction.response.send_message(f"chose {menu.values[0]}", ephemeral=True)


class SmallClient(discord.Client):
    def __init__(self, *, intents: discord.Intents = INTENTS, heartbeat_timeout: float = 60.0) -> None:
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.01,
            heartbeat_timeout=heartbeat_timeout,
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.edited: list[str] = []
        self.failures: list[Exception] = []
        add_commands(self.tree)
        self.tree.on_error = self._note_failure  # type: ignore[method-assign]

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Leave out the five seconds that the library waits before each further login."""

    async def setup_hook(self) -> None:
        self.add_view(Controls())
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)
        if message.author.bot:
            return
        if message.guild is None or self.user in message.mentions:
            await message.reply(f"heard: {message.content}", mention_author=False)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self.edited.append(event.message.content)

    async def _note_failure(self, _: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.failures.append(error)


def add_commands(tree: app_commands.CommandTree[SmallClient]) -> None:
    @tree.command(description="Ask something")
    @app_commands.describe(question="What", times="How often")
    async def ask(interaction: discord.Interaction, question: str, times: app_commands.Range[int, 1, 3] = 1) -> None:
        await interaction.response.send_message(
            f"{question} x{times}", ephemeral=interaction.guild is not None, view=Controls()
        )

    @ask.autocomplete("question")
    async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed} {word}", value=word) for word in ("dose", "test")]

    @tree.command(description="Think first")
    async def slow(interaction: discord.Interaction, person: discord.User) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"thought about {person.id}")
        await interaction.followup.send("and again", ephemeral=True)

    @tree.command(description="Choose")
    @app_commands.choices(
        kind=[app_commands.Choice(name="Dose", value="d"), app_commands.Choice(name="Test", value="t")]
    )
    async def pick(
        interaction: discord.Interaction,
        kind: app_commands.Choice[str],
        place: discord.TextChannel | None = None,
        role: discord.Role | None = None,
        sure: bool = False,
    ) -> None:
        found = [kind.value, place and place.name, role and role.name, sure]
        await interaction.response.send_message(str(found), ephemeral=True)

    @tree.command(description="Never answers")
    async def silent(interaction: discord.Interaction) -> None:
        pass

    @tree.command(description="For organisers")
    @app_commands.default_permissions(manage_events=True)
    async def manage(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("fine")

    group = app_commands.Group(name="remind", description="Reminders")

    @group.command(description="Add one")
    async def add(interaction: discord.Interaction, time: str) -> None:
        await interaction.response.send_message(f"at {time}", ephemeral=True)

    tree.add_command(group)

    @tree.context_menu(name="Explain this")
    async def explain(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"about: {message.content}", ephemeral=True)

    @tree.context_menu(name="Who is it")
    async def who(interaction: discord.Interaction, user: discord.Member) -> None:
        await interaction.response.send_message(f"it is {user.name}", ephemeral=True)


@contextlib.asynccontextmanager
async def running(
    server: FakeDiscord, client: SmallClient | None = None, token: str = TOKEN
) -> AsyncIterator[SmallClient]:
    """Run a client against the server until the block ends."""
    client = client or SmallClient()
    task = asyncio.create_task(client.start(token))
    logins = len(server.gateway.identifies)
    login = asyncio.create_task(server.gateway.ready(logins + 1))
    await asyncio.wait({task, login}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if task.done():
            login.cancel()
            task.result()
        await client.wait_until_ready()
        yield client
    finally:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.contextmanager
def pointed_at(server: FakeDiscord) -> Iterator[None]:
    """Point discord.py at the server, and back again afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.api_url, yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


async def main(api_url: str, gateway_url: str) -> None:
    """Run the client as a process of its own."""
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_url, yarl.URL(gateway_url)
    await SmallClient().start(TOKEN)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
