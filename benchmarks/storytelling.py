"""The agent's part: a text model that tells one text after the other, and a voice on tape."""

import random
from collections.abc import AsyncIterator, Sequence

import numpy as np

from antiphon.audio.frame import Samples
from antiphon.llm import ChatChunk, ChatContext, FunctionContext
from antiphon.tts import TTS, SynthesizedAudio

__all__ = ["Storyteller", "Tape"]


class Storyteller:
    """A text model that answers whatever is said with the next of its texts, in random order."""

    def __init__(self, texts: Sequence[str], chance: random.Random) -> None:
        self._texts = texts
        self._chance = chance
        self._waiting: list[str] = []

    async def chat(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> AsyncIterator[ChatChunk]:
        """Tell a text; none comes twice before all have come once."""
        if not self._waiting:
            self._waiting = self._chance.sample(self._texts, len(self._texts))
        yield ChatChunk(text=self._waiting.pop())


class Tape:
    """A voice that keeps what it says, whether or not anybody gets to hear it."""

    def __init__(self, tts: TTS) -> None:
        self._tts = tts
        self._pieces: list[SynthesizedAudio] = []

    @property
    def sample_rate(self) -> int:
        return self._tts.sample_rate

    @property
    def num_channels(self) -> int:
        return self._tts.num_channels

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        """Speak `text`, and keep it."""
        async for piece in self._tts.synthesize(text):
            self._pieces.append(piece)
            yield piece

    def takes(self, texts: Sequence[str]) -> dict[str, Samples]:
        """The audio of those of `texts` that were spoken to their end."""
        found: dict[str, Samples] = {}
        for first in range(len(self._pieces)):
            self._find(first, texts, found)
        return found

    def _find(self, first: int, texts: Sequence[str], found: dict[str, Samples]) -> None:
        """Add the text that begins with piece `first`, if there is one."""
        spoken = self._pieces[first].text
        last = first
        while spoken not in texts and any(text.startswith(spoken) for text in texts):
            last += 1
            if last == len(self._pieces):
                return
            spoken += self._pieces[last].text
        if spoken in texts:
            pieces = self._pieces[first : last + 1]
            found[spoken] = np.concatenate([piece.frame.samples for piece in pieces])
