"""WAV files: every one that can be converted is read; 16 bit PCM is written."""

import os
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from antiphon.audio.frame import SAMPLE_BYTES, AudioFrame
from antiphon.audio.g711 import decode_alaw, decode_ulaw
from antiphon.audio.riff import Format, NotWav, WavParts, parse_wav
from antiphon.errors import ConfigurationError

__all__ = ["Recording", "WavWriter", "is_silent", "read_wav", "write_wav"]

PCM, FLOAT, ALAW, ULAW = 1, 3, 6, 7
CODECS = {
    0x0002: "Microsoft ADPCM",
    0x0011: "IMA ADPCM",
    0x0031: "GSM 6.10",
    0x0050: "MPEG",
    0x0055: "MP3",
    0x00FF: "AAC",
    0x0161: "Windows Media Audio",
}
SILENT_SWING = 64
"""The most that a silent recording swings, from peak to peak: about -60 dB of full scale, more
than dither and a recorder's own noise."""

Levels = npt.NDArray[np.float64]
"""Samples between -1.0 and 1.0."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a WAV file holds, as 16 bit PCM of the file's rate and channels."""

    frame: AudioFrame
    warning: str | None = None
    """One sentence about what is wrong with the file, which was read all the same."""


def read_wav(path: str | os.PathLike[str]) -> Recording:
    """Read PCM of 8, 16, 24 or 32 bit, float of 32 or 64, A-law or µ-law, of any rate and channels.

    A truncated file is used as far as it goes, with a warning. Raises ConfigurationError for what
    is missing, unreadable, empty, compressed or no WAV.
    """
    content = read_bytes(path)
    if not content:
        raise ConfigurationError(f"{path} is empty: give a WAV file with sound in it.")
    try:
        parts = parse_wav(memoryview(content))
    except NotWav as error:
        raise ConfigurationError(f"{path} is not a usable WAV file: {error}.") from error
    frame = decode(parts, path)
    if not frame.samples_per_channel:
        raise ConfigurationError(f"{path} has no samples: give a WAV file with sound in it.")
    return Recording(frame, unfinished(path, frame) if parts.truncated else None)


def is_silent(recording: Recording) -> bool:
    """Whether nothing is to be heard in it from beginning to end (-60 dB of full scale)."""
    samples = recording.frame.samples
    return bool(np.all(np.ptp(samples.astype(np.int32), axis=0) <= SILENT_SWING))


def write_wav(path: str | os.PathLike[str], frame: AudioFrame) -> None:
    """Write `frame` as a 16 bit file, which is there whole or, if that fails, as it was before.

    Raises ConfigurationError where it cannot be written.
    """
    draft = Path(f"{os.fspath(path)}.part")
    try:
        draft.write_bytes(frame.to_wav_bytes())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise unwritable(path, error) from error


class WavWriter:
    """Writes frames of one format to a 16 bit file, as they come.

    The header is kept true with every frame, so that the file can be read whenever writing ends;
    a context manager closes it. Raises ConfigurationError where it cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str], sample_rate: int, num_channels: int) -> None:
        self._format = (sample_rate, num_channels)
        try:
            self._file = open(path, "wb")
        except OSError as error:
            raise unwritable(path, error) from error
        self._wave = wave.open(self._file, "wb")
        self._wave.setframerate(sample_rate)
        self._wave.setnchannels(num_channels)
        self._wave.setsampwidth(SAMPLE_BYTES)
        self._wave.writeframes(b"")

    def write(self, frame: AudioFrame) -> None:
        """Add `frame`. Raises ValueError if its rate or channels are not the file's."""
        if (frame.sample_rate, frame.num_channels) != self._format:
            raise ValueError(
                "the file is at {} Hz with {} channel(s), not {}".format(*self._format, frame)
            )
        self._wave.writeframes(frame.data)

    def close(self) -> None:
        """Close the file; closing again does nothing."""
        self._wave.close()
        self._file.close()

    def __enter__(self) -> "WavWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path} does not exist: check its name.") from error
    except IsADirectoryError as error:
        raise ConfigurationError(f"{path} is a folder: give a WAV file.") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error


def unfinished(path: str | os.PathLike[str], frame: AudioFrame) -> str:
    return (
        f"{path} ends early or was never finished: "
        f"it is used as far as it goes, {frame.duration:.1f} s."
    )


def unwritable(path: str | os.PathLike[str], error: OSError) -> ConfigurationError:
    return ConfigurationError(f"{path} cannot be written: {error.strerror}.")


def decode(parts: WavParts, path: str | os.PathLike[str]) -> AudioFrame:
    """The samples as 16 bit PCM, as far as there is one for each channel."""
    stored = parts.format
    decoder = DECODERS.get((stored.tag, stored.bits))
    if decoder is None:
        raise ConfigurationError(f"{path} {refusal(stored)}; convert it to 16 bit PCM first.")
    frame_bytes = stored.num_channels * stored.bits // 8
    usable = parts.data[: len(parts.data) // frame_bytes * frame_bytes]
    samples = decoder(usable).reshape(-1, stored.num_channels)
    return AudioFrame.from_samples(samples, stored.sample_rate)


def refusal(stored: Format) -> str:
    if any(stored.tag == tag for tag, _ in DECODERS):
        return f"has samples of {stored.bits} bit, which are not read"
    name = CODECS.get(stored.tag, f"format 0x{stored.tag:04x}")
    return f"is compressed ({name}), which is not read"


def decode_u8(data: memoryview) -> npt.NDArray[np.int16]:
    return (np.frombuffer(data, np.uint8).astype(np.int16) - 128) * 256


def decode_s16(data: memoryview) -> npt.NDArray[np.int16]:
    return np.frombuffer(data, "<i2").astype(np.int16, copy=False)


def decode_s24(data: memoryview) -> Levels:
    widened = np.zeros((len(data) // 3, 4), np.uint8)
    widened[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
    return decode_s32(widened.reshape(-1))


def decode_s32(data: memoryview | npt.NDArray[np.uint8]) -> Levels:
    return np.frombuffer(data, "<i4") / 2.0**31


def decode_f32(data: memoryview) -> Levels:
    return np.frombuffer(data, "<f4").astype(np.float64)


def decode_f64(data: memoryview) -> Levels:
    return np.frombuffer(data, "<f8").astype(np.float64)


DECODERS: dict[tuple[int, int], Callable[[memoryview], npt.NDArray[np.int16] | Levels]] = {
    (PCM, 8): decode_u8,
    (PCM, 16): decode_s16,
    (PCM, 24): decode_s24,
    (PCM, 32): decode_s32,
    (FLOAT, 32): decode_f32,
    (FLOAT, 64): decode_f64,
    (ALAW, 8): decode_alaw,
    (ULAW, 8): decode_ulaw,
}
"""By format and bits; signed integers but for 8 bit, whose zero is 128."""
