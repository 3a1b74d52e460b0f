"""The familiar home of what is done to frames of audio."""

from typing import TypeAlias

from antiphon.audio import AudioByteStream, AudioFrame, combine_frames

__all__ = [
    "AudioBuffer",
    "AudioByteStream",
    "calculate_audio_duration",
    "combine_frames",
    "merge_frames",
]

AudioBuffer: TypeAlias = AudioFrame | list[AudioFrame]
"""A frame, or several in a row."""

merge_frames = combine_frames
"""Its older name."""


def calculate_audio_duration(frames: AudioBuffer) -> float:
    """How long `frames` last, in seconds."""
    return sum(frame.duration for frame in ([frames] if isinstance(frames, AudioFrame) else frames))
