"""Whether what the agent was given is what it takes."""

from collections import Counter
from collections.abc import Sequence

from antiphon.core.participants import Admission
from antiphon.errors import ConfigurationError
from antiphon.llm import ChatContext, ChatMessage

__all__ = ["admission", "check", "check_count", "check_vad", "messages_of"]


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
