"""How an agent was told to converse, and what that comes to with the model that it has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antiphon.core.options import ConversationOptions
from antiphon.core.participants import Admission
from antiphon.core.turns import TurnPolicy
from antiphon.multimodal.checks import check, check_count, check_vad, identity_of
from antiphon.multimodal.options import AgentTranscriptionOptions
from antiphon.multimodal.reading import asked_text_policy, text_policy
from antiphon.multimodal.turn_taking import asks_for_answers, commits_audio
from antiphon.realtime import Capabilities

if TYPE_CHECKING:
    from antiphon.tts import TTS
    from antiphon.vad import VAD

__all__ = ["AgentSettings"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentSettings:
    """What the constructor of `MultimodalAgent` is given, but for the model and the conversation.

    Raises ConfigurationError for what is none of these.
    """

    vad: "VAD | None"
    tts: "TTS | None"
    transcription: AgentTranscriptionOptions
    max_text_retries: int
    admitted: Admission
    turns: TurnPolicy
    noise_cancellation: Any
    text_input: bool

    def __post_init__(self) -> None:
        check("transcription", self.transcription, AgentTranscriptionOptions)
        check("turns", self.turns, TurnPolicy)
        check_vad(self.vad)
        check_count("max_text_response_retries", self.max_text_retries)

    @property
    def turns_are_manual(self) -> bool:
        """Turns are taken by hand."""
        return self.turns.turn_detection == "manual"

    def conversation(
        self, model: Capabilities, participant: object, captions_failed: Callable[[str], None]
    ) -> ConversationOptions:
        """What the conversation of such a model is told, with `participant` or whoever is admitted.

        Raises ConfigurationError for what is no participant.
        """
        identity = identity_of(participant)
        return ConversationOptions(
            captions=self.transcription.caption_style(captions_failed),
            show_user=self.transcription.user_transcription,
            show_agent=self.transcription.agent_transcription,
            admitted=self.admitted if identity is None else [identity],
            turns=self.turns,
            end_of_speech_seconds=model.end_of_speech_seconds,
            asks_for_answers=asks_for_answers(self.turns, model),
            max_text_retries=self.max_text_retries,
            text_policy=text_policy(model, self.tts),
            asked_text_policy=asked_text_policy(self.tts),
            can_truncate=model.supports_truncate,
            can_say=model.can_say,
            commits_audio=commits_audio(self.turns, model),
            notes_text=model.wants_text,
        )
