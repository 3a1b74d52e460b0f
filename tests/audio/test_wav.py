"""Every WAV file that can be converted is; what cannot is refused in a sentence that names it."""

import struct
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from antiphon.audio import (
    AudioFrame,
    Recording,
    WavWriter,
    is_silent,
    read_wav,
    write_wav,
)
from antiphon.errors import ConfigurationError

SAMPLES = [0, 1, -1, 256, -256, 12800, 32767, -32768]
LATE = 0xFFFFFFFF
MEDIA_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


@dataclass(frozen=True, kw_only=True)
class Wav:
    """A WAV file in the making: mono, 16 kHz, 16 bit, unless told otherwise."""

    tag: int = 1
    channels: int = 1
    rate: int = 16000
    bits: int = 16
    data: bytes = struct.pack("<8h", *SAMPLES)
    extensible: bool = False
    before: bytes = b""
    after: bytes = b""
    magic: bytes = b"RIFF"
    data_size: int | None = None
    riff_size: int | None = None
    fmt: bytes | None = None

    def encoded(self) -> bytes:
        body = b"WAVE" + self.before + chunk(b"fmt ", self.format_chunk())
        size = len(self.data) if self.data_size is None else self.data_size
        body += b"data" + struct.pack("<I", size) + self.data
        body += b"\0" * (len(self.data) % 2 if self.after else 0) + self.after
        riff_size = len(body) if self.riff_size is None else self.riff_size
        return self.magic + struct.pack("<I", riff_size) + body

    def format_chunk(self) -> bytes:
        if self.fmt is not None:
            return self.fmt
        block = self.channels * self.bits // 8
        tag = 0xFFFE if self.extensible else self.tag
        head = struct.pack(
            "<HHIIHH", tag, self.channels, self.rate, self.rate * block, block, self.bits
        )
        if not self.extensible:
            return head
        return head + struct.pack("<HHIH", 22, self.bits, 0, self.tag) + MEDIA_GUID_TAIL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "call.wav"


def read(path: Path, wav: Wav) -> Recording:
    path.write_bytes(wav.encoded())
    return read_wav(path)


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        read_wav(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert message.endswith(".")
    return message.removeprefix(str(path)).strip()


def s24(values: list[int]) -> bytes:
    return b"".join(struct.pack("<i", value)[:3] for value in values)


ENCODINGS = {
    "16 bit": Wav(),
    "24 bit": Wav(bits=24, data=s24([value * 256 for value in SAMPLES])),
    "20 bit in 24": Wav(bits=20, data=s24([value * 256 for value in SAMPLES])),
    "32 bit": Wav(bits=32, data=struct.pack("<8i", *[value * 65536 for value in SAMPLES])),
    "float": Wav(tag=3, bits=32, data=struct.pack("<8f", *[v / 32768 for v in SAMPLES])),
    "double": Wav(tag=3, bits=64, data=struct.pack("<8d", *[v / 32768 for v in SAMPLES])),
}


@pytest.mark.parametrize("wav", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("extensible", [False, True])
def test_each_encoding_gives_the_same_samples(path: Path, wav: Wav, extensible: bool) -> None:
    stored = Wav(tag=wav.tag, bits=wav.bits, data=wav.data, extensible=extensible)
    recording = read(path, stored)
    assert recording.frame.samples.tolist() == SAMPLES
    assert recording.frame.sample_rate == 16000
    assert recording.warning is None


def test_8_bit_is_unsigned(path: Path) -> None:
    recording = read(path, Wav(bits=8, data=bytes([128, 129, 127, 255, 0])))
    assert recording.frame.samples.tolist() == [0, 256, -256, 127 * 256, -32768]


TELEPHONY = {
    "A-law": Wav(tag=6, bits=8, data=bytes([0xD5, 0x55, 0xAA, 0x2A, 0x80])),
    "µ-law": Wav(tag=7, bits=8, data=bytes([0xFF, 0x7F, 0x80, 0x00, 0xAA])),
}
DECODED = {"A-law": [8, -8, 32256, -32256, 5504], "µ-law": [0, 0, 32124, -32124, 5372]}


@pytest.mark.parametrize("code", TELEPHONY)
@pytest.mark.parametrize("extensible", [False, True])
def test_the_codes_of_telephony_are_read(path: Path, code: str, extensible: bool) -> None:
    recording = read(path, replace(TELEPHONY[code], extensible=extensible))
    assert recording.frame.samples.tolist() == DECODED[code]
    assert recording.warning is None


def test_wide_samples_are_rounded_not_cut(path: Path) -> None:
    recording = read(path, Wav(bits=24, data=s24([127, 129, -127, -129, 8388607])))
    assert recording.frame.samples.tolist() == [0, 1, 0, -1, 32767]


def test_floats_beyond_full_scale_are_clamped(path: Path) -> None:
    data = struct.pack("<4f", 1.5, -7.0, float("nan"), float("inf"))
    recording = read(path, Wav(tag=3, bits=32, data=data))
    assert recording.frame.samples.tolist() == [32767, -32768, 0, 32767]


@pytest.mark.parametrize("channels", [1, 2, 6, 8])
@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000, 192000])
def test_any_rate_and_channels(path: Path, channels: int, rate: int) -> None:
    data = struct.pack(f"<{channels}h", *range(channels)) * 3
    frame = read(path, Wav(channels=channels, rate=rate, data=data)).frame
    assert (frame.sample_rate, frame.num_channels, frame.samples_per_channel) == (rate, channels, 3)
    assert list(frame.data) == list(range(channels)) * 3


