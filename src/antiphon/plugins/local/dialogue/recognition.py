"""Finds the phrasing that an utterance comes closest to, in words rather than letters."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from rapidfuzz import fuzz, process

from antiphon.plugins.local.dialogue.expressions import plain_words
from antiphon.plugins.local.dialogue.numbers import numbers_in
from antiphon.plugins.local.dialogue.openers import opener_length
from antiphon.plugins.local.dialogue.phrases import PREPOSITIONS
from antiphon.plugins.local.dialogue.requests import command_in
from antiphon.plugins.local.dialogue.vocabularies import Vocabularies
from antiphon.plugins.local.dialogue.words import Utterance, content, has_meaning, plain_word, stem

__all__ = ["CLEAR", "SURE", "Match", "Phrasing", "Recogniser"]

Accepts: TypeAlias = Callable[[Utterance], bool]

SURE = 0.69
"""From this score on an utterance is taken for what it resembles."""
CLEAR = 0.9
"""From this score on it is that even where something else was expected."""
_SAME_WORD = 81.0
_SAME_LETTERS = 85.0
_SAME_LENGTH = 0.85
_SOUNDS_ALIKE = 65.0
_SHORTEST_TO_CORRECT = 4
_FEWEST_PHRASINGS = 3
"""Only the words of so many are what another may have been heard for."""
_COMMON_WEIGHT = 0.25
_KNOWN_WEIGHT = 1.0
_UNKNOWN_WEIGHT = 1.5
_IDLE_WEIGHT = 0.1
_IDLE = frozenset(
    """really real exactly sure nice good very again today everybody everyone someone possible maybe
    actually indeed little quick quickly new talk ahead again now once more bit a the please any
    some kind quite still already whole complete""".split()
)
"""Words that change little wherever they stand."""
_PERSONS = frozenset("i me my you your".split())
_PERSON_WEIGHT = 0.4
_TELLING = frozenset("it he she we they his her their was were had said".split())
"""Words of somebody who tells something rather than asks for it."""
_INDEFINITE = frozenset("a an any another some".split())
_DETERMINERS = _INDEFINITE | frozenset("the my your our his her their this these those".split())
_DOUBT = 0.1
"""A weight that the two can never have in common: the shorter they are, the closer they must be."""
_GUESS = 0.92
"""What is left of a score for each word that was taken for another one."""
_TYPICAL = 0.605
"""From this share on, the words of an utterance are those of an intent."""
_SLOT = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What an utterance was taken for, and how alike the two are, from 0 to 1."""

    intent: str
    slot: Utterance
    score: float


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance in the words of the phrasings."""

    known: tuple[str, ...]
    """As long as the utterance; empty words where there was nothing of a meaning."""
    guesses: int
    """How many of them may have been others."""


class Phrasing:
    """One way to say something; a `*` in it stands for the words that vary."""

    def __init__(self, intent: str, text: str, accepts: Accepts) -> None:
        bare = text.split()
        self.intent = intent
        plain = plain_words(bare[opener_length(bare) :])
        self.text = " ".join(plain_word(word) for word in plain if word)
        before, star, after = self.text.partition(_SLOT)
        self.has_slot = bool(star)
        self.words = frozenset((*before.split(), *after.split()))
        """The words that do not vary."""
        self.meaning = frozenset(filter(_is_weighty, self.words))
        """Those of them that say what is wanted; without one of these nothing is like it."""
        self._before = before.split()
        self._after_reversed = after.split()[::-1]
        self._accepts = accepts

    def slot_in(self, said: Utterance, known: Sequence[str]) -> tuple[int, int] | None:
        """Where the varying words of `said` begin and end; None where they cannot be found.

        `known` are the same words, each in the form that phrasings have.
        """
        start = _end_of(self._before, known)
        if start is None:
            return None
        tail = _end_of(self._after_reversed, known[start:][::-1])
        if tail is None or start + tail >= len(known):
            return None
        end = len(known) - tail
        while self._before and tail and end > start and known[end - 1] in PREPOSITIONS:
            end -= 1  # another one than the phrasing has: `the eggs on my list`
        # An expression has one meaning and several words: the slot begins behind them all.
        start = next((place for place in range(start, end) if known[place]), end)
        return (start, end) if start < end and self._accepts(said.part(start, end)) else None


class Recogniser:
    """Knows every phrasing of every intent."""

    def __init__(self, phrasings: Iterable[Phrasing]) -> None:
        every = tuple(phrasings)
        self._vocabulary = frozenset[str]().union(*(one.words for one in every))
        weighty = sorted(filter(_is_weighty, self._vocabulary))
        self._by_stem = {stem(word): word for word in weighty}
        counts = Counter(word for one in every for word in one.words)
        self._frequent = [word for word in weighty if counts[word] >= _FEWEST_PHRASINGS]
        self._fixed = {one.text: one for one in every if not one.has_slot}
        self._by_meaning = _by_meaning(self._fixed.values())
        self._letters = {text: text.replace(" ", "") for text in self._fixed}
        self._vocabularies = Vocabularies(_by_intent(self._fixed.values()))
        self._open = tuple(one for one in every if one.has_slot)
        self._weights = {one.text: sum(map(_weight, one.words)) for one in every}
        self._against = lru_cache(maxsize=4096)(self._word_against)
        self.best = lru_cache(maxsize=2048)(self._best)
        """The phrasing closest to an utterance, however far; None where none shares a word, or what
        is commanded is in none."""

    def guess(self, whole: Utterance) -> Match | None:
        """What an utterance is about that is like no phrasing, but made of the words of many.

        Its score is the least that is sure; None where it is about something else, or in doubt.
        """
        said = whole.part(opener_length(whole.words))
        if sum(number.end - number.start for number in numbers_in(said.words)) > 1:
            return None
        heard = self._heard(said)
        if heard.guesses or self._names_else(heard.known) or self._commands_else(said):
            return None
        likeliest = self._vocabularies.likeliest(frozenset(heard.known) - {""}, self._against)
        if likeliest is None or likeliest[1] < _TYPICAL:
            return None
        return Match(intent=likeliest[0], slot=said.part(0, 0), score=SURE)

    def _best(self, whole: Utterance) -> Match | None:
        said = whole.part(opener_length(whole.words))
        if self._commands_else(said):
            return None
        heard = self._heard(said)
        best = self._closest(said, heard)
        if best and best.score >= SURE:
            return best
        return self._by_letters(said) or best

    def _closest(self, said: Utterance, heard: Heard) -> Match | None:
        """The phrasing that shares most with what was heard; less sure for each guess."""
        matches = [*self._by_words(said, heard.known), *self._by_slots(said, heard.known)]
        best = max(matches, key=lambda match: (match.score, -len(match.slot)), default=None)
        return replace(best, score=best.score * _GUESS**heard.guesses) if best else None

    def _heard(self, said: Utterance) -> Heard:
        plain = tuple(map(plain_word, plain_words(said.words)))
        known = tuple(map(self._known_form, plain))
        guesses = sum(stem(word) != stem(form) for word, form in zip(plain, known, strict=True))
        return Heard(self._without_descriptions(known), guesses)

    def _known_form(self, word: str) -> str:
        """The word of the vocabulary that was probably said; short words must be exact."""
        if len(word) < _SHORTEST_TO_CORRECT or word in self._vocabulary or not _is_weighty(word):
            return word
        if stem(word) in self._by_stem:
            return self._by_stem[stem(word)]
        alike = [known for known in self._frequent if known[0] == word[0]]
        near = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_SAME_WORD)
        return near[0] if near else word

    def _by_words(self, said: Utterance, known: Sequence[str]) -> Iterable[Match]:
        """The phrasing without a slot that shares most with `known`."""
        words = frozenset(known) - {""}
        against = self._weight_against(words)
        candidates = chain.from_iterable(self._by_meaning.get(word, ()) for word in (*words, ""))
        score, intent = max(
            ((self._alike(words, against, one), one.intent) for one in candidates),
            default=(0.0, ""),
        )
        if score:
            yield Match(intent=intent, slot=said.part(0, 0), score=score)

    def _by_slots(self, said: Utterance, known: Sequence[str]) -> Iterable[Match]:
        """The phrasings with slots that the utterance has something for."""
        for phrasing in self._open:
            found = phrasing.slot_in(said, known) if phrasing.words.intersection(known) else None
            if found:
                rest = frozenset((*known[: found[0]], *known[found[1] :])) - {""}
                score = self._alike(rest, self._weight_against(rest), phrasing)
                score *= _GUESS ** self._count_of_own(known[found[0] : found[1]])
                yield Match(intent=phrasing.intent, slot=said.part(*found), score=score)

    def _count_of_own(self, words: Sequence[str]) -> int:
        """How many words of a slot are those of a phrasing: it may be another wish."""
        return sum(map(self._is_known, words))

    def _without_descriptions(self, known: Sequence[str]) -> tuple[str, ...]:
        """The words without unknown ones that describe a known one: `a short story`."""
        return tuple(
            ""
            if before in _INDEFINITE and self._is_unknown(word) and self._is_known(after)
            else word
            for before, word, after in zip(("", *known), known, (*known[1:], ""), strict=False)
        )

    def _commands_else(self, said: Utterance) -> bool:
        """Whether the verb of a command is one that no phrasing knows: `drive more slowly`."""
        verb = command_in(said)
        return bool(verb) and self._is_unknown(self._known_form(plain_word(verb)))

    def _names_else(self, known: Sequence[str]) -> bool:
        """Whether a thing is named that no phrasing knows: `switch off the light`."""
        return any(
            before in _DETERMINERS and self._is_unknown(word) and not self._is_known(after)
            for before, word, after in zip(("", *known), known, (*known[1:], ""), strict=False)
        )

    def _is_unknown(self, word: str) -> bool:
        return word not in self._vocabulary and has_meaning(word)

    def _is_known(self, word: str) -> bool:
        return word in self._vocabulary and _is_weighty(word)

    def _by_letters(self, said: Utterance) -> Match | None:
        """A phrasing that is written alike and as long, as where words were heard as others."""
        letters = "".join(said.words)
        near = process.extractOne(
            letters, self._letters, scorer=fuzz.ratio, score_cutoff=_SAME_LETTERS
        )
        if near is None:
            return None
        shorter, longer = sorted((len(letters), len(near[0])))
        if shorter < _SAME_LENGTH * longer or not _sound_alike(said.words, near[2].split()):
            return None
        intent = self._fixed[near[2]].intent
        return Match(intent=intent, slot=said.part(0, 0), score=near[1] / 100)

    def _alike(self, words: frozenset[str], against: float, phrasing: Phrasing) -> float:
        """Twice the weight of the words in common, over the weight of both."""
        common = words & phrasing.words
        if not common or (phrasing.meaning and common.isdisjoint(phrasing.meaning)):
            return 0.0
        weight = sum(map(_weight, common))
        extra = against - self._weight_against(common)
        return 2 * weight / (weight + extra + self._weights[phrasing.text] + _DOUBT)

    def _weight_against(self, words: Iterable[str]) -> float:
        """How much words speak against a phrasing that does not have them."""
        return sum(map(self._against, words))

    def _word_against(self, word: str) -> float:
        if word in _IDLE:
            return _IDLE_WEIGHT
        if word in _TELLING:
            return _KNOWN_WEIGHT
        return _UNKNOWN_WEIGHT if self._is_unknown(word) else _weight(word)


def _sound_alike(heard: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether the words in which the two differ may be taken for each other."""
    while heard and meant and heard[0] == meant[0]:
        heard, meant = heard[1:], meant[1:]
    while heard and meant and heard[-1] == meant[-1]:
        heard, meant = heard[:-1], meant[:-1]
    return fuzz.ratio("".join(heard), "".join(meant)) >= _SOUNDS_ALIKE


