"""What the caller says: short recordings of four synthetic voices."""

from pathlib import Path

from antiphon.audio import AudioFrame, combine_frames, read_wav

__all__ = ["CLIPS", "MICROPHONE_RATE", "clip", "then_silence"]

ROOT = Path(__file__).parent.parent
CLIPS = (
    *sorted((ROOT / "src/antiphon/cli/clips").glob("*.wav")),
    *sorted((ROOT / "tests/data/speech").glob("*.wav")),
)
MICROPHONE_RATE = 16_000
"""Of all of them, in Hz."""


def clip(number: int) -> AudioFrame:
    """One of them, taken in turn."""
    return read_wav(CLIPS[number % len(CLIPS)]).frame


def then_silence(sound: AudioFrame, seconds: float) -> AudioFrame:
    """`sound` with an open microphone after it."""
    silence = AudioFrame.create(sound.sample_rate, 1, round(seconds * sound.sample_rate))
    return combine_frames([sound, silence])
