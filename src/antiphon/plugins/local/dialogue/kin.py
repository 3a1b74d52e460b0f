"""Which words mean the same, and which have to do with each other."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from antiphon.plugins.local.dialogue.words import stem

__all__ = ["likeness", "means", "verb_likeness"]

_SAME_WORD = 86.0
_SHORTEST_ALIKE = 5
_EXACT, _ALIKE, _AKIN = 1.0, 0.9, 0.8


def _groups(text: str) -> dict[str, frozenset[int]]:
    """For each stem, the lines that it is in."""
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for line, words in enumerate(text.strip().splitlines()):
        for word in words.split():
            groups[stem(word)].add(line)
    return {word: frozenset(lines) for word, lines in groups.items()}


_SYNONYMS = _groups("""
    light lights lamp lamps bulb
    song songs track tune
    book booking reservation
    email mail
    message text sms
    phone telephone
    remind reminder
    meeting appointment
    calendar schedule agenda
    price cost costs
    human person operator representative
    flight plane
    heating thermostat heater
    dice die
    volume sound loudness
    weather forecast
    picture photo image
    film movie
    shop store
    joke jokes
    parcel package delivery
    talk speak
""")
_VERBS = _groups("""
    turn switch toggle put
    set turn change adjust put raise lower increase decrease dim make switch
    order buy purchase
    book reserve
    call phone telephone dial ring
    search google browse
    delete remove cancel
""")
_RELATED = _groups("""
    weather forecast rain raining rainy snow snowing sunny cloudy umbrella temperature
    music song songs track album jazz playlist tune
    price cost costs expensive
    transfer human person operator representative
    translate translation
    flight plane fly delayed landed landing
    heating thermostat heat temperature warmer colder
    room kitchen bedroom bathroom
    table restaurant
    roll dice die
    order parcel package delivery
    volume loud louder quiet quieter
    currency money dollar dollars euro euros pounds yen
    meeting appointment calendar schedule agenda event
    length long
    warm temperature hot cold
""")


@lru_cache(maxsize=8192)
def likeness(key: str, word: str) -> float:
    """How far `word` has to do with the noun `key`, both being stems: 1 where it is the same."""
    if spelled := _spelled_alike(key, word):
        return spelled
    related = _are_together(key, word, _SYNONYMS) or _are_together(key, word, _RELATED)
    return _AKIN if related else 0.0


@lru_cache(maxsize=8192)
def means(key: str, word: str) -> bool:
    """Whether `word` is another word for the noun `key`, both being stems."""
    return bool(_spelled_alike(key, word)) or _are_together(key, word, _SYNONYMS)


@lru_cache(maxsize=8192)
def verb_likeness(key: str, word: str) -> float:
    """How far `word` means the verb `key`, both being stems, or in their base form."""
    return _spelled_alike(key, word) or _AKIN * _are_together(stem(key), stem(word), _VERBS)


def _spelled_alike(key: str, word: str) -> float:
    if key == word:
        return _EXACT
    if min(len(key), len(word)) < _SHORTEST_ALIKE or key[0] != word[0]:
        return 0.0  # `flight` is no `light`
    return _ALIKE if fuzz.ratio(key, word) >= _SAME_WORD else 0.0


def _are_together(key: str, word: str, groups: Mapping[str, frozenset[int]]) -> bool:
    return key in groups and not groups[key].isdisjoint(groups.get(word, ()))
