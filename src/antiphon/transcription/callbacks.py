"""What a program may do to a transcript before it goes out."""

import warnings
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

__all__ = ["BeforeForward", "unchanged", "without_alias"]

ForwarderT = TypeVar("ForwarderT")

BeforeForward: TypeAlias = Callable[[ForwarderT, Any], Any | Awaitable[Any]]
"""Called with the forwarder and a `Transcription`, which goes out unless it returns another.

It may be async. What is not a `Transcription`, None say, counts as no change; where it raises,
that transcription is lost.
"""


def unchanged(forwarder: object, transcription: Any) -> Any:
    """Leave `transcription` as it is."""
    return transcription


def without_alias(
    before_forward_cb: BeforeForward[ForwarderT],
    will_forward_transcription: BeforeForward[ForwarderT] | None,
) -> BeforeForward[ForwarderT]:
    """The callback that was given, under its name or under its old one."""
    if will_forward_transcription is None:
        return before_forward_cb
    warnings.warn(
        "will_forward_transcription is deprecated: use before_forward_cb instead.",
        DeprecationWarning,
        stacklevel=3,
    )
    return will_forward_transcription
