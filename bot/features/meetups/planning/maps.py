"""Points on a map, from two numbers or from the address of a map. Read strictly: what is not sure is no point. Pure."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

LONGEST = 2_000
"""Characters of an address of a map; some of them are long."""

_NUMBER = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?)"
_PAIR = re.compile(rf"{_NUMBER}\s*,\s*{_NUMBER}")
_BARE = re.compile(rf"{_NUMBER}(?:\s*[,;]\s*|\s+){_NUMBER}")
_GOOGLE = re.compile(r"(?:www\.|maps\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")
_GOOGLE_PIN = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}(?![0-9.])")
_GOOGLE_VIEW = re.compile(rf"/@{_NUMBER},{_NUMBER}(?=[,/?]|$)")
_OSM_VIEW = re.compile(rf"(?:^|&)map=[0-9]{{1,2}}(?:\.[0-9]+)?/{_NUMBER}/{_NUMBER}(?=&|$)")
_OSM = frozenset({"openstreetmap.org", "www.openstreetmap.org", "osm.org", "www.osm.org"})
_APPLE = "maps.apple.com"
_SHORT = frozenset({"maps.app.goo.gl", "goo.gl", "g.co", "maps.apple", "osm.li"})


def read_point(typed: str) -> Point | None:
    """Read "51.5, -0.12", or the address of a map on openstreetmap.org, Google or Apple that names a point."""
    text = typed.strip()
    if len(text) > LONGEST:
        return None
    if found := _BARE.fullmatch(text):
        return _point(found)
    parts = _split(text)
    if parts is None:
        return None
    host = parts.hostname or ""
    if host in _OSM:
        return _openstreetmap(parts)
    if host == _APPLE:
        return _named(parts, "coordinate", "ll", "q")
    return _google(parts) if _GOOGLE.fullmatch(host) else None


def is_short(typed: str) -> bool:
    """Tell whether this is a short address of a map, which hides the point."""
    parts = _split(typed.strip()[:LONGEST])
    return parts is not None and (parts.hostname or "") in _SHORT


def written(point: Point) -> str:
    """Write a point: "51.5, -0.12"."""
    return ", ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in point)


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and host and not re.search(r"\s", text) else None


def _openstreetmap(parts: SplitResult) -> Point | None:
    query = parse_qs(parts.query)
    if "mlat" in query or "mlon" in query:
        pair = ",".join((*query.get("mlat", ()), *query.get("mlon", ())))
        return _whole(pair)
    found = _OSM_VIEW.search(parts.fragment)
    return None if found is None else _point(found)


def _google(parts: SplitResult) -> Point | None:
    """Read where the pin is; without one, what was looked for, or the middle of the map."""
    path = unquote(parts.path)
    pins = list(_GOOGLE_PIN.finditer(path))
    if pins:
        return _point(pins[-1])
    named = _named(parts, "query", "q", "destination", "ll")
    view = _GOOGLE_VIEW.search(path)
    return named if named is not None or view is None else _point(view)


def _named(parts: SplitResult, *names: str) -> Point | None:
    query = parse_qs(parts.query)
    found = (_whole(query[name][0]) for name in names if len(query.get(name, ())) == 1)
    return next((point for point in found if point is not None), None)


def _whole(pair: str) -> Point | None:
    found = _PAIR.fullmatch(pair.strip())
    return None if found is None else _point(found)


def _point(found: re.Match[str]) -> Point | None:
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
