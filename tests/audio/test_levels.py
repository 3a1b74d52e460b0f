"""How loud, where, and how to stop."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.audio import AudioFrame, combine_frames, faded, faded_in, rms_dbfs, voiced_spans

RATE = 24000


def voice(ms: float, *, level: float = 0.1, rate: int = RATE) -> AudioFrame:
    count = round(rate * ms / 1000)
    return AudioFrame.from_samples(level * np.sin(0.1 * np.arange(count)), rate)


def pause(ms: float, rate: int = RATE) -> AudioFrame:
    return AudioFrame.create(rate, 1, round(rate * ms / 1000))


def test_levels_are_relative_to_full_scale() -> None:
    square = np.array([1, -1] * 100) * 32768
    assert rms_dbfs(AudioFrame.from_samples(np.maximum(square, -32768) / 32768, RATE)) == (
        pytest.approx(0, abs=0.001)
    )
    assert rms_dbfs(voice(1000, level=1.0)) == pytest.approx(-3.01, abs=0.02)
    assert rms_dbfs(voice(1000, level=0.1)) == pytest.approx(-23.01, abs=0.02)


def test_silence_has_no_level() -> None:
    assert rms_dbfs(pause(100)) == -math.inf
    assert rms_dbfs(pause(0)) == -math.inf


def test_a_fade_goes_down_to_zero() -> None:
    samples = faded(AudioFrame.from_samples(np.full((100, 2), 20000, dtype=np.int16), RATE)).samples
    assert (np.diff(samples[:, 0]) <= 0).all()
    assert samples[0, 0] > 19900
    assert samples[49, 0] == pytest.approx(10000, abs=1)
    assert samples[-1].tolist() == [0, 0]
    assert (samples[:, 0] == samples[:, 1]).all()


def test_a_fade_of_nothing() -> None:
    assert faded(pause(0)).samples_per_channel == 0


def test_what_fades_in_ends_at_full_level_and_is_a_fade_out_turned_over() -> None:
    frame = AudioFrame.from_samples(np.full((100, 2), 20000, dtype=np.int16), RATE)
    samples = faded_in(frame).samples.astype(int)
    assert samples[-1].tolist() == [20000, 20000]
    assert abs(samples[0]).max() < 20
    assert (np.diff(samples[:, 0]) >= 0).all()
    assert abs(samples + faded(frame).samples - 20000).max() <= 1
    assert faded_in(pause(0)).samples_per_channel == 0


def test_speech_is_where_it_is_loud() -> None:
    speech = combine_frames([pause(100), voice(200), pause(100), voice(50), pause(70)])
    assert voiced_spans(speech) == [(100.0, 300.0), (400.0, 450.0)]


def test_gaps_within_words_are_bridged() -> None:
    speech = combine_frames([voice(100), pause(50), voice(100), pause(60), voice(100)])
    assert voiced_spans(speech) == [(0.0, 250.0), (310.0, 410.0)]
    assert voiced_spans(speech, bridge_ms=0) == [(0.0, 100.0), (150.0, 250.0), (310.0, 410.0)]


def test_what_is_too_quiet_is_a_pause() -> None:
    hum = combine_frames([voice(100), voice(100, level=0.001)])
    assert voiced_spans(hum) == [(0.0, 100.0)]
    assert voiced_spans(hum, threshold_dbfs=-70.0) == [(0.0, 200.0)]


def test_a_span_ends_with_the_frame() -> None:
    assert voiced_spans(voice(105)) == [(0.0, 105.0)]


def test_silence_and_nothing_have_no_spans() -> None:
    assert voiced_spans(pause(500)) == []
    assert voiced_spans(pause(0)) == []


def test_one_channel_that_speaks_is_enough() -> None:
    mono = voice(100).samples
    left = AudioFrame.from_samples(np.stack([mono, np.zeros_like(mono)], axis=1), RATE)
    assert voiced_spans(left) == [(0.0, 100.0)]


@given(
    plan=st.lists(st.tuples(st.booleans(), st.integers(0, 300)), min_size=1, max_size=8),
    rate=st.sampled_from([8000, 22050, 24000, 48000]),
    bridge=st.floats(0, 200),
)
def test_spans_are_in_order_apart_and_within_the_frame(
    plan: list[tuple[bool, int]], rate: int, bridge: float
) -> None:
    parts = [voice(ms, rate=rate) if loud else pause(ms, rate) for loud, ms in plan]
    speech = combine_frames(parts)
    edges = [edge for span in voiced_spans(speech, bridge_ms=bridge) for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= edge <= speech.duration * 1000 + 1e-6 for edge in edges)
    gaps = [start - end for end, start in zip(edges[1:-1:2], edges[2::2], strict=True)]
    assert all(gap >= bridge for gap in gaps)
