"""What an agent tells, and to whom."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from antiphon.core import messages as m
from antiphon.record import Record

__all__ = ["AgentErrorEvent", "EventTypes", "Observer"]

EventTypes: TypeAlias = Literal[
    "user_started_speaking",
    "user_stopped_speaking",
    "agent_started_speaking",
    "agent_stopped_speaking",
    "user_speech_committed",
    "agent_speech_committed",
    "agent_speech_interrupted",
    "function_calls_collected",
    "function_calls_finished",
    "metrics_collected",
    "error",
    "closed",
]
AgentErrorEvent: TypeAlias = m.Trouble
Observer: TypeAlias = Callable[[Record], None]
