"""Speech to text by Moonshine's tiny English model, on the processor, without a network."""

import math
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from antiphon.audio import AudioFrame, Frame, own_frame, remix, resample
from antiphon.errors import ModelError
from antiphon.plugins.local.alignment import aligned
from antiphon.plugins.local.engines import Engine
from antiphon.plugins.local.moonshine import SAMPLE_RATE, Moonshine
from antiphon.plugins.local.normalize import tidy_transcript
from antiphon.plugins.local.wheels import MOONSHINE
from antiphon.stt import RecognitionUsage, SpeechData, SpeechEvent, SpeechEventType
from antiphon.utils import shortuuid

__all__ = ["Levels", "MoonshineSTT", "is_silent", "levels"]

WEIGHTS = Path("assets", "tiny-en")
HOP = 320
"""Samples over which loudness is measured: 20 ms."""
TAIL = 0.5
"""Seconds of silence put after the audio: where it ends sooner, the model mishears short words."""
QUIET_DBFS = -65.0
"""What is nowhere louder is silence, in which the model would hear "You"."""
MAX_PIECE = 25.0
MIN_PIECE = 15.0
"""Seconds: longer audio is cut between these, where it is quietest."""

Levels = npt.NDArray[np.float32]


def recognizer() -> Moonshine:
    """The network, with the weights that are in the wheel. Raises ConfigurationError."""
    weights = MOONSHINE.folder() / WEIGHTS
    try:
        return Moonshine(weights)
    except Exception as error:  # onnxruntime has several classes of its own for a broken file
        raise MOONSHINE.broken(error) from error


def words(samples: Levels, moonshine: Moonshine) -> str:
    """What is said in `samples`. Raises ModelError."""
    try:
        return moonshine.words(samples)
    except Exception as error:  # the same
        raise ModelError(f"The speech recognizer failed: {error}.") from error


RECOGNIZER = Engine("speech recognition", recognizer)


class MoonshineSTT:
    """Recognizes English utterances, one at a time for all sessions of the process.

    Give the audio of one utterance with about 0.3 s before the onset and 0.2 s after the end.
    """

    async def recognize(self, frame: Frame) -> SpeechEvent:
        """The words in `frame`, of any rate and channels, as one final transcript.

        Its text is empty where no words are heard. Raises ConfigurationError where the engine
        cannot be loaded, ModelError where it fails or too many utterances wait, TypeError for what
        is no frame.
        """
        frame = own_frame(frame)
        texts = [await transcribe(piece) for piece in pieces(levels(frame))]
        text = tidy_transcript(" ".join(texts))
        return SpeechEvent(
            type=SpeechEventType.FINAL_TRANSCRIPT,
            request_id=shortuuid("stt_"),
            alternatives=[SpeechData(language="en", text=text, end_time=frame.duration)],
            recognition_usage=RecognitionUsage(audio_duration=frame.duration),
        )

    async def prewarm(self) -> None:
        """Load the model and run it once, off the event loop; raises as `recognize` does."""
        silence = np.zeros(SAMPLE_RATE, np.float32)
        await RECOGNIZER.run(partial(words, silence))


async def transcribe(samples: Levels) -> str:
    """The words in `samples` as the model writes them, empty for silence."""
    if is_silent(samples):
        return ""
    speech = np.pad(aligned(samples, SAMPLE_RATE), (0, round(TAIL * SAMPLE_RATE)))
    return await RECOGNIZER.run(partial(words, speech))


def levels(frame: AudioFrame) -> Levels:
    """`frame` as the model wants it: 16 kHz, mono, ±1.0."""
    audio = resample(remix(frame, 1), SAMPLE_RATE)
    return audio.samples.astype(np.float32) / 32768.0


def loudness(samples: Levels) -> npt.NDArray[np.float64]:
    """The root mean square of each whole hop."""
    hops = samples[: len(samples) // HOP * HOP].reshape(-1, HOP).astype(np.float64)
    power: npt.NDArray[np.float64] = np.square(hops).mean(axis=1)
    return np.sqrt(power)


def is_silent(samples: Levels) -> bool:
    """Whether there is nothing to be heard in `samples`."""
    loud = loudness(samples)
    return not loud.size or bool(loud.max() < 10.0 ** (QUIET_DBFS / 20.0))


def pieces(samples: Levels) -> list[Levels]:
    """`samples`, cut into pieces short enough for the model, each at the quietest moment."""
    cut: list[Levels] = []
    while len(samples) > MAX_PIECE * SAMPLE_RATE:
        first = math.ceil(MIN_PIECE * SAMPLE_RATE / HOP)
        last = math.floor(MAX_PIECE * SAMPLE_RATE / HOP)
        quietest = first + int(np.argmin(loudness(samples)[first:last]))
        end = quietest * HOP + HOP // 2
        cut.append(samples[:end])
        samples = samples[end:]
    return [*cut, samples]
