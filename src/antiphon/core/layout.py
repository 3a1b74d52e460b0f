"""Where each word of a growing text lies in the growing audio that speaks it.

| what is known                     | the midpoint of a word                                    |
|-----------------------------------|-----------------------------------------------------------|
| the model gave its times          | between them; never before that of the word in front      |
| not, but all text and audio came  | its syllables' share of the voiced audio (of all of it,   |
|                                   | where none is voiced), sentences ending at its pauses     |
| not, and more is coming           | its syllables at the usual rate along the voiced audio    |
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antiphon.core.messages import Word

__all__ = ["CaptionStyle", "Layout", "end_of"]

SYLLABLES_PER_SECOND = 3.83
"""A usual speaking rate, counted in `hyphenate_word`'s pieces."""

PAUSE_MS = 200.0
"""Silences from this length on may stand between sentences."""

NEAR_MS = 400.0
"""How far from where it is expected a sentence's end is looked for."""

REACH = 24
"""How many characters a tokenizer may have left out between two tokens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptionStyle:
    """How text is cut up, and how fast it is taken to be spoken where the model does not say."""

    sentences: Callable[[str], Sequence[str]]
    words: Callable[[str], Sequence[str]]
    syllables: Callable[[str], Sequence[str]]
    punctuation: str = ".,;:!?…"
    """Left off the end of a sentence that is still growing."""
    speed: float = 1.0
    """Times `SYLLABLES_PER_SECOND`."""


class VoicedTime:
    """The time line of a piece of audio with its silences taken out."""

    def __init__(self) -> None:
        self.total_ms = 0.0
        self.voiced_ms = 0.0
        self._starts: list[float] = []
        self._voiced_before: list[float] = []

    def add(self, ms: float, spans: Sequence[tuple[float, float]]) -> None:
        """Append `ms` of audio that is voiced in `spans`, counted from its own start."""
        for start, end in spans:
            self._starts.append(self.total_ms + start)
            self._voiced_before.append(self.voiced_ms)
            self.voiced_ms += end - start
        self.total_ms += ms

    def complete(self) -> None:
        """No more comes: what is silent throughout counts as voiced throughout."""
        if not self.voiced_ms:
            length, self.total_ms = self.total_ms, 0.0
            self.add(length, [(0.0, length)])

    def pauses(self) -> list[float]:
        """How much of voice has passed at each pause, in order."""
        gaps = zip(self._starts[1:], self._starts, pairwise(self._voiced_before), strict=False)
        return [
            after
            for start, before_start, (before, after) in gaps
            if start - before_start - (after - before) >= PAUSE_MS
        ]

    def position(self, voiced_ms: float) -> float:
        """Where in the audio that much of voice has passed; beyond the end, it goes on voiced."""
        if voiced_ms > self.voiced_ms or not self._starts:
            return self.total_ms + voiced_ms - self.voiced_ms
        i = max(bisect_right(self._voiced_before, voiced_ms) - 1, 0)
        return self._starts[i] + voiced_ms - self._voiced_before[i]


class TimedWords:
    """Words whose times the model gave: where each ends in the text, and its midpoint in ms."""

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.midpoints: list[float] = []

    def add(self, text: str, start: int, words: Sequence[Word]) -> None:
        """Append `words`, to be found in `text` from `start` on."""
        for word in words:
            start = end_of(text, word.text, start)
            self.ends.append(start)
            midpoint = (word.start_ms + word.end_ms) / 2
            self.midpoints.append(max([midpoint, *self.midpoints[-1:]]))


class CountedWords:
    """Words that are timed by their syllables: where each ends in the text, and in the count."""

    def __init__(self, style: CaptionStyle) -> None:
        self._style = style
        self._length = 0
        self.ends: list[int] = []
        self.totals: list[int] = []
        """The syllables up to the end of each word."""

    @property
    def syllables(self) -> int:
        """The syllables of all words."""
        return self.totals[-1] if self.totals else 0

    def read(self, text: str) -> None:
        """Take in `text`, which begins with what was read before; its last word may have grown."""
        if len(text) == self._length:
            return
        self._length = len(text)
        del self.ends[-1:], self.totals[-1:]
        start = self.ends[-1] if self.ends else 0
        for word in self._style.words(text[start:]):
            start = end_of(text, word, start)
            self.ends.append(start)
            self.totals.append(self.syllables + max(len(self._style.syllables(word)), 1))

    def syllables_until(self, end: int) -> int:
        """The syllables of the words that end no later than the character `end`."""
        words = bisect_right(self.ends, end)
        return self.totals[words - 1] if words else 0

    def middle(self, i: int) -> float:
        """How many syllables have passed in the middle of the word."""
        before = self.totals[i - 1] if i else 0
        return (before + self.totals[i]) / 2


class Anchors:
    """Where the count of syllables meets the voiced audio: at both ends, and where sentences end.

    A sentence is taken to end at the pause nearest to its syllables' share of the voice, if there
    is one near enough.
    """

    def __init__(self, syllables: int, voiced_ms: float) -> None:
        self._counts = [0.0, float(syllables)]
        self._voiced = [0.0, voiced_ms]

    def add(self, syllables: int, pauses: Sequence[float]) -> None:
        """A sentence ends after so many syllables; called in order."""
        expected = self.voiced_ms(syllables)
        pause = min(pauses, key=lambda pause: abs(pause - expected), default=None)
        if pause is None or abs(pause - expected) > NEAR_MS:
            return
        if self._counts[-2] < syllables < self._counts[-1] and pause > self._voiced[-2]:
            self._counts.insert(-1, float(syllables))
            self._voiced.insert(-1, pause)

    def voiced_ms(self, syllables: float) -> float:
        """How much of voice has passed after so many syllables."""
        i = min(max(bisect_right(self._counts, syllables), 1), len(self._counts) - 1)
        start, end = self._counts[i - 1], self._counts[i]
        share = (syllables - start) / (end - start)
        return self._voiced[i - 1] + share * (self._voiced[i] - self._voiced[i - 1])


class Layout:
    """The text of one content part over its audio."""

    def __init__(self, style: CaptionStyle) -> None:
        self.text = ""
        """All text so far."""
        self._ms_per_syllable = 1000 / (SYLLABLES_PER_SECOND * style.speed)
        self._voice = VoicedTime()
        self._timed = TimedWords()
        self._counted = CountedWords(style)
        self._style = style
        self._anchors: Anchors | None = None
        self._is_timed = True
        self._is_complete = False

    @property
    def audio_ms(self) -> float:
        """The length of all audio so far."""
        return self._voice.total_ms

    def add_text(self, text: str, words: Sequence[Word]) -> None:
        """Append `text`; `words` are all its words with their times, or none."""
        start = len(self.text)
        self.text += text
        self._anchors = None
        self._is_timed = self._is_timed and (bool(words) or not text.strip())
        self._timed.add(self.text, start, words)

    def add_audio(self, ms: float, voiced: Sequence[tuple[float, float]]) -> None:
        """Append `ms` of audio, voiced in these spans of its own."""
        self._voice.add(ms, voiced)

    def complete(self) -> None:
        """Nothing more comes."""
        self._is_complete = True
        self._voice.complete()

    def heard(self, ms: float) -> int:
        """Where the last word ends in the text whose midpoint was played by `ms`; 0 for none."""
        ends = self._ends()
        words = bisect_right(range(len(ends)), ms, key=self._midpoint)
        return ends[words - 1] if words else 0

    def next_ms(self, end: int) -> float | None:
        """The midpoint of the first word that ends behind the character `end`, if there is one."""
        ends = self._ends()
        word = bisect_right(ends, end)
        return self._midpoint(word) if word < len(ends) else None

    def _ends(self) -> list[int]:
        if self._is_timed:
            return self._timed.ends
        self._counted.read(self.text)
        return self._counted.ends

    def _midpoint(self, i: int) -> float:
        if self._is_timed:
            return self._timed.midpoints[i]
        middle = self._counted.middle(i)
        if not (self._is_complete and self._voice.voiced_ms):
            return self._voice.position(middle * self._ms_per_syllable)
        if self._anchors is None:
            self._anchors = self._anchored()
        return self._voice.position(self._anchors.voiced_ms(middle))

    def _anchored(self) -> Anchors:
        anchors = Anchors(self._counted.syllables, self._voice.voiced_ms)
        pauses = self._voice.pauses()
        end = 0
        for sentence in self._style.sentences(self.text):
            end = end_of(self.text, sentence, end)
            anchors.add(self._counted.syllables_until(end), pauses)
        return anchors


def end_of(text: str, token: str, start: int) -> int:
    """Where `token` ends in `text`, looked for from `start` on; never before `start`.

    Tokenizers may alter what they cut. What is not found as it stands is taken to have as many
    letters and digits as the token, and to end where white space does.
    """
    for piece in token.split():
        found = text.find(piece, start, start + REACH + len(piece))
        start = found + len(piece) if found >= 0 else end_of_letters(text, piece, start)
    return start


def end_of_letters(text: str, piece: str, start: int) -> int:
    """Where as many letters and digits as in `piece` end, or the word in which they begin."""
    wanted = sum(character.isalnum() for character in piece)
    end = start
    for i in range(start, len(text)):
        if not wanted or (end > start and text[i].isspace()):
            break
        if text[i].isalnum():
            wanted -= 1
            end = i + 1
    return end
