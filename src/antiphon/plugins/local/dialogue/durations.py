"""Lengths of time as they are said: `five minutes`, `an hour and a half`, `half an hour`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from antiphon.plugins.local.dialogue.numbers import plural, read_number
from antiphon.plugins.local.dialogue.words import enumerate_words

__all__ = ["Duration", "find_duration", "in_spoken_units"]

_UNITS = {
    name: seconds
    for names, seconds in (
        ("second seconds sec secs", 1),
        ("minute minutes min mins minuet", 60),
        ("hour hours", 3600),
    )
    for name in names.split()
}
_SPOKEN_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))
_SHARES = {
    "half a": Fraction(1, 2),
    "half an": Fraction(1, 2),
    "quarter of an": Fraction(1, 4),
    "a quarter of an": Fraction(1, 4),
    "three quarters of an": Fraction(3, 4),
    "a couple of": Fraction(2),
    "a": Fraction(1),
    "an": Fraction(1),
}
_LONGEST_SHARE = max(len(share.split()) for share in _SHARES)
_HALF_MORE = ["and", "a", "half"]


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time found among words, and where: `words[start:end]`."""

    seconds: Fraction
    start: int
    end: int


def find_duration(words: Sequence[str]) -> Duration | None:
    """The first length of time in `words`, with all its units; None where there is none."""
    for start in range(len(words)):
        first = _one_unit(words, start)
        if first:
            return _extended(first, words)
    return None


def in_spoken_units(seconds: float) -> str:
    """A length of time to the second: `one hour and five minutes`."""
    left = max(0, round(seconds))
    parts: list[str] = []
    for name, length in _SPOKEN_UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(plural(count, name))
    return enumerate_words(parts) or "less than a second"


def _extended(duration: Duration, words: Sequence[str]) -> Duration:
    """`duration` with the smaller units that follow it."""
    start = duration.end + (words[duration.end : duration.end + 1] in (["and"], ("and",)))
    following = _one_unit(words, start)
    if following is None:
        return duration
    total = Duration(duration.seconds + following.seconds, duration.start, following.end)
    return _extended(total, words)


def _one_unit(words: Sequence[str], start: int) -> Duration | None:
    """A count and its unit at `start`."""
    for count, position in _counts(words, start):
        unit = _UNITS.get(words[position]) if position < len(words) else None
        if unit is None:
            continue
        end = position + 1
        if list(words[end : end + 3]) == _HALF_MORE:
            return Duration((count + Fraction(1, 2)) * unit, start, end + 3)
        return Duration(count * unit, start, end)
    return None


def _counts(words: Sequence[str], start: int) -> Iterator[tuple[Fraction, int]]:
    """What may be the count at `start`, and where its unit would be."""
    for length in range(_LONGEST_SHARE, 0, -1):
        share = _SHARES.get(" ".join(words[start : start + length]))
        if share is not None:
            yield share, start + length
    number = read_number(words, start) if start < len(words) else None
    if number:
        yield number.value, number.end
