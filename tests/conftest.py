"""What all tests share: no network but this machine's own, one clock that stands still, the shipped sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from bot.language import Language, read_language
from bot.texts.catalogue import Texts, load_texts
from tests.fakes.clock import StoppedClock
from tests.scenes import NOW

PROJECT = Path(__file__).resolve().parent.parent


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOW)


@pytest.fixture(scope="session")
def shipped() -> Language:
    """All that is shipped in English; what it has learnt is kept from one run to the next."""
    return read_language("en", PROJECT)


@pytest.fixture(scope="session")
def texts() -> Texts:
    return load_texts("en")
