"""Voices sound together, and channels become others, without wrapping."""

import numpy as np
import pytest

from antiphon.audio import AudioFrame, audible_mono, mix, remix
from antiphon.audio.frame import Samples


def frame(*samples: int | list[int], rate: int = 8000) -> AudioFrame:
    return AudioFrame.from_samples(np.array(samples, dtype=np.int16), rate)


def test_voices_add_up_as_long_as_the_longest() -> None:
    assert mix([frame(1, 2), frame(10, 20, 30)]).samples.tolist() == [11, 22, 30]


def test_loud_voices_are_clamped() -> None:
    loud = frame(30000, -30000)
    assert mix([loud, loud, loud]).samples.tolist() == [32767, -32768]


def test_stereo_voices() -> None:
    assert mix([frame([1, 2]), frame([3, 4], [5, 6])]).samples.tolist() == [[4, 6], [5, 6]]


def test_what_cannot_be_mixed_is_refused() -> None:
    with pytest.raises(ValueError, match="no frames"):
        mix([])
    with pytest.raises(ValueError, match="different"):
        mix([frame(1), frame(1, rate=16000)])


def test_channels_are_averaged_to_mono() -> None:
    mono = remix(frame([32767, 32767], [-32768, -32768], [100, -50], [3, 0]), 1)
    assert mono.samples.tolist() == [32767, -32768, 25, 2]
    assert remix(frame([1, 2, 3, 4, 5, 6]), 1).samples.tolist() == [4]


def test_mono_goes_into_every_channel() -> None:
    assert remix(frame(1, 2), 2).samples.tolist() == [[1, 1], [2, 2]]


def test_what_has_the_channels_already_stays_as_it_is() -> None:
    stereo = frame([1, 2])
    assert remix(stereo, 2) is stereo


def test_several_channels_are_not_made_several_others() -> None:
    with pytest.raises(ValueError, match="6 channels cannot be made 2"):
        remix(frame([1, 2, 3, 4, 5, 6]), 2)


def test_no_samples_make_no_samples() -> None:
    assert remix(AudioFrame.create(8000, 2, 0), 1).samples.shape == (0,)
    assert mix([AudioFrame.create(8000, 2, 0)]).samples.shape == (0, 2)


VOICE = (np.arange(-400, 400) * 16).astype(np.int16)
SILENCE = np.zeros_like(VOICE)


def stereo(left: Samples, right: Samples) -> AudioFrame:
    return AudioFrame.from_samples(np.stack([left, right], axis=1), 8000)


def test_a_channel_upside_down_does_not_silence_the_other() -> None:
    assert audible_mono(stereo(VOICE, -VOICE)).samples.tolist() == VOICE.tolist()


def test_where_channels_nearly_cancel_the_loudest_is_heard() -> None:
    assert audible_mono(stereo(-VOICE // 2, VOICE)).samples.tolist() == VOICE.tolist()


@pytest.mark.parametrize("other", [VOICE, VOICE // 2, SILENCE, -VOICE // 4])
def test_channels_that_do_not_cancel_are_mixed(other: Samples) -> None:
    both = stereo(VOICE, other)
    assert audible_mono(both).samples.tolist() == remix(both, 1).samples.tolist()


def test_what_is_mono_or_silent_or_nothing_stays_so() -> None:
    assert audible_mono(frame(1, 2)).samples.tolist() == [1, 2]
    assert audible_mono(stereo(SILENCE, SILENCE)).samples.tolist() == SILENCE.tolist()
    assert audible_mono(AudioFrame.create(8000, 2, 0)).samples.shape == (0,)
