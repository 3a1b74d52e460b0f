"""How loud a growing sound is where: a few numbers a second, to draw it by."""

import math

import numpy as np
import numpy.typing as npt

from antiphon.audio.frame import FULL_SCALE, AudioFrame

__all__ = ["Envelope"]

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Envelope:
    """The loudest sample of each 20 ms of one mono sound, whose frames have one sample rate.

    A loudness is a digit of base 36, 0 to z: 35 times the square root of its share of full scale.
    """

    STEP_MS = 20
    """What a digit is about."""

    def __init__(self) -> None:
        self._digits: list[str] = []
        self._rest: npt.NDArray[np.int16] = np.zeros(0, np.int16)

    def push(self, frame: AudioFrame) -> None:
        """Append the next audio."""
        samples = np.concatenate([self._rest, frame.samples.reshape(-1)])
        step = max(round(frame.sample_rate * self.STEP_MS / 1000), 1)
        whole = len(samples) // step * step
        self._rest = samples[whole:]
        self._digits += digits(samples[:whole].reshape(-1, step))

    def after(self, ms: float, most: int) -> str:
        """The digits from the one on in which that position is; at most so many."""
        first = int(ms // self.STEP_MS)
        rest = digits(self._rest.reshape(1, -1)) if self._rest.size else []
        return "".join([*self._digits, *rest][first : first + most])


def digits(pieces: npt.NDArray[np.int16]) -> list[str]:
    """The digit of each row."""
    peaks = np.abs(pieces.astype(np.int32)).max(axis=1, initial=0).tolist()
    return [DIGITS[round(35 * math.sqrt(min(peak / FULL_SCALE, 1.0)))] for peak in peaks]
