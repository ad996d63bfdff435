"""What people write, and how it is answered; through discord.py against a simulated Discord."""

from __future__ import annotations

import logging
from dataclasses import replace

import discord
import pytest
import simcord

from bot.adapters.discord.options import DiscordOptions
from bot.core.actions import Action
from bot.core.incoming import Incoming, Said
from bot.core.people import PlaceKind, Role
from bot.core.reply import Attachment, Audience, Button, LinkButton, Reply, Showing, Urgency
from bot.core.richtext import Bold, Paragraph, paragraph
from tests.adapters.discord.conftest import Simulate, World
from tests.adapters.discord.script import NOON, Script, action, button, labels, words


def last(channel: simcord.ChannelHandle) -> discord.Message:
    message = channel.last_message
    assert message is not None
    return message


def heard(script: Script) -> Said:
    assert isinstance(script.last, Said)
    return script.last


async def test_mention_is_answered_as_a_reply(world: World, script: Script) -> None:
    script.answers["what if I miss a dose?"] = Reply(words("Take it when you remember."))
    asked = await world.alice.send(world.channel, f"{world.me}  what if I miss a dose?")

    answer = last(world.channel)
    assert answer.content == "Take it when you remember."
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id
    assert not answer.mentions
    assert answer.flags.suppress_embeds
    origin = heard(script).origin
    assert origin.person.id == str(world.alice.id)
    assert (origin.place.id, origin.place.kind, origin.place.topic) == (
        str(world.channel.id),
        PlaceKind.GROUP,
        None,
    )
    assert (origin.role, origin.at, origin.language) == (Role.MEMBER, NOON, None)
    assert (origin.addressed, origin.seen_by_others, origin.shows_forms) == (True, True, False)


async def test_mentions_emoji_and_the_like_are_no_words(world: World, script: Script) -> None:
    await world.alice.send(
        world.channel, f"hi {world.me} ask <@{world.bob.id}> <:pill:123456789012345678> in <#42> *now*"
    )
    assert heard(script).text == "hi ask in *now*"


async def test_reply_to_the_bot_is_answered(world: World, script: Script) -> None:
    script.answers["hello"] = script.answers["and then?"] = Reply(words("Yes."))
    await world.alice.send(world.channel, f"{world.me} hello")
    await world.bob.send(world.channel, "and then?", reply_to=last(world.channel))
    assert heard(script).text == "and then?"
    assert heard(script).origin.person.id == str(world.bob.id)


async def test_a_reply_carries_the_buttons_of_the_answer_it_goes_on_from(world: World, script: Script) -> None:
    rows = ((Button("Helpful", Action("faq", "helpful", ("alcohol",))),),)
    script.answers["hello"] = Reply(words("Yes."), rows)
    asked = await world.alice.send(world.channel, f"{world.me} hello")
    assert heard(script).replies_to == ()
    await world.bob.send(world.channel, "and then?", reply_to=last(world.channel))
    assert heard(script).replies_to == ("faq:helpful:alcohol",)
    await world.bob.send(world.channel, f"{world.me} and then?", reply_to=asked)
    assert heard(script).replies_to == ()


async def test_ordinary_talk_is_left_alone(world: World, script: Script) -> None:
    asked = await world.alice.send(world.channel, "hello everyone")
    await world.bob.send(world.channel, "hello alice", reply_to=asked)
    await world.bob.send(world.channel, f"<@{world.alice.id}> hello")
    assert script.seen == []


async def test_edited_message_is_left_alone(world: World, script: Script) -> None:
    said = await world.alice.send(world.channel, "hello")
    await world.alice.edit(said, f"{world.me} hello")
    assert script.seen == []


