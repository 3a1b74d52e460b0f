"""`heard_ms` of an interruption against the samples in the recording."""

from collections.abc import Sequence

from benchmarks.barge_ins import BargeIn
from benchmarks.figure import Figure, percentile

__all__ = ["heard_ms"]


def heard_ms(barge_ins: Sequence[BargeIn]) -> Figure:
    """By how much they differ."""
    misses = [barge_in.heard.missed_ms(barge_in.heard_ms) for barge_in in barge_ins]
    silent = sum(not barge_in.heard.is_cut_in_speech for barge_in in barge_ins)
    return Figure(
        name="`heard_ms` against the samples in the recording",
        measured=f"at most {max(misses, default=0.0):.2f} ms, median {percentile(misses, 50):.2f}",
        target="≤ 10 ms",
        how=(
            f"The same {len(misses)} barge-ins: samples of the telling up to the last one that is "
            f"not zero in the agent's channel. {silent} of them fell into a pause, where the "
            "recording can only say that the number lies within that pause."
        ),
    )
