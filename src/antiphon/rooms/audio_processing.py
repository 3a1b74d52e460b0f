"""What is done to a microphone's sound before the model hears it."""

from dataclasses import dataclass, fields

from antiphon.errors import ConfigurationError

__all__ = ["AudioProcessing"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AudioProcessing:
    """What WebRTC's audio processing does, which is part of LiveKit's SDK, in every kind of room.

    For those whose own device does nothing of it: browsers and telephones mostly do. It takes some
    0.2 ms of the processor for 10 ms of a microphone. Raises ConfigurationError.
    """

    echo_cancellation: bool = True
    """Take out what comes back of the agent's own voice, so that it does not interrupt itself."""
    noise_suppression: bool = True
    """Take out some 12 dB of steady noise."""
    high_pass_filter: bool = True
    """Take out what is too low for speech."""
    auto_gain_control: bool = False
    """Make speech about equally loud."""

    def __post_init__(self) -> None:
        for field in fields(self):
            if not isinstance(value := getattr(self, field.name), bool):
                raise ConfigurationError(f"{field.name} is True or False, not {value!r}.")
