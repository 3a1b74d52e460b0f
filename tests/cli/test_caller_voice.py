"""Where the caller's words end, by the sound."""

import numpy as np
import pytest

from antiphon.audio import AudioFrame
from antiphon.cli.caller_voice import CallerVoice

RATE = 16_000
FRAME = 320


def heard(*stretches: tuple[float, float]) -> CallerVoice:
    """A voice that was heard from time 100 on: stretches of seconds at a level."""
    noise = np.random.default_rng(1)
    sound = np.concatenate(
        [level * noise.standard_normal(round(seconds * RATE)) for seconds, level in stretches]
    )
    voice = CallerVoice()
    for start in range(0, len(sound), FRAME):
        frame = AudioFrame.from_samples(sound[start : start + FRAME], RATE)
        voice.deliver(100 + start / RATE, frame)
    return voice


def test_in_silence_words_end_with_the_last_sound() -> None:
    voice = heard((0.5, 0), (1.0, 0.1), (0.2, 0.01), (0.5, 0))
    assert voice.ended_before(102.2, since=100.5) == pytest.approx(101.7, abs=0.021)


def test_in_noise_words_end_where_they_sink_into_it() -> None:
    voice = heard((0.5, 0.01), (1.0, 0.1), (0.6, 0.01))
    assert voice.ended_before(102.1, since=100.2) == pytest.approx(101.5, abs=0.021)


def test_what_was_said_before_the_turn_does_not_count() -> None:
    voice = heard((1.0, 0.1), (1.0, 0), (1.0, 0.01), (1.0, 0))
    assert voice.ended_before(104.0, since=101.5) == pytest.approx(103.0, abs=0.021)


def test_where_nothing_was_heard_the_moment_itself_counts() -> None:
    assert CallerVoice().ended_before(7.0, since=5.0) == 7.0
