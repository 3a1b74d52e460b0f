"""A recording as a client sends it: PCM, or what a browser's recorder makes, piece by piece."""

import asyncio
from typing import Protocol

from antiphon.audio import AudioFrame
from antiphon.rooms.livekit.decoding import CHANNELS, RATES, Unreadable, decode

__all__ = ["MOST_SECONDS", "Recording", "Unreadable", "recording_of"]

MOST_SECONDS = 10.0
"""That are kept, the last ones."""
CODED = ("opus", "webm", "ogg", "mp4", "mpeg", "aac", "flac")
"""In the MIME type of what is no PCM."""
MOST_CODED_BYTES = 2 * 1024 * 1024
"""Half a minute at the most that Opus takes."""
SAMPLE_BYTES = 2


class Recording(Protocol):
    """What has come of a recording."""

    def add(self, piece: bytes) -> None:
        """More of it. Raises Unreadable where it becomes too large."""
        ...

    async def sound(self) -> AudioFrame:
        """The last `MOST_SECONDS` of it. Raises Unreadable."""
        ...


class PcmRecording:
    """16 bit PCM, channels interleaved."""

    def __init__(self, sample_rate: int, num_channels: int) -> None:
        self._sample_rate = sample_rate
        self._num_channels = num_channels
        self._frame_bytes = num_channels * SAMPLE_BYTES
        self._most_bytes = round(MOST_SECONDS * sample_rate) * self._frame_bytes
        self._data = bytearray()

    def add(self, piece: bytes) -> None:
        self._data += piece
        excess = max(len(self._data) - self._most_bytes, 0)
        del self._data[: excess + -excess % self._frame_bytes]

    async def sound(self) -> AudioFrame:
        count = len(self._data) // self._frame_bytes  # the last sample may be incomplete
        whole = bytes(self._data[: count * self._frame_bytes])
        return AudioFrame(whole, self._sample_rate, self._num_channels, count)


class CodedRecording:
    """Opus or AAC in a container, which can be read from its beginning alone."""

    def __init__(self) -> None:
        self._data = bytearray()

    def add(self, piece: bytes) -> None:
        self._data += piece
        if len(self._data) > MOST_CODED_BYTES:
            raise Unreadable("it is larger than 2 MiB")

    async def sound(self) -> AudioFrame:
        return await asyncio.to_thread(decode, self._data, MOST_SECONDS)


def recording_of(mime_type: str, attributes: dict[str, str]) -> Recording:
    """What a stream of that type is to be read by. Raises Unreadable."""
    if any(sign in mime_type.lower() for sign in CODED):
        return CodedRecording()
    try:
        rate, channels = int(attributes["sampleRate"]), int(attributes["channels"])
    except (KeyError, ValueError):
        raise Unreadable("its sampleRate and channels are not known") from None
    if rate not in RATES or channels not in CHANNELS:
        raise Unreadable(f"PCM of {channels} channels at {rate} Hz is not read")
    return PcmRecording(rate, channels)
