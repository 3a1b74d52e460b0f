"""How long the agent talks on when somebody breaks in."""

from collections.abc import Sequence

from benchmarks.barge_ins import BargeIn
from benchmarks.figure import Figure, percentile

__all__ = ["silence"]


def silence(barge_ins: Sequence[BargeIn], time: str) -> Figure:
    """From the caller's voice to the agent's last sample; `time` says on which clock."""
    sounding = [barge_in.heard for barge_in in barge_ins if barge_in.heard.is_cut_in_speech]
    delays = [(heard.falls_silent - heard.onset) * 1000 for heard in sounding]
    return Figure(
        name=f"Voice onset to the agent's silence, {time}",
        measured=f"p50 {percentile(delays, 50):.0f} ms, p95 {percentile(delays, 95):.0f} ms",
        target="≤ 200 ms p95",
        how=(
            f"{len(delays)} barge-ins with eleven clips of four synthetic voices in the local "
            "room: from the first 10 ms of the clip louder than -50 dBFS in the caller's channel "
            "of the recording to the last sample of the agent in the other. Left out: "
            f"{len(barge_ins) - len(delays)} in a pause of the telling, where that is not known."
        ),
    )