def _by_meaning(phrasings: Iterable[Phrasing]) -> dict[str, list[Phrasing]]:
    """The phrasings that each word gives a meaning to; by the empty word those that have none."""
    found: dict[str, list[Phrasing]] = {}
    for phrasing in phrasings:
        for word in phrasing.meaning or ("",):
            found.setdefault(word, []).append(phrasing)
    return found


def _by_intent(phrasings: Iterable[Phrasing]) -> dict[str, list[frozenset[str]]]:
    """The words of each phrasing, by intent."""
    words: dict[str, list[frozenset[str]]] = {}
    for phrasing in phrasings:
        words.setdefault(phrasing.intent, []).append(phrasing.words)
    return words


def _is_weighty(word: str) -> bool:
    """Whether a word says what is wanted."""
    return bool(word) and has_meaning(word) and word not in _IDLE


def _weight(word: str) -> float:
    """How much a word of a phrasing says."""
    if word in _PERSONS:
        return _PERSON_WEIGHT
    return _KNOWN_WEIGHT if has_meaning(word) else _COMMON_WEIGHT


def _end_of(pattern: Sequence[str], words: Sequence[str]) -> int | None:
    """Where `pattern`, or what was heard of it, ends in `words`; None where it is missing."""
    for length in range(len(pattern), 0, -1):
        needed = content(pattern[:length])
        for end, word in enumerate(words, start=1):
            if word == pattern[length - 1] and set(needed).issubset(words[:end]):
                return end
        if has_meaning(pattern[length - 1]) or pattern[length - 1] in _PERSONS:
            return None  # `call *` is not `call me *`
    return None if pattern else 0
