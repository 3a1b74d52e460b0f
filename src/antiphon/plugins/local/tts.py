"""Text to speech by Hibari, on the processor, without a network: clause by clause, word by word."""

from dataclasses import dataclass

from antiphon.errors import ConfigurationError
from antiphon.plugins.local.clause_tts import ClauseTTS
from antiphon.plugins.local.delivery import delivered
from antiphon.plugins.local.engines import Engine
from antiphon.plugins.local.voice import SAMPLE_RATE, Voice
from antiphon.tts import SynthesizedAudio

__all__ = ["HibariOptions", "HibariTTS"]

VOICE = Engine("speech synthesis", Voice)


@dataclass(frozen=True, kw_only=True)
class HibariOptions:
    """How the voice speaks. Raises ConfigurationError."""

    speed: float = 1.0
    """From 0.5, slow, to 2.0, fast."""
    seed: int = 0
    """Of the noise in the sound: with the same one, a clause always sounds the same."""

    def __post_init__(self) -> None:
        if not 0.5 <= self.speed <= 2.0:
            raise ConfigurationError(
                f"The voice cannot speak at {self.speed} times its speed: choose 0.5 to 2.0."
            )


class HibariTTS(ClauseTTS[Voice]):
    """An English voice, shared by all sessions of the process, 24 kHz mono.

    What it cannot read (emoji, other scripts, bare punctuation) is left out; a clause of nothing
    else is a pause, its words at 0.0.
    """

    def __init__(self, options: HibariOptions | None = None) -> None:
        self._options = options or HibariOptions()
        super().__init__(
            VOICE, self._say, sample_rate=SAMPLE_RATE, sample="Hello there, two or three."
        )

    def _say(self, clause: str, voice: Voice) -> SynthesizedAudio:
        said = voice.speak(clause, speed=self._options.speed, seed=self._options.seed)
        return delivered(clause, said)
