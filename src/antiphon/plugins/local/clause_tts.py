"""Text to speech clause by clause, in an engine that all sessions of a process share."""

from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Generic, TypeVar

from antiphon.plugins.local.clauses import split_clauses
from antiphon.plugins.local.engines import Engine
from antiphon.tts import SynthesizedAudio

__all__ = ["ClauseTTS"]

V = TypeVar("V")


class ClauseTTS(Generic[V]):
    """A `tts.TTS` on an engine: of several texts, it speaks a clause of each in turn."""

    def __init__(
        self,
        engine: Engine[V],
        speak: Callable[[str, V], SynthesizedAudio],
        *,
        sample_rate: int,
        sample: str = "Hello there.",
    ) -> None:
        """`speak` has a loaded voice speak a clause; `sample` is what it is tried with at first."""
        self._engine = engine
        self._speak = speak
        self._sample_rate = sample_rate
        self._sample = sample

    @property
    def sample_rate(self) -> int:
        """Of every frame it gives, in Hz."""
        return self._sample_rate

    @property
    def num_channels(self) -> int:
        """Of every frame it gives: 1."""
        return 1

    async def synthesize(self, text: str) -> AsyncGenerator[SynthesizedAudio, None]:
        """Speak `text`, one item a clause, each made when it is asked for.

        Their texts joined give `text` back; nothing for an empty one. The words of an item, joined
        by spaces, are its text. Raises ConfigurationError where the engine cannot be loaded,
        ModelError where it fails or too many clauses wait.
        """
        for clause in split_clauses(text):
            yield await self._engine.run(partial(self._speak, clause))

    async def prewarm(self) -> None:
        """Load the engine and run it once, off the event loop; raises as `synthesize` does."""
        await self._engine.run(partial(self._speak, self._sample))
