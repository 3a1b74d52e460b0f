"""Real recordings, clicks and noise, judged by the real network."""

from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import AudioFrame, combine_frames, read_wav, resample, voiced_spans
from antiphon.errors import ConfigurationError
from antiphon.plugins.local.endpointing import (
    SAMPLE_RATE,
    WINDOW,
    Endpoint,
    Endpointer,
    SpeechEnded,
    SpeechStarted,
)
from antiphon.plugins.local.speech_meter import SpeechMeter, prewarm
from antiphon.plugins.local.vad import SileroOptions, SileroVAD
from antiphon.vad import VADEvent, VADEventType

SPEECH = Path(__file__).parents[2] / "data" / "speech"
CLIPS = sorted(path.name for path in SPEECH.glob("*.wav"))
SECOND = AudioFrame.create(SAMPLE_RATE, 1, SAMPLE_RATE)


def clip(name: str) -> AudioFrame:
    """A recording, and a second of silence after it."""
    return combine_frames([read_wav(SPEECH / name).frame, SECOND])


def with_noise(frame: AudioFrame, snr_db: float) -> AudioFrame:
    levels = frame.samples / 32768.0
    noise = np.random.default_rng(1).standard_normal(len(levels))
    scale = np.sqrt(np.mean(levels**2)) / 10 ** (snr_db / 20)
    return AudioFrame.from_samples(levels + noise * scale, SAMPLE_RATE)


async def judged(frame: AudioFrame) -> list[tuple[Endpoint, int]]:
    """What is heard in `frame`, and where it was known."""
    endpointer = Endpointer()
    return [
        (endpoint, endpointer.position)
        for window in await SpeechMeter().push(frame)
        for endpoint in endpointer.push(window.probability)
    ]


async def events_of(frame: AudioFrame, *, step: int = 320) -> list[VADEvent]:
    stream = SileroVAD().stream()
    whole = frame.samples
    for start in range(0, len(whole), step):
        stream.push_frame(AudioFrame.from_samples(whole[start : start + step], frame.sample_rate))
    stream.end_input()
    return [event async for event in stream]


@pytest.mark.parametrize("name", CLIPS)
@pytest.mark.parametrize("snr_db", [60.0, 10.0])
async def test_one_turn_is_heard_in_each_recording_even_in_noise(name: str, snr_db: float) -> None:
    (voiced_from, _), *_, (_, voiced_to) = voiced_spans(clip(name)) * 2

    heard = await judged(with_noise(clip(name), snr_db))

    started = [(event.at, known) for event, known in heard if isinstance(event, SpeechStarted)]
    ended = [event.at for event, _ in heard if isinstance(event, SpeechEnded)]
    assert len(started) == len(ended) == 1
    at, known = (1000.0 * position / SAMPLE_RATE for position in started[0])
    assert at == pytest.approx(voiced_from, abs=160)
    assert known - voiced_from < 250
    assert 1000.0 * ended[0] / SAMPLE_RATE == pytest.approx(voiced_to, abs=350)


async def test_clicks_noise_and_hum_are_not_speech() -> None:
    random = np.random.default_rng(2)
    sound = random.standard_normal(5 * SAMPLE_RATE) * 0.02
    sound += 0.05 * np.sin(2 * np.pi * 50 * np.arange(len(sound)) / SAMPLE_RATE)
    for start in range(4000, len(sound) - 400, 9000):
        sound[start : start + 200] += 0.8 * np.exp(-np.arange(200) / 40)

    assert await judged(AudioFrame.from_samples(sound.clip(-1, 1), SAMPLE_RATE)) == []


async def test_a_recording_that_starts_in_mid_speech_is_heard_from_its_start() -> None:
    middle = clip("013_piper_joe.wav").samples[SAMPLE_RATE:]

    (started, known), *_ = await judged(AudioFrame.from_samples(middle, SAMPLE_RATE))

    assert isinstance(started, SpeechStarted)
    assert started.at <= 2 * WINDOW
    assert known <= 5 * WINDOW


async def test_audio_of_any_rate_is_judged_the_same_within_a_window_or_two() -> None:
    frame = clip("001_flite_slt.wav")
    ((expected, _), *_) = await judged(frame)

    for rate in (8000, 24000, 48000):
        ((started, _), *_) = await judged(resample(frame, rate))
        assert started.at == pytest.approx(expected.at, abs=2 * WINDOW)


async def test_frames_of_any_length_give_the_same_probabilities() -> None:
    samples = clip("033_espeak_gb_f3.wav").samples
    at_once = await SpeechMeter().push(AudioFrame.from_samples(samples, SAMPLE_RATE))
    meter, bit_by_bit = SpeechMeter(), []

    for start in range(0, len(samples), 777):
        part = AudioFrame.from_samples(samples[start : start + 777], SAMPLE_RATE)
        bit_by_bit += await meter.push(part)

    assert [w.probability for w in bit_by_bit] == [w.probability for w in at_once]


async def test_streams_do_not_hear_each_other() -> None:
    frame = clip("031_flite_awb.wav")
    alone = [window.probability for window in await SpeechMeter().push(frame)]
    one, other = SpeechMeter(), SpeechMeter()

    await other.push(clip("001_flite_slt.wav"))
    together = [window.probability for window in await one.push(frame)]

    assert together == alone


async def test_a_stream_tells_start_steps_and_end() -> None:
    frame = clip("031_flite_awb.wav")

    events = await events_of(frame)

    start, end = (
        next(event for event in events if event.type is kind)
        for kind in (VADEventType.START_OF_SPEECH, VADEventType.END_OF_SPEECH)
    )
    steps = [event for event in events if event.type is VADEventType.INFERENCE_DONE]
    assert len(steps) == frame.samples_per_channel // WINDOW
    assert len(events) == len(steps) + 2
    assert start.timestamp < end.timestamp == end.samples_index / SAMPLE_RATE
    assert start.speaking
    assert not end.speaking
    assert end.silence_duration >= 0.4
    assert end.frames[0].duration == pytest.approx(
        0.4 + end.speech_duration + end.silence_duration, abs=0.1
    )
    assert start.frames[0].samples.tolist() == (
        end.frames[0].samples[: start.frames[0].samples_per_channel].tolist()
    )
    assert max(step.probability for step in steps) > 0.9


async def test_the_end_of_the_input_ends_the_turn() -> None:
    spoken = clip("013_piper_joe.wav").samples[: 2 * SAMPLE_RATE]

    events = await events_of(AudioFrame.from_samples(spoken, SAMPLE_RATE))

    assert events[-1].type is VADEventType.END_OF_SPEECH


async def test_prewarming_loads_the_network() -> None:
    await prewarm()


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="choose prefix_padding >= 0"):
        SileroOptions(prefix_padding=-0.1)
