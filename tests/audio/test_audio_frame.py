"""A frame is a view of somebody's samples, and never makes noise of bad numbers."""

import io
import wave
from array import array
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.audio import AudioFrame, combine_frames, own_frame
from antiphon.utils import merge_frames
from antiphon.utils.audio import calculate_audio_duration

PCM = b"\x01\x00\x02\x00\x03\x00\x04\x00"


@pytest.mark.parametrize(
    "data",
    [PCM, bytearray(PCM), memoryview(PCM), memoryview(PCM).cast("h"), array("h", [1, 2, 3, 4])],
)
def test_any_buffer_of_samples_will_do(data: Any) -> None:
    frame = AudioFrame(data, 24000, 2, 2)
    assert frame.data.format == "h"
    assert list(frame.data) == [1, 2, 3, 4]
    assert frame.samples.tolist() == [[1, 2], [3, 4]]
    assert (frame.sample_rate, frame.num_channels, frame.samples_per_channel) == (24000, 2, 2)


def test_mono_samples_are_flat() -> None:
    assert AudioFrame(PCM, 24000, 1, 4).samples.tolist() == [1, 2, 3, 4]


def test_nothing_is_copied() -> None:
    buffer = bytearray(PCM)
    frame = AudioFrame(buffer, 24000, 1, 4)
    buffer[0] = 9
    assert frame.samples[0] == frame.data[0] == 9
    samples = np.array([5, 6], dtype=np.int16)
    assert np.shares_memory(AudioFrame.from_samples(samples, 24000).samples, samples)


def test_what_follows_the_frame_is_not_part_of_it() -> None:
    assert list(AudioFrame(PCM, 24000, 1, 3).data) == [1, 2, 3]


def test_duration_is_in_seconds_whatever_the_channels() -> None:
    assert AudioFrame.create(24000, 2, 2400).duration == 0.1


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^3 bytes end with half of a 16 bit sample$"):
        AudioFrame(b"\0\0\0", 24000, 1, 1)


def test_too_little_data_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^8 bytes are too few: 3 samples of 2 channels take 12$"):
        AudioFrame(PCM, 24000, 2, 3)


@pytest.mark.parametrize("numbers", [(0, 1, 1), (-1, 1, 1), (24000, 0, 1), (24000, 1, -1)])
def test_impossible_formats_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="an audio frame cannot have"):
        AudioFrame(PCM, *numbers)
    with pytest.raises(ValueError, match="an audio frame cannot have"):
        AudioFrame.create(*numbers)


def test_a_new_frame_is_silent_and_can_be_filled() -> None:
    frame = AudioFrame.create(24000, 2, 3)
    assert frame.samples.tolist() == [[0, 0]] * 3
    np.copyto(frame.samples, np.full((3, 2), 7, dtype=np.int16))
    assert list(frame.data) == [7] * 6


@pytest.mark.parametrize("data", [b"", array("h"), memoryview(b"")])
def test_a_frame_may_be_empty(data: Any) -> None:
    frame = AudioFrame(data, 24000, 2, 0)
    assert frame.samples.shape == (0, 2)
    assert frame.duration == 0
    assert AudioFrame.from_samples(np.zeros(0), 24000).samples.shape == (0,)
    assert AudioFrame.from_samples(np.zeros((0, 2)), 24000).num_channels == 2


def test_floats_are_clamped_and_never_wrap() -> None:
    wild = np.array([1.0, 1.5, np.inf, 1e308, -1.0, -2.0, -np.inf, np.nan, 0.5, 0.0])
    full, low = 32767, -32768
    expected = [full, full, full, full, low, low, low, 0, 16384, 0]
    assert AudioFrame.from_samples(wild, 24000).samples.tolist() == expected


@given(st.lists(st.floats(width=32), min_size=1))
def test_any_float_keeps_its_sign(values: list[float]) -> None:
    samples = AudioFrame.from_samples(np.array(values, dtype=np.float32), 8000).samples
    for value, sample in zip(values, samples, strict=True):
        assert sample == 0 or (sample > 0) == (value > 0)


@given(st.lists(st.integers(-32768, 32767)))
def test_samples_survive_the_way_through_floats(values: list[int]) -> None:
    samples = np.array(values, dtype=np.int16)
    assert (AudioFrame.from_samples(samples / 32768, 8000).samples == samples).all()


def test_a_slice_of_an_array_will_do() -> None:
    stereo = np.arange(6, dtype=np.int16).reshape(3, 2)
    assert AudioFrame.from_samples(stereo[:, 1], 8000).samples.tolist() == [1, 3, 5]
    assert AudioFrame.from_samples(stereo[::2], 8000).samples.tolist() == [[0, 1], [4, 5]]


@pytest.mark.parametrize("samples", [np.zeros(()), np.zeros((1, 1, 1)), np.zeros((2, 0))])
def test_other_shapes_are_refused(samples: npt.NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match=r"samples are shaped|cannot have"):
        AudioFrame.from_samples(samples, 24000)


def test_other_types_are_refused() -> None:
    with pytest.raises(TypeError, match="int16 or floating point, not int64"):
        AudioFrame.from_samples(np.zeros(3, dtype=np.int64), 24000)


def test_as_a_wav_file() -> None:
    frame = AudioFrame(PCM, 16000, 2, 2)
    with wave.open(io.BytesIO(frame.to_wav_bytes())) as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (16000, 2, 2)
        assert wav.readframes(9) == PCM


def test_it_says_what_it_is() -> None:
    assert repr(AudioFrame.create(24000, 1, 480)) == (
        "AudioFrame(sample_rate=24000, num_channels=1, samples_per_channel=480, duration=0.020)"
    )


def test_frames_are_combined_in_order() -> None:
    parts = [
        AudioFrame(PCM, 8000, 1, 4),
        AudioFrame.create(8000, 1, 0),
        AudioFrame(PCM, 8000, 1, 2),
    ]
    combined = combine_frames(parts)
    assert list(combined.data) == [1, 2, 3, 4, 1, 2]
    assert combine_frames(combined) is combined


def test_what_cannot_be_combined_is_refused() -> None:
    with pytest.raises(ValueError, match="no frames"):
        combine_frames([])
    with pytest.raises(ValueError, match="different rates or channels"):
        combine_frames([AudioFrame.create(8000, 1, 1), AudioFrame.create(8000, 2, 1)])


class RoomFrame:
    """A frame of another library, with the fields of `livekit.rtc.AudioFrame`."""

    data = memoryview(PCM).cast("h")
    sample_rate = 24000
    num_channels = 2
    samples_per_channel = 2


def test_a_frame_of_another_library_becomes_one_of_ours() -> None:
    frame = own_frame(RoomFrame())
    assert isinstance(frame, AudioFrame)
    assert frame.samples.tolist() == [[1, 2], [3, 4]]
    assert own_frame(frame) is frame


def test_frames_of_both_libraries_are_combined() -> None:
    ours = AudioFrame(PCM, 24000, 2, 2)
    assert list(combine_frames([RoomFrame(), ours]).data) == [1, 2, 3, 4, 1, 2, 3, 4]
    assert list(combine_frames(RoomFrame()).data) == [1, 2, 3, 4]


def test_the_familiar_names() -> None:
    frames = [AudioFrame.create(24000, 1, 2400), AudioFrame.create(24000, 1, 1200)]
    assert merge_frames is combine_frames
    assert calculate_audio_duration(frames) == pytest.approx(0.15)
    assert calculate_audio_duration(frames[0]) == pytest.approx(0.1)
