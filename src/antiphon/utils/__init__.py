"""Small things that programs and the rest of Antiphon lean on."""

from importlib import import_module
from typing import TYPE_CHECKING

from antiphon.utils import aio
from antiphon.utils.changes import Changes, compute_changes
from antiphon.utils.events import EventEmitter
from antiphon.utils.given import NOT_GIVEN, NotGiven, NotGivenOr, is_given
from antiphon.utils.ids import shortuuid
from antiphon.utils.log import log_exceptions

if TYPE_CHECKING:
    from antiphon.utils import audio, http_context
    from antiphon.utils.audio import AudioBuffer, combine_frames, merge_frames

__all__ = [
    "NOT_GIVEN",
    "AudioBuffer",
    "Changes",
    "EventEmitter",
    "NotGiven",
    "NotGivenOr",
    "aio",
    "audio",
    "combine_frames",
    "compute_changes",
    "http_context",
    "is_given",
    "log_exceptions",
    "merge_frames",
    "shortuuid",
]


def __getattr__(name: str) -> object:
    """Load on first use what needs more than Python: arrays, an HTTP client."""
    if name in ("audio", "http_context"):
        return import_module(f"antiphon.utils.{name}")
    if name in ("AudioBuffer", "combine_frames", "merge_frames"):
        return getattr(import_module("antiphon.utils.audio"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
