"""Plans and answers as JSON can hold them, and back. Pure.

The names are such that a person can read them, as they are handed over as they are.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from bot.features.reminders.occurrences import Answer, Occurrence
from bot.features.reminders.plans import BloodTestPlan, Content, DatePlan, DosePlan, Kind, Plan
from bot.features.reminders.presets import Interval, Phase, Unit
from bot.features.reminders.schedule import Days, EveryDay, EveryDays, OnMonthDay, OnOff, OnWeekdays, Schedule, Step

Json = dict[str, Any]

_EVERY_DAY = "every-day"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def packed(plan: Plan) -> Json:
    """Give what a plan is about: its kind, label and content."""
    return {"kind": plan.kind.value, "label": plan.label, **_packed_content(plan.content)}


def unpacked(json: Json) -> tuple[Kind, str, Content]:
    """Give the kind, label and content of a plan that was packed."""
    return Kind(json["kind"]), json["label"], _content(json)


def packed_answer(occurrence: Occurrence) -> Json:
    """Give what a person answered, and when; moments in ISO 8601."""
    return {
        "answer": occurrence.answer.value,
        "answered_at": _written(occurrence.answered_at),
        "taken_at": _written(occurrence.taken_at),
        "snoozed_until": _written(occurrence.snoozed_until),
    }


def unpacked_answer(json: Json) -> tuple[Answer, datetime | None, datetime | None, datetime | None]:
    """Give an answer that was packed, with when it was given, when it was taken, and until when it is snoozed."""
    answered, taken, snoozed = json["answered_at"], json["taken_at"], json["snoozed_until"]
    return Answer(json["answer"]), _moment(answered), _moment(taken), _moment(snoozed)


def _packed_content(content: Content) -> Json:
    match content:
        case DosePlan(schedule, cue, nudges):
            steps = [_packed_step(step) for step in schedule.steps]
            return {"steps": steps, "last": _written(schedule.last), "cue": cue, "nudges": nudges}
        case BloodTestPlan():
            return {
                "phases": [_packed_phase(phase) for phase in content.phases],
                "last_done": content.last_done.isoformat(),
                "phase": content.phase,
                "done": content.done,
                "window": content.window,
                "booked": _written(content.booked),
                "notice": _clock(content.notice),
                "preset": content.preset,
            }
        case DatePlan(on, before, notice, at):
            clock = None if at is None else _clock(at)
            return {"on": on.isoformat(), "before": list(before), "notice": _clock(notice), "at": clock}


def _content(json: Json) -> Content:
    if "steps" in json:
        schedule = Schedule(tuple([_step(step) for step in json["steps"]]), _day(json["last"]))
        return DosePlan(schedule, json["cue"], json["nudges"])
    if "phases" in json:
        return BloodTestPlan(
            tuple([_phase(phase) for phase in json["phases"]]),
            date.fromisoformat(json["last_done"]),
            json["phase"],
            json["done"],
            json["window"],
            _day(json["booked"]),
            time.fromisoformat(json["notice"]),
            json["preset"],
        )
    at = None if json["at"] is None else time.fromisoformat(json["at"])
    return DatePlan(date.fromisoformat(json["on"]), tuple(json["before"]), time.fromisoformat(json["notice"]), at)


def _packed_step(step: Step) -> Json:
    return {
        "first": step.first.isoformat(),
        "days": _packed_days(step.days),
        "times": [_clock(at) for at in step.times],
        "label": step.label,
    }


def _step(json: Json) -> Step:
    times = tuple([time.fromisoformat(at) for at in json["times"]])
    return Step(date.fromisoformat(json["first"]), _days(json["days"]), times, json["label"])


def _packed_days(days: Days) -> str | Json:
    match days:
        case EveryDay():
            return _EVERY_DAY
        case OnWeekdays(chosen):
            return {"weekdays": [_WEEKDAYS[day] for day in sorted(chosen)]}
        case EveryDays(number):
            return {"every_days": number}
        case OnOff(on, off):
            return {"days_on": on, "days_off": off}
        case OnMonthDay(day):
            return {"day_of_month": day}


def _days(json: Any) -> Days:  # noqa: ANN401 (JSON)
    match json:
        case {"weekdays": names}:
            return OnWeekdays(frozenset(map(_WEEKDAYS.index, names)))
        case {"every_days": number}:
            return EveryDays(number)
        case {"days_on": on, "days_off": off}:
            return OnOff(on, off)
        case {"day_of_month": day}:
            return OnMonthDay(day)
        case _:
            return EveryDay()


def _packed_phase(phase: Phase) -> Json:
    return {"every": phase.every.number, "unit": phase.every.unit.value, "count": phase.count, "note": phase.note}


def _phase(json: Json) -> Phase:
    return Phase(Interval(json["every"], Unit(json["unit"])), json["count"], json["note"])


def _written(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _clock(at: time) -> str:
    return at.isoformat(timespec="minutes")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
