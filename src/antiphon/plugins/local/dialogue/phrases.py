"""Finds the parts of a request that tell where, whom and what about."""

from collections.abc import Collection, Iterator, Sequence

from antiphon.plugins.local.dialogue.words import has_meaning

__all__ = [
    "PREPOSITIONS",
    "Range",
    "after_preposition",
    "all_after_preposition",
    "end_of_phrase",
    "runs",
    "trimmed",
]

Range = range
"""Positions of words in an utterance, without gaps."""

PREPOSITIONS = frozenset(
    "in into at for to with from of on about near by called named saying says that under".split()
)
_DETERMINERS = frozenset("the a an my our your some any please this that me us".split())
_SUBJECTS = frozenset("i we he she they".split())
"""With these a sentence begins, so that a phrase ends before them."""


def runs(positions: Collection[int]) -> Iterator[Range]:
    """The positions, in stretches without gaps."""
    start = None
    for position in sorted(positions):
        start = position if start is None else start
        if position + 1 not in positions:
            yield range(start, position + 1)
            start = None


def after_preposition(
    words: Sequence[str], prepositions: Sequence[str], taken: Collection[int]
) -> Range | None:
    """What follows the likeliest of `prepositions`, up to another one or to what is taken."""
    for start in _ends_of(words, prepositions, taken):
        found = trimmed(words, range(start, end_of_phrase(words, start, taken)))
        if any(has_meaning(words[position]) for position in found):
            return found
    return None


def end_of_phrase(words: Sequence[str], start: int, taken: Collection[int]) -> int:
    """Where a phrase ends: at a preposition, at what is taken, or where a sentence begins."""
    borders = PREPOSITIONS | _SUBJECTS
    ends = (i for i in range(start, len(words)) if i in taken or words[i] in borders)
    return next(ends, len(words))


def all_after_preposition(
    words: Sequence[str], prepositions: Sequence[str], taken: Collection[int]
) -> Range | None:
    """All that follows the likeliest of `prepositions`."""
    for start in _ends_of(words, prepositions, taken):
        free = (i for i in range(start, len(words)) if i not in taken)
        if any(has_meaning(words[position]) for position in free):
            return range(start, len(words))
    return None


def trimmed(words: Sequence[str], found: Range) -> Range:
    """`found` without determiners in front, and without prepositions at either end."""
    start, end = found.start, found.stop
    while start < end and words[start] in _DETERMINERS | PREPOSITIONS:
        start += 1
    while end > start and words[end - 1] in _DETERMINERS | PREPOSITIONS | {"and"}:
        end -= 1
    return range(start, end)


def _ends_of(
    words: Sequence[str], prepositions: Sequence[str], taken: Collection[int]
) -> Iterator[int]:
    """The positions after `prepositions`, the first of them first."""
    for preposition in prepositions:
        for position, word in enumerate(words):
            if word == preposition and position not in taken:
                yield position + 1
