"""Frames of several microphones, side by side. A letter is a frame; time is in milliseconds."""

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.listening.alignment import Alignment, Step, power_of

RATE = 16_000
LENGTH = RATE // 50


def frame(level: int = 1000) -> AudioFrame:
    return AudioFrame.from_samples(np.full(LENGTH, level, np.int16), RATE)


class Table:
    """Sends frames of growing levels, and reads steps as those levels."""

    def __init__(self) -> None:
        self.alignment = Alignment()

    def sends(self, identity: str, level: int, at_ms: float) -> list[dict[str, int]]:
        self.alignment.push(identity, frame(level), at_ms / 1000)
        return self.waits(at_ms)

    def waits(self, until_ms: float) -> list[dict[str, int]]:
        return read(self.alignment.due(until_ms / 1000))


def read(steps: list[Step]) -> list[dict[str, int]]:
    return [{who: int(sound.samples[0]) for who, sound in step.items()} for step in steps]


def test_one_microphone_waits_for_nobody() -> None:
    table = Table()
    assert table.sends("ann", 1000, 0) == [{"ann": 1000}]
    assert table.sends("ann", 1001, 20) == [{"ann": 1001}]
    assert not table.alignment.is_waiting


def test_a_step_is_made_when_the_last_of_those_who_send_has_come() -> None:
    table = Table()
    table.sends("ann", 1000, 0)
    assert table.sends("bob", 2000, 5) == []
    assert table.alignment.is_waiting
    for n in range(1, 100):
        assert table.sends("ann", 1000 + n, 20 * n) == [{"ann": 1000 + n, "bob": 1999 + n}]
        assert table.sends("bob", 2000 + n, 20 * n + 5) == []


def test_one_who_sends_nothing_is_waited_for_no_longer_than_60_ms() -> None:
    table = Table()
    table.sends("ann", 1000, 0)
    table.sends("bob", 2000, 0)
    assert table.sends("ann", 1001, 20) == [{"ann": 1001, "bob": 2000}]
    assert table.sends("ann", 1002, 40) == []
    assert table.waits(59) == []
    assert table.waits(60) == [{"ann": 1002}]
    assert table.sends("ann", 1003, 61) == [{"ann": 1003}]


def test_one_who_comes_back_is_waited_for_again() -> None:
    table = Table()
    table.sends("bob", 2000, 0)
    table.sends("ann", 1000, 1000)
    assert table.sends("bob", 2001, 1005) == []
    assert table.sends("ann", 1001, 1020) == [{"ann": 1001, "bob": 2001}]


def test_speech_that_comes_late_is_all_heard_in_its_turn() -> None:
    table = Table()
    table.sends("bob", 2000, 0)
    heard = [table.sends("ann", 1000 + n, 200 + 20 * n) for n in range(5)]
    for n in range(5):
        table.sends("bob", 2001 + n, 281)
    heard += [table.sends("ann", 1005 + n, 300 + 20 * n) for n in range(5)]
    assert [step["ann"] for steps in heard for step in steps] == list(range(1000, 1010))
    assert [step.get("bob") for (step,) in heard[5:]] == [2001, 2002, 2003, 2004, 2005]


def test_one_who_is_behind_catches_up_where_it_is_quiet() -> None:
    table = Table()
    table.sends("ann", 1000, 0)
    for n in range(6):
        table.sends("bob", 2000 + n if n < 3 else 10, 1)
    heard = [table.sends("ann", 1001 + n, 20 * n + 20) for n in range(4)]
    assert [step["bob"] for (step,) in heard] == [2000, 2001, 2002, 10]
    assert table.alignment.skipped_seconds == 0
    for n in range(6):
        table.sends("bob", 11 + n, 90)
    (step,) = table.sends("ann", 1005, 100)
    assert step["bob"] == 10
    assert table.alignment.skipped_seconds == pytest.approx(0.02)


def test_nobody_falls_further_behind_than_half_a_second() -> None:
    table = Table()
    table.sends("ann", 1000, 0)
    for n in range(1000):
        table.sends("bob", 2000 + n, 1)
    assert table.sends("ann", 1001, 20) == [{"ann": 1001, "bob": 2975}]
    assert table.alignment.skipped_seconds == pytest.approx(975 * 0.02)


def test_one_who_has_gone_is_not_waited_for() -> None:
    table = Table()
    table.sends("ann", 1000, 0)
    table.sends("bob", 2000, 1)
    table.alignment.forget("bob")
    assert not table.alignment.is_waiting
    assert table.sends("ann", 1001, 20) == [{"ann": 1001}]
    table.alignment.forget("a stranger")


def test_power_is_the_mean_square() -> None:
    assert power_of(frame(1000)) == pytest.approx(1e6)
    assert power_of(AudioFrame.create(RATE, 1, 0)) == 0
