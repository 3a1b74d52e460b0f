"""The ends that a request may have, and that mean nothing by themselves: `…, would you?`"""

from collections.abc import Sequence

from antiphon.plugins.local.dialogue.phrase_lists import phrases, trailing
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["is_closer", "without_closers"]

_FEWEST_BEFORE = 2
"""Words that a tag must follow: `can you` and `why not` are no tags."""
_AUXILIARIES = frozenset(
    """is are was were do does did have has had will would can could should shall""".split()
)
_PRONOUNS = frozenset("i you it he she we they that there".split())
_ASKING = frozenset(
    """what which who whom whose when where why how and but or else exactly kind sort
    do does did""".split()
)
"""Words after which `would you` belongs to the question itself."""
_OFFERS = frozenset("would will could can".split())
_PHRASES = phrases("""
    do you know
    do you happen to know
    can you tell me
    could you tell me
    may i ask
    if i may ask
    if i may
    if you would not mind
    if you do not mind
    if that is okay
    if that is all right
    if it is not too much trouble
    if you would be so kind
    as quickly as you can
    i wonder
    i was wondering
""")
_WITH_COMMA = frozenset((("right",), ("okay",), ("yes",), ("no",), ("are", "you"), ("is", "it")))
"""Ends that are tags only where they were set apart."""


def without_closers(said: Utterance) -> Utterance:
    """`said` without what only rounds it off; never less than the few words of a wish."""
    while length := _closer_at_end(said):
        said = said.part(0, len(said) - length)
    return said


def is_closer(said: Utterance) -> bool:
    """Whether `said` only rounds off what was said before it."""
    lengths = (_negative_tag(said.words), _phrase(said.words), _offer(said.words))
    return len(said) in lengths or said.words in _WITH_COMMA - {("yes",), ("no",), ("okay",)}


def _closer_at_end(said: Utterance) -> int:
    """The length of one closer; 0 where there is none, or too little before it."""
    closers = (_negative_tag, _offer, _phrase)
    length = next((found for closer in closers if (found := closer(said.words))), 0)
    length = length or _set_apart(said)
    before = said.words[: len(said) - length]
    return length if len(before) >= _FEWEST_BEFORE and before[-1] not in _ASKING else 0


def _negative_tag(words: Sequence[str]) -> int:
    """The length of `isn't it` at the end, as it is heard: `is not it`."""
    auxiliary, negation, pronoun = ("", "", "", *words)[-3:]
    return 3 if auxiliary in _AUXILIARIES and negation == "not" and pronoun in _PRONOUNS else 0


def _offer(words: Sequence[str]) -> int:
    """The length of `would you` or `won't you` at the end."""
    auxiliary, pronoun = ("", "", *words)[-2:]
    return 2 if auxiliary in _OFFERS and pronoun == "you" else 0


def _phrase(words: Sequence[str]) -> int:
    return trailing(words, _PHRASES)


def _set_apart(said: Utterance) -> int:
    """The length of a tag after a comma: `today is Friday, right`."""
    for tag in _WITH_COMMA:
        before = len(said) - len(tag)
        if before > 0 and said.words[before:] == tag and said.written[before - 1].endswith(","):
            return len(tag)
    return 0
