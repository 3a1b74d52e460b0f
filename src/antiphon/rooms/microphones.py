"""Which of somebody's microphones is heard."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

__all__ = ["preferred"]


class Microphone(Protocol):
    """A publication of one, in a room of either library."""

    @property
    def muted(self) -> bool: ...


MicrophoneT = TypeVar("MicrophoneT", bound=Microphone)


def preferred(microphones: Sequence[MicrophoneT], chosen: MicrophoneT | None) -> MicrophoneT | None:
    """The newest that is not muted, `microphones` being in order of age; where all are, the one
    that is `chosen` already, or else the newest."""
    unmuted = [microphone for microphone in microphones if not microphone.muted]
    if unmuted:
        return unmuted[-1]
    if chosen in microphones:
        return chosen
    return microphones[-1] if microphones else None
