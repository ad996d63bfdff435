"""Keys, and what is sealed with them: AES-256-GCM under data keys that are wrapped by a master key.

Each person, place and meet-up has a data key of its own. A sealed value is bound to its table, column and row, so that
one cannot be put in the place of another. Accounts are found by marks (HMAC) that only the holder of the master key can
make. Each master key bears a short name, which stands in front of its marks and beside the keys it wraps: so both keys
of a rotation can be told apart.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.core.errors import StorageError, UserError

KEY_BYTES = 32
_NONCE_BYTES = 12

# Sealed JSON is filled up to a multiple of this, so that its length tells little of what is in it.
_BLOCK = 64


class Unsealable(StorageError):
    """A sealed value does not fit the key or its place: another key, a swapped or a damaged row."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one person, place or meet-up."""

    raw: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> DataKey:
        """Make a new one."""
        return cls(os.urandom(KEY_BYTES))

    def seal(self, plain: bytes, *where: str) -> bytes:
        """Seal bytes for one place: table, column, row id."""
        return _seal(self.raw, plain, _joined(where))

    def unseal(self, sealed: bytes, *where: str) -> bytes:
        """Give back what was sealed for this place. Raises Unsealable."""
        return _unseal(self.raw, sealed, _joined(where))

    def seal_json(self, value: object, *where: str, length: int = _BLOCK) -> bytes:
        """Seal a value that JSON can hold, filled up to a multiple of this length in bytes."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return self.seal(text.ljust(-(-len(text) // length) * length), *where)

    def unseal_json(self, sealed: bytes, *where: str) -> Any:  # noqa: ANN401 (JSON)
        """Give back such a value. Raises Unsealable."""
        return json.loads(self.unseal(sealed, *where))

    def mark(self, *parts: str) -> str:
        """Name something within what this key's owner has, so that it can be found and not read."""
        return _hmac(_derived(self.raw, "mark"), parts)


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A master key with what is derived from it. `name` is public."""

    name: str
    _wrap: bytes = field(repr=False)
    _mark: bytes = field(repr=False)
    _rating: bytes = field(repr=False)
    _code: bytes = field(repr=False)

    @classmethod
    def derive(cls, raw: bytes) -> MasterKey:
        """Derive all sub-keys from 32 bytes."""
        name = _derived(raw, "name")[:4].hex()
        return cls(name, *(_derived(raw, purpose) for purpose in ("wrap", "mark", "rating", "code")))

    def wrap(self, key: DataKey, *where: str) -> bytes:
        """Wrap the key of a person, place or meet-up; `where` is its table and row id."""
        return _seal(self._wrap, key.raw, _joined((*where, "wrapped_key")))

    def unwrap(self, wrapped: bytes, *where: str) -> DataKey:
        """Unwrap it. Raises Unsealable."""
        return DataKey(_unseal(self._wrap, wrapped, _joined((*where, "wrapped_key"))))

    def mark(self, *parts: str) -> str:
        """Give the mark of an account or place."""
        return f"{self.name}.{_hmac(self._mark, parts)}"

    def rating_mark(self, *parts: str) -> str:
        """Give the mark of one person's rating of one entry."""
        return f"{self.name}.{_hmac(self._rating, parts)}"

    def code_mark(self, *parts: str) -> str:
        """Give the mark of a one-time code."""
        return f"{self.name}.{_hmac(self._code, parts)}"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master key in use and, while keys are changed, the one before it."""

    current: MasterKey
    old: MasterKey | None = None

    @classmethod
    def read(cls, master: str, old: str = "") -> Keyring:
        """Read keys as they are set in the environment. Raises UserError if one is no key."""
        before = MasterKey.derive(_raw(old, "BOT_MASTER_KEY_OLD")) if old else None
        return cls(MasterKey.derive(_raw(master, "BOT_MASTER_KEY")), before)

    @classmethod
    def throw_away(cls) -> Keyring:
        """Make a key that dies with the process."""
        return cls(MasterKey.derive(os.urandom(KEY_BYTES)))

    @property
    def keys(self) -> tuple[MasterKey, ...]:
        """All keys that are readable, the one in use first."""
        return (self.current,) if self.old is None else (self.current, self.old)

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(key.name for key in self.keys)

    def marks(self, *parts: str) -> tuple[str, ...]:
        """Give all marks that an account or place may be kept under, the one in use first."""
        return tuple(key.mark(*parts) for key in self.keys)

    def rating_marks(self, *parts: str) -> tuple[str, ...]:
        """Give all marks that a rating may be kept under, the one in use first."""
        return tuple(key.rating_mark(*parts) for key in self.keys)

    def code_marks(self, *parts: str) -> tuple[str, ...]:
        """Give all marks that a one-time code may be kept under, the one in use first."""
        return tuple(key.code_mark(*parts) for key in self.keys)

    def unwrap(self, wrapped: bytes, version: str, *where: str) -> DataKey:
        """Unwrap a data key with the master key that it names. Raises Unsealable."""
        for key in self.keys:
            if key.name == version:
                return key.unwrap(wrapped, *where)
        raise Unsealable("wrapped by a key that is not set")


def _raw(text: str, name: str) -> bytes:
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise UserError("key.malformed", name=name)
    return raw


def _derived(raw: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, f"support-group-bot {purpose}".encode()).derive(raw)


def _joined(parts: tuple[str, ...]) -> bytes:
    """Join parts so that no two lists of parts give the same bytes."""
    return json.dumps(parts).encode()


def _hmac(key: bytes, parts: tuple[str, ...]) -> str:
    return hmac.new(key, _joined(parts), hashlib.sha256).hexdigest()


def _seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        raise Unsealable("this value does not fit the key or its place") from None
