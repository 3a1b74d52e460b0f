"""How a clause is delivered: at one level, its silences trimmed, with a pause after it."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame
from antiphon.plugins.local.voice import SAMPLE_RATE, Utterance
from antiphon.plugins.local.word_times import Span, word_times
from antiphon.tts import SynthesizedAudio, WordTime

__all__ = ["delivered", "paced"]

GAIN = 2.0
"""The network speaks at about -24 dBFS, every clause alike; this is -18, with its peaks below 0."""
HOP = 240
"""Samples over which loudness is measured: 10 ms."""
AUDIBLE = 0.004
"""Of full scale, before the gain: what is softer is silence."""
LEAD_IN = 0.02
LEAD_OUT = 0.06
"""Seconds kept around what is audible, for the softest sounds."""
FADE = 0.005
"""Seconds over which the kept part begins and ends, so that nothing clicks."""

PAUSES = ((".!?…", 0.35), (";:–—", 0.22), (",", 0.14))
"""Seconds of silence after a clause, by its last sign."""
BREAK = 0.6
"""After the end of a paragraph."""
NO_PAUSE = 0.02
"""Where a clause was cut only for its length."""

Levels = npt.NDArray[np.float32]


def delivered(clause: str, said: Utterance) -> SynthesizedAudio:
    """The clause's audio, its silences replaced by its pause, and the times of its words.

    One with nothing to say is its pause alone, and its words, if any, have no length.
    """
    hops = audible(said.levels)
    start, end = kept(hops, len(said.levels))
    voiced = faded(said.levels[start:end] * GAIN)
    spoken = paced(clause, voiced, SAMPLE_RATE)
    return replace(spoken, words=times(clause, said, hops, start / SAMPLE_RATE))


def paced(clause: str, levels: Levels, sample_rate: int) -> SynthesizedAudio:
    """The clause's audio as another engine made it, ±1.0, with its pause; no times are known."""
    silence = np.zeros(round(pause_after(clause) * sample_rate), np.float32)
    frame = AudioFrame.from_samples(np.concatenate([levels, silence]), sample_rate)
    return SynthesizedAudio(frame=frame, text=clause)


def times(
    clause: str, said: Utterance, hops: npt.NDArray[np.bool_], start: float
) -> tuple[WordTime, ...]:
    """The times of the words in what is kept from `start` on; none where they are not known."""
    if said.origins and not said.spans:
        return ()
    spans = [span and moved(tightened(span, hops), -start) for span in said.spans]
    return word_times(clause.split(), said.origins, spans)


def audible(levels: Levels) -> npt.NDArray[np.bool_]:
    """Whether anything is heard, for each whole hop."""
    hops = levels[: len(levels) // HOP * HOP].reshape(-1, HOP)
    return np.asarray(np.square(hops).mean(axis=1) > AUDIBLE**2)


def kept(hops: npt.NDArray[np.bool_], length: int) -> tuple[int, int]:
    """From which sample to which there is something to hear, with a little around it."""
    heard = np.flatnonzero(hops)
    if not heard.size:
        return 0, 0
    start = int(heard[0]) * HOP - round(LEAD_IN * SAMPLE_RATE)
    end = (int(heard[-1]) + 1) * HOP + round(LEAD_OUT * SAMPLE_RATE)
    return max(start, 0), min(end, length)


def faded(levels: Levels) -> Levels:
    """`levels`, beginning and ending at zero."""
    length = min(round(FADE * SAMPLE_RATE), len(levels) // 2)
    ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)
    shape = np.ones(len(levels), np.float32)
    shape[:length] = ramp
    shape[len(levels) - length :] = ramp[::-1]
    return levels * shape


def tightened(span: Span, hops: npt.NDArray[np.bool_]) -> Span:
    """`span` without the silence at its ends: the network lets the last sound run into a pause."""
    first = int(span.start * SAMPLE_RATE) // HOP
    last = -int(-span.end * SAMPLE_RATE // HOP)
    heard = np.flatnonzero(hops[first:last])
    if not heard.size:
        return span
    hop = HOP / SAMPLE_RATE
    return Span(
        max(span.start, (first + int(heard[0])) * hop),
        min(span.end, (first + int(heard[-1]) + 1) * hop),
    )


def moved(span: Span, seconds: float) -> Span:
    return Span(max(span.start + seconds, 0.0), max(span.end + seconds, 0.0))


def pause_after(clause: str) -> float:
    """Seconds of silence that belong after `clause`."""
    if clause.rstrip(" \t").endswith("\n\n"):
        return BREAK
    last = clause.rstrip().rstrip("\"'”’»)]*_")[-1:]
    return next((seconds for signs, seconds in PAUSES if last and last in signs), line_end(clause))


def line_end(clause: str) -> float:
    return PAUSES[0][1] if clause.rstrip(" \t").endswith("\n") else NO_PAUSE
