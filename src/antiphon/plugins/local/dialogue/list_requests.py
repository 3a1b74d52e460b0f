"""Requests for the list in the order people say them: `on my list I need some pepper`."""

from collections.abc import Sequence

from antiphon.plugins.local.dialogue import lists
from antiphon.plugins.local.dialogue.memory import Memory
from antiphon.plugins.local.dialogue.mentions import mentioned
from antiphon.plugins.local.dialogue.openers import opener_length
from antiphon.plugins.local.dialogue.phrases import PREPOSITIONS
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["heard_addition", "heard_removal"]

_LISTS = frozenset("list lists".split())
_KINDS = frozenset("shopping grocery groceries to-do".split())
_OWNERS = frozenset("my the our this that".split())
_PUTTING = frozenset("add put write note include place jot stick pop throw chuck".split())
_ADDING = _PUTTING | frozenset("get make need needs want have go goes also missing".split())
_STRIKING = frozenset("remove delete erase drop take cross strike scratch clear tick rid".split())
_LEAVING = frozenset("go come no".split())
"""`the eggs can come off my list`, `no more eggs on my list`."""
_UNWANTED = (("any", "more"), ("any", "longer"))
_ASIDE = frozenset(
    """i we you it no longer come to should must can could would like please me us there
    be down up off away out still also too get let and then now any more longer again
    not do does all every everything whole items things is are a of forget""".split()
)
"""What may stand around the things in a request."""
_QUESTIONS = frozenset("what which who how when where why is are do does did has have".split())


def heard_addition(said: Utterance, memory: Memory) -> Utterance | None:
    """What is to be put on the list, where the list is named and nothing is to be taken off."""
    if found := mentioned(said, _PUTTING):
        return found
    return _things(said, _ADDING) if not _is_striking(said.words) else None


def heard_removal(said: Utterance, memory: Memory) -> Utterance | None:
    """What is to be taken off the list, where that is named or has it: `remove milk`."""
    if not _is_striking(said.words):
        return None
    return (
        mentioned(said, _STRIKING)
        or lists.heard_removal(said.part(opener_length(said.words)), memory)
        or _things(said, _ADDING | _STRIKING | _LEAVING)
    )


def _is_striking(words: Sequence[str]) -> bool:
    """Whether things are to go: by the verb, by `not … any more`, by `… can go from my list`."""
    verbs = not _STRIKING.isdisjoint(words)
    unwanted = "not" in words and tuple(words[-2:]) in _UNWANTED
    no_more = _follow(words, ("no", "longer")) or _follow(words, ("no", "more"))
    leaving = not {"go", "come"}.isdisjoint(words) and not {"from", "off"}.isdisjoint(words)
    return verbs or unwanted or no_more or leaving


def _follow(words: Sequence[str], pair: tuple[str, str]) -> bool:
    """Whether the two words are there, one after the other."""
    return pair in zip(words, words[1:], strict=False)


def _things(said: Utterance, verbs: frozenset[str]) -> Utterance | None:
    """The things that `said` names beside the list, where one of `verbs` says what to do."""
    said = said.part(opener_length(said.words))
    place = _list_in(said.words)
    if place is None or said.words[0] in _QUESTIONS or verbs.isdisjoint(said.words):
        return None
    before, after = said.part(0, place.start), said.part(place.stop)
    candidates = [_trimmed(part, verbs) for part in (before, after)]
    things = [part for part in candidates if part and lists.are_items(part)]
    others = [part for part in candidates if part and not lists.are_items(part)]
    return things[0] if len(things) == 1 and not others else None


def _list_in(words: Sequence[str]) -> range | None:
    """Where the list is named, with the preposition before it."""
    for place, word in enumerate(words):
        if word not in _LISTS:
            continue
        start = place - 1 if words[place - 1 : place] and words[place - 1] in _KINDS else place
        if start and words[start - 1] in _OWNERS:
            start -= 1
        if start and words[start - 1] in PREPOSITIONS | {"off", "onto"}:
            return range(start - 1, place + 1)
    return None


def _trimmed(part: Utterance, verbs: frozenset[str]) -> Utterance:
    """`part` without verbs and the like at its ends."""
    idle = verbs | _ASIDE
    start, end = 0, len(part)
    while start < end and part.words[start] in idle:
        start += 1
    while end > start and part.words[end - 1] in idle:
        end -= 1
    return part.part(start, end)
