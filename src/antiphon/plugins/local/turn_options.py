"""How long to wait for somebody who is silent, by what they have said."""

from dataclasses import dataclass

from antiphon.errors import ConfigurationError
from antiphon.plugins.local.completeness import Completeness
from antiphon.plugins.local.endpointing import EndpointOptions

__all__ = ["TurnOptions"]


@dataclass(frozen=True, kw_only=True)
class TurnOptions(EndpointOptions):
    """When a turn is over; seconds. Raises ConfigurationError.

    `min_silence` is for what may be all or not. What was said is known some 0.1 s after a pause;
    until then, the longest silence is waited for.
    """

    pause: float = 0.128
    finished_silence: float = 0.25
    """Of silence: the turn is over, if what was said sounds finished."""
    unfinished_silence: float = 1.6
    """Of silence: the turn is over, even if more seemed to come."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0.0 < self.finished_silence <= self.min_silence <= self.unfinished_silence:
            raise ConfigurationError(
                f"Silences of {self.finished_silence} s after what sounds finished, "
                f"{self.min_silence} s after what may be, and {self.unfinished_silence} s after "
                "what is not, do not fit: choose 0 < finished <= min <= unfinished."
            )

    @property
    def longest_silence(self) -> float:
        return self.unfinished_silence

    def silence_after(self, said: Completeness) -> float:
        match said:
            case Completeness.FINISHED:
                return self.finished_silence
            case Completeness.UNCERTAIN:
                return self.min_silence
            case Completeness.UNFINISHED:
                return self.unfinished_silence
