"""The agent's track in a LiveKit room, and the native source that it plays."""

from contextlib import suppress

from livekit import rtc

from antiphon.errors import RoomError
from antiphon.rooms.base import AGENT_TRACK
from antiphon.rooms.livekit.answers import answered

__all__ = ["Arrival", "Voice", "publish"]

QUEUE_MS = 300
"""What the native source takes without keeping one waiting; the playout gives it less."""
Arrival = tuple[float, float]
"""What came last from the server by the connection that media takes: its time there, which names
it, and how many seconds ago that was."""


class Voice:
    """A source and the track that was published of it."""

    def __init__(
        self,
        room: rtc.Room,
        source: rtc.AudioSource,
        track: rtc.LocalAudioTrack,
        publication: rtc.LocalTrackPublication,
    ) -> None:
        self._room = room
        self._source = source
        self._track = track
        self._publication: rtc.LocalTrackPublication | None = publication

    @property
    def sid(self) -> str:
        """Id of the track; empty once the server has withdrawn it."""
        return "" if self._publication is None else self._publication.sid

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Have the source take `frame`."""
        await self._source.capture_frame(frame)

    def clear_queue(self) -> None:
        """Have the source forget what it has not played."""
        self._source.clear_queue()

    async def wait_for_subscription(self) -> None:
        """Wait until anybody is subscribed."""
        if self._publication is not None:
            await self._publication.wait_for_subscription()

    async def last_arrival(self) -> Arrival | None:
        """What came last; None where that cannot be known."""
        try:
            stats = await self._track.get_stats()
        except Exception:  # the SDK has no class of its own for it
            return None
        pairs = [one.candidate_pair for one in stats if one.HasField("candidate_pair")]
        used = [one for one in pairs if one.candidate_pair.last_packet_received_timestamp]
        if not used:
            return None
        latest = max(used, key=lambda one: one.candidate_pair.last_packet_received_timestamp)
        at = latest.candidate_pair.last_packet_received_timestamp
        return at, max(latest.rtc.timestamp / 1000 - at, 0.0) / 1000

    def lost(self) -> None:
        """The server has withdrawn the track."""
        self._publication = None

    async def withdraw(self) -> None:
        """Take the track back, and let go of the source."""
        publication, self._publication = self._publication, None
        is_there = self._room.connection_state == rtc.ConnectionState.CONN_CONNECTED
        try:
            if publication is not None and is_there:
                with suppress(RoomError):  # the room is left, and the track with it
                    async with answered():
                        await self._room.local_participant.unpublish_track(publication.sid)
        finally:
            await self._source.aclose()


async def publish(room: rtc.Room, sample_rate: int) -> Voice:
    """Publish the track `AGENT_TRACK`. Raises RoomError."""
    source = rtc.AudioSource(sample_rate, 1, QUEUE_MS)
    track = rtc.LocalAudioTrack.create_audio_track(AGENT_TRACK, source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    try:
        async with answered():
            publication = await room.local_participant.publish_track(track, options)
    except BaseException:
        await source.aclose()
        raise
    return Voice(room, source, track, publication)
