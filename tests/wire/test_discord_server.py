"""Logging in and interactions on the fake Discord, through discord.py."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp
import discord
import pytest

from tests.wire import discord_fixtures as fixtures
from tests.wire.discord_actions import Filled
from tests.wire.discord_model import Channel, Guild, User
from tests.wire.discord_server import FakeDiscord
from tests.wire.discord_waiting import ActionNotPossibleError
from tests.wire.small_discord_client import SmallClient, pointed_at, running

server, client = fixtures.server, fixtures.client
ana, guild, channel = fixtures.ana, fixtures.guild, fixtures.channel


async def test_login_syncs_commands_and_gets_ready(server: FakeDiscord, client: SmallClient, guild: Guild) -> None:
    assert client.user is not None
    assert client.user.id == server.bot.id
    assert client.get_guild(guild.id) is not None
    assert {command["name"] for command in server.commands[None]} >= {"ask", "slow", "remind", "Explain this"}
    assert [str(request) for request in server.requests[:2]] == ["GET /users/@me", "GET /oauth2/applications/@me"]
    assert "Authorization" not in server.requests[0].headers


async def test_bad_token_is_refused(server: FakeDiscord) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(server, token="another"):
            pass
    server.assert_clean()


async def test_slash_command_in_a_guild_answers_one_person(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    answer = await server.slash(ana, channel, "ask", question="why", times=2).response()
    assert answer.text == "why x2"
    assert answer.ephemeral
    assert answer.seen_only_by is ana
    assert answer not in channel.messages
    assert [button.label for button in answer.buttons] == ["More", "Later", "Form"]


async def test_slash_command_in_private(server: FakeDiscord, client: SmallClient, ana: User) -> None:
    answer = await server.slash(ana, ana, "ask", question="why").response()
    assert not answer.ephemeral
    assert answer.channel is server.private_channel(ana)


async def test_subcommand(server: FakeDiscord, client: SmallClient, ana: User, channel: Channel) -> None:
    answer = await server.slash(ana, channel, "remind add", time="08:00").response()
    assert answer.text == "at 08:00"


async def test_options_of_all_kinds(
    server: FakeDiscord, client: SmallClient, ana: User, guild: Guild, channel: Channel
) -> None:
    role = server.add_role(guild, "organiser")
    picked = server.slash(ana, channel, "pick", kind="Dose", place=channel, role=role, sure=True)
    # The library knows no role of which no event has told, and makes a new object from what came along.
    assert (await picked.response()).text == "['d', 'general', 'organiser', True]"
    for wrong in ({"kind": "Other"}, {"kind": "Dose", "sure": 1}, {"kind": "Dose", "extra": "x"}):
        with pytest.raises(ActionNotPossibleError):
            server.slash(ana, channel, "pick", **wrong)
    for name in ("remind", "remind nothing"):
        with pytest.raises(ActionNotPossibleError):
            server.slash(ana, channel, name)
    with pytest.raises(ActionNotPossibleError):
        server.autocomplete(ana, channel, "remind add", "time", "8")


async def test_autocomplete(server: FakeDiscord, client: SmallClient, ana: User, channel: Channel) -> None:
    choices = await server.autocomplete(ana, channel, "ask", "question", "missed").choices()
    assert choices == [{"name": "missed dose", "value": "dose"}, {"name": "missed test", "value": "test"}]


async def test_first_follow_up_fills_the_deferred_answer(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    interaction = server.slash(ana, channel, "slow", person=ana)
    answer = await interaction.response()
    assert answer.text == f"thought about {ana.id}"
    assert answer.ephemeral, "who sees it was settled by the deferral"
    assert (await interaction.followup()).text == "and again"


async def test_menus_of_messages_and_people(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    post = server.say(channel, ana, "what is this")
    assert (await server.message_menu(ana, post, "Explain this").response()).text == "about: what is this"
    assert (await server.user_menu(ana, channel, ana, "Who is it").response()).text == "it is ana"


async def test_buttons_change_the_message(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    card = await server.slash(ana, channel, "ask", question="why").response()
    pressed = server.press(ana, card, "More")
    assert await pressed.response() is card
    assert card.text == "more text"
    assert (await pressed.followup()).ephemeral
    assert (await server.press(ana, card, "later").response()).text == "later text"
    assert card.buttons == []


async def test_buttons_work_after_a_restart(server: FakeDiscord, ana: User, channel: Channel) -> None:
    async with running(server):
        card = await server.slash(ana, channel, "ask", question="why").response()
    async with running(server):
        assert (await server.press(ana, card, "More").response()).text == "more text"


async def test_select(server: FakeDiscord, client: SmallClient, ana: User, channel: Channel) -> None:
    card = await server.slash(ana, channel, "ask", question="why").response()
    assert (await server.select(ana, card, "Dose").response()).text == "chose d"


async def test_form(server: FakeDiscord, client: SmallClient, ana: User, channel: Channel) -> None:
    card = await server.slash(ana, channel, "ask", question="why").response()
    form = await server.press(ana, card, "Form").modal()
    assert form.title == "Your times"
    assert [part.label for part in form.fields] == ["When", "How often"]
    answer = await server.submit_modal(ana, form, {"When": "08:00", "How often": "Every day"}).response()
    assert answer.text == "08:00 daily"


async def test_people_can_only_do_what_the_app_offers(
    server: FakeDiscord, client: SmallClient, ana: User, guild: Guild, channel: Channel
) -> None:
    stranger, other = server.add_user("stranger"), server.add_user("other")
    server.add_member(guild, other)
    card = await server.slash(ana, channel, "ask", question="why").response()
    form = await server.press(ana, card, "Form").modal()
    impossible: list[Callable[[], object]] = [
        lambda: server.slash(ana, channel, "nothing"),
        lambda: server.slash(ana, channel, "ask"),
        lambda: server.slash(ana, channel, "ask", question="why", times=4),
        lambda: server.slash(ana, channel, "ask", question=3),
        lambda: server.slash(ana, channel, "manage"),
        lambda: server.slash(stranger, channel, "ask", question="why"),
        lambda: server.press(ana, card, "Nothing"),
        lambda: server.press(other, card, "More"),
        lambda: server.select(ana, card, "Nothing"),
        lambda: server.submit_modal(ana, form, {"When": "far too long", "How often": "Weekly"}),
        lambda: server.submit_modal(other, form),
        lambda: server.dm(stranger, "hello"),
        lambda: server.say(channel, ana, ""),
    ]
    for act in impossible:
        with pytest.raises(ActionNotPossibleError):
            act()


async def test_commands_for_organisers_are_offered_to_them(
    server: FakeDiscord, client: SmallClient, ana: User, guild: Guild, channel: Channel
) -> None:
    server.add_member(guild, ana, server.add_role(guild, "organiser", discord.Permissions(manage_events=True).value))
    assert (await server.slash(ana, channel, "manage").response()).text == "fine"


async def test_late_callback_is_refused() -> None:
    async with FakeDiscord(callback_window=0.0) as server:
        with pointed_at(server):
            person = server.add_user("ben", installed=True)
            async with running(server):
                late = server.slash(person, person, "ask", question="why")
                await server.until(lambda: late.refused or None, "refusal")
            server.assert_clean()
    assert late.refused == [10062]
    assert server.messages == []


async def test_answers_to_interactions_in_the_wrong_order(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    silent = server.slash(ana, channel, "silent")
    callback = f"/interactions/{silent.id}/{silent.token}/callback"
    webhook = f"/webhooks/{server.bot.id}/{silent.token}"
    hello = {"type": 4, "data": {"content": "hello"}}
    async with aiohttp.ClientSession() as session:

        async def ask(method: str, path: str, body: object = None) -> tuple[int, int]:
            async with session.request(method, server.api_url + path, json=body) as answer:
                return answer.status, (await answer.json())["code"] if answer.status != 204 else 0

        assert await ask("POST", webhook, {"content": "early"}) == (404, 10015)
        assert await ask("POST", callback, {"type": 7, "data": {"content": "no source"}}) == (400, 50035)
        assert await ask("POST", f"/interactions/{silent.id}/wrong/callback", hello) == (404, 10062)
        assert await ask("POST", callback, hello) == (204, 0)
        assert await ask("POST", callback, hello) == (400, 40060)
        assert await ask("GET", f"{webhook}/messages/1") == (404, 10008)
        assert await ask("DELETE", f"{webhook}/messages/@original") == (204, 0)
        assert await ask("PATCH", f"{webhook}/messages/@original", {"content": "x"}) == (404, 10008)
        assert await ask("POST", f"/webhooks/{server.bot.id}/wrong", {"content": "x"}) == (404, 10015)
    assert silent.refused == [10015, 40060]


async def test_expired_interaction_token() -> None:
    async with FakeDiscord(token_life=0.0) as server:
        with pointed_at(server):
            person = server.add_user("ben", installed=True)
            async with running(server):
                slow = server.slash(person, person, "slow", person=person)
                await server.until(lambda: slow.refused or None, "refusal")
    assert slow.refused == [50027]


async def test_an_unanswered_interaction_is_named(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    silent = server.slash(ana, channel, "silent")
    assert server.unanswered == [silent]
    with pytest.raises(TimeoutError, match=r"no response .*'silent' of ana.*unanswered"):
        await silent.response(timeout=0.05)


async def test_layouts(server: FakeDiscord, client: SmallClient, ana: User, channel: Channel) -> None:
    view = discord.ui.LayoutView()
    button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(label="Going", custom_id="going")
    container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
        discord.ui.TextDisplay("Coffee"),
        discord.ui.Separator(),
        discord.ui.Section("in the cafe", accessory=button),
        discord.ui.ActionRow(discord.ui.Button(label="Map", url="https://example.org")),
    )
    view.add_item(container)

    async def going(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("noted", ephemeral=True)

    button.callback = going  # type: ignore[method-assign]
    await client.get_partial_messageable(channel.id).send(view=view)
    card = await server.next_message(channel)
    assert card.text == "Coffee\nin the cafe"
    assert [(found.label, found.url) for found in card.buttons] == [("Going", None), ("Map", "https://example.org")]
    assert (await server.press(ana, card, "Going").response()).text == "noted"
    with pytest.raises(ActionNotPossibleError):
        server.press(ana, card, "Map")


async def test_choosing_people_and_ticking_boxes(
    server: FakeDiscord, client: SmallClient, ana: User, channel: Channel
) -> None:
    radio: discord.ui.RadioGroup[discord.ui.Modal] = discord.ui.RadioGroup(
        custom_id="r", options=[discord.RadioGroupOption(label=name, value=name[0]) for name in ("Phone", "Mail")]
    )
    group: discord.ui.CheckboxGroup[discord.ui.Modal] = discord.ui.CheckboxGroup(
        custom_id="g",
        options=[discord.CheckboxGroupOption(label=name, value=name[0]) for name in ("Mon", "Tue", "Wed")],
    )
    tick: discord.ui.Checkbox[discord.ui.Modal] = discord.ui.Checkbox(custom_id="t")
    carer = discord.ui.UserSelect[discord.ui.Modal](custom_id="u")

    class Boxes(discord.ui.Modal, title="Boxes"):
        async def on_submit(self, interaction: discord.Interaction) -> None:
            names = [person.name for person in carer.values]
            await interaction.response.send_message(f"{radio.value} {group.values} {tick.value} {names}")

    people = discord.ui.UserSelect[discord.ui.View](custom_id="people")

    async def chosen(interaction: discord.Interaction) -> None:
        form = Boxes()
        for text, item in (("By", radio), ("Days", group), ("Sure", tick), ("Who", carer)):
            form.add_item(discord.ui.Label(text=text, component=item))
        await interaction.response.send_modal(form)

    people.callback = chosen  # type: ignore[method-assign]
    view = discord.ui.View()
    view.add_item(people)
    await client.get_partial_messageable(channel.id).send("who?", view=view)
    form = await server.select(ana, await server.next_message(channel), ana).modal()
    filled: dict[str, Filled] = {"By": "Mail", "Days": ["Mon", "Wed"], "Sure": True, "Who": ana}
    assert (await server.submit_modal(ana, form, filled).response()).text == "M ['M', 'W'] True ['ana']"


async def test_registered_commands_can_be_read(server: FakeDiscord, client: SmallClient) -> None:
    before = [command["id"] for command in server.commands[None]]
    assert sorted(command.name for command in await client.tree.fetch_commands()) == sorted(
        command["name"] for command in server.commands[None]
    )
    await client.tree.sync()
    assert [command["id"] for command in server.commands[None]] == before, "a command keeps its id"
