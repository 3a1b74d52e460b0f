"""The words that tell tools apart, and the words that say nothing about them."""

from antiphon.plugins.local.dialogue.moments import times_in
from antiphon.plugins.local.dialogue.words import Utterance, content, has_meaning, listen, stem

__all__ = [
    "coverage",
    "is_idle",
    "keys_in",
    "stems_of",
    "wants_an_end",
]

_MEANINGLESS = frozenset(
    map(
        stem,
        """get set fetch retrieve return provide tool function use used user users
        ask asks asked wants given information info details data current currently new make make
        specific particular value result based lookup check show find look up out do perform
        execute handle request requested agent caller when whenever type optional item somebody
        someone people person tells off""".split(),
    )
)
_IDLE = frozenset(
    map(
        stem,
        """show find check look see hear listen up off out want need give tell please help start
        make do get set turn put let go could can more again now today currently tomorrow down
        little bit quite louder quieter lower higher back me us please quickly soon later right away
        everything all thing one much many people somebody someone no nope yes yeah actually sorry
        rather instead""".split(),
    )
)
_ENDING = frozenset(map(stem, "stop cancel pause end quit delete remove undo".split()))


def stems_of(said: Utterance) -> list[str]:
    """The stem of each word; empty for a word without a meaning of its own."""
    return [stem(word) if has_meaning(word) else "" for word in said.words]


def wants_an_end(word: str) -> bool:
    """Whether a stem turns a tool's meaning round, where it is not one of its own."""
    return word in _ENDING


def is_idle(word: str) -> bool:
    """Whether a word belongs to requests as such, rather than to what is requested."""
    return not has_meaning(word) or stem(word) in _IDLE


def keys_in(text: str) -> tuple[str, ...]:
    """The stems in `text` that tell one tool from another, in order."""
    stems = (stem(word) for word in content(listen(text).words))
    return tuple(dict.fromkeys(one for one in stems if one not in _MEANINGLESS))


def coverage(said: Utterance, explained: frozenset[int], questions: int) -> float:
    """The share of what was said that the tool explains, `questions` it answers included."""
    times = {position for time in times_in(said.words) for position in time}
    meaning = {
        position
        for position, word in enumerate(said.words)
        if position in explained or (position not in times and not is_idle(word))
    }
    weighty = {position for position in meaning if has_meaning(said.words[position])}
    total = len(weighty) + questions
    return (len(weighty & explained) + questions) / total if total else 0.0
