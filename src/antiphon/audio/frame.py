"""The audio frame: a stretch of 16 bit PCM with its true rate, passed around without copying."""

import io
import wave
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from array import array

__all__ = ["AudioFrame", "Frame", "Samples", "combine_frames", "own_frame", "to_int16"]

SAMPLE_BYTES = 2
FULL_SCALE = 32768

Samples: TypeAlias = npt.NDArray[np.int16]
Buffer: TypeAlias = "bytes | bytearray | memoryview | array[int]"


class Frame(Protocol):
    """A frame of audio: ours, or one of `livekit.rtc`, which has the same fields."""

    @property
    def data(self) -> "memoryview[int]":
        """16 bit samples, channels interleaved."""
        ...

    @property
    def sample_rate(self) -> int:
        """Samples per second and channel."""
        ...

    @property
    def num_channels(self) -> int:
        """Channels in `data`."""
        ...

    @property
    def samples_per_channel(self) -> int:
        """Samples of one channel."""
        ...


class AudioFrame:
    """A stretch of sound: interleaved 16 bit PCM, with the fields of `livekit.rtc.AudioFrame`.

    The frame is a view of the buffer it is given: whoever gives a mutable one leaves it alone
    afterwards. What the buffer holds beyond the frame's samples is ignored. Raises ValueError for
    half a sample, too few samples, or a rate or a count that makes no sense.
    """

    __slots__ = ("_data", "_num_channels", "_sample_rate", "_samples_per_channel")

    def __init__(
        self, data: Buffer, sample_rate: int, num_channels: int, samples_per_channel: int
    ) -> None:
        if sample_rate <= 0 or num_channels <= 0 or samples_per_channel < 0:
            raise ValueError(
                f"an audio frame cannot have {samples_per_channel} samples "
                f"of {num_channels} channels at {sample_rate} Hz"
            )
        view = memoryview(data).cast("B") if len(data) else memoryview(b"")
        needed = samples_per_channel * num_channels * SAMPLE_BYTES
        if len(view) % SAMPLE_BYTES:
            raise ValueError(f"{len(view)} bytes end with half of a 16 bit sample")
        if len(view) < needed:
            raise ValueError(
                f"{len(view)} bytes are too few: {samples_per_channel} samples "
                f"of {num_channels} channels take {needed}"
            )
        self._data = view[:needed].cast("h")
        self._sample_rate = sample_rate
        self._num_channels = num_channels
        self._samples_per_channel = samples_per_channel

    @classmethod
    def create(cls, sample_rate: int, num_channels: int, samples_per_channel: int) -> "AudioFrame":
        """A silent frame, whose `data` can be written to."""
        size = samples_per_channel * num_channels * SAMPLE_BYTES
        return cls(bytearray(max(size, 0)), sample_rate, num_channels, samples_per_channel)

    @classmethod
    def from_samples(cls, samples: npt.NDArray[Any], sample_rate: int) -> "AudioFrame":
        """A frame of `samples`, shaped (n,) for mono or (n, channels).

        int16 is taken as it is; float means ±1.0 at full scale and is clamped, NaN read as 0.
        Raises TypeError for other types, ValueError for other shapes.
        """
        if samples.ndim not in (1, 2):
            raise ValueError(f"samples are shaped (n,) or (n, channels), not {samples.shape}")
        channels = 1 if samples.ndim == 1 else samples.shape[1]
        pcm = np.ascontiguousarray(to_int16(samples))
        return cls(pcm.data, sample_rate, channels, len(samples))

    @property
    def data(self) -> "memoryview[int]":
        """The samples, channels interleaved, as a memoryview of format "h"."""
        return self._data

    @property
    def samples(self) -> Samples:
        """The samples as an int16 array: (n,) for mono, else (n, channels); a view, not a copy."""
        flat = np.frombuffer(self._data, dtype=np.int16)
        return flat if self._num_channels == 1 else flat.reshape(-1, self._num_channels)

    @property
    def sample_rate(self) -> int:
        """Samples per second and channel."""
        return self._sample_rate

    @property
    def num_channels(self) -> int:
        """Channels, whose samples are interleaved in `data`."""
        return self._num_channels

    @property
    def samples_per_channel(self) -> int:
        """Samples of one channel: `len(data)` over `num_channels`."""
        return self._samples_per_channel

    @property
    def duration(self) -> float:
        """Seconds."""
        return self._samples_per_channel / self._sample_rate

    def to_wav_bytes(self) -> bytes:
        """The frame as a whole WAV file."""
        out = io.BytesIO()
        with wave.open(out, "wb") as wav:
            wav.setnchannels(self._num_channels)
            wav.setsampwidth(SAMPLE_BYTES)
            wav.setframerate(self._sample_rate)
            wav.writeframes(self._data)
        return out.getvalue()

    def __repr__(self) -> str:
        return (
            f"AudioFrame(sample_rate={self._sample_rate}, num_channels={self._num_channels}, "
            f"samples_per_channel={self._samples_per_channel}, duration={self.duration:.3f})"
        )


def own_frame(frame: Frame) -> AudioFrame:
    """`frame`, of whatever library, as one of ours; its samples are not copied.

    Raises TypeError for what is no frame, ValueError for one that makes no sense.
    """
    if isinstance(frame, AudioFrame):
        return frame
    try:
        fields = frame.data, frame.sample_rate, frame.num_channels, frame.samples_per_channel
    except AttributeError:
        raise TypeError(
            f"audio comes as AudioFrame, ours or that of livekit.rtc, not as {type(frame).__name__}"
        ) from None
    return AudioFrame(*fields)


def to_int16(samples: npt.NDArray[Any]) -> Samples:
    """`samples` as int16: floats are scaled from ±1.0, rounded and clamped, NaN becomes 0.

    Raises TypeError for anything that is neither int16 nor floating point.
    """
    if samples.dtype == np.int16:
        return samples
    if not np.issubdtype(samples.dtype, np.floating):
        raise TypeError(f"samples are int16 or floating point, not {samples.dtype}")
    level = np.nan_to_num(samples.astype(np.float64)).clip(-1.0, 1.0)
    pcm: Samples = np.rint(level * FULL_SCALE).clip(max=FULL_SCALE - 1).astype(np.int16)
    return pcm


def combine_frames(frames: Frame | Sequence[Frame]) -> AudioFrame:
    """One frame of `frames` in a row, ours or those of `livekit.rtc`.

    Raises ValueError if there are none, or if they differ in rate or channels.
    """
    if not isinstance(frames, Sequence):
        return own_frame(frames)
    if not frames:
        raise ValueError("there are no frames to combine")
    frames = [own_frame(frame) for frame in frames]
    formats = {(frame.sample_rate, frame.num_channels) for frame in frames}
    if len(formats) > 1:
        raise ValueError(f"frames of different rates or channels cannot be combined: {formats}")
    ((sample_rate, num_channels),) = formats
    length = sum(frame.samples_per_channel for frame in frames)
    pcm = b"".join(frame.data for frame in frames)
    return AudioFrame(pcm, sample_rate, num_channels, length)
