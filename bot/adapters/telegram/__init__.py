"""Telegram, by python-telegram-bot."""

from __future__ import annotations

import os

# With this the library gives lengths of time as timedelta. Without it, it gives numbers and warns at each use that
# they will go away. It stands here because a package runs before its modules, so before any of them imports `telegram`.
os.environ["PTB_TIMEDELTA"] = "true"
