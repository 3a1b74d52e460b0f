"""Stand-ins for what the adapter needs of `livekit.rtc`, on virtual time and without its engine.

`SHAPES` says which real class each of them stands in for; a test compares their signatures.
"""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
import pytest
from livekit import rtc
from livekit.rtc._proto.stats_pb2 import RtcStats
from livekit.rtc.participant import PublishTrackError

from antiphon.rooms.base import Presence

__all__ = [
    "SHAPES",
    "Diary",
    "StandInRoom",
    "StandInStream",
    "microphone",
    "somebody",
    "stand_in",
]

CONNECTED = rtc.ConnectionState.CONN_CONNECTED
RECONNECTING = rtc.ConnectionState.CONN_RECONNECTING


class StandInSource:
    """Keeps what it is given; it plays nothing."""

    def __init__(self, sample_rate: int, num_channels: int, queue_size_ms: int = 1000) -> None:
        self.format = (sample_rate, num_channels)
        self.captured: list[int] = []
        self.cleared = 0
        self.is_closed = False
        self.refusal: Exception | None = None
        self.moves = asyncio.Event()
        """Cleared while it takes nothing, and does not say so."""
        self.moves.set()

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        if self.refusal is not None:
            raise self.refusal
        await self.moves.wait()
        self.captured += np.frombuffer(frame.data, np.int16).tolist()

    async def stand_still(self, frame: rtc.AudioFrame) -> None:
        await asyncio.Event().wait()

    def clear_queue(self) -> None:
        self.cleared += 1

    async def aclose(self) -> None:
        self.is_closed = True


class StandInTrack:
    def __init__(self, name: str, source: StandInSource) -> None:
        self.name = name
        self.source = source
        self.arrived_at: float | None = None
        """Loop time at which the last packet came from the server; None: that is not known."""
        self.refusal: Exception | None = None

    async def get_stats(self) -> list[RtcStats]:
        if self.refusal is not None:
            raise self.refusal
        return [RtcStats(), *([] if self.arrived_at is None else [arrival(self.arrived_at)])]

    @staticmethod
    def create_audio_track(name: str, source: StandInSource) -> "StandInTrack":
        return StandInTrack(name, source)


class StandInPublication:
    """A track of somebody, seen from either side."""

    def __init__(self, sid: str, source: int, track: Any = None) -> None:
        self.sid = sid
        self.kind = rtc.TrackKind.KIND_AUDIO
        self.source = source
        self.track = track
        self.muted = False
        self.subscribed = track is not None
        self.audio_features: list[int] = []
        self.is_heard = asyncio.Event()

    def set_subscribed(self, subscribed: bool) -> None:
        self.subscribed = subscribed

    async def wait_for_subscription(self) -> None:
        await self.is_heard.wait()


class StandInWriter:
    """A text stream that is being written."""

    def __init__(self, topic: str, attributes: dict[str, str], author: str) -> None:
        self.topic = topic
        self.attributes = dict(attributes)
        self.author = author
        self.pieces: list[str] = []
        self.is_closed = False

    async def write(self, text: str) -> None:
        self.pieces.append(text)

    async def aclose(self, *, reason: str = "", attributes: dict[str, str] | None = None) -> None:
        self.attributes |= attributes or {}
        self.is_closed = True