async def test_bots_and_webhooks_are_left_alone(world: World, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    await robot.send(world.channel, f"{world.me} hello")
    await world.guild.create_webhook(world.channel).send(f"{world.me} hello")
    assert script.seen == []


async def test_private_message(world: World, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."), ((button("Help", "help:show"),),)).for_asker()
    await world.alice.send_dm("hello")

    answer = last(world.alice.user.dm_channel)
    assert answer.content == "Hello."
    assert answer.reference is None
    assert labels(answer.components) == ["Help"]
    origin = heard(script).origin
    assert origin.place.id == str(world.alice.user.dm_channel.id)
    assert (origin.place.kind, origin.addressed, origin.seen_by_others) == (PlaceKind.PRIVATE, True, False)


async def test_private_message_without_text_still_reaches_the_bot(world: World, script: Script) -> None:
    script.answers[""] = Reply(words("In words, please."))
    channel = world.alice.user.dm_channel
    picture = world.env.backend.store_attachments(channel.id, [("picture.png", b"x")])
    await world.alice.send_dm("", attachments=picture)
    assert last(channel).content == "In words, please."


async def test_mention_alone_reaches_the_bot(world: World, script: Script) -> None:
    await world.alice.send(world.channel, world.me)
    assert heard(script).text == ""


async def test_thread_is_kept(world: World, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    started = await world.alice.send(world.channel, "a thread")
    await started.create_thread(name="talk")
    (thread,) = world.channel.threads
    await world.alice.send(thread, f"{world.me} hello")

    assert last(thread).content == "Hello."
    place = heard(script).origin.place
    assert (place.id, place.topic) == (str(world.channel.id), str(thread.id))


async def test_silence(world: World, script: Script) -> None:
    script.answers["note"] = Reply(showing=Showing.NOTE, audience=Audience.ASKER)
    script.answers["gone"] = Reply(words("x"), showing=Showing.REMOVED)
    for text in ("nothing", "note", "gone"):
        await world.alice.send(world.channel, f"{world.me} {text}")
    assert len(script.seen) == 3
    assert len(world.channel.history()) == 3
    assert world.sent() == []


async def test_channel_to_listen_to(simulate: Simulate, script: Script) -> None:
    options = DiscordOptions(listen_channels=frozenset({"1"}))
    async with simulate(options) as world:
        assert world.client.intents.message_content
        listening = DiscordOptions(listen_channels=frozenset({str(world.channel.id)}))
        world.client._options = listening
        elsewhere = world.guild.create_text_channel("elsewhere")
        await world.alice.send(world.channel, "does it hurt?")
        await world.alice.send(elsewhere, "does it rain?")
    assert [said.text for said in script.seen if isinstance(said, Said)] == ["does it hurt?"]
    assert not heard(script).origin.addressed
    assert heard(script).origin.seen_by_others


async def test_no_privileged_intent_without_listening(world: World) -> None:
    wanted = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    assert world.client.intents == wanted


async def test_private_reply_to_a_channel_message_goes_to_the_private_chat(world: World, script: Script) -> None:
    script.answers["hello"] = Reply(words("For you alone.")).for_asker()
    await world.alice.send(world.channel, f"{world.me} hello")
    assert last(world.alice.user.dm_channel).content == "For you alone."
    assert len(world.channel.history()) == 1


async def test_closed_private_chat_gets_the_door_note(world: World, script: Script) -> None:
    script.answers["hello"] = Reply(words("For you alone."), ((button("Sure?", "a:b"),),)).for_asker()
    dm = world.alice.user.dm_channel
    world.env.inject_error("POST", f"/channels/{dm.id}/messages", status=403, code=50007)
    await world.alice.send(world.channel, f"{world.me} hello")

    answer = last(world.channel)
    assert "For you alone" not in answer.content
    assert "private chat" in answer.content
    assert labels(answer.components) == ["Open private chat"]
    assert dm.last_message is None


async def test_private_reply_that_gets_lost_is_never_shown_in_the_channel(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    script.answers["hello"] = Reply(words("For you alone.")).for_asker()
    dm = world.alice.user.dm_channel
    world.env.inject_error("POST", f"/channels/{dm.id}/messages", status=503, times=None)
    await world.alice.send(world.channel, f"{world.me} hello")
    await world.env.advance_time(2)
    assert len(world.channel.history()) == 1
    assert [record.getMessage() for record in caplog.records] == ["a message: no answer (HTTPException)"]


async def test_private_reply_that_can_be_asked_for_again_stands_behind_a_button(world: World, script: Script) -> None:
    script.answers["topics"] = Reply(words("The topics."), private_at=action("faq:sections")).for_asker()
    script.answers["faq:sections"] = Reply(words("The topics.")).for_asker()
    await world.alice.send(world.channel, f"{world.me} topics")

    door = last(world.channel)
    assert "The topics" not in door.content
    shown = await world.bob.click(door, label="Show it to me")
    assert shown.ephemeral
    assert shown.response is not None
    assert shown.response.content == "The topics."
    assert last(world.channel).content == door.content


async def test_nothing_pings(world: World, script: Script) -> None:
    def echo(incoming: Incoming) -> Reply:
        text = f"@everyone @here <@{world.bob.id}> <@&{world.guild.default_role.id}>"
        return Reply((paragraph(text), Paragraph((Bold(text),))))

    script.answers["hello"] = script.answers["/ask"] = echo
    await world.alice.send(world.channel, f"{world.me} hello")
    await world.alice.slash(world.channel, "ask")
    for answer in world.channel.history()[1:]:
        assert not answer.mentions
        assert not answer.role_mentions
        assert not answer.mention_everyone
    sent = [entry.json or {} for entry in world.env.http_requests if entry.method == "POST"]
    bodies = [body.get("data", body) for body in sent]
    assert bodies
    assert all(body["allowed_mentions"]["parse"] == [] for body in bodies)


async def test_long_reply_is_split_with_buttons_under_the_last_part(world: World, script: Script) -> None:
    blocks = tuple(paragraph("word " * 100) for _ in range(9))
    script.answers["hello"] = Reply(blocks, ((button("More", "faq:more:x"),),))
    await world.alice.send(world.channel, f"{world.me} hello")
    answers = world.channel.history()[1:]
    assert len(answers) == 3
    assert all(len(answer.content) <= 2000 for answer in answers)
    assert [labels(answer.components) for answer in answers] == [[], [], ["More"]]
    assert [answer.reference is not None for answer in answers] == [True, False, False]
    keys = [body["nonce"] for body in world.sent() if isinstance(body, dict)]
    assert len(set(keys)) == 3
    assert all(len(key) <= 25 for key in keys)


async def test_file_and_link_button(world: World, script: Script) -> None:
    script.answers["hello"] = Reply(
        words("Your data."),
        ((LinkButton("Read", "https://example.org/"),),),
        attachments=(Attachment("data.csv", "text/csv", b"a,b"),),
    )
    await world.alice.send_dm("hello")
    answer = last(world.alice.user.dm_channel)
    assert [(one.filename, one.size) for one in answer.attachments] == [("data.csv", 3)]
    assert labels(answer.components) == ["Read"]


async def test_emergency_stands_out(world: World, script: Script) -> None:
    reply = Reply((Paragraph((Bold("Call 999 now."),)), paragraph("Then your team.")), urgency=Urgency.EMERGENCY)
    script.answers["help"] = reply
    await world.alice.send(world.channel, f"{world.me} help")
    assert last(world.channel).content == "## **Call 999 now.**\n\nThen your team."


async def test_urgent_words_reach_the_person_where_the_bot_may_not_write(world: World, script: Script) -> None:
    script.answers["help"] = Reply(words("Call 999 now."), urgency=Urgency.EMERGENCY)
    script.answers["hello"] = Reply(words("Hello."))
    path = f"/channels/{world.channel.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013, times=None)
    await world.alice.send(world.channel, f"{world.me} help")
    await world.alice.send(world.channel, f"{world.me} hello")
    assert [message.content for message in world.alice.user.dm_channel.history()] == ["## Call 999 now."]


async def test_channel_without_history_gets_a_plain_message(world: World, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=160002)
    await world.alice.send(world.channel, f"{world.me} hello")
    assert last(world.channel).content == "Hello."
    assert last(world.channel).reference is None


async def test_lost_answer_is_sent_again_with_the_same_key(world: World, script: Script) -> None:
    script.answers["hello"] = Reply(words("Hello."))
    world.env.inject_error("POST", "/channels/*/messages", status=503)
    await world.alice.send(world.channel, f"{world.me} hello")
    await world.env.advance_time(2)
    assert last(world.channel).content == "Hello."
    keys = [body["nonce"] for body in world.sent() if isinstance(body, dict)]
    assert len(keys) == 2
    assert len(set(keys)) == 1


@pytest.mark.parametrize("status", [503, 400])
async def test_refused_answer_is_given_up_with_a_quiet_log(
    world: World, script: Script, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    script.answers["my secret"] = Reply(words("Your secret."))
    world.env.inject_error("POST", "/channels/*/messages", status=status, code=1, times=None)
    await world.alice.send(world.channel, f"{world.me} my secret")
    await world.env.advance_time(2)
    told = [record for record in caplog.records if record.name.startswith("bot.")]
    assert [record.levelname for record in told] == ["WARNING"]
    assert told[0].getMessage().startswith("a message: ")
    assert "secret" not in caplog.text
    world.env.backend.faults.clear()
    script.answers["hello"] = Reply(words("Hello."))
    await world.alice.send(world.channel, f"{world.me} hello")
    assert last(world.channel).content == "Hello."


async def test_one_failure_does_not_stop_the_rest(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    script.error = RuntimeError("boom")
    await world.alice.send(world.channel, f"{world.me} hello")
    assert [record.getMessage() for record in caplog.records] == ["a message: failed"]
    script.error = None
    script.answers["hello"] = Reply(words("Hello."))
    await world.alice.send(world.channel, f"{world.me} hello")
    assert last(world.channel).content == "Hello."


async def test_roles(simulate: Simulate, script: Script) -> None:
    async with simulate() as world:
        helpers = world.guild.create_role("helpers")
        keepers = world.guild.create_role("keepers", permissions=discord.Permissions(manage_guild=True))
        helper = world.guild.add_member(world.env.create_user("helper"), roles=[helpers])
        keeper = world.guild.add_member(world.env.create_user("keeper"), roles=[keepers])
        world.client._options = replace(
            DiscordOptions(),
            organiser_roles=frozenset({str(helpers.id)}),
            organiser_servers=frozenset({str(world.guild.id)}),
            operators=frozenset({str(world.bob.id)}),
        )
        for member in (world.alice, helper, keeper, world.bob):
            await member.send(world.channel, f"{world.me} hello")
        await helper.send_dm("hello")
    roles = [said.origin.role for said in script.seen]
    assert roles == [Role.MEMBER, Role.ORGANISER, Role.ORGANISER, Role.OPERATOR, Role.MEMBER]
