"""Images as a model takes them: a URL, or the picture itself as a `data:` URL."""

import struct
import zlib
from base64 import b64encode
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from antiphon.errors import ConfigurationError
from antiphon.llm.chat_context import ChatImage

__all__ = ["data_url"]

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Shaped (height, width, 3): red, green, blue."""

RGBA: Final = 0
"""Number of that layout among `livekit.rtc.VideoBufferType`."""

LAYOUTS: Final = MappingProxyType(
    {
        RGBA: (4, [0, 1, 2]),
        1: (4, [3, 2, 1]),
        2: (4, [1, 2, 3]),
        3: (4, [2, 1, 0]),
        4: (3, [0, 1, 2]),
    }
)
"""By number of the layout (RGBA, ABGR, ARGB, BGRA, RGB24): bytes of a pixel, and where red, green
and blue are among them."""

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR = 2
QUICKLY = 1
"""zlib's level: a frame is sent once."""


def data_url(image: ChatImage) -> str:
    """The URL of an image: its own, or a `data:` URL with a video frame as PNG.

    A frame is scaled to `inference_width` by `inference_height` first; one of the two keeps the
    shape. Raises ConfigurationError for other URLs and for what is no frame.
    """
    if isinstance(image.image, str):
        return checked(image.image)
    picture = scaled(pixels_of(image.image), image.inference_width, image.inference_height)
    return f"data:image/png;base64,{b64encode(png(picture)).decode('ascii')}"


def checked(url: str) -> str:
    if not url.startswith(("https:", "http:", "data:")):
        raise ConfigurationError(
            "an image is sent as a URL that begins with https: or data:, or as an rtc.VideoFrame; "
            f"this one begins with {url[:8]!r}"
        )
    return url


def pixels_of(frame: Any) -> Pixels:
    """The pixels of an `rtc.VideoFrame`, or of an object with its fields."""
    try:
        plain = frame if int(frame.type) in LAYOUTS else frame.convert(RGBA)
        size, colours = LAYOUTS[int(plain.type)]
        rows = np.frombuffer(plain.data, np.uint8).reshape(plain.height, plain.width, size)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"a {type(frame).__name__} cannot be sent as an image: give an rtc.VideoFrame in RGBA, "
            f"or a URL ({error})"
        ) from error
    return rows[:, :, colours]


def scaled(picture: Pixels, width: int | None, height: int | None) -> Pixels:
    """The picture at another size, each pixel the mean of those that it stands for."""
    rows, columns = picture.shape[:2]
    if width is None and height is None:
        return picture
    width = width or max(1, round(columns * (height or rows) / rows))
    height = height or max(1, round(rows * width / columns))
    return averaged(averaged(picture, 0, height), 1, width)


def averaged(picture: Pixels, axis: int, size: int) -> Pixels:
    """The picture with `size` pixels along an axis."""
    have = picture.shape[axis]
    begins = np.arange(size) * have // size
    ends = np.maximum(-(-(np.arange(size) + 1) * have // size), begins + 1)
    means = [
        picture.take(range(begin, end), axis=axis).mean(axis=axis)
        for begin, end in zip(begins, ends, strict=True)
    ]
    return np.asarray(np.rint(np.stack(means, axis=axis)), np.uint8)


def png(picture: Pixels) -> bytes:
    """The picture as a PNG file (ISO/IEC 15948): no filter, no interlacing."""
    height, width = picture.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 8, TRUE_COLOUR, 0, 0, 0)
    unfiltered = np.zeros((height, 1 + 3 * width), np.uint8)
    unfiltered[:, 1:] = picture.reshape(height, 3 * width)
    data = zlib.compress(unfiltered.tobytes(), QUICKLY)
    return PNG_SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)