class StandInMe:
    """The local participant."""

    identity = "agent"

    def __init__(self) -> None:
        self.permissions = SimpleNamespace(
            can_publish=True,
            can_publish_sources=[],
            can_publish_data=True,
            can_subscribe=True,
            can_update_metadata=True,
        )
        self.publications: list[StandInPublication] = []
        self.attributes: list[dict[str, str]] = []
        self.streams: list[StandInWriter] = []
        self.packets: list[rtc.Transcription] = []
        self.methods: dict[str, Callable[[rtc.RpcInvocationData], str]] = {}
        """What others may call."""
        self.asked = 0
        """How often something was sent to nobody but itself."""
        self.refusal: Exception | None = None
        self.is_silent = False
        """The server answers nothing."""
        self.called: list[str] = []
        """Whom it has called by RPC."""
        self.answer: rtc.RpcError | str = rtc.RpcError(
            rtc.RpcError.ErrorCode.UNSUPPORTED_METHOD, "no such method"
        )

    async def publish_track(self, track: StandInTrack, options: Any) -> StandInPublication:
        if self.refusal is not None:
            raise self.refusal
        self.publications.append(StandInPublication("TR_voice", options.source, track))
        return self.publications[-1]

    async def unpublish_track(self, track_sid: str) -> None:
        self.publications = [one for one in self.publications if one.sid != track_sid]

    async def publish_data(
        self,
        payload: bytes,
        *,
        reliable: bool = True,
        destination_identities: list[str],
        topic: str = "",
    ) -> None:
        assert destination_identities == [self.identity]
        self.asked += 1

    async def perform_rpc(
        self,
        *,
        destination_identity: str,
        method: str,
        payload: str,
        max_round_trip_latency: float,
    ) -> str:
        self.called.append(destination_identity)
        if isinstance(self.answer, str):
            return self.answer
        if self.answer.code == rtc.RpcError.ErrorCode.CONNECTION_TIMEOUT:
            await asyncio.sleep(max_round_trip_latency)
        raise self.answer

    async def set_attributes(self, attributes: dict[str, str]) -> None:
        if self.is_silent:
            await asyncio.Event().wait()
        self.attributes.append(attributes)

    async def publish_transcription(self, transcription: rtc.Transcription) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.packets.append(transcription)

    def register_rpc_method(self, method_name: str, handler: Any) -> None:
        self.methods[method_name] = handler

    def unregister_rpc_method(self, method: str) -> None:
        del self.methods[method]

    async def stream_text(
        self, *, topic: str, attributes: dict[str, str], sender_identity: str
    ) -> StandInWriter:
        self.streams.append(StandInWriter(topic, attributes, sender_identity))
        return self.streams[-1]


class StandInSomebody:
    """A remote participant."""

    def __init__(self, identity: str, kind: int, joined_at: Any) -> None:
        self.identity = identity
        self.sid = f"PA_{identity}"
        self.kind = kind
        self.joined_at = joined_at
        self.attributes: dict[str, str] = {}
        self.track_publications: dict[str, StandInPublication] = {}


class StandInRoom(rtc.EventEmitter[Any]):
    """A room in which the test says what happens."""

    def __init__(self) -> None:
        super().__init__()
        self.connection_state = CONNECTED
        self.local_participant = StandInMe()
        self.remote_participants: dict[str, StandInSomebody] = {}
        self.text_handlers: dict[str, Callable[[Any, str], None]] = {}
        """By topic; so are those of bytes."""
        self.byte_handlers: dict[str, Callable[[Any, str], None]] = {}

    def isconnected(self) -> bool:
        return self.connection_state != rtc.ConnectionState.CONN_DISCONNECTED

    def register_text_stream_handler(self, topic: str, handler: Any) -> None:
        if topic in self.text_handlers:
            raise ValueError(f"text stream handler for topic {topic!r} already set")
        self.text_handlers[topic] = handler

    def unregister_text_stream_handler(self, topic: str) -> None:
        self.text_handlers.pop(topic, None)

    def register_byte_stream_handler(self, topic: str, handler: Any) -> None:
        if topic in self.byte_handlers:
            raise ValueError(f"byte stream handler for topic {topic!r} already set")
        self.byte_handlers[topic] = handler

    def unregister_byte_stream_handler(self, topic: str) -> None:
        self.byte_handlers.pop(topic, None)

    def joins(self, who: StandInSomebody) -> None:
        self.remote_participants[who.identity] = who
        self.emit("participant_connected", who)

    def leaves(self, identity: str) -> None:
        self.emit("participant_disconnected", self.remote_participants.pop(identity))

    def state_is(self, state: rtc.ConnectionState.ValueType) -> None:
        self.connection_state = state
        self.emit("connection_state_changed", state)
        if state == CONNECTED:
            self.emit("reconnected")

    def publishes(self, who: StandInSomebody, publication: StandInPublication) -> None:
        who.track_publications[publication.sid] = publication
        self.emit("track_published", publication, who)

    def mutes(self, who: StandInSomebody, publication: StandInPublication) -> None:
        publication.muted = True
        self.emit("track_muted", who, publication)


class StandInStream:
    """Reads a track; the test says what is on it with `speak`."""

    open: "dict[object, StandInStream]"
    """By their tracks; a test sets it to a dictionary of its own."""

    def __init__(
        self,
        track: object,
        loop: Any = None,
        capacity: int = 0,
        sample_rate: int = 48000,
        num_channels: int = 1,
        frame_size_ms: int | None = None,
        noise_cancellation: Any = None,
        auto_close_noise_cancellation: bool = True,
    ) -> None:
        self.format = (sample_rate, num_channels, frame_size_ms)
        self.noise_cancellation = noise_cancellation
        self.closes_noise_cancellation = auto_close_noise_cancellation
        self._track = track
        self._frames: asyncio.Queue[rtc.AudioFrame] = asyncio.Queue()
        self.open[track] = self

    def speak(self, *samples: int) -> None:
        pcm = np.array(samples, np.int16).tobytes()
        self._frames.put_nowait(rtc.AudioFrame(pcm, self.format[0], 1, len(samples)))

    def __aiter__(self) -> "StandInStream":
        return self

    async def __anext__(self) -> rtc.AudioFrameEvent:
        return rtc.AudioFrameEvent(await self._frames.get())

    async def aclose(self) -> None:
        self.open.pop(self._track, None)


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the SDK's engine out of it."""
    monkeypatch.setattr(rtc, "AudioSource", StandInSource)
    monkeypatch.setattr(rtc, "LocalAudioTrack", StandInTrack)
    monkeypatch.setattr(rtc, "AudioStream", StandInStream)
    monkeypatch.setattr(StandInStream, "open", {}, raising=False)


