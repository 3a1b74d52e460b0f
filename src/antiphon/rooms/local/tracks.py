"""Audio tracks: a voice with a name, as its publisher has it and as a subscriber does."""

from collections.abc import Callable
from typing import Protocol

from antiphon.rooms.local.kinds import TrackKind
from antiphon.rooms.local.line import Listener
from antiphon.rooms.local.source import AudioSource

__all__ = ["AudioTrack", "LocalAudioTrack", "RemoteAudioTrack"]


class AudioTrack(Protocol):
    """Something that can be listened to."""

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` hear the track from now on; the result takes it off again."""
        ...


class LocalAudioTrack:
    """A track of one's own, that carries what an `AudioSource` plays."""

    kind = TrackKind.KIND_AUDIO

    def __init__(self, name: str, source: AudioSource) -> None:
        self.name = name
        self.sid = ""
        """Given when the track is published."""
        self._feed = source.feed
        self._line = source.feed.open_line()
        self._mute_changed: Callable[[bool], None] = ignore

    @staticmethod
    def create_audio_track(name: str, source: AudioSource) -> "LocalAudioTrack":
        """A track that carries what `source` plays."""
        return LocalAudioTrack(name, source)

    @property
    def muted(self) -> bool:
        return self._line.muted

    def mute(self) -> None:
        """Be silent from the end of the 10 ms in flight; the source plays on, unheard."""
        self._set_muted(True)

    def unmute(self) -> None:
        """Be heard from the next 10 ms on."""
        self._set_muted(False)

    def listen(self, listener: Listener) -> Callable[[], None]:
        with self._feed.settled():
            self._line.add(listener)

        def leave() -> None:
            with self._feed.settled():
                self._line.remove(listener)

        return leave

    def published(self, sid: str, mute_changed: Callable[[bool], None]) -> None:
        """Take the id it was published under, and whom to tell when it is muted or unmuted."""
        self.sid = sid
        self._mute_changed = mute_changed

    def unpublished(self) -> None:
        """Tell nobody any more."""
        self._mute_changed = ignore

    def _set_muted(self, muted: bool) -> None:
        if muted == self._line.muted:
            return
        with self._feed.settled():
            self._line.muted = muted
        self._mute_changed(muted)


class RemoteAudioTrack:
    """Somebody else's track, for as long as one is subscribed to it."""

    kind = TrackKind.KIND_AUDIO

    def __init__(self, origin: LocalAudioTrack, *, sid: str, muted: bool) -> None:
        self.name = origin.name
        self.sid = sid
        self.muted = muted
        self._origin = origin
        self._listeners: dict[Listener, Callable[[], None]] = {}
        self._ended = False

    def listen(self, listener: Listener) -> Callable[[], None]:
        if self._ended:
            listener.end()
            return lambda: None
        self._listeners[listener] = self._origin.listen(listener)

        def leave() -> None:
            if leave_origin := self._listeners.pop(listener, None):
                leave_origin()

        return leave

    def end(self) -> None:
        """End the subscription: those who listen hear what was played, and no more."""
        self._ended = True
        while self._listeners:
            listener, leave_origin = self._listeners.popitem()
            leave_origin()
            listener.end()


def ignore(muted: bool) -> None:
    """A change of muting that nobody wants to know of."""
