"""Publications: what a room knows of a track, whether anybody listens to it or not."""

from collections.abc import Callable
from dataclasses import dataclass

from antiphon.errors import RoomClosed
from antiphon.rooms.local.kinds import TrackKind, TrackSource
from antiphon.rooms.local.pulse import Pulse
from antiphon.rooms.local.tracks import LocalAudioTrack, RemoteAudioTrack

__all__ = ["LocalTrackPublication", "RemoteTrackPublication", "TrackOffer", "TrackPublishOptions"]


@dataclass(kw_only=True)
class TrackPublishOptions:
    """How a track is published; like its namesake in `livekit.rtc` it can be changed until then."""

    source: TrackSource = TrackSource.SOURCE_UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackOffer:
    """What the others are told of a published track."""

    sid: str
    source: TrackSource
    track: LocalAudioTrack
    muted: bool


class LocalTrackPublication:
    """A track of one's own in the room."""

    def __init__(self, offer: TrackOffer) -> None:
        self.sid = offer.sid
        self.name = offer.track.name
        self.kind: TrackKind = offer.track.kind
        self.source = offer.source
        self.track = offer.track
        self._subscribers: set[str] = set()
        self._was_subscribed = False
        self._withdrawn = False
        self._news = Pulse()

    @property
    def muted(self) -> bool:
        return self.track.muted

    def offer(self) -> TrackOffer:
        """What somebody who comes now is told."""
        return TrackOffer(sid=self.sid, source=self.source, track=self.track, muted=self.muted)

    async def wait_for_subscription(self) -> None:
        """Wait until somebody has subscribed. Raises RoomClosed if it is unpublished first."""
        await self._wait_until(lambda: self._was_subscribed)

    async def wait_for_subscriber(self, identity: str) -> None:
        """Wait until `identity` is subscribed. Raises RoomClosed if it is unpublished first."""
        await self._wait_until(lambda: identity in self._subscribers)

    def subscribed_by(self, identity: str) -> None:
        self._subscribers.add(identity)
        self._was_subscribed = True
        self._news.beat()

    def unsubscribed_by(self, identity: str) -> None:
        """Nothing happens if they were not subscribed."""
        self._subscribers.discard(identity)

    def withdraw(self) -> None:
        """It is no longer in the room."""
        self._withdrawn = True
        self.track.unpublished()
        self._news.beat()

    async def _wait_until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            if self._withdrawn:
                raise RoomClosed(f"The track {self.name!r} is no longer in the room.")
            await self._news.wait()


class RemoteTrackPublication:
    """Somebody else's track in the room."""

    def __init__(self, offer: TrackOffer, ask: Callable[["RemoteTrackPublication", bool], None]):
        self.sid = offer.sid
        self.name = offer.track.name
        self.kind: TrackKind = offer.track.kind
        self.source = offer.source
        self.muted = offer.muted
        self.track: RemoteAudioTrack | None = None
        """There while one is subscribed."""
        self._origin = offer.track
        self._ask = ask

    @property
    def subscribed(self) -> bool:
        return self.track is not None

    def set_subscribed(self, subscribed: bool) -> None:
        """Ask for the track, or for no more of it; `track_subscribed` or its opposite follows."""
        self._ask(self, subscribed)

    def begin(self) -> RemoteAudioTrack:
        """The subscription has begun: this is the track."""
        self.track = RemoteAudioTrack(self._origin, sid=self.sid, muted=self.muted)
        return self.track

    def finish(self) -> RemoteAudioTrack | None:
        """The subscription is over: this was the track, if there was one."""
        track, self.track = self.track, None
        if track is not None:
            track.end()
        return track

    def mute_changed(self, muted: bool) -> None:
        self.muted = muted
        if self.track is not None:
            self.track.muted = muted
