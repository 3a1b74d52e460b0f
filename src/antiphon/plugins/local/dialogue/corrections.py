"""Corrections: `no, I meant twelve`, `make it ten minutes`, `not Paris, London`."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from antiphon.plugins.local.dialogue.numbers import Number, in_words, numbers_in
from antiphon.plugins.local.dialogue.words import Utterance

__all__ = ["Correction", "corrected_number", "corrected_whole", "correction_in"]

_CORRECTING = tuple(
    phrase.split()
    for phrase in (
        "no",
        "nope",
        "sorry",
        "actually",
        "i meant",
        "i mean",
        "i said",
        "i meant to say",
        "make it",
        "make that",
        "change it to",
        "change that to",
        "that is wrong",
        "that is not right",
        "what about",
        "how about",
        "and in",
        "and for",
        "and on",
        "and at",
    )
)
_WEAK = tuple(phrase.split() for phrase in ("wait", "hold on", "a second", "it is", "rather"))
_SAME_SOUND = 60.0
_TRAILING = frozenset("instead rather actually sorry".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What the user meant."""

    right: Utterance
    wrong: Utterance
    """What it was taken for, where the user said so; else empty."""


def correction_in(said: Utterance) -> Correction | None:
    """The correction in `said`; None where nothing says that it is one."""
    start, is_correction = 0, said.words[:1] == ("not",)
    while phrase := _phrase_at(said, start):
        is_correction = is_correction or phrase in _CORRECTING
        start += len(phrase)
    end = len(said)
    while end > start and said.words[end - 1] in _TRAILING:
        is_correction, end = True, end - 1
    correction = _divided(said.part(start, end))
    return correction if is_correction and correction.right else None


def corrected_number(slot: Utterance, correction: Correction) -> Utterance | None:
    """The slot with the wrong number replaced: the one named, or which sounds most alike."""
    right, candidates = numbers_in(correction.right.words), numbers_in(slot.words)
    if len(right) != 1 or not candidates:
        return None
    named = numbers_in(correction.wrong.words) or right
    sound = in_words(named[0].value)
    misheard = max(candidates, key=lambda one: (_likeness(one, sound), one.start))
    number = correction.right.part(right[0].start, right[0].end)
    return slot.replaced(misheard.start, misheard.end, number)


def _likeness(number: Number, sound: str) -> float:
    """How much a number sounds like `sound`, where it does at all."""
    return fuzz.ratio(in_words(number.value), sound, score_cutoff=_SAME_SOUND)


def corrected_whole(slot: Utterance, correction: Correction) -> Utterance:
    """The correction in place of the whole slot."""
    return correction.right


def _phrase_at(said: Utterance, start: int) -> list[str]:
    for phrase in sorted(_CORRECTING + _WEAK, key=len, reverse=True):
        if list(said.words[start : start + len(phrase)]) == phrase:
            return list(phrase)
    return []


def _divided(said: Utterance) -> Correction:
    """The right and the wrong part of `not ten but twelve`, and of `twelve not ten`."""
    if "not" not in said.words:
        return Correction(right=said, wrong=said.part(0, 0))
    wrong = said.words.index("not")
    if wrong:
        return Correction(right=said.part(0, wrong), wrong=said.part(wrong + 1))
    right = _second_part(said)
    return Correction(right=said.part(right), wrong=said.part(1, right))


def _second_part(said: Utterance) -> int:
    """Where the right part begins in `not ten but twelve`, or without the `but`."""
    if "but" in said.words:
        return said.words.index("but") + 1
    commas = [end for end, written in enumerate(said.written, start=1) if written.endswith(",")]
    if commas:
        return commas[0]
    numbers = numbers_in(said.words)
    return numbers[-1].start if numbers else 2
