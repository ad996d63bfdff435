"""Logs without text, names, ids or tokens.

Our own records say outcomes and entry ids, nothing a person wrote. Records of libraries are not trusted to do the
same: of them only the first line of the unfilled message is kept, without its values. Of errors only the kind and the
places in the code are written, since an error's text may hold what a person typed.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from types import TracebackType
from typing import TextIO

log = logging.getLogger(__name__)

_TELEGRAM_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}")
_DISCORD_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{20,}")
_LONG_NUMBER = re.compile(r"\d{6,}")
_LONGEST_FOREIGN = 100

# A library's sentence without values may have been filled in already, such as asyncio's "Exception in callback f('…')":
# it is kept up to where a value could begin.
_VALUE_BEGINS = re.compile(r"[\n('\"<{:]")
_WARNING = re.compile(r"(?P<path>.*?):(?P<line>\d+): (?P<kind>\w+):")

# httpx writes request addresses, with the token in them, at INFO; discord.py writes message bodies at DEBUG.
_LIBRARIES = ("httpx", "httpcore", "discord", "telegram", "aiohttp", "asyncio", "apscheduler")


class QuietFormatter(logging.Formatter):
    """Writes one record on few lines, with nothing of a person in them."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Word one record."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {self._message(record)}"
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line += "\n" + _bare_trace(kind, trace)
        return redacted(line)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        if record.name == "bot" or record.name.startswith("bot."):
            return record.getMessage()
        if not isinstance(record.msg, str):
            return type(record.msg).__name__  # an error that was logged instead of a sentence
        if record.name == "py.warnings":
            return _bare_warning(record.getMessage())
        # A placeholder stays a placeholder: its value may be a message, an address or an account.
        kept = record.msg.partition("\n")[0] if record.args else _VALUE_BEGINS.split(record.msg, maxsplit=1)[0]
        return redacted(kept)[:_LONGEST_FOREIGN]


def redacted(line: str) -> str:
    """Take out what looks like a token or an account number."""
    line = _DISCORD_TOKEN.sub("[token]", _TELEGRAM_TOKEN.sub("[token]", line))
    return _LONG_NUMBER.sub("[number]", line)


def _failed_thread(failed: threading.ExceptHookArgs) -> None:
    log.error("a thread ended by an error", exc_info=failed.exc_value)


def _bare_trace(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Give the error's kind and the places in the code that led to it, without its text."""
    frames = traceback.extract_tb(trace)
    places = [f"  at {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames[-12:]]
    return "\n".join([f"  {kind.__name__}", *places])


def _bare_warning(message: str) -> str:
    """Give a warning's kind and place, without its text."""
    found = _WARNING.match(message)
    return f"{found['kind']} at {_short(found['path'])}:{found['line']}" if found else "a warning"


def _short(path: str) -> str:
    """Keep the last three parts of a path: enough to find the line, nothing of the machine."""
    return "/".join(path.replace("\\", "/").split("/")[-3:])


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever is standard error at the moment: a prompt on a terminal lets it appear above itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        self.stream = sys.stderr
        super().emit(record)


def set_up(level: str, stream: TextIO | None = None) -> None:
    """Send all logs to `stream` (standard error by default) in the quiet form. `level` is "info" or "warning"."""
    handler = _StandardError() if stream is None else logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level.upper())
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = lambda kind, error, trace: log.critical("ended by an error", exc_info=(kind, error, trace))
    threading.excepthook = _failed_thread
    # A record that cannot be worded would else be printed with all its values.
    logging.raiseExceptions = False
