"""The input audio buffer: what was heard since the last commit, by offsets in all of the audio."""

import base64
import binascii

from antiphon.testing.fake_openai.outbox import Refused
from antiphon.testing.fake_openai.sound import PCM, Sound

__all__ = ["InputAudio", "decoded"]

LEAST_MS = 100.0


class InputAudio:
    """Everything heard in a session, and how much of it is committed."""

    def __init__(self) -> None:
        self.sound: Sound = PCM
        self.everything = bytearray()
        """All audio of the session, as it came."""
        self._written_ms = 0.0
        self._taken = 0

    @property
    def written_ms(self) -> float:
        """How long the audio of the session is."""
        return self._written_ms

    @property
    def pending_ms(self) -> float:
        """How long that is which is neither committed nor cleared."""
        return self.sound.ms(len(self.everything) - self._taken)

    def append(self, data: bytes) -> None:
        """Hear more."""
        self.everything += data
        self._written_ms += self.sound.ms(len(data))

    def clear(self) -> None:
        """Pass over what is not committed."""
        self._taken = len(self.everything)

    def commit(self) -> bytes:
        """Take all that is not committed. Raises Refused for less than 100 ms of it."""
        if self.pending_ms < LEAST_MS:
            raise Refused(
                "Error committing input audio buffer: buffer too small. Expected at least 100ms "
                f"of audio, but buffer only has {self.pending_ms:.2f}ms of audio.",
                code="input_audio_buffer_commit_empty",
            )
        return self._take(self._taken, len(self.everything))

    def cut(self, start_ms: float, end_ms: float) -> bytes:
        """Take what lies between the offsets; what lies before is gone, what lies after stays."""
        begun_ms = self._written_ms - self.pending_ms
        start = self._taken + max(self.sound.size(start_ms - begun_ms), 0)
        end = self._taken + max(self.sound.size(end_ms - begun_ms), 0)
        return self._take(start, min(end, len(self.everything)))

    def change_format(self, sound: Sound) -> None:
        """From now on audio comes so; what is pending in another is passed over."""
        if sound != self.sound:
            self.clear()
            self.sound = sound

    def _take(self, start: int, end: int) -> bytes:
        self._taken = end
        return bytes(self.everything[start:end])


def decoded(audio: object, sound: Sound) -> bytes:
    """The bytes of an append. Raises Refused for what is not whole samples in base64."""
    try:
        data = base64.b64decode(str(audio), validate=True)
    except binascii.Error:
        data = None
    if data is None or len(data) % sound.sample_bytes:
        raise Refused(
            "Invalid 'audio'. Expected base64-encoded audio bytes (mono "
            f"{sound.coding} at {sound.rate // 1000}kHz) but got an invalid value.",
            code="invalid_value",
            param="audio",
        )
    return data
