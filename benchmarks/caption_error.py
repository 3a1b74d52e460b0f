"""When a word is shown against when it is heard in the recording."""

from collections.abc import Iterator, Sequence

from benchmarks.alignment import Aligner
from benchmarks.barge_ins import BargeIn, Shown
from benchmarks.figure import Figure, percentile
from benchmarks.voices import Voicing

__all__ = ["caption_error"]


def caption_error(barge_ins: Sequence[BargeIn], aligner: Aligner, voicing: Voicing) -> Figure:
    """How far apart they are."""
    errors = [error for barge_in in barge_ins for error in errors_ms(barge_in, aligner)]
    sizes = [abs(error) for error in errors]
    return Figure(
        name=f"Caption against the word in the recording, {voicing.name}",
        measured=f"median {percentile(sizes, 50):.0f} ms, p95 {percentile(sizes, 95):.0f} ms",
        target="≤ 120 ms median",
        how=(
            f"{voicing.about} {len(errors)} words of {len(barge_ins)} tellings: the loop time at "
            "which the caller received the caption that first held the word, against the word's "
            f"midpoint by the alignment. On average {sum(errors) / max(len(errors), 1):+.0f} ms "
            "(positive: shown late). Virtual time: how long the machine takes is not in it."
        ),
    )


def errors_ms(barge_in: BargeIn, aligner: Aligner) -> list[float]:
    """Of each word shown: how much too late."""
    words = aligner.words(barge_in.text, barge_in.heard.take)
    return [
        (at - barge_in.heard.began - word.middle) * 1000
        for at, word in zip(shown_at(barge_in.shown), words, strict=False)
    ]


def shown_at(captions: Sequence[Shown]) -> Iterator[float]:
    """When each word was shown, in the order of the words."""
    lengths: dict[str, int] = {}
    shown = 0
    for caption in captions:
        lengths[caption.segment] = len(caption.text.split())
        words = sum(lengths.values())
        for _ in range(words - shown):
            yield caption.at
        shown = max(shown, words)
