"""The audio of the wire: 24 kHz PCM or 8 kHz G.711, made, measured and read."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from antiphon.audio.frame import to_int16
from antiphon.audio.g711 import decode_alaw, decode_ulaw

__all__ = ["ALAW", "PCM", "ULAW", "Sound", "sound_of"]

Samples: TypeAlias = npt.NDArray[np.int16]
Coding: TypeAlias = Literal["audio/pcm", "audio/pcmu", "audio/pcma"]

LEVEL = 0.3


@dataclass(frozen=True, slots=True)
class Sound:
    """A format: what so many bytes of it last, and stand for."""

    coding: Coding
    rate: int
    sample_bytes: int

    @property
    def shown(self) -> dict[str, object]:
        """As GA's session object has it."""
        rate = {"rate": self.rate} if self.coding == "audio/pcm" else {}
        return {"type": self.coding, **rate}

    def ms(self, size: int) -> float:
        """How long that many bytes last."""
        return 1000.0 * size / (self.rate * self.sample_bytes)

    def size(self, ms: float) -> int:
        """The bytes of whole samples that last so long."""
        return round(ms * self.rate / 1000) * self.sample_bytes

    def samples(self, data: bytes) -> Samples:
        """What the bytes stand for; a last half of a sample is left out."""
        if self.coding == "audio/pcm":
            return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.int16)
        decode = decode_ulaw if self.coding == "audio/pcmu" else decode_alaw
        return decode(memoryview(data))

    def tone(self, seconds: float, pitch: float, *, after: float = 0.0) -> bytes:
        """A steady tone that has already lasted for `after`; silence for a pitch of 0."""
        t = after + np.arange(round(seconds * self.rate)) / self.rate
        return self.coded(to_int16(LEVEL * np.sin(2 * np.pi * pitch * t)))

    def coded(self, samples: Samples) -> bytes:
        """The samples as bytes, each as the nearest that the format has."""
        if self.coding == "audio/pcm":
            return samples.astype("<i2").tobytes()
        levels = self.samples(bytes(range(256))).astype(np.int32)
        order = np.argsort(levels)
        middles = (levels[order][1:] + levels[order][:-1]) / 2
        codes = order[np.searchsorted(middles, samples)].astype(np.uint8)
        return codes.tobytes()


PCM = Sound("audio/pcm", 24_000, 2)
ULAW = Sound("audio/pcmu", 8_000, 1)
ALAW = Sound("audio/pcma", 8_000, 1)


def sound_of(coding: str) -> Sound:
    """The format of that name. Raises KeyError."""
    return {sound.coding: sound for sound in (PCM, ULAW, ALAW)}[coding]  # type: ignore[index]
