"""What the service is told to answer: replies, each of them one response, and what asked for it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from antiphon.llm import ToolCall

__all__ = [
    "Answer",
    "Calls",
    "Event",
    "Failure",
    "Incomplete",
    "Message",
    "NeverEnds",
    "NeverStarts",
    "Output",
    "Phase",
    "Plan",
    "Playable",
    "Refusal",
    "Reply",
    "TextAnswer",
    "TranscriptionFailed",
    "Turn",
]

Event: TypeAlias = dict[str, Any]
"""An event, an item or another object of the wire, as JSON has it."""

Phase: TypeAlias = Literal["commentary", "final_answer"]

SECONDS_PER_CHARACTER = 0.06
"""The pace of unhurried speech."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Something said aloud: a steady tone of that length, with this transcript.

    Where a response is asked for as text, it is that text.
    """

    text: str
    seconds: float | None = None
    """How long it takes to say; None: 0.06 s a character."""
    tone: float = field(default=440.0, kw_only=True)
    """The pitch in Hz; 0: silence."""
    phase: Phase | None = field(default=None, kw_only=True)

    @property
    def length(self) -> float:
        """Seconds of audio."""
        return SECONDS_PER_CHARACTER * len(self.text) if self.seconds is None else self.seconds


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """Something written, even where speech was asked for."""

    text: str
    phase: Phase | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """One item of several parts."""

    parts: tuple[Answer | TextAnswer, ...]
    phase: Phase | None

    def __init__(self, *parts: Answer | TextAnswer, phase: Phase | None = None) -> None:
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "phase", phase)


@dataclass(frozen=True, slots=True, init=False)
class Calls:
    """Tool calls, an item each."""

    calls: tuple[ToolCall, ...]

    def __init__(self, *calls: ToolCall) -> None:
        object.__setattr__(self, "calls", calls)


@dataclass(frozen=True, slots=True)
class NeverStarts:
    """The request is taken, and nothing comes of it."""


@dataclass(frozen=True, slots=True)
class NeverEnds:
    """A response that stalls when so many seconds of its audio are sent, until it is cancelled."""

    answer: Answer = field(default_factory=lambda: Answer("Let me see.", 2.0))
    after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A response that ends as failed; `code=None` leaves its details out."""

    code: str | None = "server_error"
    message: str = "The server had an error while processing your request."
    after: Answer | None = None
    """What is said before."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A response that ends before it is complete."""

    reason: Literal["max_output_tokens", "content_filter"]
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The request is answered by an error event; there is no response."""

    code: str = "rate_limit_exceeded"
    message: str = "Rate limit reached. Please try again later."
    type: str = "invalid_request_error"


@dataclass(frozen=True, slots=True)
class TranscriptionFailed:
    """In place of what the user said: nobody could make it out."""

    message: str = "Input transcription failed for the item."
    code: str = "audio_unintelligible"


Output: TypeAlias = Answer | TextAnswer | Message | Calls
Playable: TypeAlias = Output | Sequence[Output] | NeverEnds | Failure | Incomplete
Reply: TypeAlias = Playable | NeverStarts | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What asks for a reply."""

    trigger: Literal["client", "vad", "idle"]
    request: Event
    """The `response` of a response.create in GA's shape; empty where the server asked itself."""
    items: Sequence[Event]
    """The context, in order."""
    heard: str = ""
    """What the user said last."""

    @property
    def outputs(self) -> dict[str, str]:
        """The results of tools by the id of the call."""
        return {
            item["call_id"]: item["output"]
            for item in self.items
            if item["type"] == "function_call_output"
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A reply as it is played: items in a row, and how it ends."""

    outputs: tuple[Answer | TextAnswer | Message | ToolCall, ...]
    stalls_after: float = math.inf
    """Seconds of audio."""
    status: Literal["completed", "failed", "incomplete"] = "completed"
    details: Event | None = None

    @classmethod
    def of(cls, reply: Playable) -> "Plan":
        """How to play `reply`."""
        match reply:
            case NeverEnds(answer=answer, after=after):
                return cls(outputs=(answer,), stalls_after=after)
            case Failure(after=after):
                said = () if after is None else (after,)
                return cls(outputs=said, status="failed", details=failure_details(reply))
            case Incomplete(reason=reason, answer=answer):
                details = {"type": "incomplete", "reason": reason}
                return cls(outputs=(answer,), status="incomplete", details=details)
            case Answer() | TextAnswer() | Message() | Calls():
                return cls(outputs=tuple(items_of(reply)))
            case _:
                return cls(outputs=tuple(item for output in reply for item in items_of(output)))


def items_of(output: Output) -> Sequence[Answer | TextAnswer | Message | ToolCall]:
    return output.calls if isinstance(output, Calls) else [output]


def failure_details(failure: Failure) -> Event | None:
    if failure.code is None:
        return None
    error = {"type": "server_error", "code": failure.code, "message": failure.message}
    return {"type": "failed", "error": error}


Answers: TypeAlias = Callable[[Turn], Reply]
