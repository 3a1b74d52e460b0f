"""Recordings as browsers make them."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from antiphon.audio.frame import Samples

if TYPE_CHECKING:
    from av.audio.stream import AudioStream

__all__ = ["CHROMIUM", "SPOKEN", "coded"]

DATA = Path(__file__).parents[1] / "data"
CHROMIUM = DATA / "recordings" / "chromium.webm"
SPOKEN = DATA / "speech" / "027_piper_joe.wav"
"""What is said in it."""
IN_PIECES = {"movflags": "frag_keyframe+empty_moov"}
"""An MP4 that can be written as a stream."""


def coded(
    samples: Samples,
    container: str = "webm",
    codec: str = "libopus",
    rate: int = 48_000,
    layout: str = "mono",
) -> bytes:
    """Those samples, in every channel, as a recording; needs PyAV."""
    import av

    file = io.BytesIO()
    options = IN_PIECES if container == "mp4" else {}
    with av.open(file, "w", format=container, options=options) as target:
        stream = cast("AudioStream", target.add_stream(cast("Any", codec), rate=rate))
        stream.layout = layout
        channels = np.repeat(samples, stream.codec_context.channels)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(channels, format="s16", layout=layout)
        frame.sample_rate = rate
        target.mux([*stream.encode(frame), *stream.encode(None)])
    return file.getvalue()
