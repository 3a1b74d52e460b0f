"""The judge of where words are: forced alignment by pocketsphinx, which knows only text and sound.

It is needed here alone (`requirements/bench.txt`); its acoustic model comes in its wheel.
"""

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame, resample
from antiphon.audio.frame import Samples
from benchmarks.recording import SAMPLE_RATE

__all__ = ["Aligner", "Spoken", "can_align"]

SPHINX_RATE = 16_000
FRAME = 0.01
"""Seconds from one frame of the judge to the next."""
WINDOW = 0.025625
"""Seconds that a frame looks at, from its beginning on."""
CENTRE = (WINDOW - FRAME) / 2
"""Seconds by which a frame is about something later than its number says."""
SHIFTS = 4
"""Times that each text is aligned, the sound shifted by a part of a frame: the mean of what is
found is finer than a frame."""
NOT_A_LETTER = re.compile(r"[^a-z']")
NOT_A_WORD = re.compile(r"[<\[(]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word and where it is heard, in seconds."""

    text: str
    start: float
    end: float

    @property
    def middle(self) -> float:
        """The word counts as heard from here on."""
        return (self.start + self.end) / 2


def can_align() -> bool:
    """Whether the judge is installed."""
    return importlib.util.find_spec("pocketsphinx") is not None


class Aligner:
    """Finds the words of a text in the sound of it; each text is worked out once."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder = Decoder(lm=None, loglevel="FATAL")
        self._known: dict[str, list[Spoken]] = {}

    def words(self, text: str, sound: Samples) -> Sequence[Spoken]:
        """The words of `text`, cut at white space, in `sound`, which speaks all of it.

        The same text is always taken to sound the same. Raises ValueError for words that the judge
        does not know, or cannot find.
        """
        if text not in self._known:
            self._known[text] = self._align(text.split(), sound)
        return self._known[text]

    def _align(self, words: Sequence[str], sound: Samples) -> list[Spoken]:
        step = round(FRAME * SAMPLE_RATE / SHIFTS)
        takes = [
            self._times(words, np.pad(sound, (shift * step, 0))) - shift * step / SAMPLE_RATE
            for shift in range(SHIFTS)
        ]
        return [
            Spoken(word, float(start), float(end))
            for word, (start, end) in zip(words, np.mean(takes, axis=0), strict=True)
        ]

    def _times(self, words: Sequence[str], sound: Samples) -> npt.NDArray[np.float64]:
        """Start and end of each word."""
        self._decoder.set_align_text(" ".join(letters(word) for word in words))
        self._decoder.start_utt()
        self._decoder.process_raw(pcm(sound), full_utt=True)
        self._decoder.end_utt()
        found = [segment for segment in self._decoder.seg() if is_word(segment.word)]
        if len(found) != len(words):
            raise ValueError(f"only {len(found)} of {len(words)} words were found")
        return np.array([(seconds(s.start_frame), seconds(s.end_frame + 1)) for s in found])


def letters(word: str) -> str:
    return NOT_A_LETTER.sub("", word.lower())


def is_word(name: str) -> bool:
    """Whether a segment is a word: pauses and noises are in brackets."""
    return not NOT_A_WORD.match(name)


def seconds(frame: int) -> float:
    """Where that frame begins, with the edges of its window left out."""
    return frame * FRAME + CENTRE


def pcm(sound: Samples) -> bytes:
    return resample(AudioFrame.from_samples(sound, SAMPLE_RATE), SPHINX_RATE).data.tobytes()
