"""The words that tell tools apart, and the words that say nothing about them."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from antiphon.plugins.local.dialogue.openers import opener_length
from antiphon.plugins.local.dialogue.phrases import times_in
from antiphon.plugins.local.dialogue.words import Utterance, content, has_meaning, listen, stem

__all__ = [
    "best_likeness",
    "changes_something",
    "coverage",
    "is_request",
    "keys_in",
    "likeness",
    "only_tells",
    "stems_of",
    "wants_an_end",
]

_SAME_WORD = 86.0
_SHORTEST_ALIKE = 5
_EXACT, _ALIKE, _AKIN = 1.0, 0.9, 0.8
_MEANINGLESS = frozenset(
    map(
        stem,
        """get set fetch retrieve return provide call called calls tool function use used user users
        ask asks asked wants given information info details data current currently new make make
        specific particular value result based lookup check show find look up out do perform
        execute handle request requested agent caller when whenever type optional item
        off""".split(),
    )
)
_REQUESTING = frozenset(
    """show find check look see up out want need give tell please help start make do get set turn
    put let go could can more again now today currently tomorrow called named down little
    bit louder quieter lower higher""".split()
)
_ENDING = frozenset(map(stem, "stop cancel pause end quit delete remove undo".split()))
_TELLING = frozenset("get check fetch find lookup show read list query".split())
_CHANGING = frozenset("set turn change put raise lower increase decrease switch".split())
_STATEMENT_OPENERS = frozenset(
    "i my it we our he she they his her their there that this you".split()
)
_ARTICLES = frozenset(("the", "a", "an"))
_COPULAS = frozenset("is are was were has".split())
_WISHES = frozenset("want need would wish must".split())
_KIN = tuple(
    frozenset(map(stem, group.split()))
    for group in (
        "light lights lamp lamps bulb",
        "weather forecast rain raining rainy snow sunny umbrella temperature",
        "music song songs track album jazz playlist tune",
        "order buy purchase",
        "book reserve reservation booking",
        "email mail",
        "message text sms",
        "call phone dial ring",
        "remind reminder",
        "meeting appointment calendar schedule agenda event",
        "search google browse",
        "delete remove cancel",
        "price cost costs expensive",
        "turn switch toggle",
        "human person operator representative transfer",
        "translate translation",
        "flight plane fly",
        "heating thermostat heat",
        "room kitchen bedroom bathroom",
        "table restaurant",
        "roll dice die",
    )
)


def stems_of(said: Utterance) -> list[str]:
    """The stem of each word; empty for a word without a meaning of its own."""
    return [stem(word) if has_meaning(word) else "" for word in said.words]


def changes_something(said: Utterance) -> bool:
    """Whether the request begins with a verb that nobody uses to be told something."""
    return said.words[opener_length(said.words)] in _CHANGING


def only_tells(name: str) -> bool:
    """Whether a tool of that name, in words, does nothing but tell something."""
    return not _TELLING.isdisjoint(name.split()[:1])


def wants_an_end(word: str) -> bool:
    """Whether a stem turns a tool's meaning round, where it is not one of its own."""
    return word in _ENDING


def keys_in(text: str) -> tuple[str, ...]:
    """The stems in `text` that tell one tool from another, in order."""
    stems = (stem(word) for word in content(listen(text).words))
    return tuple(dict.fromkeys(one for one in stems if one not in _MEANINGLESS))


def best_likeness(keys: Iterable[str], stems: Iterable[str]) -> dict[str, float]:
    said = [one for one in stems if one]
    return {key: max((likeness(key, one) for one in said), default=0.0) for key in keys}


@lru_cache(maxsize=8192)
def likeness(key: str, word: str) -> float:
    """How far `word` means `key`, both being stems: spelled the same, alike, or of its kin."""
    if key == word:
        return _EXACT
    long_enough = min(len(key), len(word)) >= _SHORTEST_ALIKE
    if long_enough and fuzz.ratio(key, word) >= _SAME_WORD:
        return _ALIKE
    return _AKIN if any(key in group and word in group for group in _KIN) else 0.0


def coverage(said: Utterance, explained: frozenset[int]) -> float:
    """The share of the words with a meaning that the tool explains."""
    times = {position for time in times_in(said.words) for position in time}
    meaning = {
        position
        for position, word in enumerate(said.words)
        if has_meaning(word)
        and position not in times
        and (word not in _REQUESTING or position in explained)
    }
    return len(meaning & explained) / len(meaning) if meaning else 0.0


def is_request(said: Utterance) -> bool:
    """Whether something is asked for, rather than told."""
    if not said:
        return False
    first, following = said.words[0], said.words[1:4]
    if first in _ARTICLES:
        return _COPULAS.isdisjoint(following)
    return first not in _STATEMENT_OPENERS or not _WISHES.isdisjoint(following[:2])
