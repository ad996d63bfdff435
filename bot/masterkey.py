"""Master keys as text: made anew, and one for trying the bot out in a terminal."""

from __future__ import annotations

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path

BYTES = 32


def new_master_key() -> str:
    """Make a master key as it is set in the environment: 32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(BYTES)).decode()


def development_key_file() -> Path:
    """Give where the key for trying out is kept: with this account's settings, apart from any data."""
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(settings) / "support-group-bot" / "development.key"


def development_key(file: Path) -> tuple[str, bool]:
    """Give the key in this file, and whether it was made just now. Raises OSError if there can be none."""
    with suppress(FileNotFoundError):
        return file.read_text(encoding="ascii").strip(), False
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written under another name first: whoever finds the file finds all of the key, and the first of two stays.
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as writing:
            writing.write(new_master_key() + "\n")
        with suppress(FileExistsError):
            file.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)
    return file.read_text(encoding="ascii").strip(), True
