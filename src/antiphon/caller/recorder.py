"""Records both sides of a conversation on one timeline."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame, combine_frames
from antiphon.audio.mix import remix
from antiphon.audio.resample import resample

__all__ = ["ConversationRecorder", "Side"]


@dataclass(slots=True)
class Take:
    """Frames that follow each other without a gap."""

    at: float
    """Loop time of the first sample."""
    frames: list[AudioFrame] = field(default_factory=list)


class Side:
    """A listener that keeps all it hears, with the times at which it was played."""

    def __init__(self) -> None:
        self.takes: list[Take] = []
        self._is_resting = True

    def deliver(self, at: float, frame: AudioFrame) -> None:
        if self._is_resting:
            self.takes.append(Take(at))
            self._is_resting = False
        self.takes[-1].frames.append(frame)

    def rest(self) -> None:
        self._is_resting = True

    def end(self) -> None:
        self.rest()


class ConversationRecorder:
    """Keeps what the caller and the agent played, each sample where it was heard.

    `caller` and `agent` listen to their tracks; t = 0 is the first sample that the caller played.
    """

    def __init__(self) -> None:
        self.caller = Side()
        self.agent = Side()

    @property
    def started_at(self) -> float | None:
        """Loop time of t = 0; None until the caller has played something."""
        return self.caller.takes[0].at if self.caller.takes else None

    def stereo(self, sample_rate: int = 24_000) -> npt.NDArray[np.int16]:
        """The conversation, shaped (n, 2): the caller left, the agent right.

        What the agent played before t = 0 is left out. It may end with a second of silence.
        """
        if self.started_at is None:
            return np.zeros((0, 2), np.int16)
        sides = [
            laid_out(side.takes, self.started_at, sample_rate) for side in (self.caller, self.agent)
        ]
        both = np.zeros((max(len(side) for side in sides), 2), np.int16)
        for channel, samples in enumerate(sides):
            both[: len(samples), channel] = samples
        return both


def laid_out(takes: list[Take], zero: float, sample_rate: int) -> npt.NDArray[np.int16]:
    """`takes` on one timeline that begins at loop time `zero`."""
    placed = [place(take, zero, sample_rate) for take in takes]
    timeline = np.zeros(max((start + len(samples) for start, samples in placed), default=0), int)
    for start, samples in placed:
        timeline[start : start + len(samples)] += samples
    return timeline.clip(-32768, 32767).astype(np.int16)


def place(take: Take, zero: float, sample_rate: int) -> tuple[int, npt.NDArray[np.int16]]:
    """Where `take` begins on the timeline, and its samples from there on."""
    samples = resample(remix(combine_frames(take.frames), 1), sample_rate).samples
    start = round((take.at - zero) * sample_rate)
    return max(start, 0), samples[max(-start, 0) :]
