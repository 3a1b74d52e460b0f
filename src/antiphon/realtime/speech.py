"""What those who make responses here, and not in a distant model, report of them."""

from typing import TYPE_CHECKING

from antiphon.core import messages as m
from antiphon.tts import SynthesizedAudio

if TYPE_CHECKING:
    import asyncio

__all__ = ["ended", "text_of"]


def text_of(content: m.ContentId, clause: SynthesizedAudio, after_ms: float) -> m.TextArrived:
    """The clause's text, its words on the time line of the content part.

    `after_ms` is the length of the audio in front of the clause.
    """
    words = tuple(
        m.Word(
            text=word.text,
            start_ms=after_ms + word.start * 1000,
            end_ms=after_ms + word.end * 1000,
        )
        for word in clause.words
    )
    return m.TextArrived(content=content, text=clause.text, words=words)


def ended(response_id: str, making: "asyncio.Task[None]") -> m.ResponseDone:
    """How a response came to its end, by the task that was making it."""
    if making.cancelled():
        return m.ResponseDone(response_id=response_id, status="cancelled")
    error = making.exception()
    if error is None:
        return m.ResponseDone(response_id=response_id)
    message = str(error) or type(error).__name__
    return m.ResponseDone(response_id=response_id, status="failed", message=message)
