"""Images as URLs."""

import struct
import zlib
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from antiphon.errors import ConfigurationError
from antiphon.llm import ChatImage
from antiphon.plugins.openai.codec import data_url

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
RGBA, ABGR, ARGB, BGRA, RGB24, I420 = range(6)


@dataclass
class Frame:
    """Has the fields of an `rtc.VideoFrame`."""

    width: int
    height: int
    type: int
    data: bytes


class Convertible(Frame):
    """A frame in planes, which its library converts."""

    def convert(self, layout: int) -> Frame:
        return Frame(self.width, self.height, layout, bytes((*RED, 255)) * self.width * self.height)


def pixels(url: str) -> Any:
    """The pixels of a `data:` URL with a PNG without filters."""
    data = b64decode(url.removeprefix("data:image/png;base64,"), validate=True)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, rest = {}, data[8:]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        kind, body = rest[4:8], rest[8 : 8 + length]
        assert rest[8 + length : 12 + length] == struct.pack(">I", zlib.crc32(kind + body))
        chunks[kind], rest = body, rest[12 + length :]
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    assert form == [8, 2, 0, 0, 0]
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


@pytest.mark.parametrize(
    "url", ["https://x.example/a.png", "http://localhost/a.png", "data:image/png;base64,AAAA"]
)
def test_a_url_stays_as_it_is(url: str) -> None:
    assert data_url(ChatImage(image=url)) == url


@pytest.mark.parametrize(
    ("layout", "pixel"),
    [
        (RGBA, (1, 2, 3, 255)),
        (ABGR, (255, 3, 2, 1)),
        (ARGB, (255, 1, 2, 3)),
        (BGRA, (3, 2, 1, 255)),
        (RGB24, (1, 2, 3)),
    ],
)
def test_a_frame_is_sent_whatever_the_order_of_its_colours(
    layout: int, pixel: tuple[int, ...]
) -> None:
    frame = Frame(2, 3, layout, bytes(pixel) * 6)

    assert pixels(data_url(ChatImage(image=frame))).tolist() == [[[1, 2, 3]] * 2] * 3


def test_a_frame_in_planes_is_converted_by_its_library() -> None:
    frame = Convertible(1, 1, I420, b"\0\0\0")

    assert pixels(data_url(ChatImage(image=frame))).tolist() == [[list(RED)]]


@pytest.mark.parametrize(
    "thing", [Frame(1, 1, I420, b"\0\0\0"), Frame(2, 2, RGBA, b"\0" * 4), object(), None, b"png"]
)
def test_what_is_no_picture_is_refused_by_name(thing: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"a {type(thing).__name__} cannot be sent"):
        data_url(ChatImage(image=thing))


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(2, None, (1, 2)), (None, 1, (1, 2)), (2, 1, (1, 2)), (8, 4, (4, 8)), (1, 2, (2, 1))],
)
def test_a_frame_is_scaled(width: int | None, height: int | None, size: tuple[int, int]) -> None:
    frame = Frame(4, 2, RGB24, bytes((*RED, *RED, *BLUE, *BLUE)) * 2)

    picture = pixels(
        data_url(ChatImage(image=frame, inference_width=width, inference_height=height))
    )

    assert picture.shape[:2] == size


def test_a_larger_picture_repeats_its_pixels() -> None:
    frame = Frame(2, 1, RGB24, bytes((*RED, *GREEN)))

    picture = pixels(data_url(ChatImage(image=frame, inference_width=4)))

    assert picture.tolist() == [[list(RED), list(RED), list(GREEN), list(GREEN)]] * 2


def test_a_smaller_picture_has_the_means_of_the_pixels() -> None:
    frame = Frame(2, 1, RGB24, bytes((*RED, *GREEN)))

    picture = pixels(data_url(ChatImage(image=frame, inference_width=1)))

    assert picture.tolist() == [[[128, 128, 0]]]


def test_a_very_wide_picture_keeps_a_row() -> None:
    frame = Frame(100, 1, RGB24, bytes(RED) * 100)

    assert pixels(data_url(ChatImage(image=frame, inference_width=2))).shape == (1, 2, 3)
