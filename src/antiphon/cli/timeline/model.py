"""What a timeline shows: who said what when, what was cut off, and how long each turn took.

Times are seconds from t = 0, the first sample of `conversation.wav`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from antiphon.audio import Envelope

__all__ = ["Cut", "Phase", "PhaseName", "Span", "Timeline", "ToolRun", "Turn", "Utterance", "Word"]

Span: TypeAlias = tuple[float, float]
PhaseName: TypeAlias = Literal["turn", "text", "choice", "tool", "token", "audio", "heard"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word, and when it was heard, or would have been."""

    text: str
    start: float
    end: float
    heard: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """Where an answer was cut off."""

    at: float
    """When the first sample was due that was not heard."""
    heard: float
    """Seconds of it that were heard."""
    generated: float
    """Seconds of it that there were."""
    unheard: tuple[int, ...] = ()
    """How loud it would have been, 255 being full scale: one number for each `step` seconds."""
    since: float = 0.0
    """When the first of these would have begun: with `at`, or a little before."""
    step: float = Envelope.STEP_MS / 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """What somebody said in one go."""

    speaker: str
    start: float
    end: float
    words: tuple[Word, ...]
    cut: Cut | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolRun:
    """A tool call, from when it was asked for until it had ended."""

    start: float
    end: float
    name: str
    invocation: str
    outcome: str
    failed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """A stretch of the time between the user's last word and the answer."""

    name: PhaseName
    start: float
    end: float
    what: str = ""
    """Of a tool: its name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What a user said, and how it came to be answered."""

    start: float
    end: float
    """Until the next turn, or the end."""
    caller: int
    """Which of the caller's utterances it is."""
    answers: tuple[int, ...]
    """Which of the agent's utterances are the answer."""
    tools: tuple[int, ...]
    """Which of the tool runs belong to it."""
    phases: tuple[Phase, ...]
    latency: float | None
    """Seconds until the first sample was heard; None where there was none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """A conversation."""

    duration: float
    caller: tuple[Utterance, ...] = ()
    agent: tuple[Utterance, ...] = ()
    tools: tuple[ToolRun, ...] = ()
    states: tuple[tuple[float, float, str], ...] = ()
    troubles: tuple[tuple[float, str], ...] = ()
    turns: tuple[Turn, ...] = ()
    notes: tuple[str, ...] = ()
    """What is missing, in whole sentences."""
