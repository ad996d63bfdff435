"""`key rotate`: locks everything with the new key, and can be stopped and started again at any moment."""

from __future__ import annotations

from pathlib import Path

from bot.core.errors import UserError
from bot.opening import address
from bot.progress import Progress
from bot.settings import load_secrets, load_settings
from bot.storage.keys import rotate
from bot.storage.sealing import Keyring
from bot.storage.stores import open_stores
from bot.texts.catalogue import load_texts


async def rotate_keys(root: Path) -> str:
    """Lock everything with BOT_MASTER_KEY instead of BOT_MASTER_KEY_OLD, and say what was done.

    Raises UserError if a key is missing or wrong.
    """
    secrets, texts = load_secrets(root), load_texts(load_settings(root).community.languages[0])
    if not secrets.master_key:
        raise UserError("key.none")
    if not secrets.old_master_key:
        raise UserError("key.no_old")
    keyring = Keyring.read(secrets.master_key, secrets.old_master_key)
    done = 0
    async with open_stores(address(secrets, root), keyring) as stores:
        with Progress(texts.line("key.rotating")) as progress:
            async for done, total in rotate(stores.database, keyring):
                progress(done, total)
    return texts.line("key.rotated", count=str(done))
