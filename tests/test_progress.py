from __future__ import annotations

import io

import pytest

from bot.progress import SHOWN_AFTER, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("stream", "after", "is_shown"), [
    (Terminal(), SHOWN_AFTER, True),
    (Terminal(), SHOWN_AFTER - 0.1, False),
    (io.StringIO(), 60.0, False),
])  # fmt: skip
def test_shown_on_a_terminal_when_it_takes_long(stream: io.StringIO, after: float, is_shown: bool) -> None:
    seconds = Seconds()
    with Progress("Writing the backup", stream, seconds) as progress:
        progress(0, 100)
        seconds.now += after
        progress(50, 100)
        progress(100, 100)
    assert ("Writing the backup" in stream.getvalue()) is is_shown


def test_taken_away_when_it_fails() -> None:
    seconds, stream = Seconds(), Terminal()

    def fail() -> None:
        with Progress("Writing", stream, seconds) as progress:
            seconds.now += SHOWN_AFTER
            progress(1, 2)
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 (any)
        fail()
    written = len(stream.getvalue())
    assert written
    seconds.now += 60
    assert len(stream.getvalue()) == written
