"""Both sides of a conversation on one timeline."""

import numpy as np
import pytest

from antiphon.audio import AudioFrame, combine_frames
from antiphon.audio.frame import Samples
from antiphon.cli.tape import Tape, Voice

RATE = 24_000
ZERO = 100.0


class Recording:
    """A tape, and what it has written."""

    def __init__(self) -> None:
        self.frames: list[AudioFrame] = []
        self.tape = Tape(RATE, ZERO, self.frames.append)

    @property
    def samples(self) -> Samples:
        return combine_frames(self.frames).samples


def level(value: int, seconds: float, rate: int = RATE) -> AudioFrame:
    return AudioFrame.from_samples(np.full(round(seconds * rate), value, np.int16), rate)


@pytest.fixture
def recording() -> Recording:
    return Recording()


def test_each_side_is_where_it_sounded(recording: Recording) -> None:
    user = Voice(recording.tape, "users", slack=0.25)
    agent = Voice(recording.tape, "agent", slack=0.005)
    user.sound(ZERO + 1.0, level(1000, 0.5))
    agent.sound(ZERO + 1.25, level(2000, 0.5))
    recording.tape.close()

    left, right = recording.samples.T
    assert recording.tape.seconds == 1.75
    assert np.flatnonzero(left).tolist() == list(range(24_000, 36_000))
    assert np.flatnonzero(right).tolist() == list(range(30_000, 42_000))


def test_frames_that_come_unevenly_follow_each_other(recording: Recording) -> None:
    user = Voice(recording.tape, "users", slack=0.25)
    for n, late in enumerate((0.0, 0.03, 0.2, 0.01)):
        user.sound(ZERO + n * 0.02 + late, level(1000, 0.02))
    user.sound(ZERO + 1.0, level(1000, 0.02))
    recording.tape.close()

    sounding = np.flatnonzero(recording.samples[:, 0])
    assert sounding.tolist() == [*range(1920), *range(24_000, 24_480)]


def test_two_who_speak_at_once_are_mixed_and_clamped(recording: Recording) -> None:
    for _ in range(2):
        Voice(recording.tape, "users", slack=0.25).sound(ZERO, level(20_000, 0.1))
    recording.tape.close()
    assert set(recording.samples[:, 0]) == {32_767}


def test_what_was_cut_off_is_silent_and_what_follows_is_there(recording: Recording) -> None:
    agent = Voice(recording.tape, "agent", slack=0.005)
    agent.cut(ZERO)
    agent.sound(ZERO, level(1000, 0.5))
    agent.cut(ZERO + 0.2)
    agent.sound(ZERO + 0.2, level(500, 0.1))
    recording.tape.close()

    right = recording.samples[:, 1]
    assert set(right[:4800]) == {1000}
    assert set(right[4800:7200]) == {500}
    assert not right[7200:].any()


def test_of_a_voice_that_sounds_a_little_later_than_it_was_laid_what_sounded_is_left(
    recording: Recording,
) -> None:
    agent = Voice(recording.tape, "agent", slack=0.03)
    agent.sound(ZERO, level(1000, 0.2))
    agent.sound(ZERO + 0.21, level(1000, 0.2))
    agent.cut(ZERO + 0.31)
    agent.sound(ZERO + 0.31, level(500, 0.1))
    recording.tape.close()

    right = recording.samples[:, 1]
    assert set(right[:7200]) == {1000}
    assert set(right[7200:]) == {500}
    assert len(right) == 9600


def test_hours_of_silence_are_written_and_not_kept(recording: Recording) -> None:
    user = Voice(recording.tape, "users", slack=0.25)
    user.sound(ZERO, level(1000, 0.1))
    recording.tape.forward(ZERO + 60.0)
    assert sum(frame.samples_per_channel for frame in recording.frames) == 57 * RATE
    assert max(frame.samples_per_channel for frame in recording.frames) <= RATE
    user.sound(ZERO + 60.0, level(1000, 0.1))
    user.sound(ZERO + 0.0, level(1000, 0.1))
    recording.tape.close()
    assert recording.tape.seconds == 60.1


def test_another_rate_is_converted(recording: Recording) -> None:
    user = Voice(recording.tape, "users", slack=0.25)
    for n in range(50):
        user.sound(ZERO + n * 0.02, level(1000, 0.02, 16_000))
    recording.tape.close()
    assert recording.tape.seconds == pytest.approx(1.0, abs=0.05)
