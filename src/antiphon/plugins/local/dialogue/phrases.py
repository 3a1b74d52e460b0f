"""Finds the parts of a request that tell when, where, whom and what about."""

from collections.abc import Collection, Iterator, Sequence

from antiphon.plugins.local.dialogue.numbers import numbers_in

__all__ = [
    "PREPOSITIONS",
    "Range",
    "after_preposition",
    "all_after_preposition",
    "runs",
    "times_in",
    "trimmed",
]

Range = range
"""Positions of words in an utterance, without gaps."""

PREPOSITIONS = frozenset(
    "in into at for to with from of on about near by called named saying says that under".split()
)
_TIMES = frozenset(
    """today tomorrow tonight yesterday noon midnight morning afternoon evening night weekend
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december am pm oclock week month year""".split()
)
_UNITS = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months".split()
)
_BEFORE_TIMES = frozenset("next this last at on in the by of half past quarter".split())
_DETERMINERS = frozenset("the a an my our your some any please this that".split())


def times_in(words: Sequence[str]) -> list[Range]:
    """The phrases that say when, each without gaps: `next tuesday afternoon`, `at 5 pm`."""
    marked = {position for position, word in enumerate(words) if word in _TIMES}
    for number in numbers_in(words):
        follows = words[number.end] if number.end < len(words) else ""
        if follows in _UNITS:
            marked.update(range(number.start, number.end + 1))
        elif number.end in marked or words[number.start - 1 : number.start] in (("at",), ["at"]):
            marked.update(range(number.start, number.end))
    marked.update(position for position, word in enumerate(words) if ":" in word)
    for position in range(len(words) - 2, -1, -1):
        if position + 1 in marked and words[position] in _BEFORE_TIMES:
            marked.add(position)
    return list(runs(marked))


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
        ends = (i for i in range(start, len(words)) if i in taken or words[i] in PREPOSITIONS)
        found = trimmed(words, range(start, next(ends, len(words))))
        if found:
            return found
    return None


def all_after_preposition(
    words: Sequence[str], prepositions: Sequence[str], taken: Collection[int]
) -> Range | None:
    """All that follows the likeliest of `prepositions`."""
    start = next(_ends_of(words, prepositions, taken), len(words))
    return range(start, len(words)) or None


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
