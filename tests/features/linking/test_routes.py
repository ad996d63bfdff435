"""Linking accounts, choosing where reminders come, and parting them again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.tries import MOST_TRIES
from bot.core.keeping import Profile
from bot.core.people import Person, Platform
from bot.core.reply import Audience, Reply, Showing
from bot.core.richtext import plain
from bot.features.linking.accounts import CONSENT, OFFERED_FOR
from bot.features.reminders.plans import Plan
from tests.features.linking.conftest import ANNA, ANNA_TOO, BERT, Linking
from tests.features.town import buttons, code_in
from tests.features.transcripts import is_as_kept

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD


def words(reply: Reply | None) -> str:
    assert reply is not None
    return plain(reply.blocks)


async def test_two_accounts_become_one_person(town: Linking) -> None:
    await town.plan(ANNA)
    await town.plan(ANNA_TOO)
    await town.stores.people.set_profile(await town.id_of(ANNA), Profile(zone="Europe/London"))
    await town.stores.people.set_profile(
        await town.id_of(ANNA_TOO), Profile(zone="Asia/Tokyo", quiet=("22:00", "7:00"))
    )
    asked = await town.says(ANNA_TOO, f"/link {await town.offer()}")
    for told in ("1 from the other account and 1 from this one", "those of the other account stay", "somebody else"):
        assert told in words(asked)
    assert await town.id_of(ANNA) != await town.id_of(ANNA_TOO)
    done = await town.presses(ANNA_TOO, buttons(asked)["Yes, link them"])
    assert "Linked" in words(done)
    assert done is not None
    assert done.showing is Showing.IN_PLACE
    me = await town.id_of(ANNA)
    assert await town.id_of(ANNA_TOO) == me
    assert await town.stores.people.profile(me) == Profile(zone="Europe/London", quiet=("22:00", "7:00"))
    assert sorted(await town.homes(ANNA)) == [DISCORD, TELEGRAM]
    assert [one.purpose for one in await town.stores.people.consents(me)] == [CONSENT]


async def test_the_first_account_is_told_with_a_way_back(town: Linking) -> None:
    await town.join()
    [(to, news)] = await town.deliver()
    assert (to, "on Discord" in words(news), news.audience) == (ANNA, True, Audience.ASKER)
    asked = await town.presses(ANNA, buttons(news)["Unlink Discord"])
    assert asked is not None
    assert asked.showing is Showing.NEW, "the news stay"
    assert "Unlinked" in words(await town.presses(ANNA, buttons(asked)["Yes, unlink Discord"]))
    assert await town.stores.people.find(ANNA_TOO) != await town.id_of(ANNA)


async def test_news_of_what_was_undone_are_not_told(town: Linking) -> None:
    await town.join()
    await town.presses(ANNA_TOO, "link:parted:discord")
    assert [(to, reply.outcome) for to, reply in await town.deliver()] == [(ANNA, "accounts unlinked")]


async def test_an_account_of_which_nothing_is_kept_joins(town: Linking) -> None:
    done = await town.join()
    assert list(buttons(done)) == []
    assert await town.id_of(ANNA_TOO) == await town.id_of(ANNA)


async def test_where_the_reminders_come(town: Linking) -> None:
    await town.plan(ANNA)
    await town.plan(ANNA_TOO)
    done = await town.join()
    assert list(buttons(done)) == ["Reminders on Discord", "Reminders on Telegram", "Leave it as it is"]
    left = await town.presses(ANNA_TOO, buttons(done)["Leave it as it is"])
    assert "Discord, Telegram" in words(left)
    moved = await town.presses(ANNA_TOO, buttons(left)["Reminders on Discord"])
    assert "on Discord from now on" in words(moved)
    assert await town.homes(ANNA) == [DISCORD, DISCORD]
    assert [(call.to, call.reply.outcome) for call in town.platforms.calls] == [(ANNA_TOO, "link proof")]
    again = await town.says(ANNA, "link accounts")
    assert "Reminders on Telegram" in buttons(again)
    assert "come on Discord" in words(again)


async def test_nothing_moves_to_a_chat_that_does_not_work(town: Linking) -> None:
    await town.plan(ANNA)
    await town.join()
    town.platforms.connected = False
    told = await town.presses(ANNA, "link:home:discord")
    assert "couldn't write to you on Discord" in words(told)
    assert await town.homes(ANNA) == [TELEGRAM]


async def test_nothing_moves_to_where_there_are_no_reminders(town: Linking) -> None:
    town.offered.remove(DISCORD)
    await town.plan(ANNA)
    done = await town.join()
    assert list(buttons(done)) == []
    assert list(buttons(await town.says(ANNA, "/link"))) == ["Unlink Discord", "Unlink Telegram"]
    for code in ("link:home:discord", "link:parted:telegram"):
        assert "no reminders on Discord" in words(await town.presses(ANNA, code))
    assert await town.homes(ANNA) == [TELEGRAM]
    assert await town.id_of(ANNA) == await town.id_of(ANNA_TOO)


async def test_a_plan_that_changes_meanwhile(town: Linking) -> None:
    await town.plan(ANNA)
    await town.join()

    async def changed_before(before: Plan, after: Plan) -> bool:
        return False

    town.change = changed_before  # type: ignore[method-assign]
    assert "try again" in words(await town.presses(ANNA, "link:home:discord"))


@pytest.mark.parametrize("by", [ANNA, ANNA_TOO])
async def test_an_account_leaves(town: Linking, by: Person) -> None:
    await town.plan(ANNA)
    await town.plan(ANNA_TOO)
    await town.join()
    await town.deliver()
    asked = await town.presses(by, buttons(await town.says(by, "/link"))["Unlink Discord"])
    assert "All that I keep stays with Telegram" in words(asked)
    over = buttons(asked)["Yes, unlink Discord"]
    assert "Unlinked" in words(await town.presses(by, over))
    assert "Unlinked" not in words(await town.presses(by, over))
    assert await town.homes(ANNA) == [TELEGRAM, TELEGRAM]
    assert await town.stores.plans.of(await town.stores.people.find(ANNA_TOO) or "") == ()
    told = [(to, reply.outcome) for to, reply in await town.deliver()]
    assert told == [(ANNA_TOO if by is ANNA else ANNA, "accounts unlinked")]
    assert list(buttons(await town.says(ANNA_TOO, "/link"))) == ["Get a code", "I have a code"]
    assert "Linked" in words(await town.join()), "and comes back"


async def test_an_account_that_reminders_need_does_not_leave(town: Linking) -> None:
    await town.plan(ANNA)
    await town.join()
    town.platforms.connected = False
    told = await town.presses(ANNA, "link:parted:telegram")
    assert "couldn't write to you on Discord, so nothing has changed" in words(told)
    assert await town.id_of(ANNA) == await town.id_of(ANNA_TOO)


async def test_kept_when_a_person_thinks_again(town: Linking) -> None:
    asked = await town.says(ANNA_TOO, f"/link {await town.offer()}")
    assert "Nothing has changed" in words(await town.presses(ANNA_TOO, buttons(asked)["No, leave it"]))
    assert await town.stores.people.find(ANNA_TOO) is None
    await town.join()
    parting = await town.presses(ANNA, "link:part:discord")
    assert "Linked: Discord, Telegram" in words(await town.presses(ANNA, buttons(parting)["No, leave it"]))


async def test_a_code_can_be_typed_in_a_form(town: Linking) -> None:
    code = await town.offer()
    await town.presses(ANNA_TOO, buttons(await town.says(ANNA_TOO, "/link"))["I have a code"])
    assert "Yes, link them" in buttons(await town.says(ANNA_TOO, code.lower()))


async def test_a_code_that_a_group_has_read_is_not_taken(town: Linking) -> None:
    told = await town.says(ANNA_TOO, f"/link {await town.offer()}", in_group=True)
    assert (told.audience, "private chat" in words(told)) == (Audience.ASKER, True)


async def test_a_code_works_for_ten_minutes_and_once(town: Linking) -> None:
    code = await town.offer()
    asked = await town.says(ANNA_TOO, f"/link {code}")
    town.clock.move(OFFERED_FOR)
    assert "doesn't work" in words(await town.presses(ANNA_TOO, buttons(asked)["Yes, link them"]))
    code = await town.offer()
    await town.join(ANNA_TOO, code)
    assert "doesn't work" in words(await town.says(BERT, f"/link {code}"))
    assert f"{OFFERED_FOR.seconds // 60} minutes" in town.texts.line("linking.code", code="")


async def test_an_older_code_is_void(town: Linking) -> None:
    older = await town.offer()
    await town.offer()
    assert "doesn't work" in words(await town.says(ANNA_TOO, f"/link {older}"))


async def test_codes_outlive_a_restart(town: Linking) -> None:
    code = await town.offer()
    again = Linking(town.stores, town.texts, town.clock)
    assert "Linked" in words(await again.join(ANNA_TOO, code))


async def test_wrong_codes_are_counted(town: Linking) -> None:
    code = await town.offer()
    for _ in range(MOST_TRIES):
        assert "doesn't work" in words(await town.says(BERT, "/link BKQT-ZMWH"))
    assert "for an hour" in words(await town.says(BERT, f"/link {code}"))
    typed = code.lower().replace("-", "")
    assert "for an hour" in words(await town.presses(BERT, f"link:join:{typed}"))
    assert await town.stores.people.find(BERT) is None


async def test_two_taps(town: Linking) -> None:
    code = code_in(await town.presses(ANNA, "link:get"))
    assert await town.presses(ANNA, "link:get") is None
    asked = await town.says(ANNA_TOO, f"/link {code}")
    yes = buttons(asked)["Yes, link them"]
    assert "Linked" in words(await town.presses(ANNA_TOO, yes))
    assert "Linked: Discord, Telegram" in words(await town.presses(ANNA_TOO, yes))
    assert len(await town.deliver()) == 1


async def test_ones_own_code(town: Linking) -> None:
    code = await town.offer()
    assert "for your other account" in words(await town.says(ANNA, f"/link {code}"))
    typed = code.lower().replace("-", "")
    assert "for your other account" in words(await town.presses(ANNA, f"link:join:{typed}"))


async def test_two_people_in_the_same_app(town: Linking) -> None:
    code = await town.offer()
    same_app = Person(TELEGRAM, "700000029")
    told = await town.says(same_app, f"/link {code}")
    assert "in the same app" in words(told)
    pressed = await town.presses(same_app, f"link:join:{code.lower().replace('-', '')}")
    assert "in the same app" in words(pressed)
    await town.join(ANNA_TOO, code)
    third = await town.offer(BERT)
    assert "in the same app" in words(await town.says(ANNA, f"/link {third}"))


@pytest.mark.parametrize(
    "code", ["link:get", "link:join", "link:home:discord", "link:parted:discord", "link:away:discord"]
)
async def test_a_link_alone_changes_nothing(town: Linking, code: str) -> None:
    await town.plan(ANNA)
    await town.join()
    await town.deliver()
    if code == "link:join":
        code += f":{(await town.offer(BERT)).lower().replace('-', '')}"
    reply = await town.presses(ANNA, code, fresh=True)
    assert reply is not None
    assert reply.audience is Audience.ASKER
    assert await town.id_of(ANNA) == await town.id_of(ANNA_TOO)
    assert await town.homes(ANNA) == [TELEGRAM]
    assert (await town.deliver(), town.platforms.calls[1:]) == ([], [])


@pytest.mark.parametrize("verb", ["join", "home", "away", "part", "parted"])
@pytest.mark.parametrize("argument", ["", ":x", ":telegram", ":console"])
async def test_made_up_buttons(town: Linking, verb: str, argument: str) -> None:
    assert words(await town.presses(BERT, f"link:{verb}{argument}"))
    assert await town.stores.people.find(BERT) is None


async def test_somebody_else_changes_nothing(town: Linking) -> None:
    await town.join()
    for code in ("link:part:telegram", "link:parted:telegram", "link:home:telegram"):
        await town.presses(BERT, code)
    assert await town.id_of(ANNA) == await town.id_of(ANNA_TOO)


async def test_where_nothing_can_be_kept_it_is_said(town: Linking) -> None:
    town.stores.people._keeps = False  # as without a key
    assert "can't keep anything" in words(await town.join())
    assert await town.stores.people.find(ANNA_TOO) is None, "all of it, or nothing"


async def test_the_conversation_is_as_it_was_read(town: Linking) -> None:
    await town.plan(ANNA)
    await town.plan(ANNA_TOO)
    shown = await town.says(ANNA, "/link")
    made = await town.presses(ANNA, buttons(shown)["Get a code"])
    await town.says(BERT, "/link ZMWH-BKQT")
    asked = await town.says(ANNA_TOO, f"/link {code_in(made)}")
    done = await town.presses(ANNA_TOO, buttons(asked)["Yes, link them"])
    await town.deliver()
    await town.presses(ANNA_TOO, buttons(done)["Reminders on Discord"])
    shown = await town.says(ANNA, "/link")
    parting = await town.presses(ANNA, buttons(shown)["Unlink Discord"])
    await town.presses(ANNA, buttons(parting)["Yes, unlink Discord"])
    await town.deliver()
    await town.says(ANNA_TOO, "/link")
    assert is_as_kept(Path(__file__).with_name("transcript.txt"), town.heard)
