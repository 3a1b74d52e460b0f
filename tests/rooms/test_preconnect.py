"""What was recorded before the agent was there is heard before what comes live."""

import asyncio
import logging
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

rtc = pytest.importorskip("livekit.rtc")

from antiphon import clock  # noqa: E402 - skipped above without the SDK
from antiphon.audio import AudioFrame, read_wav, resample  # noqa: E402
from antiphon.audio.frame import Samples  # noqa: E402
from antiphon.rooms.livekit import decoding, recording  # noqa: E402
from antiphon.rooms.livekit.joining import without_repetition  # noqa: E402
from antiphon.rooms.livekit.port import LiveKitPort  # noqa: E402
from antiphon.rooms.livekit.preconnect import ANNOUNCED, TOPIC  # noqa: E402
from tests.likeness import likeness  # noqa: E402
from tests.rooms.browser_kit import CHROMIUM, SPOKEN  # noqa: E402
from tests.rooms.livekit_kit import (  # noqa: E402
    CONNECTED,
    RECONNECTING,
    Diary,
    StandInPublication,
    StandInRoom,
    StandInStream,
    microphone,
    somebody,
    stand_in,
)

RATE = 24_000
PCM = "application/octet-stream"
needs_pyav = pytest.mark.skipif(find_spec("av") is None, reason="PyAV is not here")


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)


class Bytes:
    """A stream of bytes, its pieces `pause` seconds apart and of `size` bytes."""

    def __init__(
        self,
        sound: Samples | bytes,
        *,
        track: str = "TR_ann",
        rate: str = str(RATE),
        channels: str = "1",
        mime_type: str = PCM,
        error: Exception | None = None,
        pause: float = 0.01,
        size: int = 15_000,
    ) -> None:
        attributes = {"trackId": track, "sampleRate": rate, "channels": channels}
        self.info = SimpleNamespace(mime_type=mime_type, attributes=attributes)
        self._data = sound if isinstance(sound, bytes) else sound.tobytes()
        self._pause = pause
        self._size = size
        self._error = error
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._data), self._size):
            await asyncio.sleep(self._pause)
            yield self._data[start : start + self._size]
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self.is_closed = True


def speech(seconds: float, seed: int = 1, rate: int = RATE) -> Samples:
    """Something that is like nothing else."""
    noise = np.random.default_rng(seed).normal(0.0, 3000.0, round(seconds * rate))
    return np.convolve(noise, np.ones(8) / 8, "same").astype(np.int16)


class Scene:
    """An agent's port in a room with Ann, whose microphone is listened to."""

    def __init__(self, room: StandInRoom, port: LiveKitPort) -> None:
        self.room = room
        self.port = port
        self.ann = somebody("ann")
        self.publication: StandInPublication = microphone("TR_ann")
        self.frames: list[AudioFrame] = []
        self.heard_at: list[float] = []
        self.listening = asyncio.create_task(self.listen())

    @property
    def heard(self) -> Samples:
        """All that was heard of her."""
        return np.concatenate([np.zeros(0, np.int16), *(frame.samples for frame in self.frames)])

    def sends(self, stream: Bytes, identity: str = "ann") -> None:
        self.room.byte_handlers[TOPIC](stream, identity)

    async def publishes(self, *, announced: bool = True) -> StandInStream:
        """Ann has a microphone; the stream by which it is heard."""
        self.publication.audio_features = [ANNOUNCED] if announced else []
        self.room.publishes(self.ann, self.publication)
        await asyncio.sleep(0.001)
        (stream,) = StandInStream.open.values()
        return stream

    async def listen(self) -> None:
        frames = self.port.microphone("ann", sample_rate=RATE, frame_ms=20)
        async with aclosing(frames):
            async for frame in frames:
                self.frames.append(frame)
                self.heard_at.append(clock.now())


