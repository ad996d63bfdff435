from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

from bot.core.richtext import Blocks, plain
from bot.features.reminders.history import text
from bot.features.reminders.history.days import Days, by_day, entries
from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import Plan
from bot.texts.catalogue import Texts
from tests.features.reminders.history.given import dose, dose_plan
from tests.scenes import NOW

TODAY = date(2026, 11, 20)
YESTERDAY = TODAY - timedelta(days=1)


def week(texts: Texts, doses: Iterable[Occurrence], *plans: Plan) -> str:
    return plain(text.week(entries(doses, plans, NOW), TODAY, texts))


def month(texts: Texts, doses: Iterable[Occurrence], *plans: Plan) -> str:
    days: Days = by_day(entries(doses, plans, NOW))
    blocks: Blocks = text.month(date(2026, 11, 1), days, texts)
    return plain(blocks)


def test_the_days_in_words(texts: Texts) -> None:
    plan = dose_plan()
    doses = [
        dose(plan, TODAY),
        dose(plan, TODAY, time(11), Answer.NONE),
        dose(plan, YESTERDAY, time(8), Answer.SKIPPED),
        dose(plan, YESTERDAY, time(20), Answer.MISSED),
    ]
    assert week(texts, doses, plan) == (
        "The last 7 days. What was due, and what you answered:\n\n"
        "- Friday 20 November: 08:00 ✓ taken at 08:04; 11:00 · waiting\n"
        "- Thursday 19 November: 08:00 \u2013 skipped; 20:00 ○ missed"
    )


def test_only_the_last_seven_days(texts: Texts) -> None:
    plan = dose_plan()
    doses = [dose(plan, TODAY - timedelta(days=ago)) for ago in range(10)]
    told = week(texts, doses, plan)
    assert told.count("taken") == 7
    assert "Saturday 14 November" in told
    assert "13 November" not in told
    assert week(texts, doses[8:], plan) == "Nothing was due in the last 7 days."


def test_a_dose_taken_after_midnight_names_the_day(texts: Texts) -> None:
    plan = dose_plan()
    told = week(texts, [dose(plan, YESTERDAY, time(23, 50), later=15)], plan)
    assert "23:50 ✓ taken on Friday 20 November at 00:05" in told


def test_a_dose_of_which_only_the_answer_is_known(texts: Texts) -> None:
    plan = dose_plan()
    assert week(texts, [replace(dose(plan, TODAY), taken_at=None)], plan).endswith("08:00 ✓ taken")


def test_several_plans_are_told_apart_by_their_numbers(texts: Texts) -> None:
    one, two = dose_plan(), dose_plan()
    told = week(texts, [dose(one, TODAY), dose(two, TODAY, answer=Answer.SKIPPED)], one, two)
    assert "08:00 (reminder 1) ✓ taken at 08:04; 08:00 (reminder 2) \u2013 skipped" in told


def test_what_the_picture_shows_is_said_in_words(texts: Texts) -> None:
    plan = dose_plan()
    doses = [dose(plan, date(2026, 11, day), time(hour)) for day in range(1, 16) for hour in (8, 20)]
    doses += [dose(plan, date(2026, 11, 16), answer=Answer.MISSED), dose(plan, date(2026, 11, 16), time(20))]
    doses += [dose(plan, date(2026, 11, 17), answer=Answer.SKIPPED)]
    assert month(texts, doses, plan) == (
        "November 2026: 31 taken, 1 skipped, 1 missed.\n\n"
        "- 16 November 2026: 1 taken, 1 missed\n"
        "- 17 November 2026: 1 skipped\n\n"
        "On all other days, everything that was due was marked as taken."
    )


def test_a_month_without_a_gap_or_without_anything(texts: Texts) -> None:
    plan = dose_plan()
    assert month(texts, [dose(plan, TODAY)], plan).endswith("Everything that was due was marked as taken.")
    assert month(texts, [], plan) == "Nothing was due in November 2026, or its answers are no longer kept."
    assert "all other days" not in month(texts, [dose(plan, TODAY, answer=Answer.SKIPPED)], plan)
