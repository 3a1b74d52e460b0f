"""What the dialogue knows at a point of the conversation, and what it answers there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeAlias

from antiphon.llm.chat_context import ToolCall
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["Answer", "Handler", "Memory", "Request", "Scene", "Timer", "ToolRequest", "pick"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """Where and when an answer is given."""

    now: datetime
    turn: str
    """The id of the user's message."""
    count: int
    """How many turns the user has had before: variants of an answer take turns by it."""
    can_ring: bool
    """Whether there is somebody to call when a timer runs out."""
    tools: tuple[str, ...] = ()
    """What the tools on offer do, in a few words each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timer:
    """A timer that is running, or has run out without anybody having been told."""

    turn: str
    """The id of the message that asked for it."""
    label: str
    """Its name: `tea timer`."""
    ends: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """Something the user asked for that is one of the dialogue's own intents."""

    intent: str
    slot: Utterance
    """What the intent needs to know, as it was said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolRequest:
    """Something the user asked for that a tool does."""

    tool: str
    arguments: Mapping[str, Any]
    missing: str = ""
    """The argument the user was asked for; empty once the call has been made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """What is known after a turn. It follows from the turns alone, so it is never changed."""

    name: str = ""
    items: tuple[str, ...] = ()
    timers: tuple[Timer, ...] = ()
    result: Fraction | None = None
    """The result of the last sum."""
    stories: int = 0
    """How many stories were begun; the last one may be unfinished."""
    told: int = 0
    """How many sentences of that story were heard in full."""
    asked: str = ""
    """The intent that waits for what it was not told."""
    offered: str = ""
    """The intent that a yes asks for."""
    said: str = ""
    """The last answer, in full."""
    heard: str = ""
    """The last answer, as far as it was heard."""
    last: Request | ToolRequest | None = None
    before: "Memory | None" = field(default=None, repr=False)
    """What was known before `last` was carried out."""

    def but(self, **changes: Any) -> "Memory":
        """A copy with other values."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, or the tools that are called, and what is known from then on."""

    text: str
    memory: Memory
    calls: tuple[ToolCall, ...] = ()
    intent: str = ""
    """What the user was taken to want of us; empty where that is nothing we know."""


Handler: TypeAlias = Callable[[Utterance, Memory, Scene], Answer]
"""Carries out an intent, given its slot: decides what to say and what to remember."""


def pick(variants: Sequence[str], scene: Scene) -> str:
    """One of the variants; another one each turn."""
    return variants[scene.count % len(variants)]
