"""Text to speech by Hibari, on the processor, without a network: clause by clause, word by word."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import partial

from antiphon.errors import ConfigurationError
from antiphon.plugins.local.clauses import split_clauses
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


class HibariTTS:
    """An English voice, shared by all sessions of the process, 24 kHz mono.

    Of several texts, it speaks a clause of each in turn. What it cannot read (emoji, other
    scripts, bare punctuation) is left out; a clause of nothing else is a pause, its words at 0.0.
    """

    def __init__(self, options: HibariOptions | None = None) -> None:
        self._options = options or HibariOptions()

    @property
    def sample_rate(self) -> int:
        """Of every frame it gives, in Hz."""
        return SAMPLE_RATE

    @property
    def num_channels(self) -> int:
        """Of every frame it gives: 1."""
        return 1

    async def synthesize(self, text: str) -> AsyncGenerator[SynthesizedAudio, None]:
        """Speak `text`, one item a clause, each made when it is asked for.

        Their texts joined give `text` back; nothing for an empty one. The words of an item, joined
        by spaces, are its text. Raises ConfigurationError where the engine cannot be loaded,
        ModelError where too many clauses wait.
        """
        for clause in split_clauses(text):
            yield await VOICE.run(partial(self._speak, clause))

    async def prewarm(self) -> None:
        """Load the engine and run it once, off the event loop; raises as `synthesize` does."""
        await VOICE.run(partial(self._speak, "Hello there, two or three."))

    def _speak(self, clause: str, voice: Voice) -> SynthesizedAudio:
        said = voice.speak(clause, speed=self._options.speed, seed=self._options.seed)
        return delivered(clause, said)
