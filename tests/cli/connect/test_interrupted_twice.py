"""Ctrl-C while `antiphon connect` takes its agent out of the room."""

import asyncio
import signal

import pytest

from antiphon.cli import connect
from antiphon.cli.connect import undisturbed


def interrupted_while_ending(times: int) -> list[str]:
    """What is done at the end of something that Ctrl-C ends, and that is interrupted meanwhile."""
    done: list[str] = []

    async def work() -> None:
        with undisturbed():
            asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGINT)
            try:
                await asyncio.Event().wait()
            finally:
                for _ in range(times):
                    signal.raise_signal(signal.SIGINT)
                    await asyncio.sleep(0)
                done.append("left the room")

    with pytest.raises(KeyboardInterrupt), asyncio.Runner() as runner:
        runner.run(work())
    return done


@pytest.mark.parametrize("times", [0, 1, 5])
def test_whoever_presses_it_again_does_not_disturb_the_end(times: int) -> None:
    assert interrupted_while_ending(times) == ["left the room"]


def test_an_end_that_takes_too_long_can_be_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "PATIENCE_SECONDS", 0.0)
    assert interrupted_while_ending(1) == []


def test_who_was_told_to_ignore_it_does() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        asyncio.run(ignoring())
    finally:
        signal.signal(signal.SIGINT, before)


async def ignoring() -> None:
    with undisturbed():
        signal.raise_signal(signal.SIGINT)
