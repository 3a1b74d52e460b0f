"""How the service behaves: its pace, its limits, its manners."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from antiphon.testing.fake_openai.script import Event, Reply, TranscriptionFailed, Turn

__all__ = ["Director", "Options"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What holds for all sessions of a service. Times are seconds."""

    starting: float = 0.0
    """From a request, or the end of the user's turn, to response.created."""
    thinking: float = 0.05
    """From there to the first word."""
    pace: float = 8.0
    """Seconds of audio sent in a second; `math.inf`: at once."""
    delta_seconds: float = 0.1
    """Audio in one delta."""
    transcription_delay: float = 0.1
    """From a commit to its transcript."""
    largest_message: int = 16 * 1024 * 1024
    """In bytes; who sends a larger one is closed with 1009."""
    session_seconds: float = 3600.0
    """After so long a session is expired; `math.inf`: never."""
    late_truncate: Literal["refuse", "clamp"] = "refuse"
    """What becomes of a truncation past the end of the audio: an error with the client's event_id,
    or, as was seen in August 2026, one without it and then a truncation at the end."""
    rate_limits: tuple[Event, ...] = field(
        default=(
            {"name": "requests", "limit": 1000, "remaining": 999, "reset_seconds": 0.06},
            {"name": "tokens", "limit": 40_000, "remaining": 39_000, "reset_seconds": 1.5},
        )
    )
    """What is said about them as a response begins; nothing if empty."""


class Director(Protocol):
    """Who knows what is said next."""

    def answer(self, turn: Turn) -> Reply:
        """What the model answers."""
        ...

    def hear(self) -> str | TranscriptionFailed:
        """What the user has just said."""
        ...
