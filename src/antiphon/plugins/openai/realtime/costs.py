"""What a response has cost, in time and in tokens."""

from dataclasses import dataclass, field

from antiphon import clock
from antiphon.metrics import (
    CachedTokenDetails,
    InputTokenDetails,
    MultimodalLLMError,
    MultimodalLLMMetrics,
    OutputTokenDetails,
)
from antiphon.plugins.openai import codec as wire

__all__ = ["Timing", "metrics_of"]

SHORTEST_SECONDS = 0.01
"""A response that took less says nothing about a speed."""


@dataclass(slots=True)
class Timing:
    """When a response began, and when its first content came, in loop time."""

    created: float = field(default_factory=clock.wall)
    """Seconds since the epoch."""
    began: float = field(default_factory=clock.now)
    first: float | None = None
    is_spoken: bool = False

    def came(self) -> None:
        """Text, or a tool's arguments."""
        if self.first is None:
            self.first = clock.now()

    def spoke(self) -> None:
        """Audio: the first of it is what is waited for."""
        if not self.is_spoken:
            self.is_spoken = True
            self.first = clock.now()


def metrics_of(
    response_id: str, response: wire.Response, timing: Timing, label: str
) -> MultimodalLLMMetrics:
    """The record of a response that is done; what the service has not told is 0."""
    duration = clock.now() - timing.began
    usage = response.usage
    tokens = usage.output_tokens if usage is not None else 0
    return MultimodalLLMMetrics(
        request_id=response_id,
        timestamp=timing.created,
        ttft=-1 if timing.first is None else timing.first - timing.began,
        duration=duration,
        label=label,
        cancelled=response.status == "cancelled",
        completion_tokens=tokens,
        prompt_tokens=usage.input_tokens if usage is not None else 0,
        total_tokens=usage.total_tokens if usage is not None else 0,
        tokens_per_second=tokens / duration if duration >= SHORTEST_SECONDS else 0.0,
        error=error_of(response),
        input_token_details=input_details(usage),
        output_token_details=output_details(usage),
    )


def error_of(response: wire.Response) -> MultimodalLLMError | None:
    details = response.status_details
    if response.status not in ("failed", "incomplete"):
        return None
    error = details.error if details is not None else None
    return MultimodalLLMError(
        type=details.type if details is not None else None,
        reason=details.reason if details is not None else None,
        code=None if error is None or error.code is None else str(error.code),
        message=error.message if error is not None else None,
    )


def input_details(usage: wire.Usage | None) -> InputTokenDetails:
    details = usage.input_token_details if usage is not None else None
    if details is None:
        return InputTokenDetails()
    cached = details.cached_tokens_details
    counts = CachedTokenDetails(text_tokens=cached.text_tokens, audio_tokens=cached.audio_tokens)
    return InputTokenDetails(
        cached_tokens=details.cached_tokens,
        text_tokens=details.text_tokens,
        audio_tokens=details.audio_tokens,
        cached_tokens_details=counts,
    )


def output_details(usage: wire.Usage | None) -> OutputTokenDetails:
    details = usage.output_token_details if usage is not None else None
    if details is None:
        return OutputTokenDetails()
    return OutputTokenDetails(text_tokens=details.text_tokens, audio_tokens=details.audio_tokens)
