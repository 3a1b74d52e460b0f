"""When the caller's words ended, by the sound itself: what latencies are counted from."""

from collections import deque

import numpy as np

from antiphon.audio import AudioFrame, rms_dbfs

__all__ = ["CallerVoice"]

MOST_FRAMES = 3000
"""What is remembered: a minute, in frames of 20 ms."""
SILENCE_DBFS = -70.0
"""Digital silence counts as so loud: quieter differences are not heard."""
FLOOR_PERCENTILE = 10
SPEECH_SHARE = 1 / 3
"""How far above the floor, on the way to the loudest sound, speech is told from noise."""


class CallerVoice:
    """A listener to the caller's microphone.

    A voice activity detector says that speech has ended only after a while of silence. Here the
    end is looked up in the levels: the last sound that rises from the noise of the turn.
    """

    def __init__(self) -> None:
        self._frames: deque[tuple[float, float]] = deque(maxlen=MOST_FRAMES)
        """When each ended, and its level in dBFS."""

    def deliver(self, at: float, frame: AudioFrame) -> None:
        level = max(rms_dbfs(frame), SILENCE_DBFS)
        self._frames.append((at + frame.duration, level))

    def rest(self) -> None: ...

    def end(self) -> None: ...

    def ended_before(self, moment: float, *, since: float) -> float:
        """Loop time at which speech ended that was heard between `since` and `moment`.

        `moment` itself where nothing was heard.
        """
        turn = [(ended, level) for ended, level in self._frames if since <= ended <= moment]
        if not turn:
            return moment
        levels = [level for _, level in turn]
        floor = float(np.percentile(levels, FLOOR_PERCENTILE))
        threshold = floor + SPEECH_SHARE * (max(levels) - floor)
        return max(ended for ended, level in turn if level >= threshold)
