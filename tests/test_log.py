"""A canary in every place from which something could get into the log: it must never be seen there."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from bot import log

TEXT = "CANARY took two tablets"
DISCORD_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz-_0123456789"
TELEGRAM_TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz_-12345"
ACCOUNT = "123456789012345678"
CANARIES = (TEXT, "CANARY", DISCORD_TOKEN, TELEGRAM_TOKEN, "AAabcdefghij", "abcdefghijkl", ACCOUNT)

LIBRARIES = ("httpx", "httpcore", "discord.gateway", "telegram.ext.Application", "aiohttp.client", "asyncio", "other")
LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Set up the log as the program does, and put everything back."""
    root = logging.getLogger()
    names = ("", "bot", *log._LIBRARIES)
    levels = {name: logging.getLogger(name).level for name in names}
    handlers, raising = root.handlers, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook
    shown = io.StringIO()
    log.set_up("info", shown)
    yield shown
    logging.captureWarnings(capture=False)
    root.handlers, logging.raiseExceptions = handlers, raising
    sys.excepthook, threading.excepthook = hooks
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def quiet(stream: io.StringIO) -> str:
    shown = stream.getvalue()
    assert not [canary for canary in CANARIES if canary in shown], shown
    return shown


def failure() -> Exception:
    """An error with the canary in its text, its cause, its context and its notes."""
    try:
        try:
            try:
                raise KeyError(TEXT)
            except KeyError as error:
                raise ValueError(TEXT, DISCORD_TOKEN) from error
        except ValueError:
            raise RuntimeError(f"{TEXT} {TELEGRAM_TOKEN} {ACCOUNT}")  # noqa: B904
    except RuntimeError as error:
        error.add_note(TEXT)
        return ExceptionGroup(TEXT, [error])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("library", LIBRARIES)
def test_records_of_libraries(stream: io.StringIO, library: str, level: int) -> None:
    logger = logging.getLogger(library)
    logger.log(level, "Request: %s", TEXT)
    logger.log(level, "Sent %(what)s to %(whom)s", {"what": TEXT, "whom": ACCOUNT})
    logger.log(level, "POST https://api.telegram.org/bot%s/sendMessage", TELEGRAM_TOKEN)
    logger.log(level, f"POST https://api.telegram.org/bot{TELEGRAM_TOKEN}/sendMessage")  # noqa: G004
    logger.log(level, f"Authorization: Bot {DISCORD_TOKEN} for {ACCOUNT}")  # noqa: G004
    logger.log(level, f"Bot {ACCOUNT} {TELEGRAM_TOKEN} {DISCORD_TOKEN}")  # noqa: G004
    for length in range(120):
        logger.log(level, "x" * length + TELEGRAM_TOKEN + " %s", TEXT)  # noqa: G003
        logger.log(level, "x" * length + " " + DISCORD_TOKEN)  # noqa: G003
    logger.log(level, "Task exception was never retrieved\nfuture: <Task exception=ValueError('%s')>" % TEXT)  # noqa: G002, UP031
    logger.log(level, failure())
    logger.log(level, "It failed", exc_info=failure(), stack_info=True)
    logger.log(level, "Wrong %d", TEXT)
    shown = quiet(stream)
    assert ("Request: %s" in shown) == (level >= logging.WARNING)


@pytest.mark.parametrize("level", LEVELS[1:])
def test_own_records(stream: io.StringIO, level: int) -> None:
    logger = logging.getLogger("bot.conversation.router")
    logger.log(level, "said: %s", "answer missed-dose")
    logger.log(level, "a handler failed", exc_info=failure())
    logger.log(level, "with %s and %s", DISCORD_TOKEN, TELEGRAM_TOKEN)
    logger.log(level, "for %s", ACCOUNT)
    logger.log(level, "wrong %d", TEXT)
    shown = quiet(stream)
    assert "bot.conversation.router: said: answer missed-dose" in shown
    assert "with [token] and [token]" in shown
    assert "for [number]" in shown


def test_what_is_left_of_an_error_helps_to_find_it(stream: io.StringIO) -> None:
    try:
        raise RuntimeError(TEXT)
    except RuntimeError:
        logging.getLogger("bot.x").exception("a handler failed")
    lines = quiet(stream).splitlines()
    assert lines[0].endswith("ERROR bot.x: a handler failed")
    assert lines[1] == "  RuntimeError"
    assert "test_log.py:" in lines[2]
    assert lines[2].endswith("in test_what_is_left_of_an_error_helps_to_find_it")
    assert lines[2].split()[1].count("/") <= 2, "nothing of the machine's folders"


def test_warnings(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"{TEXT} {TELEGRAM_TOKEN}", stacklevel=1)
    assert "py.warnings: UserWarning at " in quiet(stream)
    assert "tests/test_log.py:" in quiet(stream)


def test_what_nobody_waited_for_in_asyncio(stream: io.StringIO) -> None:
    async def fail() -> None:
        raise failure()

    async def forget() -> None:
        task = asyncio.create_task(fail(), name=TEXT)
        await asyncio.wait({task})
        del task
        asyncio.get_running_loop().call_soon(lambda: 1 // 0)
        asyncio.get_running_loop().call_soon(int, TEXT)
        asyncio.get_running_loop().call_exception_handler({"message": "It broke", "exception": failure(), "text": TEXT})
        await asyncio.sleep(0)

    asyncio.run(forget())
    shown = quiet(stream)
    assert "It broke" in shown
    assert "ZeroDivisionError" in shown
    assert "Exception in callback" in shown
    assert "Task exception was never retrieved" in shown


def test_a_record_that_cannot_be_worded_shows_nothing(stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("bot").warning("%d tablets", TEXT)
    assert quiet(stream) == ""
    captured = capsys.readouterr()
    assert "CANARY" not in captured.out + captured.err


def test_levels(stream: io.StringIO) -> None:
    log.set_up("warning", stream)
    logging.getLogger("bot").info("quiet")
    logging.getLogger("bot").warning("loud")
    for library in LIBRARIES:
        logging.getLogger(library).info("quiet")
    shown = stream.getvalue()
    assert "loud" in shown
    assert "quiet" not in shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"x{TELEGRAM_TOKEN}y", "x[token]"),
        (f"bot{TELEGRAM_TOKEN}/getMe", "bot[token]/getMe"),
        (DISCORD_TOKEN, "[token]"),
        (f"id {ACCOUNT}, -100{ACCOUNT}", "id [number], -[number]"),
        ("2026-11-20 12:00:00,123 INFO 12345", "2026-11-20 12:00:00,123 INFO 12345"),
    ],
)
def test_redaction(line: str, shown: str) -> None:
    assert log.redacted(line) == shown


def test_an_error_that_nobody_caught_shows_its_kind_alone(stream: io.StringIO) -> None:
    error = ValueError(CANARIES[0])
    sys.excepthook(ValueError, error, None)
    assert "ValueError" in quiet(stream)
    thread = threading.Thread(target=lambda: int(CANARIES[0]))
    thread.start()
    thread.join()
    assert quiet(stream).count("ValueError") == 2


def test_by_default_the_log_follows_standard_error(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log.set_up("info")
    logging.getLogger("bot.x").info("before the prompt")
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)  # as a prompt on a terminal does for a while
    logging.getLogger("bot.x").info("above the prompt")
    assert "before the prompt" in capsys.readouterr().err
    assert "above the prompt" in shown.getvalue()
    assert stream.getvalue() == ""
