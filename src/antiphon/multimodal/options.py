"""How what is said is shown."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from antiphon.core.captions import CaptionStyle
from antiphon.errors import ConfigurationError
from antiphon.multimodal.caption_helpers import CaptionHelper, Cutter
from antiphon.tokenize import SentenceTokenizer, WordTokenizer, basic

__all__ = ["AgentTranscriptionOptions"]


def default_word_tokenizer() -> WordTokenizer:
    """Words with their punctuation."""
    return basic.WordTokenizer(ignore_punctuation=False)


def untold(message: str) -> None:
    """Nobody wants to know."""


def is_speed(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value < math.inf


def is_switch(value: object) -> bool:
    return isinstance(value, bool)


def is_tokenizer(value: object) -> bool:
    """Whether it cuts text, of whatever class it is."""
    return callable(getattr(value, "tokenize", None))


class Meant(NamedTuple):
    """What an option may be."""

    is_meant: Callable[[object], bool]
    words: str


MEANT = {
    "user_transcription": Meant(is_switch, "True or False"),
    "agent_transcription": Meant(is_switch, "True or False"),
    "agent_transcription_speed": Meant(is_speed, "a number greater than 0"),
    "sentence_tokenizer": Meant(is_tokenizer, "a SentenceTokenizer"),
    "word_tokenizer": Meant(is_tokenizer, "a WordTokenizer"),
    "hyphenate_word": Meant(callable, "a function"),
}
SENTENCES = basic.SentenceTokenizer()
WORDS = default_word_tokenizer()


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
        for name, what in MEANT.items():
            if not what.is_meant(value := getattr(self, name)):
                raise ConfigurationError(f"{name} is {what.words}, not {value!r}.")

    def caption_style(self, failed: Callable[[str], None] = untold) -> CaptionStyle:
        """The same, as the core wants it; `failed` is told of each helper that fails, once."""

        def guarded(name: str, theirs: Cutter, ours: Cutter) -> CaptionHelper:
            return CaptionHelper(name, theirs=theirs, ours=ours, failed=failed)

        sentences, words = self.sentence_tokenizer.tokenize, self.word_tokenizer.tokenize
        return CaptionStyle(
            sentences=guarded("sentence_tokenizer", sentences, SENTENCES.tokenize),
            words=guarded("word_tokenizer", words, WORDS.tokenize),
            syllables=guarded("hyphenate_word", self.hyphenate_word, basic.hyphenate_word),
            speed=self.agent_transcription_speed,
        )
