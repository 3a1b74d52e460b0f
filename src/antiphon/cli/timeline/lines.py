"""The lines of `events.jsonl` that a timeline is made of.

What an older version has not written has a default; what cannot be read is counted.
"""

from collections.abc import Iterable
from typing import Annotated, Any, TypeAlias

import msgspec

__all__ = [
    "AgentCommitted",
    "AgentInterrupted",
    "AgentStarted",
    "AgentStopped",
    "Call",
    "CallsCollected",
    "CallsFinished",
    "Closed",
    "Line",
    "Metrics",
    "MetricsCollected",
    "StateChanged",
    "Trouble",
    "Troubled",
    "UserCommitted",
    "UserStarted",
    "UserStopped",
    "read_lines",
]

LONGEST = 1e6
"""Seconds, eleven days: what claims to be longer is no conversation."""

Seconds: TypeAlias = Annotated[float, msgspec.Meta(ge=0.0, le=LONGEST)]
Milliseconds: TypeAlias = Annotated[float, msgspec.Meta(ge=0.0, le=LONGEST * 1000)]


class Told(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """Something that was told at the time `t`."""

    t: Seconds


class UserStarted(Told, frozen=True, kw_only=True, tag="user_started_speaking"):
    """The user was noticed to speak."""


class UserStopped(Told, frozen=True, kw_only=True, tag="user_stopped_speaking"):
    """The user's turn was noticed to have ended."""


class UserCommitted(Told, frozen=True, kw_only=True, tag="user_speech_committed"):
    """The user's words are known."""

    text: str
    participant: str | None = None


class AgentStarted(Told, frozen=True, kw_only=True, tag="agent_started_speaking"):
    """The first sample of a part of an answer was played."""

    response: str | None = None
    since: dict[str, Seconds] = {}
    """Seconds since it was `created`, and since its first `text` and `audio`."""


class AgentStopped(Told, frozen=True, kw_only=True, tag="agent_stopped_speaking"):
    """A part of an answer is heard no longer."""

    heard_ms: Milliseconds | None = None
    generated_ms: Milliseconds | None = None
    text: str = ""
    words: tuple[tuple[str, Milliseconds, Milliseconds], ...] = ()
    unheard: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-z]*\Z")] = ""
    """How loud what was not heard would have been: the digits of an `Envelope`."""
    gaps: tuple[tuple[Milliseconds, Milliseconds], ...] = ()


class AgentCommitted(Told, frozen=True, kw_only=True, tag="agent_speech_committed"):
    """All words of a part of an answer were heard."""

    text: str
    heard_ms: Milliseconds = 0.0
    generated_ms: Milliseconds = 0.0


class AgentInterrupted(Told, frozen=True, kw_only=True, tag="agent_speech_interrupted"):
    """Some words of a part of an answer were heard; `text` ends in "..."."""

    text: str
    heard_ms: Milliseconds = 0.0
    generated_ms: Milliseconds = 0.0


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A tool call."""

    name: str
    arguments: dict[str, Any] = {}
    result: Any = None
    error: str | None = None
    ms: Milliseconds | None = None


class CallsCollected(Told, frozen=True, kw_only=True, tag="function_calls_collected"):
    """An answer asks for tools."""

    calls: tuple[Call, ...]


class CallsFinished(Told, frozen=True, kw_only=True, tag="function_calls_finished"):
    """They have all ended."""

    calls: tuple[Call, ...]


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer took."""

    request_id: str = ""
    ttft: float = -1.0


class MetricsCollected(Told, frozen=True, kw_only=True, tag="metrics_collected"):
    """An answer was made."""

    metrics: Metrics


class StateChanged(Told, frozen=True, kw_only=True, tag="state"):
    """The agent does something else."""

    state: str


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong."""

    kind: str
    message: str = ""


class Troubled(Told, frozen=True, kw_only=True, tag="error"):
    """Something went wrong."""

    error: Trouble


class Closed(Told, frozen=True, kw_only=True, tag="closed"):
    """It is over."""

    reason: str = ""


Line: TypeAlias = (
    UserStarted
    | UserStopped
    | UserCommitted
    | AgentStarted
    | AgentStopped
    | AgentCommitted
    | AgentInterrupted
    | CallsCollected
    | CallsFinished
    | MetricsCollected
    | StateChanged
    | Troubled
    | Closed
)

DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def read_lines(texts: Iterable[str]) -> tuple[list[Line], int]:
    """The lines in `texts`, by their times, and how many there were that cannot be read."""
    lines: list[Line] = []
    unreadable = 0
    for text in texts:
        if not text.strip():
            continue
        try:
            lines.append(DECODER.decode(text))
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            unreadable += 1
    return sorted(lines, key=lambda line: line.t), unreadable
