"""The last word of an interrupted answer: the one committed against the one in the recording."""

from collections.abc import Sequence

from benchmarks.alignment import Aligner
from benchmarks.barge_ins import BargeIn
from benchmarks.figure import Figure
from benchmarks.recording import SAMPLE_RATE
from benchmarks.voices import Voicing

__all__ = ["last_word"]


def last_word(
    barge_ins: Sequence[BargeIn], aligner: Aligner, voicing: Voicing, target: str
) -> Figure:
    """How often they are the same."""
    misses = [words_off(barge_in, aligner) for barge_in in barge_ins]
    same, near = misses.count(0), sum(abs(miss) <= 1 for miss in misses)
    faithful = sum(barge_in.heard.is_faithful for barge_in in barge_ins)
    return Figure(
        name=f"Last word committed is the last word heard, {voicing.name}",
        measured=f"{percent(same, len(misses))} of {len(misses)} barge-ins",
        target=target,
        how=(
            f"{voicing.about} Virtual time, seeded moments. The full telling is aligned with its "
            "text by pocketsphinx; a word was heard if its midpoint lies before the sample at "
            "which the agent's channel of the recording falls silent. "
            f"Within one word: {percent(near, len(misses))}; too many words committed: "
            f"{sum(miss > 0 for miss in misses)}, too few: {sum(miss < 0 for miss in misses)}. "
            f"In {faithful} of {len(misses)} recordings, what was heard is what the voice made, "
            "sample for sample up to the fade."
        ),
    )


def words_off(barge_in: BargeIn, aligner: Aligner) -> int:
    """How many words more were committed than were heard."""
    words = aligner.words(barge_in.text, barge_in.heard.take)
    silent_from = barge_in.heard.cut / SAMPLE_RATE
    heard = sum(word.middle <= silent_from for word in words)
    return len(barge_in.committed.split()) - heard


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"
