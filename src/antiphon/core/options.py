"""What a conversation is told once, before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antiphon.core.turns import TurnPolicy

if TYPE_CHECKING:
    from antiphon.core.captions import CaptionStyle
    from antiphon.core.participants import Admission
    from antiphon.core.text_answers import TextPolicy

__all__ = ["ConversationOptions"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversationOptions:
    """What a conversation is told once."""

    captions: CaptionStyle
    show_user: bool = True
    """Publish captions of what the user says."""
    show_agent: bool = True
    """Publish captions of what the agent says."""
    admitted: Admission = "first"
    turns: TurnPolicy = TurnPolicy()
    end_of_speech_seconds: float = 0.5
    """How long after it the end of a user's speech is noticed."""
    asks_for_answers: bool = False
    """The model answers a turn only when it is asked to."""
    max_text_retries: int = 5
    text_policy: TextPolicy = "refused"
    """What becomes of answers in writing."""
    asked_text_policy: TextPolicy = "kept"
    """What becomes of those that were asked for in writing."""
    can_truncate: bool = True
    """The model can cancel, and forget what was not heard."""
    can_say: bool = True
    """The model can speak given words."""
    commits_audio: bool = False
    """The model waits to be told that the user's turn is over."""
    notes_text: bool = False
    """The model is told what was heard of its answers."""
