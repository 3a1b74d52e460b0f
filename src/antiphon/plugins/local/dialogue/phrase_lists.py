"""Lists of phrases, and where one of them stands among the words that somebody says."""

from collections.abc import Sequence
from typing import TypeAlias

__all__ = ["Phrases", "leading", "phrases", "trailing"]

Phrases: TypeAlias = tuple[tuple[str, ...], ...]


def phrases(text: str) -> Phrases:
    """The phrases of a text, a line each; the longest first."""
    written = (tuple(line.split()) for line in text.strip().splitlines())
    return tuple(sorted(written, key=len, reverse=True))


def leading(words: Sequence[str], known: Phrases, *, fewest: int = 0) -> int:
    """The length of the phrase that `words` begin with, and that enough of them follow."""
    said = tuple(words)
    found = (len(phrase) for phrase in known if said[: len(phrase)] == phrase)
    return next((length for length in found if len(said) >= length + fewest), 0)


def trailing(words: Sequence[str], known: Phrases) -> int:
    """The length of the phrase that `words` end with."""
    said = tuple(words)
    return next((len(phrase) for phrase in known if said[-len(phrase) :] == phrase), 0)
