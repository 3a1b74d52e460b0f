"""Commands are tested as from a terminal, wherever the tests themselves are run."""

import signal
from collections.abc import Generator

import pytest


@pytest.fixture(autouse=True)
def ctrl_c_is_heard() -> Generator[None]:
    """A shell has what it runs in the background ignore Ctrl-C, and so would every command here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