def test_other_chunks_are_passed_over(path: Path) -> None:
    wav = Wav(
        before=chunk(b"JUNK", bytes(28)) + chunk(b"bext", b"odd"),
        bits=8,
        data=bytes([128, 128, 255]),
        after=chunk(b"LIST", b"INFOdata of another kind"),
    )
    recording = read(path, wav)
    assert recording.frame.samples.tolist() == [0, 0, 127 * 256]
    assert recording.warning is None


def rf64(size: int) -> Wav:
    sizes = chunk(b"ds64", struct.pack("<QQQI", 0, size, 0, 0))
    return Wav(magic=b"RF64", before=sizes, riff_size=LATE, data_size=LATE, after=b"LIST")


def test_rf64_has_its_size_elsewhere(path: Path) -> None:
    recording = read(path, rf64(size=16))
    assert recording.frame.samples.tolist() == SAMPLES
    assert recording.warning is None


@pytest.mark.parametrize("size", [0, 1 << 33])
def test_rf64_can_be_unfinished_too(path: Path, size: int) -> None:
    recording = read(path, rf64(size))
    assert recording.frame.samples.tolist()[:8] == SAMPLES
    assert recording.warning


def test_rf64_without_its_sizes(path: Path) -> None:
    wav = Wav(magic=b"RF64", before=chunk(b"ds64", b""), riff_size=LATE, data_size=LATE)
    assert read(path, wav).frame.samples.tolist() == SAMPLES


@pytest.mark.parametrize(
    "wav",
    [
        Wav(data_size=0, riff_size=0),
        Wav(data_size=0, riff_size=36),
        Wav(data_size=LATE, riff_size=LATE),
        Wav(data_size=0x7FFFF000, riff_size=0x7FFFF024),
        Wav(data_size=17),
    ],
    ids=["never sized", "sized when begun", "streamed", "sox in a pipe", "cut off"],
)
def test_what_ends_early_is_used_as_far_as_it_goes(path: Path, wav: Wav) -> None:
    recording = read(path, wav)
    assert recording.frame.samples.tolist() == SAMPLES
    assert recording.warning == (
        f"{path} ends early or was never finished: it is used as far as it goes, 0.0 s."
    )


def test_a_sample_cut_in_two_is_left_out(path: Path) -> None:
    stereo = Wav(channels=2, data=struct.pack("<3h", 1, 2, 3), data_size=400)
    assert read(path, stereo).frame.samples.tolist() == [[1, 2]]


def test_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gone\.wav does not exist: check its name\.$"):
        read_wav(tmp_path / "gone.wav")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r" is a folder: give a WAV file\.$"):
        read_wav(str(tmp_path))


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match=r"call\.wav cannot be read: Not a directory\.$"):
        read_wav(tmp_path / "file" / "call.wav")


REFUSALS = [
    (b"", "is empty: give a WAV file with sound in it."),
    (b"ID3\x04", "is not a usable WAV file: it does not begin as one."),
    (b"RIFF\x10\0\0\0AVI LIST", "is not a usable WAV file: it does not begin as one."),
    (
        b"RIFF\x04\0\0\0WAVE",
        "is not a usable WAV file: it does not say how its samples are stored.",
    ),
    (
        b"RIFF\x00\0\0\0WAVE" + chunk(b"fmt ", Wav().format_chunk()),
        "is not a usable WAV file: it has no samples.",
    ),
    (
        Wav(fmt=b"short").encoded(),
        "is not a usable WAV file: it does not say how its samples are stored.",
    ),
    (Wav(channels=0).encoded(), "is not a usable WAV file: it claims 0 channels at 16000 Hz."),
    (Wav(rate=0).encoded(), "is not a usable WAV file: it claims 1 channels at 0 Hz."),
    (Wav(data=b"").encoded(), "has no samples: give a WAV file with sound in it."),
    (
        Wav(data=b"", after=chunk(b"LIST", b"INFO of some length")).encoded(),
        "has no samples: give a WAV file with sound in it.",
    ),
    (Wav(data=b"", data_size=LATE).encoded(), "has no samples: give a WAV file with sound in it."),
    (Wav(data=b"\1").encoded(), "has no samples: give a WAV file with sound in it."),
    (
        Wav(tag=0x11, bits=4).encoded(),
        "is compressed (IMA ADPCM), which is not read; convert it to 16 bit PCM first.",
    ),
    (
        Wav(tag=0x31, bits=0, extensible=True).encoded(),
        "is compressed (GSM 6.10), which is not read; convert it to 16 bit PCM first.",
    ),
    (
        Wav(tag=0x1234).encoded(),
        "is compressed (format 0x1234), which is not read; convert it to 16 bit PCM first.",
    ),
    (
        Wav(bits=64).encoded(),
        "has samples of 64 bit, which are not read; convert it to 16 bit PCM first.",
    ),
    (
        Wav(tag=7).encoded(),
        "has samples of 16 bit, which are not read; convert it to 16 bit PCM first.",
    ),
    (
        Wav(bits=0).encoded(),
        "has samples of 0 bit, which are not read; convert it to 16 bit PCM first.",
    ),
]


