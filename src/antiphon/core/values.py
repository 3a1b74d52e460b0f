"""What events and effects are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

AgentState: TypeAlias = Literal["initializing", "listening", "thinking", "speaking"]
ContentKind: TypeAlias = Literal["audio", "text"]
OnDuplicate: TypeAlias = Literal["cancel_existing", "cancel_new", "keep_both"]
ResponseStatus: TypeAlias = Literal["completed", "cancelled", "failed", "incomplete"]
Canceller: TypeAlias = Literal["user", "program", "answer", "end"]
"""Who calls off a tool call: a user who speaks, the program, the answer that it is part of, which
was cut off before the call arrived, or the end of the conversation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentId:
    """One content part of one item of one response."""

    response_id: str
    item_id: str
    output_index: int = 0
    content_index: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word as it is written, and when it is spoken."""

    text: str
    start_ms: float
    end_ms: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """What an `error` event says: something went wrong, and whether it may heal."""

    kind: str
    message: str
    recoverable: bool = True
    retry_in: float | None = None
    """Seconds until the next attempt, where there is one."""
