"""What discord.py itself builds passes both checkers: a false alarm would make people switch them off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from discord.http import handle_message_parameters

from tests.wire.discord_http import ApiRequest
from tests.wire.discord_rules import rule_problems
from tests.wire.discord_samples import CALLBACK, COMMANDS, SEND
from tests.wire.discord_spec import discord_spec

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def sent(**parts: Any) -> ApiRequest:  # noqa: ANN401 - the parts of a message are typed by the library
    with handle_message_parameters(**parts) as parameters:
        return ApiRequest("POST", SEND, parameters.payload)


def embed() -> ApiRequest:
    card = discord.Embed(title="Card", description="text", colour=5, url="https://example.org", timestamp=NOW)
    card.set_footer(text="below", icon_url="https://example.org/i").set_author(name="who", url="https://example.org")
    card.set_thumbnail(url="https://example.org/t").set_image(url="attachment://i.png").add_field(name="a", value="b")
    return sent(embeds=[card], allowed_mentions=discord.AllowedMentions(users=[discord.Object(5)], everyone=False))


def controls() -> ApiRequest:
    view = ui.View()
    moving = discord.PartialEmoji(name="wave", id=5, animated=True)
    option = discord.SelectOption(label="One", description="first", emoji="\N{WAVING HAND SIGN}", default=True)
    parts: list[ui.Item[ui.View]] = [
        ui.Button(label="Go", emoji=moving),
        ui.Button(label="Map", url="https://example.org"),
        ui.Select(options=[option], placeholder="Which?"),
        ui.UserSelect(default_values=[discord.Object(5, type=discord.User)]),
        ui.ChannelSelect(channel_types=[discord.ChannelType.text]),
        ui.MentionableSelect(),
    ]
    for part in parts:
        view.add_item(part)
    return sent(content="x", view=view, nonce="key", flags=discord.MessageFlags(suppress_notifications=True))


def layout() -> ApiRequest:
    view = ui.LayoutView()
    picture: ui.Thumbnail[ui.LayoutView] = ui.Thumbnail("https://example.org/t", description="a picture")
    container: ui.Container[ui.LayoutView] = ui.Container(
        ui.TextDisplay("x"),
        ui.Section("a", "b", accessory=picture),
        ui.MediaGallery(discord.MediaGalleryItem("https://example.org/g")),
        ui.Separator(spacing=discord.SeparatorSpacing.large),
        ui.ActionRow(ui.Button(label="Go")),
        accent_colour=5,
    )
    view.add_item(container)
    return sent(view=view)


def poll() -> ApiRequest:
    question = discord.Poll(question="When?", duration=timedelta(hours=5))
    return sent(poll=question.add_answer(text="Monday").add_answer(text="Friday", emoji="\N{THUMBS UP SIGN}"))


def form() -> ApiRequest:
    modal = ui.Modal(title="Form")
    parts: list[ui.Item[ui.Modal]] = [
        ui.TextInput(label="Text", placeholder="b", default="c", required=False, min_length=1, max_length=5),
        ui.Label(text="Long", description="more", component=ui.TextInput(style=discord.TextStyle.long)),
        ui.Label(text="File", component=ui.FileUpload()),
        ui.Label(text="Where", component=ui.ChannelSelect(required=False)),
        ui.TextDisplay("to read"),
    ]
    for part in parts:
        modal.add_item(part)
    return ApiRequest("POST", CALLBACK, {"type": 9, "data": modal.to_dict()}, {"with_response": "1"})


def commands() -> ApiRequest:
    everywhere = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
    installs = app_commands.AppInstallationType(guild=True, user=True)
    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client, allowed_contexts=everywhere, allowed_installs=installs)

    @tree.command(description="Ask")
    @app_commands.choices(kind=[app_commands.Choice(name="Dose", value=1)])
    async def ask(
        interaction: discord.Interaction,
        kind: int,
        who: discord.User,
        much: app_commands.Range[float, 1.0, 2.0],
        text: app_commands.Range[str, 1, 5],
    ) -> None: ...

    @tree.command(description="Give", nsfw=True)
    async def give(
        interaction: discord.Interaction, file: discord.Attachment, role: discord.Role | None = None
    ) -> None: ...

    manage = discord.Permissions(manage_guild=True)
    outer = app_commands.Group(name="meet", description="Meet-ups", default_permissions=manage, guild_only=True)
    inner = app_commands.Group(name="list", description="Lists", parent=outer)

    @inner.command(description="Show them")
    async def show(interaction: discord.Interaction) -> None: ...

    @app_commands.guild_only()
    async def explain(interaction: discord.Interaction, message: discord.Message) -> None: ...

    tree.add_command(outer)
    tree.add_command(app_commands.ContextMenu(name="Explain This", callback=explain))
    return ApiRequest("PUT", COMMANDS, [command.to_dict(tree) for command in tree.get_commands()])


BUILDERS: list[Callable[[], ApiRequest]] = [embed, controls, layout, poll, form, commands]


@pytest.mark.parametrize("build", BUILDERS)
async def test_no_false_alarm(build: Callable[[], ApiRequest]) -> None:
    request, spec = build(), discord_spec()
    assert rule_problems(request, NOW) == []
    assert spec is None or spec.problems(request) == []
