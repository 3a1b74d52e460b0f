"""What intents are talked about with: for what is said in words of many phrasings, but like none.

A word counts for an intent as far as it is typical of it: it is in several of its phrasings, and
counts in proportion to its share of them, compared with its largest share of any intent's.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from math import sqrt

from antiphon.plugins.local.dialogue.words import has_meaning

__all__ = ["Vocabularies"]

_FEWEST_PHRASINGS = 4
"""Of fewer, the shares of words say nothing."""
_FEWEST_TIMES = 3
"""A word in fewer phrasings of an intent is not typical of it."""
_LEAD = 0.08
"""By so much the likeliest intent must be ahead of the next."""


class Vocabularies:
    """The words of every intent."""

    def __init__(self, phrasings: Mapping[str, Iterable[frozenset[str]]]) -> None:
        self._shares = {
            intent: shares for intent, every in phrasings.items() if (shares := _shares(every))
        }
        self._largest: Counter[str] = Counter()
        for shares in self._shares.values():
            self._largest |= Counter(shares)

    def likeliest(
        self, words: frozenset[str], weight: Callable[[str], float]
    ) -> tuple[str, float] | None:
        """The intent that `words` are typical of, and how much, from 0 to 1; None if in doubt."""
        total = sum(map(weight, words))
        if not total or len(self._shares) < 2:
            return None
        scores = sorted(
            ((self._typical(words, weight, shares) / total, intent))
            for intent, shares in self._shares.items()
        )
        (next_best, _), (score, intent) = scores[-2:]
        return (intent, score) if score - next_best >= _LEAD else None

    def _typical(
        self, words: frozenset[str], weight: Callable[[str], float], shares: Mapping[str, float]
    ) -> float:
        """The weight of the words that an intent is talked about with, as far as they are its."""
        common = words & shares.keys()
        if not any(map(has_meaning, common)):
            return 0.0
        return sum(weight(word) * sqrt(shares[word] / self._largest[word]) for word in common)


def _shares(phrasings: Iterable[frozenset[str]]) -> dict[str, float]:
    """The share of phrasings that each word is in."""
    every = list(phrasings)
    if len(every) < _FEWEST_PHRASINGS:
        return {}
    counts = Counter(word for words in every for word in words)
    return {word: count / len(every) for word, count in counts.items() if count >= _FEWEST_TIMES}
