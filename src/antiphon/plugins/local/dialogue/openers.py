"""The polite beginnings that a request may have, and that mean nothing by themselves."""

from collections.abc import Sequence

__all__ = ["opener_length"]

_DISCOURSE = frozenset("well so okay ok and but now then right alright just also".split())
_GREETINGS = frozenset("hello hi hey".split())
_FEWEST_AFTER_GREETING = 2
_REQUESTS = tuple(
    tuple(phrase.split())
    for phrase in (
        "i would like you to",
        "i want you to",
        "i would like to",
        "i would like",
        "i want to",
        "i want",
        "i need to",
        "i need",
        "do you know",
        "would you mind",
        "can you",
        "could you",
        "would you",
        "will you",
        "can i",
        "could i",
        "may i",
        "let us",
        "let me",
    )
)


def opener_length(words: Sequence[str]) -> int:
    """How many words at the beginning only lead up to the request; never all of them."""
    start = 0
    while length := _opener_at(words[start:]):
        start += length
    return start


def _opener_at(words: Sequence[str]) -> int:
    """The length of one opener; 0 where there is none, or nothing after it."""
    if len(words) > 1 and words[0] in _DISCOURSE:
        return 1
    if len(words) > _FEWEST_AFTER_GREETING and words[0] in _GREETINGS:
        return 1
    for phrase in _REQUESTS:
        if len(words) > len(phrase) and tuple(words[: len(phrase)]) == phrase:
            return len(phrase)
    return 0
