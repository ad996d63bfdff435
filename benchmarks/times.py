"""How well typed times are read: right, refused, silently misread; beside three libraries, where they are installed.

    python -m benchmarks.times [--list]

`--list` prints every phrase on which ours and the list differ, and what the libraries misread. The libraries are for
comparison alone: `pip install dateparser parsedatetime recurrent`. A library that gives a meaning where the list says
that it must be asked has guessed: that counts as misread. Where the list has no day, or no time, only what it has is
compared; repeats are compared by their iCalendar rule, which recurrent alone gives.
"""

from __future__ import annotations

import argparse
import re
import time as stopwatch
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from bot.conversation.times.reading import read
from tests.conversation.times.phrases import Phrase, compact, phrases

Verdict = str
"""right, refused or misread."""
Judge = Callable[[Phrase], Verdict]
_DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
_STARTS = {"RRULE", "DTSTART"}


def ours(phrase: Phrase) -> Verdict:
    """Judge what the bot reads. A doubt that the list has too is right, whatever its reason."""
    found = compact(read(phrase.text, phrase.now))
    if found == phrase.expect or ("doubt" in found and "doubt" in phrase.expect):
        return "right"
    return "refused" if "doubt" in found else "misread"


def by_moment(parse: Callable[[str, datetime], datetime | None]) -> Judge:
    """Judge a library that gives one moment, or none."""

    def judge(phrase: Phrase) -> Verdict:
        found = parse(phrase.text, phrase.now)
        return _refused(phrase) if found is None else _single(phrase, found)

    return judge


def _refused(phrase: Phrase) -> Verdict:
    return "right" if "doubt" in phrase.expect else "refused"


def _single(phrase: Phrase, found: datetime) -> Verdict:
    """Compare one moment with one day or one time; it can be no repeat, and no two times."""
    expect = phrase.expect
    times = [time.fromisoformat(text) for text in expect.get("times", ())]
    if "doubt" in expect or expect.get("repeat", "once") != "once" or len(times) > 1:
        return "misread"
    day = "on" not in expect or date.fromisoformat(expect["on"]) == found.date()
    return "right" if day and (not times or times[0] == found.time().replace(second=0, microsecond=0)) else "misread"


def dateparser_judge() -> Judge:
    """Judge dateparser, told to prefer the future."""
    dateparser: Any = import_module("dateparser")

    def parse(text: str, now: datetime) -> datetime | None:
        settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "future"}
        found: datetime | None = dateparser.parse(text, languages=["en"], settings=settings)
        return found.replace(tzinfo=None) if found else None

    return by_moment(parse)


def parsedatetime_judge() -> Judge:
    """Judge parsedatetime."""
    calendar: Any = import_module("parsedatetime").Calendar()

    def parse(text: str, now: datetime) -> datetime | None:
        found, status = calendar.parseDT(text, sourceTime=now)
        return found if status else None

    return by_moment(parse)


def recurrent_judge() -> Judge:
    """Judge recurrent, which gives a moment or an iCalendar rule."""
    event: Any = import_module("recurrent.event_parser").RecurringEvent

    def judge(phrase: Phrase) -> Verdict:
        found = event(now_date=phrase.now).parse(phrase.text)
        if found is None:
            return _refused(phrase)
        if isinstance(found, datetime):
            return _single(phrase, found)
        return "right" if _rule(str(found)) in _rules(phrase) else "misread"

    return judge


Parts = frozenset[tuple[str, str]]


def _rule(written: str) -> Parts:
    parts = dict(part.split("=", 1) for part in re.split("[;\n]", written.replace("RRULE:", "")) if "=" in part)
    parts = {name: value for name, value in parts.items() if name not in _STARTS and (name, value) != ("INTERVAL", "1")}
    return frozenset((name, ",".join(sorted(value.split(",")))) for name, value in parts.items())


def _rules(phrase: Phrase) -> Iterator[Parts]:
    """Give the iCalendar rules of what the list expects, in the ways in which they can be written."""
    repeat = phrase.expect.get("repeat", "").split()
    times = [time.fromisoformat(text) for text in phrase.expect.get("times", ())]
    hours = {"BYHOUR": ",".join(str(moment.hour) for moment in times)} if times else {}
    minutes = {"BYMINUTE": ",".join(sorted({str(moment.minute) for moment in times}))} if times else {}
    for rule in _repeats(repeat):
        yield _rule(";".join(f"{name}={value}" for name, value in {**rule, **hours, **minutes}.items()))


def _repeats(repeat: list[str]) -> Iterator[dict[str, str]]:
    match repeat:
        case ["daily"]:
            yield {"FREQ": "DAILY"}
        case ["weekdays", *days]:
            yield {"FREQ": "WEEKLY", "BYDAY": ",".join(_DAYS[int(day)] for day in days)}
        case ["days", n]:
            yield {"FREQ": "DAILY", "INTERVAL": n}
        case ["weeks", n, *days]:
            by_day = {"BYDAY": ",".join(_DAYS[int(day)] for day in days)} if days else {}
            yield {"FREQ": "WEEKLY", "INTERVAL": n, **by_day}
        case ["month", which]:
            day, months = which.split("/")
            yield {"FREQ": "MONTHLY", "INTERVAL": months, **({"BYMONTHDAY": day} if day != "*" else {})}
            if day == "31":
                yield {"FREQ": "MONTHLY", "INTERVAL": months, "BYMONTHDAY": "-1"}
        case ["nth", nth, day]:
            yield {"FREQ": "MONTHLY", "BYDAY": f"{nth}{_DAYS[int(day)]}"}
            yield {"FREQ": "MONTHLY", "BYDAY": _DAYS[int(day)], "BYSETPOS": nth}


LIBRARIES: dict[str, Callable[[], Judge]] = {
    "dateparser": dateparser_judge,
    "parsedatetime": parsedatetime_judge,
    "recurrent": recurrent_judge,
}


def judged(judge: Judge) -> dict[str, Verdict]:
    """Judge every phrase; what a library fails on with an error counts as refused."""
    verdicts: dict[str, Verdict] = {}
    for place, phrase in enumerate(phrases()):
        try:
            verdicts[f"{place} {phrase.text}"] = judge(phrase)
        except Exception:  # noqa: BLE001 - any library, any error
            verdicts[f"{place} {phrase.text}"] = _refused(phrase)
    return verdicts


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("--list", action="store_true", help="print each phrase that is misread")
    listed = options.parse_args().list
    warnings.simplefilter("ignore")
    asked = Counter(phrase.expect["doubt"] for phrase in phrases() if "doubt" in phrase.expect)
    print(f"{len(phrases())} phrases, of which {sum(asked.values())} must be asked: ")
    print(", ".join(f"{reason} {count}" for reason, count in asked.most_common()))
    print(f"\n{'':<16}{'right':>8}{'refused':>9}{'misread':>9}{'ms each':>9}")
    for name, make in {"ours": lambda: ours, **LIBRARIES}.items():
        if name != "ours" and find_spec(name) is None:
            print(f"{name:<16}not installed")
            continue
        judge = make()
        started = stopwatch.perf_counter()
        verdicts = judged(judge)
        took = (stopwatch.perf_counter() - started) / len(verdicts) * 1000
        counts = Counter(verdicts.values())
        print(f"{name:<16}{counts['right']:>8}{counts['refused']:>9}{counts['misread']:>9}{took:>9.2f}")
        if listed:
            print("".join(f"    {text}\n" for text, verdict in verdicts.items() if verdict == "misread"))


if __name__ == "__main__":
    main()
