"""A carer who can be reached no more, or stays silent for a year: whoever counts on them is told, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import NotRead, NotSaved, Unreachable
from bot.core.people import Person, Place, Platform
from bot.core.reply import Reply
from bot.core.richtext import plain
from bot.delivery.due import ToPerson, ToPlace
from bot.features.privacy.retention import Retention
from bot.features.reminders.carers.agreements import Agreements
from tests.features.reminders.carers.conftest import ANNA, BERT, CLEO, Carers
from tests.features.town import buttons

LOST = "can no longer reach somebody"
Told = list[tuple[Person | Place, Reply]]


def news(sent: Told) -> list[tuple[Person | Place, str]]:
    """Give to whom something was sent by itself, and what kind of thing; not the reminders."""
    return [(to, reply.outcome) for to, reply in sent if reply.outcome != "reminder"]


async def missed(town: Carers, *, blocked: bool = False) -> Told:
    """Let a dose of Anna stay unmarked; `blocked`: her carer does not take the notice."""
    await town.reminded(await town.plan())
    if blocked:
        town.platforms.failures.append(Unreachable("blocked"))
    return await town.wait(minutes=30) + await town.deliver()


async def writes(town: Carers, who: Person) -> None:
    await town.stores.people.reached(who, town.clock.now, alone=True)


async def test_told_once_and_again_when_the_carer_came_back_and_is_lost_again(town: Carers) -> None:
    await town.linked()
    sent = await missed(town, blocked=True)
    assert news(sent) == [(BERT, "carer notice"), (ANNA, "carer lost")]
    assert LOST in plain(sent[-1][1].blocks)
    for _ in range(2):
        assert news(await missed(town)) == []
    assert news(await town.wait(days=20)) == []
    await writes(town, BERT)
    assert news(await missed(town)) == [(BERT, "carer notice")]
    assert news(await missed(town, blocked=True)) == [(BERT, "carer notice"), (ANNA, "carer lost")]


async def test_the_list_says_which_one(town: Carers) -> None:
    await town.linked()
    await town.linked(ANNA, CLEO)
    await town.stores.people.block(await town.id_of(CLEO), Platform.TELEGRAM, town.clock.now)
    shown = plain((await town.says(ANNA, "/carers")).blocks)
    first, second = (line for line in shown.splitlines() if "carer 1" in line or "carer 2" in line)
    assert ("can't reach them" in first, "can't reach them" in second) == (False, True)
    await writes(town, CLEO)
    assert "can't reach" not in plain((await town.says(ANNA, "/carers")).blocks)


async def test_a_carer_with_another_account_is_not_lost(town: Carers) -> None:
    await town.linked()
    twin = Person(Platform.TELEGRAM, "700000098")
    await town.stores.links.offer(await town.id_of(BERT), "code", town.clock.now + timedelta(hours=1))
    await town.stores.links.redeem("code", twin, town.clock.now)
    assert news(await missed(town, blocked=True)) == [(BERT, "carer notice")]
    assert news(await missed(town, blocked=True)) == [(twin, "carer notice"), (ANNA, "carer lost")]


async def test_all_who_count_on_them_are_told_and_nobody_else(town: Carers) -> None:
    await town.linked(ANNA, BERT)
    await town.linked(CLEO, BERT)
    await town.linked(BERT, CLEO)
    await town.invite(BERT)
    await town.recipients.lost(ToPerson(await town.id_of(BERT)), Platform.DISCORD, town.clock.now)
    assert sorted(to.id for to, _ in await town.deliver()) == sorted([ANNA.id, CLEO.id])


async def test_back_or_ended_before_it_is_told(town: Carers) -> None:
    await town.linked()
    bert = ToPerson(await town.id_of(BERT))
    await town.recipients.lost(bert, Platform.DISCORD, town.clock.now)
    await writes(town, BERT)
    assert await town.deliver() == []
    town.clock.move(timedelta(minutes=1))
    await town.recipients.lost(bert, Platform.DISCORD, town.clock.now)
    [link] = await town.stores.carers.links(bert.id)
    await town.presses(ANNA, f"carers:over:{link.id}")
    assert news(await town.deliver()) == []


async def test_others_who_are_lost_are_kept_as_before(town: Carers) -> None:
    await town.linked()
    anna = await town.id_of(ANNA)
    await town.recipients.lost(ToPerson(anna), Platform.TELEGRAM, town.clock.now)
    account = await town.stores.people.account(anna, Platform.TELEGRAM)
    assert account is not None
    assert account.blocked_at == town.clock.now
    await town.recipients.lost(ToPlace("gone"), Platform.TELEGRAM, town.clock.now)
    assert await town.deliver() == []


@pytest.mark.parametrize("error", [NotRead("damaged"), NotSaved("full")])
async def test_what_cannot_be_kept_now(town: Carers, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """A full disk is for the caller to try again; what is damaged for good lets the carer be lost all the same."""
    await town.linked()
    bert = await town.id_of(BERT)

    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Agreements, "carer_lost", fail)
    if isinstance(error, NotSaved):
        with pytest.raises(NotSaved):
            await town.recipients.lost(ToPerson(bert), Platform.DISCORD, town.clock.now)
    else:
        await town.recipients.lost(ToPerson(bert), Platform.DISCORD, town.clock.now)
    account = await town.stores.people.account(bert, Platform.DISCORD)
    assert account is not None
    assert (account.blocked_at is None) is isinstance(error, NotSaved)


class TestSilence:
    """Being told of something is no sign of life: a carer who never writes is warned after eleven months."""

    @staticmethod
    async def days(town: Carers, number: int, *writing: Person) -> Told:
        """Let days go by, in which some people write now and then."""
        retention = Retention(
            town.stores.outdated, town.outbox, town.agreements.leave, town.stores.together, town.clock
        )
        sent: Told = []
        for _ in range(0, number, 5):
            town.clock.move(timedelta(days=5))
            for who in writing:
                await writes(town, who)
            await retention.once()
            sent += await town.deliver()
        return sent

    async def test_a_silent_carer_is_warned_and_then_the_other_one_is_told(self, town: Carers) -> None:
        await town.linked()
        [(to, warning)] = await self.days(town, 340, ANNA)
        assert (to, warning.outcome) == (BERT, "silence warning")
        assert "that I tell you about another person's reminders" in plain(warning.blocks)
        assert "Please keep it" in buttons(warning)
        assert news(await missed(town)) == [(BERT, "carer notice")], "the link holds until then"
        assert news(await self.days(town, 40, ANNA)) == [(ANNA, "carer ended")]
        assert await town.stores.people.find(BERT) is None
        assert await town.stores.carers.links(await town.id_of(ANNA)) == ()
        consents = await town.stores.people.consents(await town.id_of(ANNA))
        assert all(one.withdrawn_at is not None for one in consents)

    async def test_a_silent_person_with_a_carer(self, town: Carers) -> None:
        await town.linked()
        assert news(await self.days(town, 380, BERT)) == [(ANNA, "silence warning"), (BERT, "carer ended")]

    async def test_a_carer_who_presses_stay_goes_on(self, town: Carers) -> None:
        await town.linked()
        await self.days(town, 340, ANNA)
        assert await self.days(town, 40, ANNA, BERT) == []
        assert news(await missed(town)) == [(BERT, "carer notice")]

    async def test_both_are_silent(self, town: Carers) -> None:
        await town.linked()
        sent = news(await self.days(town, 380))
        assert [outcome for _, outcome in sent] == ["silence warning"] * 2
        assert [await town.stores.people.find(who) for who in (ANNA, BERT)] == [None, None]

    async def test_a_carer_who_takes_no_warning(self, town: Carers) -> None:
        await town.linked()
        town.platforms.failures.append(Unreachable("blocked"))
        sent = news(await self.days(town, 345, ANNA))
        assert sent == [(BERT, "silence warning"), (ANNA, "carer lost")]
        assert news(await self.days(town, 40, ANNA)) == [(ANNA, "carer ended")]
