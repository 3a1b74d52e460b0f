"""The system's wish that the program end."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from antiphon.cli.signals import EndedBySignal, ending_on_signals

pytestmark = pytest.mark.realtime


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_task_in_good_order(signum: signal.Signals) -> None:
    cleaned_up: list[str] = []

    async def conversation() -> None:
        with ending_on_signals():
            os.kill(os.getpid(), signum)
            try:
                await asyncio.sleep(10)
            finally:
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(0.01)
                cleaned_up.append("the recording")

    with pytest.raises(EndedBySignal) as ended:
        asyncio.run(conversation())
    assert ended.value.signum is signum
    assert cleaned_up == ["the recording"]


def test_a_signal_that_is_ignored_stays_so() -> None:
    async def conversation() -> str:
        with ending_on_signals():
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0.01)
        return "held"

    with ignoring(signal.SIGHUP):
        assert asyncio.run(conversation()) == "held"


def test_another_cancellation_passes() -> None:
    async def conversation() -> None:
        with ending_on_signals():
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(conversation())


@contextmanager
def ignoring(signum: signal.Signals) -> Iterator[None]:
    before = signal.signal(signum, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signum, before)
