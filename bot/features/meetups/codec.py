"""What is said of meet-ups as JSON can hold it, and back. Pure.

The names are such that a person can read them, as they are handed over as they are.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from bot.conversation.times.values import EveryWeeks, MonthDay, MonthWeekday, OnWeekdays
from bot.features.meetups.meetup import Content, Counts, Meetup, Repeat, Series, Where

Json = dict[str, Any]

_SECOND = timedelta(seconds=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def packed(meetup: Meetup) -> Json:
    """Give what a meet-up is about, and when: all but its places, its organiser, and how it stands."""
    return {
        **packed_content(meetup.content),
        "zone": meetup.zone,
        "first": meetup.first.isoformat(),
        "time_of_day": meetup.time_of_day.isoformat(),
        "series": None if meetup.series is None else packed_series(meetup.series),
    }


def unpacked(json: Json) -> tuple[Content, str, date, time, Series | None]:
    """Give content, zone, first day, time of day and series of a meet-up that was packed."""
    series = None if json["series"] is None else unpacked_series(json["series"])
    first, clock = date.fromisoformat(json["first"]), time.fromisoformat(json["time_of_day"])
    return unpacked_content(json), json["zone"], first, clock, series


def packed_content(content: Content) -> Json:
    """Give what is said of a date; lengths of time in whole seconds."""
    where = content.where
    return {
        "title": content.title,
        "place": where.place,
        "address": where.address,
        "point": None if where.point is None else list(where.point),
        "link": where.link,
        "link_hidden": where.link_hidden,
        "text": content.text,
        "duration": content.duration // _SECOND,
        "seats": content.seats,
        "closes_before": content.closes_before // _SECOND,
        "asks": content.asks,
    }


def unpacked_content(json: Json) -> Content:
    """Give what is said of a date that was packed."""
    point = None if json["point"] is None else (json["point"][0], json["point"][1])
    return Content(
        json["title"],
        Where(json["place"], json["address"], point, json["link"], json["link_hidden"]),
        json["text"],
        timedelta(seconds=json["duration"]),
        json["seats"],
        timedelta(seconds=json["closes_before"]),
        json["asks"],
    )


def packed_counts(counts: Counts) -> Json:
    """Give how many said what."""
    return {"going": counts.going, "maybe": counts.maybe, "cannot": counts.cannot, "waiting": counts.waiting}


def unpacked_counts(json: Json) -> Counts:
    """Give how many said what, as it was packed."""
    return Counts(json["going"], json["maybe"], json["cannot"], json["waiting"])


def packed_series(series: Series) -> Json:
    """Give how a meet-up repeats."""
    until = None if series.until is None else series.until.isoformat()
    return {"repeat": _packed_repeat(series.repeat), "until": until}


def unpacked_series(json: Json) -> Series:
    """Give how a meet-up repeats, as it was packed."""
    until = None if json["until"] is None else date.fromisoformat(json["until"])
    return Series(_repeat(json["repeat"]), until)


def _packed_repeat(repeat: Repeat) -> Json:
    match repeat:
        case OnWeekdays(days):
            return {"weekdays": _packed_days(days)}
        case EveryWeeks(number, days):
            return {"every_weeks": number, "weekdays": _packed_days(days)}
        case MonthDay(day, months):
            return {"day_of_month": day, "every_months": months}
        case MonthWeekday(ordinal, weekday):
            return {"weekday": _WEEKDAYS[weekday], "of_month": ordinal}


def _repeat(json: Json) -> Repeat:
    match json:
        case {"every_weeks": number, "weekdays": names}:
            return EveryWeeks(number, _days(names))
        case {"weekdays": names}:
            return OnWeekdays(_days(names))
        case {"day_of_month": day, "every_months": months}:
            return MonthDay(day, months)
        case _:
            return MonthWeekday(json["of_month"], _WEEKDAYS.index(json["weekday"]))


def _packed_days(days: frozenset[int]) -> list[str]:
    return [_WEEKDAYS[day] for day in sorted(days)]


def _days(names: list[str]) -> frozenset[int]:
    return frozenset(map(_WEEKDAYS.index, names))
