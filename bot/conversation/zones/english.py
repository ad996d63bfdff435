"""What English-speaking people write around the name of a place, and how they call zones."""

from __future__ import annotations

_BEFORE = (
    "i im am live living we are my is its it in at from near close to outside of by around the a an not far"
    " north south east west small big town village city suburb based time timezone zone here home currently"
    " for moment now"
)
_BEHIND = "time times timezone zone local standard daylight summer winter area now here currently please"
LEADING = frozenset(_BEFORE.split())
TRAILING = frozenset(_BEHIND.split())

# What is left of a zone's name without "standard time" and the like. A zone stands for all whose clocks go like its
# own; an abbreviation for all that use it at one time of the year.
ZONES = {
    "eastern": "America/New_York",
    "et": "America/New_York",
    "central": "America/Chicago",
    "ct": "America/Chicago",
    "mountain": "MST",
    "mt": "MST",
    "pacific": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "atlantic": "AST",
    "british": "Europe/London",
    "greenwich mean": "GMT",
    "western european": "WET",
    "central european": "CET",
    "eastern european": "EET",
    "indian": "Asia/Kolkata",
    "israel": "Asia/Jerusalem",
    "arabian": "Asia/Riyadh",
    "gulf": "Asia/Dubai",
    "west africa": "WAT",
    "central africa": "CAT",
    "east africa": "EAT",
    "australian eastern": "AEST",
    "australian central": "ACST",
    "australian western": "AWST",
}
