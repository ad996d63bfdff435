"""Orders about doses in all their shapes, numbers without their group, and words that must not stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.faq.checks.wanted import Numbers, Orders
from bot.features.faq.checks.wording import alone, bare_numbers, orders, shares
from tests.features.faq.checks.rules import SHIPPED

ORDERS = """
You should take it with food.
you must not skip it
You can double the dose
you need to just take it
You'd better stop today.
You may halve your tablets.
You shouldn\u2019t take the evening dose.
You could try taking half.
You ought to stop azathioprine.
You will need to stop.
You can safely stop.
You might want to stop.
You have to restart it.
You do not need to take it.
You're fine to take it.
You are allowed to take it.
You can come off it.
You can leave out one.
You really should just stop.
You definitely should not stop.
You should keep taking it.
If you feel sick, stop the tablets.
If you feel sick, stop taking it and call.
Fever: stop the medicine.
Stop taking azathioprine and call.
STOP IT.
Take two tablets tomorrow.
Take the missed dose at once.
Take 50 mg in the morning.
Then take the next dose.
Wait three days, then restart.
Just skip it.
Skip the missed dose.
- Double the next dose
Never take it with milk.
Do not take azathioprine today.
Please stop your tablets.
Do take it.
Go ahead and take it.
Wean yourself off the tablets.
Go back on your tablets.
Keep taking your tablets.
Hold your azathioprine.
Cut the tablet in half.
Carry on with your tablets.
Leave out the evening dose.
Give the tablet again.
Reduce the dose by half.
Lower your dose if you feel ill.
Some members increase your dose.
Your dose should be 100 mg.
It is safe to take azathioprine with wine.
It's fine to skip it once.
It is best to stop.
It's time to stop.
Better to stop than to wait.
Consider stopping.
Try taking it at night.
Feel free to skip a day.
Make sure you take it.
Remember to take your tablets.
We recommend that you stop.
I would stop.
There is no need to take it.
The tablets should be stopped.
The dose must be doubled.
Azathioprine should be taken with food.
Your child should take it at night.
They should stop.
"""

NO_ORDERS = """
Your team decides whether you stop.
you should tell them
Do you take it?
Should I stop?
Most say that a late dose can be taken when you remember.
Don't stop or change it on your own; get medical advice now.
Leaflets agree on one thing: never take a double dose to make up for a missed one.
Ask your team if you may take both.
Some teams pause the tablets.
Take the pack with you.
Take part in a study.
If you take azathioprine, say so.
You can say "I take azathioprine".
Doctors may stop it for a while.
Your team may lower the dose.
People who stop too early may get ill again.
You can ask for time.
You should never stop on your own; get advice.
Steroids must not be stopped suddenly.
Start small after an illness.
You can start a walk.
Missed tablets? You can say so.
It is fine to want to stop, and fine to say so.
Lower blood counts are common.
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(ORDERS))
def test_an_order(text: str) -> None:
    assert list(orders(f"Hello. {text} Goodbye.", SHIPPED.orders))


@pytest.mark.parametrize("text", lines(NO_ORDERS))
def test_no_order(text: str) -> None:
    assert list(orders(f"Hello. {text} Goodbye.", SHIPPED.orders)) == []


def test_each_order_is_given_in_its_own_words() -> None:
    text = "You should probably stop. Call them, then skip the evening dose. Up your dose!"
    assert list(orders(text, SHIPPED.orders)) == ["should probably stop", "then skip the evening dose", "up your dose"]


@pytest.mark.parametrize(
    "text",
    [
        "It hits 2 in 100.",
        "About 1 in 1,000 got it.",
        "3 to 7 in 100, in the first weeks",
        "One in ten stopped.",
        "It was 0.26 per 1,000.",
        "3 of 23 had it",
        "1 out of every 5 felt sick. People were told.",
        "in about 2 in 100 of the tests that were made for all of the people",
    ],
)
def test_a_number_without_its_group(text: str) -> None:
    assert len(list(bare_numbers(text, SHIPPED.numbers))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It hits 2 in 100 people with bowel disease.",
        "about 1 in 200 to about 1 in 3,700 people",
        "0.54 in 1,000 people a year",
        "For 3 of 23 women it came back.",
        "6 in 10 of them kept taking it",
        "2 tablets in 2026, 38 to 39 in the evening, one in the morning",
        "about 7 in 100 people in one study",
        "25 mg and 50 mg",
    ],
)
def test_a_number_with_its_group_or_none(text: str) -> None:
    assert list(bare_numbers(text, SHIPPED.numbers)) == []


def test_shares_of_a_hundred() -> None:
    text = "It hits 5%, or 5 %, 2.5 per cent and 10 percent. 100% cotton; a percentage; 5 people"
    assert list(shares(text, SHIPPED.numbers)) == ["5%", "5 %", "5 per cent", "0 percent", "0%"]


def test_words_that_need_company() -> None:
    [company] = SHIPPED.company
    assert alone("Don't stop or change it on your own.", company) == "dont stop"
    assert alone("Don\u2019t stop it; if you feel ill, get medical advice now.", company) is None
    assert alone("Nothing of the kind.", company) is None


@given(st.text(max_size=200))
def test_any_text_is_borne(text: str) -> None:
    list(orders(text, SHIPPED.orders))
    list(bare_numbers(text, SHIPPED.numbers))
    list(shares(text, SHIPPED.numbers))
    for company in SHIPPED.company:
        alone(text, company)


def test_without_rules_nothing_is_found() -> None:
    text = "You should stop. 2 in 100. 5 %. Don't stop."
    assert [*orders(text, Orders()), *bare_numbers(text, Numbers()), *shares(text, Numbers())] == []