@pytest.mark.parametrize(("content", "message"), REFUSALS)
def test_what_is_no_use_is_refused(path: Path, content: bytes, message: str) -> None:
    assert refused(path, content) == message


SHARED_PATH = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SHARED_PATH
@given(
    wav=st.sampled_from(
        [*ENCODINGS.values(), *TELEPHONY.values(), rf64(16), Wav(extensible=True, channels=2)]
    ),
    changes=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 255)), max_size=4),
    length=st.integers(0, 200),
)
@example(wav=Wav(), changes=[], length=45)
def test_garbled_files_are_read_or_refused(
    path: Path, wav: Wav, changes: list[tuple[int, int]], length: int
) -> None:
    content = bytearray(wav.encoded())
    for position, value in changes:
        content[position % len(content)] = value
    path.write_bytes(content[:length])
    try:
        recording = read_wav(path)
    except ConfigurationError as error:
        assert str(path) in str(error)
    else:
        assert recording.frame.samples_per_channel


@SHARED_PATH
@given(
    samples=st.lists(st.integers(-32768, 32767), min_size=1),
    rate=st.integers(1, 192000),
    channels=st.integers(1, 4),
)
def test_what_is_written_is_read(path: Path, samples: list[int], rate: int, channels: int) -> None:
    frame = AudioFrame.from_samples(np.array([samples] * channels, dtype=np.int16).T, rate)
    write_wav(path, frame)
    recording = read_wav(path)
    assert recording.warning is None
    assert (recording.frame.sample_rate, recording.frame.num_channels) == (rate, channels)
    assert recording.frame.data == frame.data


def test_writing_replaces_the_whole_file_or_nothing(tmp_path: Path, path: Path) -> None:
    path.write_bytes(b"before")
    write_wav(path, AudioFrame.create(8000, 1, 8))
    assert read_wav(path).frame.samples_per_channel == 8
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    frame = AudioFrame.create(8000, 1, 8)
    with pytest.raises(ConfigurationError, match=r"folder cannot be written: Is a directory\.$"):
        write_wav(folder, frame)
    with pytest.raises(ConfigurationError, match="cannot be written: No such file or directory"):
        write_wav(tmp_path / "nowhere" / "call.wav", frame)
    assert list(tmp_path.iterdir()) == [folder]


def test_frames_are_written_as_they_come(path: Path) -> None:
    with WavWriter(path, 24000, 2) as writer:
        writer.write(AudioFrame.from_samples(np.array([[1, 2]], dtype=np.int16), 24000))
        assert read_wav(path).frame.samples.tolist() == [[1, 2]]
        writer.write(AudioFrame.from_samples(np.array([[3, 4]], dtype=np.int16), 24000))
    recording = read_wav(str(path))
    assert recording.frame.samples.tolist() == [[1, 2], [3, 4]]
    assert recording.warning is None
    writer.close()


def test_a_recording_without_a_frame_is_a_valid_empty_file(path: Path) -> None:
    WavWriter(path, 24000, 1).close()
    assert refused(path, path.read_bytes()) == "has no samples: give a WAV file with sound in it."


def test_frames_of_another_format_are_refused(path: Path) -> None:
    with WavWriter(path, 24000, 1) as writer:
        for frame in [AudioFrame.create(24000, 2, 1), AudioFrame.create(16000, 1, 1)]:
            with pytest.raises(ValueError, match="24000 Hz with 1 channel"):
                writer.write(frame)


def test_a_writer_that_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot be written: Is a directory\.$"):
        WavWriter(tmp_path, 24000, 1)


def recording(*samples: int | list[int]) -> Recording:
    return Recording(AudioFrame.from_samples(np.array(samples, dtype=np.int16), 8000))


def test_silence_may_hiss_and_be_off_centre() -> None:
    assert is_silent(recording(0, 0, 0))
    assert is_silent(recording(20, -20, 30))
    assert is_silent(recording([3000, -3000], [3010, -2990]))


def test_what_can_be_heard_is_not_silent() -> None:
    assert not is_silent(recording(0, 0, 100, 0))
    assert not is_silent(recording([0, 0], [0, 100]))
    assert not is_silent(recording(32767, -32768))
