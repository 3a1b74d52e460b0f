"""What browsers record is decoded: as far as it can be, and no more of it than is wanted."""

import sys
from typing import Any

import numpy as np
import pytest

pytest.importorskip("livekit.rtc")
av = pytest.importorskip("av")

from antiphon.audio import AudioFrame, read_wav, resample  # noqa: E402 - skipped above without it
from antiphon.audio.frame import Samples  # noqa: E402
from antiphon.rooms.livekit.decoding import RATE, Unreadable, decode  # noqa: E402
from tests import likeness  # noqa: E402
from tests.rooms.browser_kit import CHROMIUM, SPOKEN, coded  # noqa: E402


def hum(seconds: float, hz: float = 440.0, rate: int = RATE) -> Samples:
    t = np.arange(round(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * hz * t)).astype(np.int16)


def pitch(sound: AudioFrame) -> float:
    """Hz of what is strongest in it."""
    return float(np.argmax(np.abs(np.fft.rfft(sound.samples))) / sound.duration)


def test_the_words_in_a_recording_of_chromium_are_heard() -> None:
    sound = decode(CHROMIUM.read_bytes(), 10.0)
    assert (sound.sample_rate, sound.num_channels) == (48_000, 1)
    assert sound.duration == pytest.approx(3.0, abs=0.02)
    words = resample(read_wav(SPOKEN).frame, likeness.RATE).samples
    assert likeness.likeness(words, resample(sound, likeness.RATE).samples) > 0.9


@pytest.mark.parametrize(
    ("container", "codec", "rate", "layout"),
    [
        ("webm", "libopus", 48_000, "mono"),
        ("ogg", "libopus", 48_000, "stereo"),
        ("mp4", "aac", 44_100, "stereo"),
        ("mp4", "libopus", 48_000, "mono"),
    ],
)
def test_whatever_a_browser_packs_it_in_it_is_heard_in_mono(
    container: str, codec: str, rate: int, layout: str
) -> None:
    sound = decode(coded(hum(1.0, rate=rate), container, codec, rate, layout), 10.0)
    assert (sound.sample_rate, sound.num_channels) == (48_000, 1)
    assert sound.duration == pytest.approx(1.0, abs=0.06)
    assert pitch(sound) == pytest.approx(440, abs=2)
    assert 7000 < np.abs(sound.samples).max() < 9000


def test_of_a_long_one_the_last_seconds_are_heard() -> None:
    both = np.concatenate((hum(4.0), hum(4.0, hz=880.0)))
    sound = decode(coded(both), 3.0)
    assert sound.duration == 3.0
    assert pitch(sound) == pytest.approx(880, abs=2)


def test_one_that_was_cut_off_is_heard_up_to_there() -> None:
    data = coded(hum(4.0))
    sound = decode(data[: len(data) // 2], 10.0)
    assert 1.0 < sound.duration < 3.0
    assert pitch(sound) == pytest.approx(440, abs=2)


def test_one_that_is_damaged_is_heard_as_far_as_it_can_be(
    caplog: pytest.LogCaptureFixture,
) -> None:
    data = coded(hum(2.0), "mp4", "aac")
    broken = data[: len(data) // 2] + bytes(len(data) // 4)
    sound = decode(broken, 10.0)
    assert 0.5 < sound.duration < 1.5
    (message,) = caplog.messages
    assert message.startswith("a recording is heard as far as it can be decoded: ")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is neither WebM nor Ogg nor MP4"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "it is neither WebM nor Ogg nor MP4"),
        (b"\x1a\x45\xdf\xa3" + bytes(5000), "it cannot be decoded: "),
        (b"OggS" + bytes(5000), "it cannot be decoded: "),
        (CHROMIUM.read_bytes()[:100], "it cannot be decoded: "),
        (CHROMIUM.read_bytes()[:158], "there is no sound in it"),
    ],
    ids=["nothing", "a playlist", "an empty WebM", "an empty Ogg", "half a header", "a header"],
)
def test_what_is_no_recording_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        decode(data, 10.0)
    assert str(refusal.value).startswith(why)


@pytest.mark.parametrize(
    ("seconds", "container", "codec", "rate", "why"),
    [
        (1.0, "matroska", "pcm_s16le", 48_000, "there is no Opus and no AAC in it"),
        (1.0, "mp4", "aac", 7350, "there is no Opus and no AAC in it"),
        (61.0, "webm", "libopus", 48_000, "it is longer than 60 s"),
    ],
)
def test_what_no_browser_records_is_refused(
    seconds: float, container: str, codec: str, rate: int, why: str
) -> None:
    data = coded(hum(seconds, rate=rate), container, codec, rate)
    with pytest.raises(Unreadable) as refusal:
        decode(data, 10.0)
    assert str(refusal.value).startswith(why)


def test_without_pyav_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "av"]:
        monkeypatch.delitem(sys.modules, name)
    nothing: Any = None
    monkeypatch.setitem(sys.modules, "av", nothing)
    with pytest.raises(Unreadable) as refusal:
        decode(CHROMIUM.read_bytes(), 10.0)
    assert "pip install 'antiphon[preconnect]'" in str(refusal.value)
