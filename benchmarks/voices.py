"""The two ways in which the agent's voice is used: with the times of its words, and without."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

from antiphon.tts import TTS, SynthesizedAudio

__all__ = ["TIMED", "UNTIMED", "Untimed", "Voicing"]


class Untimed:
    """A voice that does not say when it says what."""

    def __init__(self, tts: TTS) -> None:
        self._tts = tts

    @property
    def sample_rate(self) -> int:
        return self._tts.sample_rate

    @property
    def num_channels(self) -> int:
        return self._tts.num_channels

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        """Speak `text`, without the times of its words."""
        async for piece in self._tts.synthesize(text):
            yield replace(piece, words=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Voicing:
    """One of the two."""

    name: str
    about: str
    """Where the agent takes the places of words from, in a sentence."""
    use: Callable[[TTS], TTS]
    """What is made of the voice."""


TIMED = Voicing(
    name="with the voice's word times",
    about="The agent goes by the word times that the embedded voice gives.",
    use=lambda tts: tts,
)
UNTIMED = Voicing(
    name="without word times",
    about=(
        "The voice's word times are taken away; the agent has all text and all audio of a telling "
        "at once, and lays its syllables over its voiced parts."
    ),
    use=Untimed,
)
