"""When each written word is heard: from words to phonemes to frames to what the audio says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from antiphon.tts import WordTime

__all__ = ["Span", "origins", "word_times"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of audio, in seconds."""

    start: float
    end: float


def origins(
    written: Sequence[str], spoken: Sequence[str], speak: Callable[[str], Sequence[str]]
) -> list[int]:
    """For each spoken word, the index of the written word that it comes from; never descending.

    Words that are spoken as written match themselves; what is between two of them is shared out by
    what `speak` makes of each written word alone.
    """
    found: list[int] = []
    matcher = SequenceMatcher(None, written, spoken, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            found += range(first, last)
        elif first == last:
            found += [max(first - 1, 0)] * (end - begin)
        else:
            weights = [len(speak(word)) for word in written[first:last]]
            found += [first + index for index in shared_out(end - begin, weights)]
    return found


def shared_out(count: int, weights: Sequence[int]) -> list[int]:
    """The index of the share that each of `count` things belongs to, in proportion to `weights`."""
    if not any(weights):
        weights = [1] * len(weights)
    bounds = [count * total / sum(weights) for total in accumulate(weights)]
    return [next(i for i, bound in enumerate(bounds) if place < bound) for place in range(count)]


def word_times(
    written: Sequence[str], indices: Sequence[int], spans: Sequence[Span | None]
) -> tuple[WordTime, ...]:
    """The times of the written words; each is heard from its first spoken word to its last.

    `spans` are those of the spoken words, and `indices` their `origins`. A word that nothing is
    heard of has no length, and is where the one before it ends.
    """
    times: list[WordTime] = []
    end = 0.0
    for index, text in enumerate(written):
        heard = [
            span
            for origin, span in zip(indices, spans, strict=True)
            if origin == index and span is not None
        ]
        start = max(end, heard[0].start) if heard else end
        end = max(start, heard[-1].end) if heard else end
        times.append(WordTime(text, start, end))
    return tuple(times)
