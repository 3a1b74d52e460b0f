"""The recognizer is given the whole utterance, and always the same one."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from antiphon.audio import AudioFrame, read_wav, resample
from antiphon.audio.frame import Samples
from antiphon.plugins.local import TurnOptions
from antiphon.plugins.local.alignment import LOUD, aligned
from antiphon.plugins.local.ears import Ears, Overrun, Pause, Sound, TurnEnd
from antiphon.plugins.local.endpointing import SAMPLE_RATE, WINDOW, Endpointer
from antiphon.plugins.local.speech_meter import SpeechMeter, Window

CLIPS = Path(__file__).parents[3] / "src/antiphon/cli/clips"
STEP = SAMPLE_RATE // 50


def clip(name: str) -> Samples:
    return resample(read_wav(CLIPS / f"{name}.wav").frame, SAMPLE_RATE).samples


def sounding(samples: Samples) -> Samples:
    """What is to be heard of it, from the first sound to the last."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > LOUD * 32768)
    return samples[loud[0] : loud[-1] + 1]


async def heard(meter: SpeechMeter, samples: Samples) -> list[AudioFrame]:
    """What the recognizer is given of them: at the pause, and at the end of the turn."""
    ears = Ears(meter, Endpointer(TurnOptions()))
    sounds: list[Sound] = []
    running = asyncio.create_task(ears.run(sounds.append))
    for start in range(0, len(samples), STEP):
        ears.push(AudioFrame.from_samples(samples[start : start + STEP], SAMPLE_RATE))
        await asyncio.sleep(0.02)
    running.cancel()
    assert not any(isinstance(sound, Overrun) for sound in sounds)
    return [sound.speech for sound in sounds if isinstance(sound, Pause | TurnEnd)]


def in_silence(samples: Samples, phase: int) -> Samples:
    """`samples` with half a second of silence around, beginning anywhere in a window."""
    before = np.zeros(SAMPLE_RATE // 2 + phase, np.int16)
    return np.concatenate([before, samples, np.zeros(2 * SAMPLE_RATE, np.int16)])


class Lagging(SpeechMeter):
    """Hangs for more than a second at first, as a machine that has other things to do."""

    lags = True

    async def push(self, frame: AudioFrame) -> list[Window]:
        if self.lags:
            self.lags = False
            await asyncio.sleep(1.5)
        return await super().push(frame)


@pytest.mark.parametrize("phase", range(0, WINDOW, 160))
@pytest.mark.parametrize("name", ["greeting", "goodbye"])
async def test_nothing_is_missing_wherever_a_window_begins(name: str, phase: int) -> None:
    at_pause, at_end = (await heard(SpeechMeter(), in_silence(clip(name), phase)))[-2:]
    assert np.array_equal(sounding(at_pause.samples), sounding(clip(name)))
    assert np.array_equal(sounding(at_end.samples), sounding(clip(name)))


async def test_nothing_is_missing_after_a_lag() -> None:
    *_, at_end = await heard(Lagging(), in_silence(clip("greeting"), 0))
    assert np.array_equal(sounding(at_end.samples), sounding(clip("greeting")))


async def test_what_surrounds_an_utterance_makes_no_difference() -> None:
    samples = (clip("greeting") / 32768).astype(np.float32)
    variants = [
        np.pad(samples, (SAMPLE_RATE + phase, 4000 + phase)).astype(np.float32)
        for phase in range(0, WINDOW, 37)
    ]
    first, *others = (aligned(variant, SAMPLE_RATE) for variant in variants)
    assert all(np.array_equal(first, other) for other in others)
    assert np.array_equal(sounding((first * 32768).astype(np.int16)), sounding(clip("greeting")))


def test_what_begins_in_mid_sound_is_left_so_and_silence_too() -> None:
    noise = np.full(SAMPLE_RATE, 0.1, np.float32)
    assert np.array_equal(aligned(noise, SAMPLE_RATE), noise)
    silence = np.zeros(SAMPLE_RATE, np.float32)
    assert np.array_equal(aligned(silence, SAMPLE_RATE), silence)
