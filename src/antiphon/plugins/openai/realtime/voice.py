"""Sound on the wire, in the formats of the service."""

from collections.abc import Callable
from typing import Any

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.audio.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw
from antiphon.plugins.openai.realtime.options import SAMPLE_RATES, AudioFormat

__all__ = ["Decoder", "encode"]

SAMPLE_BYTES = 2

Decode = Callable[[memoryview], Any]

DECODERS: dict[AudioFormat, Decode] = {"g711_ulaw": decode_ulaw, "g711_alaw": decode_alaw}
ENCODERS = {"g711_ulaw": encode_ulaw, "g711_alaw": encode_alaw}


class Decoder:
    """The audio of one content part, as its deltas come in."""

    def __init__(self, audio_format: AudioFormat) -> None:
        self._decode = DECODERS.get(audio_format)
        self._rate = SAMPLE_RATES[audio_format]
        self._rest = b""
        self.samples = 0
        """How many have come so far."""

    @property
    def ms(self) -> float:
        """How much has come so far."""
        return self.samples / self._rate * 1000

    def push(self, data: bytes) -> AudioFrame:
        """The frame of a delta; half a sample at its end waits for the next one."""
        frame = self._linear(data) if self._decode is None else self._companded(data)
        self.samples += frame.samples_per_channel
        return frame

    def _linear(self, data: bytes) -> AudioFrame:
        data = self._rest + data if self._rest else data
        whole = len(data) - len(data) % SAMPLE_BYTES
        self._rest = data[whole:]
        return AudioFrame(memoryview(data)[:whole], self._rate, 1, whole // SAMPLE_BYTES)

    def _companded(self, data: bytes) -> AudioFrame:
        assert self._decode is not None
        return AudioFrame.from_samples(self._decode(memoryview(data)), self._rate)


def encode(frame: AudioFrame, audio_format: AudioFormat) -> bytes:
    """A mono frame at the format's rate, as the service wants it."""
    if (encoder := ENCODERS.get(audio_format)) is None:
        return bytes(frame.data)
    return encoder(np.frombuffer(frame.data, np.int16))
