"""How fast speech is shown where nobody knows when each word is spoken."""

__all__ = ["SYLLABLES_PER_SECOND", "Pace"]

SYLLABLES_PER_SECOND = 3.83
"""How fast people speak, as 0.12 has it."""


class Pace:
    """How long each word of one piece of speech is taken to last.

    Words go at an assumed speed until the real one is known; from then on each is put where it
    belongs by that, and what was too slow or too fast before is made up for. The rules are those
    of 0.12. Speeds are in syllables a second.
    """

    def __init__(self, *, assumed: float, sentence_gap: float) -> None:
        self._assumed = assumed
        self._sentence_gap = sentence_gap
        self._syllables = 0
        self._sentences = 0

    def word_seconds(self, syllables: int, *, real: float | None, elapsed: float) -> float:
        """How long the next word is to last, `elapsed` seconds after the speech began."""
        if real is None:
            return syllables / self._assumed
        gaps = self._sentences * self._sentence_gap * real
        ahead = round(real * elapsed) - self._syllables - gaps
        return max(0.0, syllables - ahead) / real

    def lead_seconds(self, word_seconds: float, *, real: float | None) -> float:
        """How much of its time a word is held back before it is shown."""
        return min(word_seconds / 2, 2 / (real or self._assumed))

    def word_shown(self, syllables: int) -> None:
        """A word is over."""
        self._syllables += syllables

    def sentence_shown(self) -> None:
        """A sentence is over, and the gap behind it."""
        self._sentences += 1
