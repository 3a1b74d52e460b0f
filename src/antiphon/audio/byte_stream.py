"""Bytes of any length in, frames of one length out."""

import logging
from typing import TYPE_CHECKING

from antiphon.audio.frame import SAMPLE_BYTES, AudioFrame

if TYPE_CHECKING:
    from antiphon.audio.frame import Buffer

__all__ = ["AudioByteStream"]

logger = logging.getLogger(__name__)


class AudioByteStream:
    """Cuts a stream of 16 bit PCM, channels interleaved, into frames of `samples_per_channel`.

    The default is frames of 100 ms. Raises ValueError for numbers that are not whole or not
    positive.
    """

    def __init__(
        self, sample_rate: int, num_channels: int, samples_per_channel: int | None = None
    ) -> None:
        given = (sample_rate, num_channels, samples_per_channel or 0)
        if not all(isinstance(number, int) for number in given):
            raise ValueError(f"a rate, channels and samples are whole numbers, not {given}")
        length = sample_rate // 10 if samples_per_channel is None else samples_per_channel
        if min(sample_rate, num_channels, length) <= 0:
            raise ValueError(
                f"frames of {length} samples of {num_channels} channels "
                f"at {sample_rate} Hz cannot be cut"
            )
        self._sample_rate = sample_rate
        self._num_channels = num_channels
        self._sample_bytes = num_channels * SAMPLE_BYTES
        self._frame_bytes = length * self._sample_bytes
        self._rest = b""

    def push(self, data: "Buffer") -> list[AudioFrame]:
        """Add `data`, and return the frames that are whole."""
        buffered = memoryview(b"".join((self._rest, data)))
        end = len(buffered) - len(buffered) % self._frame_bytes
        self._rest = bytes(buffered[end:])
        return [
            self._frame(buffered[start : start + self._frame_bytes])
            for start in range(0, end, self._frame_bytes)
        ]

    write = push

    def flush(self) -> list[AudioFrame]:
        """Return what is left as one short frame, if anything is, and begin anew.

        A rest that ends within a sample is garbled, and dropped with a warning.
        """
        rest, self._rest = self._rest, b""
        if not rest:
            return []
        if len(rest) % self._sample_bytes:
            logger.warning("dropped %d bytes of audio that end within a sample", len(rest))
            return []
        return [self._frame(memoryview(rest))]

    def _frame(self, data: memoryview) -> AudioFrame:
        length = len(data) // self._sample_bytes
        return AudioFrame(data, self._sample_rate, self._num_channels, length)
