"""A sound file that is written while a conversation goes on, which goes on without it too."""

from pathlib import Path

from antiphon.audio import AudioFrame, WavWriter
from antiphon.errors import AgentError

__all__ = ["SoundFile"]


class SoundFile:
    """Stereo, and readable whenever writing ends. What cannot be written is lost; `check` tells.

    Raises ConfigurationError where it cannot be made.
    """

    def __init__(self, path: Path, sample_rate: int) -> None:
        self._path = path
        self._writer = WavWriter(path, sample_rate, 2)
        self._failure: OSError | None = None

    def write(self, frame: AudioFrame) -> None:
        """Add `frame`."""
        if self._failure is not None:
            return
        try:
            self._writer.write(frame)
        except OSError as error:
            self._failure = error

    def close(self) -> None:
        """Close the file."""
        try:
            self._writer.close()
        except OSError as error:
            self._failure = self._failure or error

    def check(self) -> None:
        """Raise AgentError if anything was lost."""
        if self._failure is not None:
            reason = self._failure.strerror
            raise AgentError(f"{self._path} could not be written to its end: {reason}.")
