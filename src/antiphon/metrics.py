"""What a conversation costs: token counts and latencies of responses, and their sums."""

import logging
from dataclasses import dataclass, replace
from typing import TypeAlias

__all__ = [
    "AgentMetrics",
    "CachedTokenDetails",
    "InputTokenDetails",
    "MultimodalLLMError",
    "MultimodalLLMMetrics",
    "OutputTokenDetails",
    "UsageCollector",
    "UsageSummary",
    "VADMetrics",
    "log_metrics",
]


@dataclass
class MultimodalLLMError:
    """Why a response failed or stayed incomplete, in the model's words."""

    type: str | None = None
    reason: str | None = None
    code: str | None = None
    message: str | None = None


@dataclass
class CachedTokenDetails:
    """Tokens read from the cache."""

    text_tokens: int = 0
    audio_tokens: int = 0


@dataclass
class InputTokenDetails:
    """Tokens read."""

    cached_tokens: int = 0
    text_tokens: int = 0
    audio_tokens: int = 0
    cached_tokens_details: CachedTokenDetails | None = None


@dataclass
class OutputTokenDetails:
    """Tokens generated."""

    text_tokens: int = 0
    audio_tokens: int = 0


# Within the class below the three are its own names, as in 0.12.
_Input: TypeAlias = InputTokenDetails
_Output: TypeAlias = OutputTokenDetails
_Cached: TypeAlias = CachedTokenDetails


@dataclass
class MultimodalLLMMetrics:
    """One response of a speech-to-speech model."""

    InputTokenDetails = _Input
    OutputTokenDetails = _Output
    CachedTokenDetails = _Cached

    request_id: str
    """The response's id."""
    timestamp: float
    """When it was created, in seconds since the epoch."""
    ttft: float
    """Seconds until its first content; -1 if there was none."""
    duration: float
    """Seconds until it was done."""
    label: str
    """`module.Class` of the model."""
    cancelled: bool
    """It was cut off before its end."""
    completion_tokens: int
    prompt_tokens: int
    total_tokens: int
    tokens_per_second: float
    """`completion_tokens` over `duration`; 0 where there is no telling."""
    error: MultimodalLLMError | None
    input_token_details: _Input
    output_token_details: _Output


@dataclass
class VADMetrics:
    """About a second of voice activity detection."""

    label: str
    """`module.Class` of the detector."""
    timestamp: float
    """Seconds since the epoch."""
    idle_time: float
    """Seconds since speech last began or ended."""
    inference_duration_total: float
    """Seconds spent computing."""
    inference_count: int


AgentMetrics: TypeAlias = MultimodalLLMMetrics | VADMetrics


@dataclass
class UsageSummary:
    """What a conversation used."""

    llm_prompt_tokens: int = 0
    llm_completion_tokens: int = 0


class UsageCollector:
    """Adds up what the responses of a conversation used; a listener for `metrics_collected`."""

    def __init__(self) -> None:
        self._summary = UsageSummary()

    def __call__(self, metrics: AgentMetrics) -> None:
        self.collect(metrics)

    def collect(self, metrics: AgentMetrics) -> None:
        """Add one record; of detectors, which use no tokens, nothing is added."""
        if isinstance(metrics, MultimodalLLMMetrics):
            self._summary.llm_prompt_tokens += metrics.prompt_tokens
            self._summary.llm_completion_tokens += metrics.completion_tokens

    def get_summary(self) -> UsageSummary:
        """The sums so far: a copy, which later records leave alone."""
        return replace(self._summary)


def log_metrics(metrics: AgentMetrics, *, logger: logging.Logger | None = None) -> None:
    """Log a response's record at level INFO; a detector's, which come every second, at DEBUG."""
    target = logger or logging.getLogger("antiphon")
    if isinstance(metrics, VADMetrics):
        target.debug(
            "VAD metrics: inference_duration_total=%.3f, inference_count=%d",
            metrics.inference_duration_total,
            metrics.inference_count,
        )
        return
    target.info(
        "LLM metrics: ttft=%.2f, input_tokens=%d, cached_input_tokens=%d, "
        "output_tokens=%d, tokens_per_second=%.2f",
        metrics.ttft,
        metrics.prompt_tokens,
        metrics.input_token_details.cached_tokens,
        metrics.completion_tokens,
        metrics.tokens_per_second,
    )
