"""Inviting a carer, accepting and ending: who sees what, whoever presses, however often."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.conversation.tries import MOST_TRIES
from bot.core.people import Person, Platform
from bot.core.reply import Audience, Reply, Showing
from bot.core.richtext import Link, Paragraph, plain
from bot.features.reminders.carers.agreements import INVITED_FOR, MOST_CARED_FOR, MOST_CARERS
from bot.features.reminders.consents import VERSION, Purpose
from bot.storage.schema import metadata
from tests.features.reminders.carers.conftest import ANNA, BERT, CLEO, Carers
from tests.features.town import buttons, code_in


def words(reply: Reply | None) -> str:
    assert reply is not None
    return plain(reply.blocks)


def others(count: int) -> list[Person]:
    return [Person(Platform.TELEGRAM, f"7000001{number:02}") for number in range(count)]


async def given(town: Carers, person: Person) -> set[str]:
    consents = await town.stores.people.consents(await town.id_of(person))
    assert all(one.version == VERSION for one in consents)
    return {one.purpose for one in consents if one.withdrawn_at is None}


async def test_both_agree_to_what_they_read(town: Carers) -> None:
    shown = await town.says(ANNA, "/carers")
    assert list(buttons(shown)) == ["Invite a carer", "I have a code"]
    asked = await town.presses(ANNA, buttons(shown)["Invite a carer"])
    for told in ("one thing only", "not marked by a certain time", "never tell them what it is for", "can fail"):
        assert told in words(asked)
    assert await town.stores.people.find(ANNA) is None, "nothing is kept before she agrees"
    made = await town.presses(ANNA, buttons(asked)["I agree, make a code"])
    assert await given(town, ANNA) == {Purpose.CARERS}

    offered = await town.says(BERT, f"/carers {code_in(made)}")
    for told in ("one thing only", "not marked by a certain time", "Not what it is for", "can fail"):
        assert told in words(offered)
    assert await town.stores.people.find(BERT) is None
    accepted = await town.presses(BERT, buttons(offered)["Accept"])
    assert "person 1" in words(accepted)
    assert accepted is not None
    assert accepted.showing is Showing.IN_PLACE
    assert await given(town, BERT) == {Purpose.CARING}

    [(to, news)] = await town.deliver()
    assert to == ANNA
    for told in ("was accepted", "one thing only", "Not what it is for"):
        assert told in words(news)
    assert "carer 1" in words(await town.says(ANNA, "my carers"))
    assert "person 1" in words(await town.says(BERT, "/carers"))


async def test_all_is_for_the_asker_alone(town: Carers) -> None:
    shown = await town.says(ANNA, "/carers", in_group=True)
    assert shown.audience is Audience.ASKER
    assert shown.private_at is not None
    code = await town.invite(ANNA)
    offered = await town.says(BERT, f"/carers {code}")
    accepted = await town.presses(BERT, buttons(offered)["Accept"])
    for reply in (offered, accepted, *(reply for _, reply in await town.deliver())):
        assert reply is not None
        assert reply.audience is Audience.ASKER


async def test_a_link_where_the_platform_has_any(town: Carers) -> None:
    asked = await town.presses(ANNA, "carers:agree")
    assert asked is not None
    [url] = [
        span.url
        for block in asked.blocks
        if isinstance(block, Paragraph)
        for span in block.spans
        if isinstance(span, Link)
    ]
    code = code_in(asked).replace("-", "").lower()
    assert url == f"https://t.me/bot?start=carers_accept_{code}"
    opened = await town.presses(CLEO, f"carers:accept:{code}", fresh=True)
    assert "Accept" in buttons(opened)
    assert opened is not None
    assert opened.showing is Showing.NEW
    assert "this app" not in words(await town.presses(BERT, "carers:agree"))


async def test_a_code_can_be_typed_in_a_form(town: Carers) -> None:
    code = await town.invite(ANNA)
    asked = await town.presses(BERT, buttons(await town.says(BERT, "/carers"))["I have a code"])
    assert "The code" in words(asked)
    assert "Accept" in buttons(await town.says(BERT, f" {code.lower().replace('-', ' ')} "))


async def test_a_code_that_a_group_has_read_is_not_taken(town: Carers) -> None:
    code = await town.invite(ANNA)
    told = await town.says(CLEO, f"/carers {code}", in_group=True)
    assert "private chat" in words(told)
    assert code not in words(told)
    assert "doesn't work" in words(await town.says(BERT, f"/carers {code}"))


async def test_declined(town: Carers) -> None:
    offered = await town.says(BERT, f"/carers {await town.invite(ANNA)}")
    assert "Declined" in words(await town.presses(BERT, buttons(offered)["Decline"]))
    [(to, news)] = await town.deliver()
    assert (to, "was not accepted" in words(news)) == (ANNA, True)
    assert await town.stores.people.find(BERT) is None
    assert await given(town, ANNA) == set()
    assert "doesn't work" in words(await town.presses(BERT, buttons(offered)["Accept"]))


@pytest.mark.parametrize("ender", [ANNA, BERT])
async def test_each_can_end_it_and_the_other_is_told_once(town: Carers, ender: Person) -> None:
    await town.linked()
    other = BERT if ender is ANNA else ANNA
    shown = await town.says(ender, "/carers")
    [end] = [code for code in buttons(shown).values() if code.startswith("carers:end:")]
    asked = await town.presses(ender, end)
    assert await town.deliver() == []
    over = buttons(asked)["Yes, end it"]
    assert "Ended" in words(await town.presses(ender, over))
    assert "Ended" not in words(await town.presses(ender, over)), "once"
    [(to, news)] = await town.deliver()
    assert (to, "has ended" in words(news)) == (other, True)
    assert await given(town, ANNA) == await given(town, BERT) == set()
    assert "Ended" not in words(await town.presses(other, over))
    assert await town.deliver() == []


async def test_kept_when_a_person_thinks_again(town: Carers) -> None:
    await town.linked()
    shown = await town.says(ANNA, "/carers")
    asked = await town.presses(ANNA, buttons(shown)["End with carer 1"])
    assert "carer 1" in words(await town.presses(ANNA, buttons(asked)["No, keep it"]))


async def test_an_invitation_can_be_withdrawn(town: Carers) -> None:
    code = await town.invite(ANNA)
    shown = await town.says(ANNA, "/carers")
    assert "about 48 more hours" in words(shown)
    asked = await town.presses(ANNA, buttons(shown)["Withdraw the invitation"])
    assert "Withdrawn" in words(await town.presses(ANNA, buttons(asked)["Yes, end it"]))
    assert "doesn't work" in words(await town.says(BERT, f"/carers {code}"))
    assert await given(town, ANNA) == set()
    assert await town.deliver() == []


async def test_a_new_code_takes_the_place_of_the_old_one(town: Carers) -> None:
    first = await town.invite(ANNA)
    second = await town.invite(ANNA)
    assert "doesn't work" in words(await town.says(BERT, f"/carers {first}"))
    assert "Accept" in buttons(await town.says(BERT, f"/carers {second}"))


async def test_two_taps_make_one_code(town: Carers) -> None:
    code = code_in(await town.presses(ANNA, "carers:agree"))
    assert await town.presses(ANNA, "carers:agree") is None
    assert "Accept" in buttons(await town.says(BERT, f"/carers {code}"))


async def test_two_taps_accept_once(town: Carers) -> None:
    offered = await town.says(BERT, f"/carers {await town.invite(ANNA)}")
    await town.presses(BERT, buttons(offered)["Accept"])
    again = await town.presses(BERT, buttons(offered)["Accept"])
    assert "person 1" in words(again)
    assert len(await town.deliver()) == 1


async def test_a_code_works_for_two_days(town: Carers) -> None:
    code = await town.invite(ANNA)
    await town.wait(hours=47, minutes=59)
    offered = await town.says(BERT, f"/carers {code}")
    await town.wait(minutes=1)
    assert "doesn't work" in words(await town.presses(BERT, buttons(offered)["Accept"]))
    assert "is open" not in words(await town.says(ANNA, "/carers"))


async def test_a_code_is_for_one_alone(town: Carers) -> None:
    code = await town.invite(ANNA)
    offered = await town.says(CLEO, f"/carers {code}")
    await town.accept(BERT, code)
    assert "doesn't work" in words(await town.presses(CLEO, buttons(offered)["Accept"]))
    assert "doesn't work" in words(await town.says(CLEO, f"/carers {code}"))


async def test_wrong_codes_are_counted(town: Carers) -> None:
    code = await town.invite(ANNA)
    for _ in range(MOST_TRIES):
        assert "doesn't work" in words(await town.says(BERT, "/carers BKQT-ZMWH"))
    assert "for an hour" in words(await town.says(BERT, f"/carers {code}"))
    assert "for an hour" in words(await town.presses(BERT, f"carers:yes:{code.lower().replace('-', '')}"))
    assert "Accept" in buttons(await town.says(CLEO, f"/carers {code}"))
    await town.wait(hours=1)
    assert "Accept" in buttons(await town.says(BERT, f"/carers {code}"))


async def test_nobody_cares_for_themselves(town: Carers) -> None:
    code = await town.invite(ANNA)
    assert "your own code" in words(await town.says(ANNA, f"/carers {code}"))
    pressed = await town.presses(ANNA, f"carers:yes:{code.lower().replace('-', '')}")
    assert "your own code" in words(pressed)


async def test_nobody_cares_twice_for_one(town: Carers) -> None:
    await town.linked()
    assert "already" in words(await town.says(BERT, f"/carers {await town.invite(ANNA)}"))


async def test_how_many_carers_one_can_have(town: Carers) -> None:
    for carer in others(MOST_CARERS):
        await town.linked(ANNA, carer)
    assert "3 carers already" in words(await town.presses(ANNA, "carers:invite"))
    shown = await town.says(ANNA, "/carers")
    asked = await town.presses(ANNA, buttons(shown)["End with carer 2"])
    await town.presses(ANNA, buttons(asked)["Yes, end it"])
    assert "Accept" in buttons(await town.says(BERT, f"/carers {await town.invite(ANNA)}"))


async def test_linked_accounts_do_not_get_past_the_limit(town: Carers) -> None:
    twin = Person(Platform.DISCORD, "700000099")
    first, *rest = others(MOST_CARERS)
    await town.linked(twin, first)
    for carer in rest:
        await town.linked(ANNA, carer)
    offered = await town.says(BERT, f"/carers {await town.invite(ANNA)}")
    await town.stores.links.offer(await town.id_of(twin), "code", town.clock.now + timedelta(hours=1))
    await town.stores.links.redeem("code", ANNA, town.clock.now)
    assert "as many carers" in words(await town.presses(BERT, buttons(offered)["Accept"]))


async def test_how_many_one_can_care_for_and_how_they_are_told_apart(town: Carers) -> None:
    people = others(MOST_CARED_FOR)
    for person in people:
        await town.linked(person, BERT)
    assert "5 people already" in words(await town.says(BERT, f"/carers {await town.invite(ANNA)}"))
    shown = await town.says(BERT, "/carers")
    asked = await town.presses(BERT, buttons(shown)["Stop for person 2"])
    await town.presses(BERT, buttons(asked)["Yes, end it"])
    left = words(await town.says(BERT, "/carers"))
    assert ["person 1" in left, "person 2" in left, "person 3" in left] == [True, False, True], (
        "they keep their numbers"
    )
    assert "person 2" in words(await town.accept(BERT, await town.invite(ANNA)))


async def test_somebody_else_changes_nothing(town: Carers) -> None:
    await town.linked()
    [end] = [code for code in buttons(await town.says(ANNA, "/carers")).values() if "end" in code]
    link_id = end.rpartition(":")[2]
    await town.deliver()
    for verb in ("end", "stop", "over"):
        shown = await town.presses(CLEO, f"carers:{verb}:{link_id}")
        assert list(buttons(shown)) == ["Invite a carer", "I have a code"]
    assert "carer 1" in words(await town.says(ANNA, "/carers"))
    assert await town.deliver() == []


@pytest.mark.parametrize("verb", ["invite", "agree", "yes", "no", "over"])
async def test_a_link_alone_changes_nothing(town: Carers, verb: str) -> None:
    await town.linked()
    [end] = [code for code in buttons(await town.says(ANNA, "/carers")).values() if "end" in code]
    code = (await town.invite(CLEO)).lower().replace("-", "")
    argument = {"over": end.rpartition(":")[2], "yes": code, "no": code}.get(verb)
    pressed = f"carers:{verb}" + (f":{argument}" if argument else "")
    before = [await town.stores.carers.links(await town.id_of(person)) for person in (ANNA, BERT, CLEO)]
    await town.presses(ANNA, pressed, fresh=True)
    assert [await town.stores.carers.links(await town.id_of(person)) for person in (ANNA, BERT, CLEO)] == before
    assert await town.deliver() == []


@pytest.mark.parametrize(
    "code", ["carers:accept", "carers:yes", "carers:yes:x", "carers:no", "carers:end", "carers:over"]
)
async def test_made_up_buttons(town: Carers, code: str) -> None:
    assert words(await town.presses(ANNA, code))
    assert await town.stores.people.find(ANNA) is None


@pytest.mark.parametrize("in_group", [True, False])
async def test_the_private_chat_is_proven_first(town: Carers, in_group: bool) -> None:
    """A press can come from a chat that takes nothing else: Discord answers it wherever direct messages are closed."""
    offered = await town.says(BERT, f"/carers {await town.invite(ANNA)}")
    town.platforms.connected = False
    told = await town.presses(BERT, buttons(offered)["Accept"], hidden=in_group)
    assert "couldn't make sure" in words(told)
    assert await town.deliver() == [], "nobody is told that it was accepted"
    assert await town.stores.people.find(BERT) is None
    town.platforms.connected = True
    assert "Accepted" in words(await town.presses(BERT, buttons(offered)["Accept"], hidden=in_group))
    assert [call.to for call in town.platforms.calls] == [BERT]


async def test_where_nothing_can_be_kept_it_is_said(town: Carers) -> None:
    town.stores.people._keeps = False  # as without a key
    assert "can't keep anything" in words(await town.presses(ANNA, "carers:agree"))
    assert await town.stores.people.find(ANNA) is None


async def test_a_tap_that_failed_can_be_repeated(town: Carers) -> None:
    town.stores.people._keeps = False
    await town.presses(ANNA, "carers:agree")
    town.stores.people._keeps = True
    assert code_in(await town.presses(ANNA, "carers:agree"))


async def test_who_is_forgotten_is_gone_on_both_sides(town: Carers) -> None:
    await town.linked()
    await town.linked(CLEO, ANNA)
    await town.stores.people.remove(await town.id_of(ANNA))
    for person in (BERT, CLEO):
        assert await town.stores.carers.links(await town.id_of(person)) == ()
        assert list(buttons(await town.says(person, "/carers"))) == ["Invite a carer", "I have a code"]


async def test_codes_outlive_a_restart(town: Carers) -> None:
    code = await town.invite(ANNA)
    again = Carers(town.stores, town.texts, town.clock)
    assert "person 1" in words(await again.accept(BERT, code))


async def test_codes_are_neither_logged_nor_stored(town: Carers, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    code = await town.invite(ANNA)
    kept = code.lower().replace("-", "")
    async with town.stores.database.reading() as connection:
        rows = [(await connection.execute(select(table))).all() for table in metadata.sorted_tables]
    await town.accept(BERT, code)
    await town.deliver()
    for text in (caplog.text, repr(rows), repr(town.outbox)):
        assert kept not in text.lower().replace("-", "")


async def test_news_that_are_none_any_more_are_not_told(town: Carers) -> None:
    await town.accept(BERT, await town.invite(ANNA))
    [end] = [code for code in buttons(await town.says(BERT, "/carers")).values() if "end" in code]
    await town.presses(BERT, end.replace("end", "over"))
    assert [reply.outcome for _, reply in await town.deliver()] == ["carer ended"]


async def test_told_where_the_reminders_come(town: Carers) -> None:
    await town.plan(ANNA)
    me = await town.id_of(ANNA)
    await town.stores.links.offer(me, "code", town.clock.now + timedelta(hours=1))
    twin = Person(Platform.DISCORD, "700000099")
    await town.stores.links.redeem("code", twin, town.clock.now)
    await town.accept(CLEO, await town.invite(twin))
    [(to, _)] = await town.deliver()
    assert to == ANNA
    await town.stores.people.block(me, Platform.TELEGRAM, town.clock.now)
    await town.accept(BERT, await town.invite(twin))
    [(to, _)] = await town.deliver()
    assert to == twin, "as she takes no messages there"


async def test_nothing_is_told_to_who_is_gone(town: Carers) -> None:
    await town.linked()
    [link] = await town.stores.carers.links(await town.id_of(ANNA))
    await town.stores.people.block(await town.id_of(BERT), Platform.DISCORD, town.clock.now)
    await town.presses(ANNA, f"carers:over:{link.id}")
    assert await town.deliver() == []


def test_the_words_say_how_long_a_code_works(town: Carers) -> None:
    assert f"within {INVITED_FOR // timedelta(hours=1)} hours" in town.texts.line("carers.code", code="")
