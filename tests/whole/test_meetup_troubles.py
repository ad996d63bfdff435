"""What breaks: the organiser hears of it once, in plain words, and everything else goes on."""

from __future__ import annotations

from tests.whole.arranging import at
from tests.whole.gathering import MeetingWorld
from tests.wire.discord_model import MEMBER_PERMISSIONS
from tests.wire.discord_model import Message as DiscordMessage
from tests.wire.telegram_world import Message as TelegramMessage


async def test_cards_are_deleted(club: MeetingWorld) -> None:
    """One on each platform; then the organiser announces again."""
    world = club.world
    await club.announced()
    world.begins()
    channel, group, topic = club.cards
    assert isinstance(channel, DiscordMessage)
    assert isinstance(group, TelegramMessage)
    world.discord.delete_message(channel)
    world.heard.taken_away("a moderator", channel)
    await club.sam.presses("Going", on=group)
    world.telegram.delete(group)
    world.heard.taken_away("a moderator", group)
    await club.kim.presses("Maybe", on=topic)
    await club.kim.presses("Can't", on=topic)
    await club.olga.presses("Announce again")
    channel, group, topic = club.cards
    assert not channel.deleted
    assert not group.deleted
    await club.ana.presses("Going", on=channel)
    await club.olga.presses("Announce again")
    assert world.is_as_kept("meetup-cards-deleted")


async def test_the_bot_is_thrown_out(club: MeetingWorld) -> None:
    """Of the group on Telegram, then of the server on Discord; in the topic all goes on."""
    world = club.world
    await club.announced()
    world.begins()
    _, group, topic = club.cards
    await club.sam.presses("Going", on=group)
    world.heard.note("Olga throws the bot out of the group “Main chat”")
    world.telegram.change_bot(club.at.group, "kicked", club.olga.account)
    await club.kim.presses("Maybe", on=topic)
    await club.olga.presses("Announce again")
    world.heard.note("somebody throws the bot out of “Support on Discord”")
    world.discord.remove_guild(club.at.guild)
    await club.kim.presses("Can't", on=topic)
    await club.kim.presses("Maybe", on=topic)
    await world.until(at(26, 21))
    assert world.is_as_kept("meetup-bot-thrown-out")


async def test_a_group_becomes_a_supergroup(club: MeetingWorld) -> None:
    """Its messages have no names any more by which they could be changed, so that a new card is needed."""
    world = club.world
    await club.announced()
    world.begins()
    channel, _, topic = club.cards
    await club.ana.presses("Going", on=channel)
    world.heard.note("the group “Main chat” becomes a supergroup")
    new = world.telegram.migrate(club.at.group)
    await world.telegram.drained()
    await club.kim.presses("Maybe", on=topic)
    await world.passes(minutes=3)
    await club.olga.presses("Announce again")
    await club.sam.presses("Maybe", on=club.card(new))
    assert world.is_as_kept("meetup-supergroup")


async def test_a_group_has_become_a_supergroup_unnoticed(club: MeetingWorld) -> None:
    """The bot learns of it only when it changes the card."""
    world = club.world
    await club.announced()
    world.begins()
    channel, *_ = club.cards
    world.heard.note("the group “Main chat” becomes a supergroup, and the bot does not hear of it")
    new = world.telegram.migrate(club.at.group, announced=False)
    await club.ana.presses("Going", on=channel)
    await world.passes(minutes=3)
    await club.olga.presses("Announce again")
    await club.sam.presses("Maybe", on=club.card(new))
    assert world.is_as_kept("meetup-supergroup-unnoticed")


async def test_a_topic_is_closed(club: MeetingWorld) -> None:
    world = club.world
    world.telegram.change_bot(club.at.forum, "member", club.olga.account)
    await club.announced()
    world.begins()
    channel, group, _ = club.cards
    world.heard.note("Olga closes the topic “Meet-ups”")
    world.telegram.close_topic(club.at.forum, club.at.topic, club.olga.account)
    await club.ana.presses("Going", on=channel)
    await club.sam.presses("Maybe", on=group)
    await club.olga.presses("Announce again")
    await world.passes(minutes=3)
    assert world.is_as_kept("meetup-topic-closed")


async def test_no_right_to_list_events(club: MeetingWorld) -> None:
    """The card does without; of a series this is told once, not for each date."""
    world = club.world
    club.at.guild.roles[1].permissions = MEMBER_PERMISSIONS
    await club.announced()
    channel, *_ = club.cards
    await club.ana.presses("Going", on=channel)
    await world.until(at(26, 21))
    told = [one.text for one in club.olga.sees if "list of events" in one.text]
    assert len(told) == 1
    assert world.discord.scheduled_events == {}
    assert world.is_as_kept("meetup-no-events")