def live(stream: StandInStream, samples: Samples) -> None:
    """That is heard live, in frames of 20 ms."""
    for start in range(0, len(samples), RATE // 50):
        stream.speak(*samples[start : start + RATE // 50].tolist())


@asynccontextmanager
async def scene() -> AsyncGenerator[Scene]:
    room = StandInRoom()
    port = LiveKitPort(cast("Any", room))
    leave = port.listen(Diary())
    told = Scene(room, port)
    room.joins(told.ann)
    await asyncio.sleep(0.0)
    try:
        yield told
    finally:
        told.listening.cancel()
        await asyncio.wait({told.listening})
        leave()
        assert TOPIC not in room.byte_handlers


@pytest.mark.parametrize("comes_first", [True, False])
async def test_a_recording_is_heard_before_what_comes_live(comes_first: bool) -> None:
    said, more = speech(1.0), speech(0.5, seed=2)
    async with scene() as told:
        if comes_first:
            told.sends(Bytes(said))
            await asyncio.sleep(0.5)
        stream = await told.publishes()
        live(stream, more)
        if not comes_first:
            await asyncio.sleep(0.5)
            assert told.frames == []
            told.sends(Bytes(said))
        await asyncio.sleep(3.0)
        assert np.array_equal(told.heard, np.concatenate((said, more)))
        assert {frame.samples_per_channel for frame in told.frames} == {480}


async def test_a_recording_in_another_format_is_heard_in_that_of_the_model() -> None:
    t = np.arange(48_000) / 48_000
    hum = (3000 * np.sin(2 * np.pi * 440.0 * t)).astype(np.int16)
    both = np.repeat(hum, 2)
    async with scene() as told:
        told.sends(Bytes(both, rate="48000", channels="2"))
        await told.publishes()
        await asyncio.sleep(3.0)
        heard = told.heard
        assert len(heard) == pytest.approx(RATE, abs=480)
        assert np.argmax(np.abs(np.fft.rfft(heard, RATE))) == 440


async def test_samples_that_come_in_two_pieces_are_whole() -> None:
    said = speech(12.0)
    async with scene() as told:
        told.sends(Bytes(said, size=15_001))
        await told.publishes()
        await asyncio.sleep(5.0)
        assert np.array_equal(told.heard, said[2 * RATE :])


async def test_what_was_said_in_both_is_heard_once() -> None:
    said = speech(2.0)
    async with scene() as told:
        told.sends(Bytes(said[: round(1.5 * RATE)]))
        stream = await told.publishes()
        live(stream, said[RATE:])
        await asyncio.sleep(3.0)
        assert np.abs(len(told.heard) - len(said)) < RATE // 50
        assert np.array_equal(told.heard, said[len(said) - len(told.heard) :])


async def test_of_a_long_recording_the_last_ten_seconds_are_heard_and_not_all_at_once() -> None:
    said = speech(15.0)
    async with scene() as told:
        told.sends(Bytes(said))
        await asyncio.sleep(2.0)
        await told.publishes()
        await asyncio.sleep(5.0)
        assert np.array_equal(told.heard, said[5 * RATE :])
        assert told.heard_at[-1] - told.heard_at[0] == pytest.approx(1.0, abs=0.1)


async def test_a_recording_that_is_announced_and_does_not_come_is_waited_for_two_seconds(
    caplog: pytest.LogCaptureFixture,
) -> None:
    more = speech(0.5)
    async with scene() as told:
        began = clock.now()
        live(await told.publishes(), more)
        await asyncio.sleep(5.0)
        assert told.heard_at[0] - began == pytest.approx(2.0, abs=0.01)
        assert np.array_equal(told.heard, more)
        late = Bytes(speech(1.0))
        told.sends(late)
        await asyncio.sleep(1.0)
        assert np.array_equal(told.heard, more)
        assert late.is_closed
        assert "what ann said before the agent came is not heard: it is late" in caplog.messages


@pytest.mark.parametrize("has_left", [False, True])
async def test_a_track_that_is_published_again_as_it_was_is_heard_at_once(has_left: bool) -> None:
    said, more = speech(1.0), speech(0.5, seed=2)
    async with scene() as told:
        told.sends(Bytes(said))
        await told.publishes()
        await asyncio.sleep(3.0)
        if not has_left:
            told.room.state_is(RECONNECTING)
        told.room.leaves("ann")
        told.ann, told.publication = somebody("ann"), microphone("TR_again")
        told.room.joins(told.ann)
        told.room.state_is(CONNECTED)
        if has_left:
            told.listening.cancel()
            told.listening = asyncio.create_task(told.listen())
            await asyncio.sleep(0.0)
        live(await told.publishes(), more)
        await asyncio.sleep(1.0)
        assert np.array_equal(told.heard, said if has_left else np.concatenate((said, more)))


async def test_one_that_has_begun_to_come_is_waited_for_longer() -> None:
    said, more = speech(1.0), speech(0.5, seed=2)
    async with scene() as told:
        live(await told.publishes(), more)
        await asyncio.sleep(1.5)
        told.sends(Bytes(said, pause=1.0))
        await asyncio.sleep(8.0)
        assert np.array_equal(told.heard, np.concatenate((said, more)))


@pytest.mark.parametrize(("seconds", "why"), [(2.2, "it is late"), (5.0, "it does not end")])
async def test_one_that_does_not_end_is_not_waited_for_without_end(
    seconds: float, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    more = speech(0.5)
    async with scene() as told:
        began = clock.now()
        live(await told.publishes(), more)
        told.sends(Bytes(speech(seconds), pause=1.0))
        await asyncio.sleep(20.0)
        assert told.heard_at[0] - began == pytest.approx(5.0, abs=0.01)
        assert np.array_equal(told.heard, more)
        assert caplog.messages == [f"what ann said before the agent came is not heard: {why}"]


async def test_an_agent_that_leaves_reads_no_further() -> None:
    recorded = Bytes(speech(5.0), pause=1.0)
    async with scene() as told:
        told.sends(recorded)
        await told.publishes()
        await asyncio.sleep(1.5)
        assert not recorded.is_closed
    await asyncio.sleep(0.0)
    assert recorded.is_closed


async def test_of_two_recordings_of_a_track_the_first_is_heard(
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = speech(1.0)
    async with scene() as told:
        told.sends(Bytes(said))
        told.sends(Bytes(speech(1.0, seed=2)))
        await told.publishes()
        await asyncio.sleep(3.0)
        assert np.array_equal(told.heard, said)
        (message,) = caplog.messages
        assert message.endswith("is not heard: there is one of this track already")


async def test_where_none_is_announced_none_is_waited_for() -> None:
    async with scene() as told:
        began = clock.now()
        live(await told.publishes(announced=False), speech(0.1))
        await asyncio.sleep(0.1)
        assert told.heard_at[0] - began < 0.01


async def test_nobody_speaks_for_somebody_else() -> None:
    async with scene() as told:
        told.sends(Bytes(speech(1.0)), identity="bob")
        await told.publishes()
        await asyncio.sleep(5.0)
        assert told.frames == []


@pytest.mark.parametrize(
    ("stream", "why"),
    [
        (Bytes(speech(1.0), rate="fast"), "its sampleRate and channels are not known"),
        (Bytes(speech(1.0), channels="6"), "PCM of 6 channels at 24000 Hz is not read"),
        (Bytes(speech(1.0), rate="1", mime_type=""), "PCM of 1 channels at 1 Hz is not read"),
        (Bytes(speech(1.0), error=rtc.StreamError("aborted")), "aborted"),
    ],
)
async def test_what_cannot_be_heard_is_in_the_log(
    stream: Bytes, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with scene() as told:
        told.sends(stream)
        await told.publishes(announced=False)
        await asyncio.sleep(5.0)
        assert told.frames == []
        assert stream.is_closed
        (message,) = caplog.messages
        assert message.startswith(f"what ann said before the agent came is not heard: {why}")


async def test_recordings_of_tracks_that_nobody_hears_are_not_kept_without_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with scene() as told:
        for number in range(20):
            told.sends(Bytes(speech(0.1), track=f"TR_{number}"))
            await asyncio.sleep(0.1)
        assert len(caplog.messages) == 4


async def test_what_was_said_long_before_its_track_is_listened_to_is_not_heard_any_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = speech(0.5, seed=2)
    async with scene() as told:
        told.sends(Bytes(speech(1.0)))
        await asyncio.sleep(16.0)
        live(await told.publishes(), now)
        await asyncio.sleep(1.0)
        assert np.array_equal(told.heard, now)
        (message,) = caplog.messages
        assert message.endswith("is not heard: nobody has listened to its track for 15 s")


async def test_who_came_and_was_not_listened_to_takes_no_place_from_those_who_come_later() -> None:
    said = speech(1.0)
    async with scene() as told:
        for number in range(16):
            told.sends(Bytes(speech(0.1), track=f"TR_{number}"), identity=f"visitor {number}")
        await asyncio.sleep(16.0)
        told.sends(Bytes(said))
        await told.publishes()
        await asyncio.sleep(3.0)
        assert np.array_equal(told.heard, said)


async def test_a_program_that_takes_recordings_itself_goes_on_doing_so() -> None:
    room = StandInRoom()
    mine: Any = object()
    room.register_byte_stream_handler(TOPIC, mine)
    leave = LiveKitPort(cast("Any", room)).listen(Diary())
    leave()
    assert room.byte_handlers == {TOPIC: mine}


def test_the_number_of_the_announcement_is_that_of_the_protocol() -> None:
    models = pytest.importorskip("livekit.protocol.models")
    assert models.AudioTrackFeature.Value("TF_PRECONNECT_BUFFER") == ANNOUNCED


# -- what browsers record -------------------------------------------------------------------------

WEBM = "audio/webm;codecs=opus"


def by_chromium(**more: Any) -> Bytes:
    """Chromium's recording, in pieces of about a tenth of a second."""
    recorded = CHROMIUM.read_bytes()
    return Bytes(recorded, mime_type=WEBM, rate="44100", channels="2", size=1000, **more)


@needs_pyav
async def test_what_a_browser_recorded_is_heard_before_what_comes_live() -> None:
    words = resample(read_wav(SPOKEN).frame, RATE).samples
    more = speech(0.5, seed=2)
    async with scene() as told:
        live(await told.publishes(), more)
        told.sends(by_chromium())
        await asyncio.sleep(5.0)
        before, after = told.heard[: -len(more)], told.heard[-len(more) :]
        assert likeness(words, before) > 0.9
        assert len(before) == pytest.approx(3.0 * RATE, abs=RATE // 20)
        assert np.array_equal(after, more)


@needs_pyav
async def test_the_conversation_goes_on_while_a_recording_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    has_gone_on = threading.Event()

    def busy(data: bytes, most_seconds: float) -> AudioFrame:
        assert has_gone_on.wait(10.0)
        return decoding.decode(data, most_seconds)

    monkeypatch.setattr(recording, "decode", busy)
    async with scene() as told:
        told.sends(by_chromium(pause=0.0))
        asyncio.get_running_loop().call_later(0.0, has_gone_on.set)
        await told.publishes()
        await asyncio.sleep(5.0)
        assert len(told.heard) > 2 * RATE


@pytest.mark.parametrize(
    ("stream", "why"),
    [
        (Bytes(b"nonsense" * 1000, mime_type=WEBM), "it is neither WebM nor Ogg nor MP4"),
        (Bytes(b"\x1a\x45\xdf\xa3" * 1000, mime_type=WEBM), "it cannot be decoded: "),
        (Bytes(bytes(3 << 20), mime_type="video/mp4", size=1 << 20), "it is larger than 2 MiB"),
    ],
)
@needs_pyav
async def test_what_cannot_be_decoded_is_in_the_log_and_not_waited_for(
    stream: Bytes, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    more = speech(0.5)
    async with scene() as told:
        began = clock.now()
        told.sends(stream)
        live(await told.publishes(), more)
        await asyncio.sleep(5.0)
        assert np.array_equal(told.heard, more)
        assert told.heard_at[0] - began < 0.5
        assert stream.is_closed
        (message,) = caplog.messages
        assert message.startswith(f"what ann said before the agent came is not heard: {why}")


async def test_without_pyav_the_log_says_what_to_install_and_nothing_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nothing: Any = None
    monkeypatch.setitem(sys.modules, "av.error", nothing)
    more = speech(0.5)
    async with scene() as told:
        began = clock.now()
        told.sends(by_chromium())
        live(await told.publishes(), more)
        await asyncio.sleep(5.0)
        assert np.array_equal(told.heard, more)
        assert told.heard_at[0] - began < 1.0
        assert caplog.messages == [
            "what ann said before the agent came is not heard: "
            "PyAV decodes what browsers record: pip install 'antiphon[preconnect]'"
        ]


# -- where the recording goes over into what is live ----------------------------------------------


def joined_at(recording: Samples, head: Samples) -> int:
    """How much of the recording is left."""
    frame = AudioFrame.from_samples(recording, RATE)
    return len(without_repetition(frame, head))


def test_a_repetition_is_found_though_it_sounds_a_little_different() -> None:
    said = speech(3.0)
    head = said[2 * RATE : 2 * RATE + RATE // 5]
    noisy = (head * 0.5 + speech(0.2, seed=3) * 0.1).astype(np.int16)
    assert joined_at(said[: round(2.4 * RATE)], noisy) == pytest.approx(2 * RATE, abs=8)


def test_where_nothing_is_repeated_nothing_is_left_out() -> None:
    said = speech(2.0)
    for head in (speech(0.2, seed=9), np.zeros(RATE // 5, np.int16), np.zeros(0, np.int16)):
        assert joined_at(said, head) == len(said)
    assert joined_at(said[:100], speech(0.2, seed=9)) == 100
