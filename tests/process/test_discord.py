"""What a person on Discord sees of the whole bot, and how it bears faults of the platform."""

from __future__ import annotations

import asyncio

from tests.process.bot_process import running_bot
from tests.wire.discord_model import Channel, Message, User
from tests.wire.discord_server import FakeDiscord


async def started(discord: FakeDiscord, times: int = 1) -> None:
    await discord.gateway.ready(times, timeout=30)
    await discord.until(lambda: discord.commands or None, "commands", timeout=30)


def labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


async def test_questions_by_slash_mention_reply_menu_and_in_private(
    discord: FakeDiscord, ana: User, channel: Channel
) -> None:
    ben = discord.add_user("ben")
    discord.add_member(channel.guild, ben)  # type: ignore[arg-type]
    async with running_bot(discord) as bot:
        await started(discord)

        typed = discord.autocomplete(ana, channel, "ask", "question", "alcoh")
        choices = await typed.choices(timeout=20)
        assert "alcohol" in [choice["value"] for choice in choices]
        picked = await discord.slash(ana, channel, "ask", question="alcohol").response()
        assert picked.ephemeral
        assert "Can I drink alcohol" in picked.content

        asked = discord.say(channel, ana, "what if I miss a dose?", mentions=[discord.bot])
        answer = await discord.next_message(channel, timeout=20)
        assert not answer.ephemeral
        assert answer.reply_to is asked
        assert not answer.pings
        assert "Checked on" in answer.content
        assert "General information, not medical advice" in answer.content

        discord.say(channel, ana, "how often are blood tests?", reply_to=answer)
        assert "blood test" in (await discord.next_message(channel)).content.lower()

        question = discord.say(channel, ben, "is azathioprine a steroid?")
        menu = await discord.message_menu(ana, question, "Answer from the FAQ").response()
        assert menu.ephemeral
        assert "steroid" in menu.content

        discord.dm(ana, "can I take ibuprofen?")
        assert "pain" in (await discord.next_message(ana)).content.lower()
        assert await bot.stop() == 0


async def test_buttons_work_after_a_restart(discord: FakeDiscord, ana: User, channel: Channel) -> None:
    async with running_bot(discord) as bot:
        await started(discord)
        discord.say(channel, ana, "what if I miss a dose?", mentions=[discord.bot])
        answer = await discord.next_message(channel, timeout=20)
        assert await bot.stop() == 0
    async with running_bot(discord) as bot:
        await started(discord, 2)
        more = await discord.press(ana, answer, "More").response(timeout=20)
        assert more is answer
        assert "One missed tablet is common" in more.content
        thanks = await discord.press(ana, answer, "Helpful").response()
        assert thanks.ephemeral

        ben = discord.add_user("ben")
        discord.add_member(channel.guild, ben)  # type: ignore[arg-type]
        refused = await discord.press(ben, answer, "Remove").response()
        assert refused.ephemeral
        assert not answer.deleted
        discord.press(ana, answer, "Remove")
        await discord.until(lambda: answer.deleted or None, "removal")
        assert await bot.stop() == 0


async def test_browsing_and_passing_a_question_on(discord: FakeDiscord, ana: User, channel: Channel) -> None:
    async with running_bot(discord) as bot:
        await started(discord)
        topics = await discord.slash(ana, channel, "topics").response(timeout=20)
        assert topics.ephemeral
        section = await discord.select(ana, topics, "Side effects").response()
        entry = await discord.select(ana, section, "Will azathioprine make my hair fall out?").response()
        assert "Checked on" in entry.content

        discord.dm(ana, "where can I buy a unicorn saddle?")
        unknown = await discord.next_message(ana)
        assert "Pass it to the organisers" in labels(unknown)
        form = await discord.press(ana, unknown, "Pass it to the organisers").modal()
        sent = await discord.submit_modal(ana, form, {form.fields[0].custom_id: "Is there a unicorn group?"}).response()
        assert "without your name" in sent.content
        assert await bot.stop() == 0
    assert "unicorn" not in bot.log


