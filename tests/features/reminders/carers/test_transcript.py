"""A whole day of a person and two carers, to be read."""

from __future__ import annotations

from pathlib import Path

from tests.features.reminders.carers.conftest import ANNA, BERT, CLEO, Carers
from tests.features.town import buttons, code_in
from tests.features.transcripts import is_as_kept


async def test_the_conversation_is_as_it_was_read(town: Carers) -> None:
    shown = await town.says(ANNA, "/carers")
    asked = await town.presses(ANNA, buttons(shown)["Invite a carer"])
    made = await town.presses(ANNA, buttons(asked)["I agree, make a code"])
    await town.presses(ANNA, "carers:agree")
    await town.says(ANNA, "/carers")
    await town.says(BERT, "/carers bkqt 7m42")
    offered = await town.says(BERT, f"/carers {code_in(made)}")
    await town.presses(BERT, buttons(offered)["Accept"])
    await town.deliver()
    await town.presses(BERT, buttons(offered)["Accept"])
    await town.accept(BERT, await town.invite(CLEO))
    await town.deliver()

    plan = await town.plan()
    await town.reminded(plan)
    [(_, notice)] = await town.wait(minutes=30)
    asked = await town.presses(BERT, buttons(notice)["Stop these notices"])
    await town.presses(BERT, buttons(asked)["Yes, end it"])
    await town.deliver()
    offered = await town.says(CLEO, f"/carers {await town.invite(ANNA)}")
    await town.presses(CLEO, buttons(offered)["Decline"])
    await town.deliver()
    await town.says(ANNA, "/carers")
    assert is_as_kept(Path(__file__).with_name("transcript.txt"), town.heard)
