"""The list: adds, removes, reads out and clears."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from antiphon.plugins.local.dialogue.corrections import Correction
from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene
from antiphon.plugins.local.dialogue.numbers import plural
from antiphon.plugins.local.dialogue.words import Utterance, capitalised, enumerate_words, listen

__all__ = [
    "add_items",
    "are_items",
    "clear_list",
    "corrected_items",
    "heard_removal",
    "read_list",
    "remove_items",
]

_LONGEST_ITEM = 4
_MOST_ITEMS = 6
_SAME_ITEM = 70.0
_LEADING = frozenset("the a an some my more also of and".split())
_TRAILING = frozenset("too also as well to then and".split())
_DIVIDERS = frozenset(("and", "plus"))
_REMOVING = frozenset("remove delete erase drop scratch".split())
_NOT_IN_ITEMS = frozenset(
    """to with from on off at by into in for i you he she is are what which do does hear read tell
    show say see""".split()
)
_KEPT_ELSEWHERE = frozenset(
    """contact contacts event events appointment appointments meeting meetings reminder reminders
    alarm alarms photo photos picture pictures account accounts friend friends""".split()
)
"""What is added to other things than lists."""
_NOT_ITEMS = frozenset(
    "something anything nothing things stuff it that this them everything all timer".split()
)


def add_items(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Puts the items of the slot on the list."""
    items = _items(slot)
    if not items:
        return Answer("What shall I put on your list?", memory.but(asked="add"))
    new = [item for item in items if item not in memory.items]
    if not new:
        verb = "is" if len(items) == 1 else "are"
        return Answer(f"{capitalised(enumerate_words(items))} {verb} on your list already.", memory)
    return Answer(
        f"I've added {enumerate_words(new)} to your list.",
        memory.but(items=(*memory.items, *new)),
    )


def remove_items(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Takes the items of the slot off the list, whatever comes closest to them."""
    items = _items(slot)
    if not items:
        return Answer("What shall I take off your list?", memory.but(asked="remove"))
    found = [near for item in items if (near := _nearest(item, memory.items))]
    if not found:
        return Answer(f"There is no {enumerate_words(items)} on your list.", memory)
    left = tuple(item for item in memory.items if item not in found)
    return Answer(f"I've taken {enumerate_words(found)} off your list.", memory.but(items=left))


def read_list(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Reads the list out."""
    if not memory.items:
        return Answer("Your list is empty.", memory)
    verb = "is" if len(memory.items) == 1 else "are"
    count = plural(len(memory.items), "thing")
    listed = enumerate_words(memory.items)
    return Answer(f"There {verb} {count} on your list: {listed}.", memory)


def clear_list(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Empties the list; the user may change their mind."""
    return Answer("Your list is empty now.", memory.but(items=()))


def heard_removal(said: Utterance, memory: Memory) -> Utterance | None:
    """What is to be removed, where it is on the list: `remove milk`."""
    if not said or said.words[0] not in _REMOVING:
        return None
    rest = said.part(1)
    return rest if any(_nearest(item, memory.items) for item in _items(rest)) else None


def are_items(slot: Utterance) -> bool:
    """Whether these words can be what somebody puts on a list."""
    items = [item.split() for item in _items(slot)]
    return 0 < len(items) <= _MOST_ITEMS and all(map(_is_item, items))


def _is_item(words: Sequence[str]) -> bool:
    is_plain = len(words) <= _LONGEST_ITEM and _NOT_IN_ITEMS.isdisjoint(words)
    return is_plain and words[-1] not in _KEPT_ELSEWHERE


def corrected_items(slot: Utterance, correction: Correction) -> Utterance | None:
    """The slot with the item that was misheard, or else the last one, replaced."""
    items, right = _items(slot), _items(correction.right)
    if not items or not right:
        return None
    named = _items(correction.wrong) or right
    wrong = _nearest(named[0], items) or items[-1]
    position = items.index(wrong)
    return listen(", ".join([*items[:position], *right, *items[position + 1 :]]))


def _items(slot: Utterance) -> list[str]:
    """The things enumerated, without articles."""
    groups: list[list[str]] = [[]]
    for word, written in zip(slot.words, slot.written, strict=True):
        if word in _DIVIDERS:
            groups.append([])
        else:
            groups[-1].append(word)
        if written.endswith(","):
            groups.append([])
    items = (" ".join(_trimmed(group)) for group in groups)
    return [item for item in items if item and item not in _NOT_ITEMS]


def _trimmed(words: list[str]) -> list[str]:
    while words and words[0] in _LEADING:
        words = words[1:]
    while words and words[-1] in _TRAILING:
        words = words[:-1]
    return words


def _nearest(item: str, items: Sequence[str]) -> str | None:
    near = process.extractOne(item, items, scorer=fuzz.ratio, score_cutoff=_SAME_ITEM)
    return near[0] if near else None
