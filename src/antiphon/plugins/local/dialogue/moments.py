"""Finds the phrases that say when, and what of them is the day and what the time of day."""

import re
from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias

from antiphon.plugins.local.dialogue.numbers import Number, numbers_in
from antiphon.plugins.local.dialogue.phrases import Range, runs

__all__ = ["Moment", "moments_in", "times_in"]

Moment: TypeAlias = Literal["day", "clock", "any"]
"""What is to be told of a time: its day, its time of day, or all that was said."""

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = frozenset(
    """january february march april may june july august september october november
    december""".split()
)
_NAMES_TOO = frozenset(("may", "march"))
"""Months that are other words as well."""
_BEFORE_MONTHS = frozenset("in of next last this until since by".split())
_DAYS = frozenset(
    (
        *_WEEKDAYS,
        *(f"{day}s" for day in _WEEKDAYS),
        *"today tomorrow tonight yesterday weekend weekends week month year".split(),
    )
)
_CLOCK = frozenset("noon midnight morning afternoon evening night am pm oclock".split())
_UNITS = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months".split()
)
_LEADING = frozenset("next this last at on in the by of half past quarter after before".split())
_JOINING = frozenset("next this last at on in the by of day after before".split())
"""Words that belong to the time that follows them."""
_DROPPED = frozenset("at on by the of".split())
_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)|first|second|third|fifth|ninth|twelfth|twentieth|thirtieth"
    r"|(?:four|six|seven|eigh|ten|eleven|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen)th"
)
_NEAR = 2


def times_in(words: Sequence[str]) -> list[Range]:
    """The phrases that say when, each without gaps: `next tuesday afternoon`, `at 5 pm`."""
    marked = {i for i, word in enumerate(words) if word in _DAYS | _CLOCK or ":" in word}
    marked.update(_dates_in(words))
    for number in numbers_in(words):
        if _word(words, number.end) in _UNITS:
            marked.update(range(number.start, number.end + 1))
        elif _word(words, number.end) in _CLOCK or _tells_the_hour(words, number, marked):
            marked.update(range(number.start, number.end))
    for position in range(len(words) - 2, -1, -1):
        if position + 1 in marked and _leads(words, position):
            marked.add(position)
    return list(runs(marked))


def moments_in(words: Sequence[str], time: Range, moment: Moment) -> list[Range]:
    """The stretches of a phrase that says when which tell its day, or its time of day."""
    if moment == "any":
        return [_bare(words, time)]
    dates = _dates_in(words)
    told = {i for i in time if (moment == "day") == _is_of_day(words, i, time, dates)}
    return [bare for stretch in runs(told) if (bare := _bare(words, stretch))]


def _is_of_day(words: Sequence[str], position: int, time: Range, dates: Collection[int]) -> bool:
    """Whether a word belongs to the day, or joins it to what is before it."""
    while position < time.stop - 1 and position not in dates and words[position] in _JOINING:
        position += 1
    return words[position] in _DAYS or position in dates


def _dates_in(words: Sequence[str]) -> frozenset[int]:
    """The positions of `march`, `the third of march` and `march twenty first`, articles apart."""
    numbers = [range(one.start, one.end) for one in numbers_in(words)]
    ordinals = {i for i, word in enumerate(words) if _ORDINAL.fullmatch(word)}
    numeric = ordinals.union(*numbers)
    months = {i for i, word in enumerate(words) if word in _MONTHS and _is_month(words, i, numeric)}
    near = {i for i in ordinals if any(abs(i - month) <= _NEAR for month in months)}
    beside = (one for one in numbers if {one.start - 1, one.stop} & (months | near))
    return frozenset(months.union(near, *beside))


def _is_month(words: Sequence[str], position: int, numeric: Collection[int]) -> bool:
    """Whether the name of a month is meant as such."""
    if words[position] not in _NAMES_TOO:
        return True
    beside = {position - 1, position + 1} & set(numeric)
    return bool(beside) or _word(words, position - 1) in _BEFORE_MONTHS


def _tells_the_hour(words: Sequence[str], number: Number, marked: Collection[int]) -> bool:
    """Whether a number is one of the clock by what is before it."""
    before = _word(words, number.start - 1)
    if before in ("at", "past"):
        return True
    if before == "to":
        return _word(words, number.start - 2) == "quarter"
    return number.start - 1 in marked and before not in _DAYS | _UNITS


def _leads(words: Sequence[str], position: int) -> bool:
    """Whether a word belongs to the time after it."""
    word, following = words[position], words[position + 1]
    if word == "to":
        return _word(words, position - 1) == "quarter"
    return word in _LEADING or (word, following) == ("day", "after")


def _bare(words: Sequence[str], time: Range) -> Range:
    """`time` without the words that only join it to the rest."""
    start = time.start
    while start < time.stop and words[start] in _DROPPED:
        start += 1
    if (_word(words, start), _word(words, start + 1)) == ("in", "the"):
        start += 2
    return range(start, time.stop)


def _word(words: Sequence[str], position: int) -> str:
    """The word at a position; empty where there is none."""
    return words[position] if 0 <= position < len(words) else ""
