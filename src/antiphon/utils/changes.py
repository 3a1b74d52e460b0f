"""How to make one list of another with deletions and insertions."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

__all__ = ["Changes", "compute_changes"]

T = TypeVar("T")


@dataclass(frozen=True)
class Changes(Generic[T]):
    """First what to delete, then what to add."""

    to_delete: list[T] = field(default_factory=list)
    """In the order of the old list."""
    to_add: list[tuple[T | None, T]] = field(default_factory=list)
    """Each item after its predecessor in the new list (None: at the beginning), in that order."""


def compute_changes(
    old: Sequence[T], new: Sequence[T], key_fnc: Callable[[T], Hashable]
) -> Changes[T]:
    """What turns `old` into `new`, where items with the same key are the same.

    Keys are unique within each list. Nothing is ever inserted before what stays: where `new`
    begins with an item that `old` lacks, everything is deleted and added anew; what precedes that
    item in `old` is deleted. Of the rest, as much as possible stays.
    """
    position = {key_fnc(item): index for index, item in enumerate(new)}
    places = [position.get(key_fnc(item)) for item in old]
    kept = kept_places(places)
    return Changes(
        to_delete=[item for item, place in zip(old, places, strict=True) if place not in kept],
        to_add=[
            (new[place - 1] if place else None, item)
            for place, item in enumerate(new)
            if place not in kept
        ],
    )


def kept_places(places: Sequence[int | None]) -> set[int]:
    """Of the old items' places in the new list, those of the items that stay."""
    if 0 not in places:
        return set()
    survivors = places[places.index(0) :]
    return longest_increasing([place for place in survivors if place is not None])


def longest_increasing(numbers: Sequence[int]) -> set[int]:
    """The longest increasing subsequence of distinct `numbers`; of several, the earliest.

    Patience sorting: M. L. Fredman, On computing the length of longest increasing subsequences,
    Discrete Mathematics 11 (1975). Each pile holds, in order, the numbers at which a subsequence
    of the pile's length can end; within a pile they decrease.
    """
    piles: list[list[int]] = []
    tops: list[int] = []
    for number in numbers:
        index = bisect_left(tops, number)
        if index == len(piles):
            piles.append([])
            tops.append(number)
        piles[index].append(number)
        tops[index] = number
    return trace_back(piles)


def trace_back(piles: Sequence[Sequence[int]]) -> set[int]:
    """From the last pile to the first, the earliest number below the one picked before."""
    picked: list[int] = []
    for pile in reversed(piles):
        picked.append(next(number for number in pile if not picked or number < picked[-1]))
    return set(picked)
