"""Marks by which a button knows whom it belongs to, without storing or showing who that is."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from bot.core.people import Person, Platform


class Ownership:
    """Makes and checks marks of 12 hexadecimal digits, keyed per platform so that nobody else can make them.

    `secrets` holds the key of each platform; the platform's token serves, since it lasts as long as the buttons do.
    """

    def __init__(self, secrets: Mapping[Platform, str]) -> None:
        self._keys = {
            platform: hashlib.blake2b(secret.encode(), digest_size=32, person=b"ownership").digest()
            for platform, secret in secrets.items()
        }

    def mark(self, person: Person) -> str:
        """Give the mark of a person."""
        key = self._keys.get(person.platform, b"")
        return hashlib.blake2b(person.id.encode(), digest_size=6, key=key, person=b"mark").hexdigest()

    def owns(self, person: Person, mark: str) -> bool:
        """Tell whether a mark is this person's."""
        return hmac.compare_digest(self.mark(person), mark)
