"""Changes turn the old list into the new one, and touch as little as they may."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from antiphon.utils import Changes, compute_changes

LISTS = st.lists(st.integers(0, 7), unique=True, max_size=7)


def key(item: int) -> int:
    return item


def apply(changes: Changes[int], old: list[int]) -> list[int]:
    """What a model's server does with them."""
    result = [item for item in old if item not in changes.to_delete]
    for previous, item in changes.to_add:
        result.insert(0 if previous is None else result.index(previous) + 1, item)
    return result


def most_that_can_stay(old: list[int], new: list[int]) -> int:
    """By trying all: the longest run of both, in order, that begins with what `new` does."""
    return max(
        len(kept)
        for length in range(len(new) + 1)
        for kept in combinations(new, length)
        if not kept or (kept[0] == new[0] and [item for item in old if item in kept] == list(kept))
    )


@given(LISTS, LISTS)
def test_the_changes_lead_from_the_old_list_to_the_new(old: list[int], new: list[int]) -> None:
    assert apply(compute_changes(old, new, key), old) == new


@given(LISTS, LISTS)
def test_as_much_stays_as_may(old: list[int], new: list[int]) -> None:
    changes = compute_changes(old, new, key)
    assert len(old) - len(changes.to_delete) == most_that_can_stay(old, new)


def test_items_are_compared_by_their_keys() -> None:
    changes = compute_changes(["a1", "b1"], ["a2", "c2", "b2"], lambda item: item[0])
    assert changes == Changes(to_delete=[], to_add=[("a2", "c2")])


def test_a_long_conversation_is_quickly_compared() -> None:
    old = list(range(5000))
    new = [0, *range(2500, 5000), *range(1, 2500)]
    assert compute_changes(old, new, key).to_delete == list(range(1, 2500))
