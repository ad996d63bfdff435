"""Time zones by name, and a fingerprint by which a change of their rules is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from zoneinfo import ZoneInfo

# Every spell between two clock changes is longer; the shortest known are the weeks of Ramadan in Morocco.
_STEP = timedelta(days=7)
_YEARS = 5
# Not a place's time: the database has it for clocks that have not been set.
_NO_ZONES = frozenset({"Factory"})


def zone_names() -> tuple[str, ...]:
    """Give the name of every zone that exists."""
    # The shipped list, unlike the system's folder, has no localtime and does not depend on capitals.
    names = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return tuple(name for name in names if name not in _NO_ZONES)


def is_zone(name: str) -> bool:
    """Tell whether there is a zone of exactly this name, such as Europe/London."""
    return name in zone_names()


@lru_cache(1024)
def zone(name: str) -> ZoneInfo:
    """Give the zone of this name. Raises ValueError if there is none."""
    if not is_zone(name):
        raise ValueError("is no time zone like Europe/London")
    return ZoneInfo(name)


def place_in(name: str) -> str:
    """Give the city or country in the name of a zone: "Ho Chi Minh" of Asia/Ho_Chi_Minh."""
    return name.rpartition("/")[2].replace("_", " ")


def offset(name: str, at: datetime) -> timedelta:
    """Give how far the zone's clocks are ahead of UTC at this moment."""
    return at.astimezone(zone(name)).utcoffset() or timedelta()


@lru_cache(1024)
def rules_print(name: str, year: int) -> str:
    """Give a fingerprint of how the zone's clocks go from 1 January of `year` for five years, as "2026:3f9c…".

    It is made of the moments of change and the offsets alone, so that a new edition of the database which only
    corrects the far past or an abbreviation leaves it as it is. Two zones whose clocks go alike have the same.
    """
    hashed = blake2b(digest_size=8)
    for moment, seconds in _changes(zone(name), datetime(year, 1, 1, tzinfo=UTC)):
        hashed.update(f"{moment:%Y-%m-%dT%H:%M:%S}{seconds:+d};".encode())
    return f"{year}:{hashed.hexdigest()}"


def rules_changed(name: str, kept: str) -> bool:
    """Tell whether the zone's clocks go otherwise than when the fingerprint `kept` was made."""
    return rules_print(name, int(kept.partition(":")[0])) != kept


def _changes(clock: ZoneInfo, start: datetime) -> Iterator[tuple[datetime, int]]:
    """Give the offset in seconds at the start, then each moment of change (UTC) with the offset from there on."""
    end = start.replace(year=start.year + _YEARS)
    now, ahead = start, _seconds(clock, start)
    yield now, ahead
    while now < end:
        then = min(now + _STEP, end)
        if (other := _seconds(clock, then)) != ahead:
            yield _moment(clock, now, then), other
        now, ahead = then, other


def _moment(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find the second at which the offset changes between two moments."""
    old = _seconds(clock, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _seconds(clock, middle) == old else (before, middle)
    return after


def _seconds(clock: ZoneInfo, at: datetime) -> int:
    ahead = at.astimezone(clock).utcoffset()
    return int(ahead.total_seconds()) if ahead else 0
