"""Bytes come in as they like and leave in frames of one length."""

import logging
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.audio import AudioByteStream


def test_frames_are_of_100_ms_unless_told_otherwise() -> None:
    (frame,) = AudioByteStream(24000, 1).push(bytes(4801))
    assert frame.duration == 0.1
    (frame,) = AudioByteStream(24000, 1, 480).write(bytes(960))
    assert frame.duration == 0.02


@given(
    pieces=st.lists(st.binary(max_size=40)),
    channels=st.integers(1, 3),
    length=st.integers(1, 5),
)
def test_no_byte_is_lost_doubled_or_moved(pieces: list[bytes], channels: int, length: int) -> None:
    stream = AudioByteStream(8000, channels, length)
    frames = [frame for piece in pieces for frame in stream.push(piece)]
    assert all(frame.samples_per_channel == length for frame in frames)
    assert all(frame.num_channels == channels for frame in frames)
    frames += stream.flush()
    given_bytes, taken = b"".join(pieces), b"".join(frame.data for frame in frames)
    garbled = len(given_bytes) % (2 * channels)
    assert given_bytes.startswith(taken)
    assert garbled or taken == given_bytes


def test_other_buffers_are_taken_too() -> None:
    stream = AudioByteStream(8000, 1, 2)
    assert stream.push(array("h", [1])) == []
    (frame,) = stream.push(memoryview(array("h", [2])))
    assert list(frame.data) == [1, 2]


def test_a_flush_gives_the_rest_once() -> None:
    stream = AudioByteStream(8000, 2, 4)
    stream.push(bytes(range(8)))
    (rest,) = stream.flush()
    assert (rest.num_channels, rest.samples_per_channel) == (2, 2)
    assert stream.flush() == []
    (frame,) = stream.push(bytes(16))
    assert bytes(frame.data) == bytes(16)


def test_half_a_sample_is_dropped_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    stream = AudioByteStream(8000, 1, 4)
    stream.push(bytes(3))
    assert stream.flush() == []
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "dropped 3 bytes" in record.getMessage()
    stream.push(b"\1\0")
    assert list(stream.flush()[0].data) == [1]


def test_frames_do_not_change_when_the_callers_buffer_does() -> None:
    buffer = bytearray(b"\1\0\2\0")
    stream = AudioByteStream(8000, 1, 2)
    (frame,) = stream.push(buffer)
    buffer[:] = bytes(4)
    assert list(frame.data) == [1, 2]


@pytest.mark.parametrize("numbers", [(0, 1, 10), (24000, 0, 10), (24000, 1, 0), (9, 1, None)])
def test_impossible_frames_are_refused(numbers: tuple[int, int, int | None]) -> None:
    with pytest.raises(ValueError, match="cannot be cut"):
        AudioByteStream(*numbers)


@pytest.mark.parametrize("numbers", [(24000.0, 1), (24000, 1, 2.5), ("24000", 1, 480)])
def test_numbers_that_are_not_whole_are_refused(numbers: Any) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        AudioByteStream(*numbers)
