"""Sound keeps its pitch, its length and its silence at another rate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.audio import AudioFrame, Resampler, combine_frames, resample, rms_dbfs

RATES = [8000, 11025, 16000, 22050, 24000, 44100, 48000]


def tone(rate: int, seconds: float = 1.0, hertz: float = 440.0, channels: int = 1) -> AudioFrame:
    wave = 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)
    return AudioFrame.from_samples(np.stack([wave] * channels, axis=1), rate)


def pieces(frame: AudioFrame, length: int) -> list[AudioFrame]:
    samples = frame.samples
    return [
        AudioFrame.from_samples(samples[start : start + length], frame.sample_rate)
        for start in range(0, len(samples), length)
    ]


def pitch(frame: AudioFrame) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(frame.samples)))) / frame.duration


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("target", [16000, 24000, 48000])
def test_a_tone_stays_the_tone_it_is(rate: int, target: int) -> None:
    there = resample(tone(rate), target)
    expected = tone(target)
    assert there.samples_per_channel == target
    inner = slice(target // 10, -target // 10)
    error = there.samples[inner].astype(float) - expected.samples[inner]
    assert np.abs(error).max() < 4


def test_what_the_target_cannot_hold_is_filtered_out() -> None:
    assert rms_dbfs(resample(tone(48000, hertz=15000), 16000)) < -60


@settings(max_examples=25, deadline=None)
@given(rate=st.sampled_from(RATES), length=st.integers(50, 3000), channels=st.integers(1, 2))
def test_a_stream_gives_what_the_whole_gives(rate: int, length: int, channels: int) -> None:
    whole = tone(rate, seconds=0.3, channels=channels)
    resampler = Resampler(24000, channels)
    parts = [resampler.push(piece) for piece in pieces(whole, length)]
    streamed = combine_frames([*parts, resampler.flush()])
    assert (streamed.samples == resample(whole, 24000).samples).all()


def test_silence_stays_silence() -> None:
    assert not resample(AudioFrame.create(48000, 1, 48000), 24000).samples.any()


def test_loud_sound_is_clamped() -> None:
    square = np.sign(np.sin(2 * np.pi * 440 * np.arange(16000) / 16000))
    samples = resample(AudioFrame.from_samples(square, 16000), 24000).samples
    steady = samples[5000:5010]
    assert samples.max() == 32767
    assert (np.sign(steady) == np.sign(steady[0])).all()


def test_frames_at_the_target_rate_pass_through() -> None:
    resampler = Resampler(24000)
    resampler.push(tone(24000, 0.02))
    frame = tone(24000, 0.02)
    assert resampler.push(frame) is frame
    assert resampler.flush().samples_per_channel == 0


def test_a_change_of_rate_loses_nothing() -> None:
    resampler = Resampler(24000)
    parts = [
        resampler.push(tone(48000, 0.5)),
        resampler.push(tone(16000, 0.5)),
        resampler.push(tone(24000, 0.5)),
        resampler.push(tone(8000, 0.5)),
        resampler.flush(),
    ]
    whole = combine_frames(parts)
    assert whole.duration == 2.0
    quarters = pieces(whole, 12000)
    assert [pitch(quarter) for quarter in quarters] == [440.0] * 4
    assert rms_dbfs(quarters[0]) == pytest.approx(rms_dbfs(quarters[3]), abs=0.1)


def test_a_change_of_channels_is_not_heard() -> None:
    resampler = Resampler(24000)
    parts = [resampler.push(tone(48000, 0.5, channels=channels)) for channels in (1, 2, 6)]
    whole = combine_frames([*parts, resampler.flush()])
    assert whole.num_channels == 1
    assert whole.duration == 1.5
    assert pitch(whole) == 440.0


def test_mono_becomes_stereo() -> None:
    resampler = Resampler(24000, 2)
    assert resampler.flush().samples.shape == (0, 2)
    whole = combine_frames([resampler.push(tone(16000)), resampler.flush()])
    assert whole.samples.shape == (24000, 2)
    assert (whole.samples[:, 0] == whole.samples[:, 1]).all()


def test_after_a_flush_it_begins_anew() -> None:
    resampler = Resampler(24000)
    first = combine_frames([resampler.push(tone(16000)), resampler.flush()])
    second = combine_frames([resampler.push(tone(16000)), resampler.flush()])
    assert resampler.flush().samples_per_channel == 0
    assert (first.samples == second.samples).all()


@pytest.mark.parametrize(("quality", "bound"), [("HQ", 0.040), ("LQ", 0.025)])
def test_the_delay_is_bounded(quality: str, bound: float) -> None:
    resampler = Resampler(24000, quality="LQ" if quality == "LQ" else "HQ")
    given_seconds = ready_seconds = 0.0
    for piece in pieces(tone(48000), 480):
        given_seconds += piece.duration
        ready_seconds += resampler.push(piece).duration
        assert given_seconds - ready_seconds <= bound
