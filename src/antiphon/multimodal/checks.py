"""Whether what the agent was given is what it takes."""

import math
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from typing import get_args

from antiphon.audio import AudioFrame
from antiphon.core.messages import AgentState
from antiphon.core.participants import Admission
from antiphon.errors import ConfigurationError
from antiphon.llm import ChatContext, ChatMessage

__all__ = [
    "admission",
    "check",
    "check_count",
    "check_display",
    "check_on_duplicate",
    "check_vad",
    "identity_of",
    "messages_of",
    "not_started",
    "words_or_audio",
]


def check(name: str, value: object, kind: type) -> None:
    """Raise ConfigurationError unless `value` is of that kind, or None."""
    if not (value is None or isinstance(value, kind)):
        raise ConfigurationError(f"{name} is a {kind.__name__}, not {value!r}.")


def check_vad(vad: object) -> None:
    """Raise ConfigurationError unless it detects voices, of whatever class it is, or is None."""
    if not (vad is None or callable(getattr(vad, "stream", None))):
        raise ConfigurationError(f"vad is a VAD, not {vad!r}.")


def check_count(name: str, value: object) -> None:
    """Raise ConfigurationError unless `value` is how often something may be done."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConfigurationError(f"{name} is a whole number from 0 on, not {value!r}.")


def check_on_duplicate(on_duplicate: object) -> None:
    """Raise ValueError unless it says what becomes of an answer under way."""
    if on_duplicate not in ("cancel_existing", "cancel_new", "keep_both"):
        raise ValueError(
            f"on_duplicate is cancel_existing, cancel_new or keep_both, not {on_duplicate!r}"
        )


def check_display(state: object, delay: float) -> None:
    """Raise ValueError unless that is a state of an agent, to be shown in so many seconds."""
    if state not in get_args(AgentState):
        raise ValueError(f"a state is one of {get_args(AgentState)}, not {state!r}")
    if not 0 <= delay < math.inf:
        raise ValueError(f"delay is a number of seconds, 0 or more, not {delay!r}")


def identity_of(participant: object) -> str | None:
    """The identity of somebody in a room, who is given as they are or by it; None is nobody.

    Raises ConfigurationError for what is neither.
    """
    identity = getattr(participant, "identity", participant)
    if identity is None or isinstance(identity, str):
        return identity
    raise ConfigurationError("participant is somebody in the room, or an identity")


def messages_of(name: str, ctx: ChatContext) -> tuple[ChatMessage, ...]:
    """The messages of a given context. Raises ConfigurationError for one that cannot be used."""
    if not isinstance(ctx, ChatContext):
        raise ConfigurationError(f"{name} is a ChatContext, not {ctx!r}.")
    ids = Counter(message.id for message in ctx.messages)
    twice = next((item_id for item_id, count in ids.items() if count > 1), None)
    if twice is not None:
        raise ConfigurationError(
            f"{name} has two messages with the id {twice!r}: give each an id of its own."
        )
    return tuple(ctx.messages)


def admission(participants: object) -> Admission:
    """Who may be listened to. Raises ConfigurationError for what says nothing about that."""
    if participants == "first":
        return "first"
    if participants == "all":
        return "all"
    if isinstance(participants, Sequence) and not isinstance(participants, str | bytes):
        if all(isinstance(identity, str) for identity in participants):
            return list(participants)
    raise ConfigurationError(
        f'participants is "first", "all" or a list of identities, not {participants!r}.'
    )


def words_or_audio(source: object, text: object) -> tuple[str, AsyncIterator[AudioFrame] | None]:
    """What `say()` is given: words; or audio, and its words if they are known.

    Raises ConfigurationError.
    """
    if not (text is None or isinstance(text, str)):
        raise ConfigurationError(f"text is the words of audio that is given, not {text!r}.")
    if isinstance(source, str) and text is not None:
        raise ConfigurationError("text is the words of given audio: words are given by themselves.")
    if isinstance(source, str):
        return source, None
    if isinstance(source, AsyncIterable):
        return text or "", aiter(source)
    raise ConfigurationError(
        f"say() is given words, or an async iterable of frames, not {source!r}."
    )


def not_started(method: str) -> RuntimeError:
    """What is raised by a method that needs a conversation."""
    return RuntimeError(f"{method}() needs a conversation: call start() first")
