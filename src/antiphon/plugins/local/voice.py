"""The voice: Hibari's network, made to say also when it says what. Runs in the engine's thread."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from antiphon.plugins.local.spoken_text import spoken_text
from antiphon.plugins.local.wheels import HIBARI
from antiphon.plugins.local.word_times import Span, origins

__all__ = ["SAMPLE_RATE", "Utterance", "Voice"]

SAMPLE_RATE = 24_000

KNOWN_MODEL = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
"""SHA-256 of the weights whose inner workings the following is about."""
ENDS_OUTPUT = "/CumSum_output_0"
"""Where, in frames, each phoneme ends: a value inside its graph."""
FRAME = 600 / SAMPLE_RATE
"""Seconds of one frame."""
LAG = 0.05
"""Seconds by which the network is ahead of these times, as measured at the edges of silences."""
SPECTRA = 6
"""The outputs that the sound is made from; the ends come after them."""

Levels = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, and when: untrimmed, quiet, at the network's own level."""

    levels: Levels
    """At `SAMPLE_RATE`, mono, ±1.0; empty if there was nothing to say."""
    origins: list[int]
    """For each spoken word the index of its written one, by white space."""
    spans: list[Span | None]
    """For each spoken word its time, None for one without sound; empty if times are unknown."""


class Voice:
    """Speaks one clause at a time, in the voice "heart". Raises ConfigurationError."""

    def __init__(self) -> None:
        hibari = HIBARI.load()
        from hibari import dsp
        from hibari.g2p.normalize import normalize
        from hibari.voices import DEFAULT, voice_path

        self._make_sound: Callable[..., Levels] = dsp.synth
        self._normalize = normalize
        weights = Path(voice_path(DEFAULT, download_missing=False)).read_bytes()
        # onnxruntime takes the bytes of a model where Hibari passes on the path of one.
        self._network = hibari.Hibari(DEFAULT, model=with_ends(weights))

    def speak(self, text: str, *, speed: float, seed: int) -> Utterance:
        """Say `text`; the same text, speed and seed give the same samples."""
        words = self._words(text)
        phonemes = self._phonemes(words)
        if not any(sign.isalpha() for sign in "".join(phonemes)):
            return Utterance(np.zeros(0, np.float32), [], [])
        outputs = self._run(self._network.ids(" ".join(filter(None, phonemes))), speed)
        levels = self._make_sound(*outputs[:SPECTRA], np.random.default_rng(seed))
        ends = outputs[SPECTRA:]
        return Utterance(
            levels=levels,
            origins=origins(text.split(), words, self._words),
            spans=spans(phonemes, ends[0]) if ends else [],
        )

    def _words(self, text: str) -> list[str]:
        """The words to say, numbers and abbreviations written out."""
        said: str = self._normalize(spoken_text(text))
        return said.split()

    def _phonemes(self, words: Sequence[str]) -> list[str]:
        """What each of `words` sounds like, in the signs of the network; empty if like nothing."""
        reader = self._network.g2p
        sounds = [""]
        for token in reader.phonemize_tokens(reader.tokenize(" ".join(words))):
            sounds[-1] += "".join(filter(self._network.vocab.__contains__, token.phonemes or ""))
            if token.whitespace:
                sounds.append("")
        return sounds

    def _run(self, ids: list[int], speed: float) -> list[Any]:
        inputs = {"ids": np.array([ids], np.int64), "speed": np.array([speed], np.float32)}
        outputs = self._network.sess.run(None, inputs)
        return [*(output[0] for output in outputs[:SPECTRA]), *outputs[SPECTRA:]]


def with_ends(weights: bytes) -> bytes:
    """The model with one more output, where each phoneme ends; unknown weights as they are.

    A protobuf message appended to another is merged into it: ModelProto.graph (7), its output (12),
    whose name (1) is that of the value.
    """
    if hashlib.sha256(weights).hexdigest() != KNOWN_MODEL:
        return weights
    return weights + field(7, field(12, field(1, ENDS_OUTPUT.encode())))


def field(number: int, content: bytes) -> bytes:
    """A protobuf field of fewer than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


def spans(phonemes: Sequence[str], ends: npt.NDArray[np.int64]) -> list[Span | None]:
    """When each word is spoken, its punctuation left out; `ends` are in frames.

    The network was given a pad, the words that have sounds with a space between two, and a pad.
    """
    times: list[Span | None] = []
    place = 1
    for sounds in phonemes:
        voiced = [index for index, sign in enumerate(sounds, place) if sign.isalpha()]
        times.append(seconds(ends[voiced[0] - 1], ends[voiced[-1]]) if voiced else None)
        place += len(sounds) + 1 if sounds else 0
    return times


def seconds(start: np.int64, end: np.int64) -> Span:
    """When the frames from `start` to `end` are heard."""
    return Span(max(float(start) * FRAME - LAG, 0.0), max(float(end) * FRAME - LAG, 0.0))
