"""One-time codes that one person gives to another: short enough to be read out, too many to be guessed."""

from __future__ import annotations

import secrets

# No vowels, so that no word comes out, and nothing that looks like another one (l and i). No figures: "39CW" and "8BCG"
# told the safety screen of a fever and of a vaccine, and nobody who links two accounts should be alarmed by that.
ALPHABET = "bcdfghjkmnpqrstvwxyz"
LENGTH = 8

LONGEST_TYPED = 40
"""Characters of what a person may type as a code; there is room for spaces and hyphens."""


def new_code() -> str:
    """Make a code of 34 bits by chance, in the form in which it is kept and stands in buttons."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """Read a code as a person typed it, with whatever spaces, hyphens and capitals; None if it can be none."""
    code = "".join(character for character in typed[:LONGEST_TYPED].lower() if character.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def shown_code(code: str) -> str:
    """Write a code so that it is easily read out: BKQT-ZMWH."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}".upper()