async def test_urgent_comes_first_on_every_route(discord: FakeDiscord, ana: User, channel: Channel) -> None:
    async with running_bot(discord) as bot:
        await started(discord)
        slash = await discord.slash(ana, channel, "ask", question="my lips are swelling and I can't breathe").response(
            20
        )
        assert slash.ephemeral
        assert "999" in slash.content.splitlines()[0]
        discord.say(channel, ana, "temp of 39 since last night, is alcohol ok?", mentions=[discord.bot])
        shown = await discord.next_message(channel)
        assert "today" in shown.content.splitlines()[0].lower()
        assert "Go on in private" in labels(shown)
        assert await bot.stop() == 0


async def test_faults_of_the_platform(discord: FakeDiscord, ana: User, channel: Channel) -> None:
    messages = f"/channels/{channel.id}/messages"
    async with running_bot(discord) as bot:
        await started(discord)

        discord.fault("POST", messages, retry_after=0.2)
        discord.say(channel, ana, "is azathioprine a steroid?", mentions=[discord.bot])
        assert "steroid" in (await discord.next_message(channel, timeout=20)).content

        discord.fault("POST", messages, status=503)
        discord.say(channel, ana, "how is azathioprine stored?", mentions=[discord.bot])
        assert "stor" in (await discord.next_message(channel, timeout=20)).content.lower()

        discord.fault("POST", messages, lose_answer=True)
        discord.say(channel, ana, "can I drink alcohol?", mentions=[discord.bot])
        assert "alcohol" in (await discord.next_message(channel, timeout=20)).content.lower()
        await discord.no_message(channel)  # the repeat bears the same key, so it is no second message

        discord.gateway.drop(4000)
        await discord.gateway.resumed(timeout=30)
        discord.say(channel, ana, "hair loss?", mentions=[discord.bot])
        assert "hair" in (await discord.next_message(channel, timeout=20)).content.lower()

        closed = discord.add_user("carl", dms_open=False)
        discord.add_member(channel.guild, closed)  # type: ignore[arg-type]
        discord.dm(closed, "hair loss?")
        discord.dm(ana, "hair loss?")
        assert "hair" in (await discord.next_message(ana, timeout=20)).content.lower()
        assert await bot.stop() == 0
    assert "Traceback" not in bot.log


async def test_an_event_that_cannot_be_read_leads_to_a_new_start(
    discord: FakeDiscord, ana: User, channel: Channel
) -> None:
    async with running_bot(discord) as bot:
        await started(discord)
        discord.gateway.send_garbage_event()
        await discord.gateway.ready(2, timeout=30)
        discord.say(channel, ana, "hair loss?", mentions=[discord.bot])
        assert "hair" in (await discord.next_message(channel, timeout=20)).content.lower()
        assert await bot.stop() == 0


async def test_odd_input_gets_calm_words_or_silence(discord: FakeDiscord, ana: User, channel: Channel) -> None:
    async with running_bot(discord) as bot:
        await started(discord)
        for text in ("\u202e\u200f", "😀😀😀", "<b>bold</b> @everyone **hi**", "a" * 1900, "\x00\x07 hm"):
            discord.say(channel, ana, text, mentions=[discord.bot])
            reply = await discord.next_message(channel, timeout=20)
            assert not reply.pings
            assert not reply.pings_everyone
            assert "@everyone" not in reply.content
        robot = discord.bot
        discord.say(channel, ana, "just talking about my hair loss")
        edited = discord.say(channel, ana, "hello all")
        discord.edit_message(edited, f"{robot.mention} hair loss?")
        await discord.no_message(channel)
        assert await bot.stop() == 0
    assert "Traceback" not in bot.log


async def test_nothing_of_a_person_reaches_the_log(discord: FakeDiscord, ana: User, channel: Channel) -> None:
    words = "canarytext about my hair loss"
    async with running_bot(discord) as bot:
        await started(discord)
        discord.fault("POST", f"/channels/{channel.id}/messages", status=500, times=2)
        discord.say(channel, ana, words, mentions=[discord.bot])
        discord.dm(ana, words)
        await discord.next_message(ana, timeout=30)
        await discord.slash(ana, channel, "ask", question=words).response(timeout=20)
        assert await bot.stop() == 0
    for secret in ("canary", str(ana.id), str(channel.id)):
        assert secret not in bot.log
    await asyncio.sleep(0)
