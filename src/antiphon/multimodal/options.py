"""How what is said is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field

from antiphon.core.captions import CaptionStyle
from antiphon.errors import ConfigurationError
from antiphon.tokenize import SentenceTokenizer, WordTokenizer, basic

__all__ = ["AgentTranscriptionOptions"]


def default_word_tokenizer() -> WordTokenizer:
    """Words with their punctuation."""
    return basic.WordTokenizer(ignore_punctuation=False)


@dataclass(frozen=True)
class AgentTranscriptionOptions:
    """How the conversation is transcribed for those in the room. Raises ConfigurationError."""

    user_transcription: bool = True
    """Publish what the user says."""
    agent_transcription: bool = True
    """Publish what the agent says, as it is heard."""
    agent_transcription_speed: float = 1.0
    """How fast the agent is taken to speak where the model gives no word times."""
    sentence_tokenizer: SentenceTokenizer = field(default_factory=basic.SentenceTokenizer)
    """Each sentence is one segment."""
    word_tokenizer: WordTokenizer = field(default_factory=default_word_tokenizer)
    """A growing segment grows by words."""
    hyphenate_word: Callable[[str], list[str]] = basic.hyphenate_word
    """Cuts a word into the pieces by which it is timed, where the model gives no word times."""

    def __post_init__(self) -> None:
        if not self.agent_transcription_speed > 0:
            raise ConfigurationError(
                "agent_transcription_speed is greater than 0, "
                f"not {self.agent_transcription_speed}."
            )

    def caption_style(self) -> CaptionStyle:
        """The same, as the core wants it."""
        return CaptionStyle(
            sentences=self.sentence_tokenizer.tokenize,
            words=self.word_tokenizer.tokenize,
            syllables=self.hyphenate_word,
            speed=self.agent_transcription_speed,
        )
