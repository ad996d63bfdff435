"""What organisers type in words, numbers and addresses: title, description, seats, place, link. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.core.tokens import clean
from bot.features.meetups.meetup import (
    LONGEST_ADDRESS,
    LONGEST_LINK,
    LONGEST_PLACE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_SEATS,
)
from bot.features.meetups.planning.asking import Asking
from bot.features.meetups.planning.maps import is_short, read_point, written
from bot.features.meetups.planning.sketch import Doubt, Offer
from bot.features.meetups.tidying import tidy
from bot.texts.keys import Key

_NO_ADDRESS = re.compile(r"[\s<>\"'`{}|\\^]")
_HOST = re.compile(r"(?=.{1,253}\Z)[\w-]+(?:\.[\w-]+)+|\[[0-9a-f:.]+\]|localhost")
_WITHOUT_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#:].*)?")


def read_title(asking: Asking, text: str) -> Offer | Doubt:
    """Read the title: one line."""
    return _words(asking, " ".join(tidy(text).split()), "title", LONGEST_TITLE)


def read_text(asking: Asking, text: str) -> Offer | Doubt:
    """Read the description."""
    return _words(asking, tidy(text), "text", LONGEST_TEXT)


def read_place(asking: Asking, text: str) -> Offer | Doubt:
    """Read the name of a place."""
    return _words(asking, " ".join(tidy(text).split()), "place", LONGEST_PLACE)


def read_address(asking: Asking, text: str) -> Offer | Doubt:
    """Read the address of a place."""
    return _words(asking, ", ".join(tidy(text).split("\n")), "address", LONGEST_ADDRESS)


def read_map_point(asking: Asking, text: str) -> Offer | Doubt:
    """Read a point on the map."""
    point = read_point(text)
    if point is not None:
        return Offer(written(point), {"point": list(point)})
    return Doubt(asking.texts.line("meetup.point_short" if is_short(text) else "meetup.point_doubt"))


def read_link(asking: Asking, text: str) -> Offer | Doubt:
    """Read the address of a page or a call. Nothing is done to it: it is shown as it was typed."""
    link = text.strip()
    if is_link(link):
        return Offer(link, {"link": link})
    offers: tuple[Offer, ...] = ()
    if _WITHOUT_SCHEME.fullmatch(link) and is_link(f"https://{link}"):
        offers = (Offer(f"https://{link}", {"link": f"https://{link}"}),)
    return Doubt(asking.texts.line("meetup.link_doubt", most=str(LONGEST_LINK)), offers)


def is_link(text: str) -> bool:
    """Tell whether this is the address of a page, with a host, without a password, and not too long."""
    if len(text) > LONGEST_LINK or not text.isprintable() or _NO_ADDRESS.search(text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    named = parts.netloc.rpartition("]")[0] + "]" if parts.netloc.startswith("[") else host or ""
    return parts.scheme in ("http", "https") and "@" not in parts.netloc and _HOST.fullmatch(named) is not None


def read_where(asking: Asking, text: str) -> Offer | Doubt:
    """Read where it is, from one line: a link, a point on the map, or a place with its address behind a comma."""
    typed = text.strip()
    if read_point(typed) is not None or is_short(typed):
        return read_map_point(asking, typed)
    if "://" in typed or typed.lower().startswith("www."):
        return read_link(asking, typed)
    place, _, address = tidy(typed).replace("\n", ", ").partition(",")
    place, address = place.strip(), address.strip()
    if not clean(place):
        return Doubt(asking.texts.line("meetup.nothing_typed"))
    if len(place) > LONGEST_PLACE or len(address) > LONGEST_ADDRESS:
        most = {"place": str(LONGEST_PLACE), "address": str(LONGEST_ADDRESS)}
        return Doubt(asking.texts.line("meetup.where_long", **most))
    said = {"place": place, "address": address} if address else {"place": place}
    return Offer(", ".join(said.values()), said)


def read_seats(asking: Asking, text: str) -> Offer | Doubt:
    """Read how many can come."""
    typed = text.strip(" .!").lower()
    if typed in asking.texts.words("meetup.words_any"):
        return Offer(asking.texts.line("meetup.seats_any"), {"seats": None})
    number = typed.replace(",", "").replace(" ", "")
    if number.isascii() and number.isdecimal() and len(number) <= 6 and 1 <= int(number) <= MOST_SEATS:
        return Offer(str(int(number)), {"seats": int(number)})
    return Doubt(asking.texts.line("meetup.seats_doubt", most=f"{MOST_SEATS:,}"))


def _words(asking: Asking, words: str, part: str, longest: int) -> Offer | Doubt:
    if not clean(words):
        return Doubt(asking.texts.line("meetup.nothing_typed"))
    if len(words) > longest:
        key: Key = "meetup.too_long"
        return Doubt(asking.texts.line(key, typed=f"{len(words):,}", most=f"{longest:,}"))
    return Offer(words, {part: words})
