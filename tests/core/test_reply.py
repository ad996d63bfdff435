from __future__ import annotations

from bot.core.actions import Action
from bot.core.reply import Attachment, Audience, Button, Reply, Showing, Urgency
from bot.core.richtext import paragraph

ROW = (Button("More", Action("faq", "more", ("x",))),)
URGENT = Reply((paragraph("Call now."),), urgency=Urgency.EMERGENCY, outcome="urgent")
ANSWER = Reply((paragraph("The answer."),), (ROW,), outcome="answer")


def test_for_asker_and_in_place() -> None:
    opens = Action("faq", "sections")
    assert ANSWER.for_asker(opens).private_at == opens
    assert ANSWER.for_asker(opens).for_asker().private_at == opens
    assert ANSWER.for_asker().audience is Audience.ASKER
    assert ANSWER.in_place().showing is Showing.IN_PLACE


def test_one_reply_below_another() -> None:
    both = URGENT.then(ANSWER)
    assert both.blocks == (*URGENT.blocks, *ANSWER.blocks)
    assert both.rows == (ROW,)
    assert (both.urgency, both.outcome, both.audience) == (Urgency.EMERGENCY, "urgent", Audience.EVERYONE_HERE)


def test_together_they_are_as_private_as_the_more_private_one() -> None:
    assert URGENT.then(ANSWER.for_asker()).audience is Audience.ASKER
    assert URGENT.for_asker().then(ANSWER).audience is Audience.ASKER


def test_repr_shows_no_words() -> None:
    assert "answer." not in repr(ANSWER)
    assert "CANARY" not in repr(Attachment("mine.csv", "text/csv", b"CANARY"))
