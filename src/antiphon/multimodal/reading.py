"""What becomes of answers in writing."""

from typing import TYPE_CHECKING

from antiphon.core.text_answers import TextPolicy
from antiphon.realtime import Capabilities

if TYPE_CHECKING:
    from antiphon.tts import TTS

__all__ = ["asked_text_policy", "text_policy"]


def text_policy(model: Capabilities, tts: "TTS | None") -> TextPolicy:
    """Where the model was told to write, what it writes is read aloud, if there is a voice for it,
    and else kept; where it was told to speak, it is asked to."""
    return asked_text_policy(tts) if model.writes else "refused"


def asked_text_policy(tts: "TTS | None") -> TextPolicy:
    """The same, of an answer that was asked for in writing."""
    return "kept" if tts is None else "read aloud"