Shape: TypeAlias = tuple[Callable[..., Any], Callable[..., Any]]
SHAPES: list[Shape] = [
    (StandInSource, rtc.AudioSource),
    (StandInSource.capture_frame, rtc.AudioSource.capture_frame),
    (StandInSource.clear_queue, rtc.AudioSource.clear_queue),
    (StandInSource.aclose, rtc.AudioSource.aclose),
    (StandInTrack.create_audio_track, rtc.LocalAudioTrack.create_audio_track),
    (StandInPublication.set_subscribed, rtc.RemoteTrackPublication.set_subscribed),
    (StandInPublication.wait_for_subscription, rtc.LocalTrackPublication.wait_for_subscription),
    (StandInWriter.write, rtc.TextStreamWriter.write),
    (StandInWriter.aclose, rtc.TextStreamWriter.aclose),
    (StandInTrack.get_stats, rtc.LocalAudioTrack.get_stats),
    (StandInMe.publish_data, rtc.LocalParticipant.publish_data),
    (StandInMe.publish_track, rtc.LocalParticipant.publish_track),
    (StandInMe.unpublish_track, rtc.LocalParticipant.unpublish_track),
    (StandInMe.perform_rpc, rtc.LocalParticipant.perform_rpc),
    (StandInMe.set_attributes, rtc.LocalParticipant.set_attributes),
    (StandInMe.publish_transcription, rtc.LocalParticipant.publish_transcription),
    (StandInMe.stream_text, rtc.LocalParticipant.stream_text),
    (StandInMe.register_rpc_method, rtc.LocalParticipant.register_rpc_method),
    (StandInMe.unregister_rpc_method, rtc.LocalParticipant.unregister_rpc_method),
    (StandInRoom.isconnected, rtc.Room.isconnected),
    (StandInRoom.register_byte_stream_handler, rtc.Room.register_byte_stream_handler),
    (StandInRoom.unregister_byte_stream_handler, rtc.Room.unregister_byte_stream_handler),
    (StandInRoom.register_text_stream_handler, rtc.Room.register_text_stream_handler),
    (StandInRoom.unregister_text_stream_handler, rtc.Room.unregister_text_stream_handler),
    (StandInStream, rtc.AudioStream),
    (StandInStream.aclose, rtc.AudioStream.aclose),
]
"""Each stand-in, and what it stands in for."""


class Diary:
    """A room listener that writes down what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def participant_joined(self, who: Presence) -> None:
        self.lines.append(f"{who.identity} joined")

    def participant_left(self, identity: str) -> None:
        self.lines.append(f"{identity} left")

    def agent_found(self, identity: str) -> None:
        self.lines.append(f"{identity} was first")

    def room_closed(self, reason: str) -> None:
        self.lines.append(f"closed: {reason}")

    def room_troubled(self, kind: str, message: str) -> None:
        self.lines.append(kind)


def somebody(
    identity: str,
    kind: int = rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD,
    joined_at: Any = None,
) -> StandInSomebody:
    """Who may join."""
    return StandInSomebody(identity, kind, joined_at)


def microphone(
    sid: str, source: int = rtc.TrackSource.SOURCE_MICROPHONE, *, subscribed: bool = True
) -> StandInPublication:
    """A track that somebody may publish."""
    return StandInPublication(sid, source, object() if subscribed else None)


def arrival(at: float) -> RtcStats:
    """What the SDK says now of a connection by which something came at that time."""
    stats = RtcStats()
    pair = stats.candidate_pair
    pair.rtc.timestamp = round(asyncio.get_running_loop().time() * 1e6)
    pair.candidate_pair.last_packet_received_timestamp = at * 1000
    return stats


def refused(message: str) -> PublishTrackError:
    """What the SDK raises for a track that cannot be published."""
    return PublishTrackError(message)
