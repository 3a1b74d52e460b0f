"""Sound as browsers record it, Opus or AAC in WebM, Ogg or MP4, decoded by PyAV (FFmpeg)."""

import io
import logging
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.audio.frame import Samples

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.stream import AudioStream
    from av.container import InputContainer

__all__ = ["CHANNELS", "RATES", "Unreadable", "decode"]

logger = logging.getLogger(__name__)

RATE = 48_000
"""That of Opus; what has another is converted."""
MOST_SECONDS = 60.0
"""Of sound that is decoded: a byte may stand for much of it."""
RATES = range(8000, 96_001)
"""What a recording may have; so are `CHANNELS`."""
CHANNELS = range(1, 3)
SIGNS = (
    (slice(0, 4), b"\x1a\x45\xdf\xa3", "matroska"),
    (slice(0, 4), b"OggS", "ogg"),
    (slice(4, 8), b"ftyp", "mov"),
)
"""Where a container has its sign, the sign, and FFmpeg's name for what is read then. FFmpeg does
not choose: it knows formats that open other files."""
CODECS = ("aac", "opus")
MISSING = "PyAV decodes what browsers record: pip install 'antiphon[preconnect]'"


class Unreadable(Exception):
    """Why there is nothing to hear in a recording."""


class Tail:
    """The last `most` samples of what is added."""

    def __init__(self, most: int) -> None:
        self.added = 0
        """Samples, kept or not."""
        self._most = most
        self._pieces: deque[Samples] = deque()
        self._kept = 0

    def add(self, piece: Samples) -> None:
        self._pieces.append(piece)
        self.added += len(piece)
        self._kept += len(piece)
        while self._kept - len(self._pieces[0]) >= self._most:
            self._kept -= len(self._pieces.popleft())

    def samples(self) -> Samples:
        return np.concatenate(self._pieces)[-self._most :]


def decode(data: bytes | bytearray, most_seconds: float) -> AudioFrame:
    """The last `most_seconds` of the sound in `data`, mono at 48 kHz; of what is damaged, as far
    as it can be read.

    For a thread: it takes some milliseconds for ten seconds of sound, and the first time PyAV is
    loaded. Raises Unreadable.
    """
    try:
        from av.error import FFmpegError
    except ImportError:
        raise Unreadable(MISSING) from None
    tail = Tail(round(most_seconds * RATE))
    try:
        for piece in sound_in(data):
            tail.add(piece)
            if tail.added > MOST_SECONDS * RATE:
                raise Unreadable(f"it is longer than {MOST_SECONDS:.0f} s")
    except (FFmpegError, ValueError) as error:  # PyAV's own are ValueErrors
        damage = getattr(error, "strerror", None) or str(error)
        if not tail.added:
            raise Unreadable(f"it cannot be decoded: {damage}") from None
        logger.warning("a recording is heard as far as it can be decoded: %s", damage)
    if not tail.added:
        raise Unreadable("there is no sound in it")
    return AudioFrame.from_samples(tail.samples(), RATE)


def sound_in(data: bytes | bytearray) -> Iterator[Samples]:
    """The sound in `data`, piece by piece. Raises Unreadable, and what PyAV raises."""
    import av

    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(io.BytesIO(data), "r", format=container_of(data)) as source:
        frames = source.decode(stream_of(source))
        for frame in chain(frames, [None]):  # None has it give what it holds back
            for piece in resampler.resample(frame):
                yield piece.to_ndarray()[0]


def container_of(data: bytes | bytearray) -> str:
    """FFmpeg's name for what `data` begins like."""
    for place, sign, name in SIGNS:
        if data[place] == sign:
            return name
    raise Unreadable("it is neither WebM nor Ogg nor MP4")


def stream_of(source: "InputContainer") -> "AudioStream":
    """The sound among what `source` holds."""
    for stream in source.streams.audio:
        if is_usual(stream.codec_context):
            return stream
    raise Unreadable("there is no Opus and no AAC in it, in mono or stereo at a usual rate")


def is_usual(sound: "AudioCodecContext | None") -> bool:
    """Whether it is what browsers make; None is what FFmpeg has no decoder for."""
    return (
        sound is not None
        and sound.codec.canonical_name in CODECS
        and sound.channels in CHANNELS
        and sound.sample_rate in RATES
    )
