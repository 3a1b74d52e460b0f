"""Oneself in a room, with all that one can do there."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from antiphon import clock
from antiphon.errors import RoomError
from antiphon.rooms.local.hub import Wire
from antiphon.rooms.local.kinds import TrackSource
from antiphon.rooms.local.messages import (
    DataSent,
    Introduction,
    Profile,
    ProfileChanged,
    TextStreamOpened,
    TrackMuted,
    TrackPublished,
    TrackUnpublished,
    Transcribed,
)
from antiphon.rooms.local.participants import Participant
from antiphon.rooms.local.publications import (
    LocalTrackPublication,
    TrackOffer,
    TrackPublishOptions,
)
from antiphon.rooms.local.rpc import RpcDesk, RpcHandler
from antiphon.rooms.local.text import TextStreamInfo, Transcription
from antiphon.rooms.local.tracks import LocalAudioTrack
from antiphon.rooms.local.writer import TextStreamWriter
from antiphon.utils import shortuuid

__all__ = ["LocalParticipant"]


class LocalParticipant(Participant):
    """Oneself. What one does is in force at once; the others hear of it a turn of the loop later.

    No method but `perform_rpc` ever waits. They raise RoomClosed once the room was left.
    """

    def __init__(self, profile: Profile, wire: Wire) -> None:
        super().__init__(profile)
        self.track_publications: dict[str, LocalTrackPublication] = {}
        """By their ids, in the order in which they were published."""
        self.rpc = RpcDesk(profile.identity, wire)
        """Where calls are made and answered; for the room."""
        self._wire = wire

    def introduction(self) -> Introduction:
        """What somebody who comes now is told."""
        offers = tuple(publication.offer() for publication in self.track_publications.values())
        return Introduction(profile=self.profile, tracks=offers)

    async def publish_track(
        self, track: LocalAudioTrack, options: TrackPublishOptions | None = None
    ) -> LocalTrackPublication:
        """Offer `track` to the others."""
        source = TrackSource(options.source if options else TrackSource.SOURCE_UNKNOWN)
        offer = TrackOffer(sid=shortuuid("TR_"), source=source, track=track, muted=track.muted)
        self._wire.send(TrackPublished(identity=self.identity, track=offer))
        track.published(offer.sid, partial(self._mute_changed, offer.sid))
        publication = self.track_publications[offer.sid] = LocalTrackPublication(offer)
        self._wire.remind(TrackPublished(identity=self.identity, track=offer))
        return publication

    async def unpublish_track(self, track_sid: str) -> None:
        """Withdraw the track of that id. Raises RoomError if there is none."""
        self.withdraw(track_sid)

    def withdraw(self, track_sid: str) -> None:
        """`unpublish_track`, for those who cannot wait: it never does."""
        if track_sid not in self.track_publications:
            raise RoomError(f"{self.identity!r} has no track {track_sid!r} to unpublish.")
        message = TrackUnpublished(identity=self.identity, sid=track_sid)
        self._wire.send(message)
        self.track_publications.pop(track_sid).withdraw()

    def withdraw_all(self) -> None:
        """The room was left: the others know that no track of ours is there any more."""
        while self.track_publications:
            self.track_publications.popitem()[1].withdraw()

    async def set_attributes(self, attributes: Mapping[str, str]) -> None:
        """Set these, and leave the others as they are; an empty string takes one away."""
        before = self.profile.attributes
        changed = {key: text for key, text in attributes.items() if text != before.get(key, "")}
        kept = {key: text for key, text in {**before, **changed}.items() if text}
        self._change(replace(self.profile, attributes=kept), changed)

    async def set_metadata(self, metadata: str) -> None:
        self._change(replace(self.profile, metadata=metadata))

    async def set_name(self, name: str) -> None:
        self._change(replace(self.profile, name=name))

    async def publish_data(
        self,
        payload: bytes | str,
        *,
        reliable: bool = True,
        destination_identities: Collection[str] = (),
        topic: str = "",
    ) -> None:
        """Send a packet to those named, or else to all."""
        data = payload.encode() if isinstance(payload, str) else payload
        self._wire.send(
            DataSent(identity=self.identity, payload=data, topic=topic, reliable=reliable),
            destination_identities,
        )

    def register_rpc_method(self, method_name: str, handler: RpcHandler) -> None:
        """Let the others call `handler` by that name; it takes the place of another one.

        It may be synchronous or not. An RpcError that it raises is raised where it was called.
        """
        self.rpc.register(method_name, handler)

    def unregister_rpc_method(self, method: str) -> None:
        """Nothing happens if there is none of that name."""
        self.rpc.unregister(method)

    async def perform_rpc(
        self,
        *,
        destination_identity: str,
        method: str,
        payload: str,
        response_timeout: float | None = None,
    ) -> str:
        """Call a method of somebody, and return the answer; it is waited for, 15 s by default.

        Raises RpcError where there is no such method, it fails, or nobody answers.
        """
        return await self.rpc.call(destination_identity, method, payload, response_timeout)

    async def publish_transcription(self, transcription: Transcription) -> None:
        """Send a piece of a transcript to all."""
        self._wire.send(Transcribed(transcription=transcription))

    async def stream_text(
        self,
        *,
        destination_identities: Collection[str] | None = None,
        topic: str = "",
        attributes: Mapping[str, str] | None = None,
        stream_id: str | None = None,
        total_size: int | None = None,
        sender_identity: str | None = None,
    ) -> TextStreamWriter:
        """Open a text stream to those named, or else to all; `sender_identity` is its author."""
        info = TextStreamInfo(
            stream_id=stream_id or shortuuid("TS_"),
            topic=topic,
            timestamp=round(clock.wall() * 1000),
            size=total_size,
            attributes=dict(attributes or {}),
        )
        to = tuple(destination_identities or ())
        author = sender_identity or self.identity
        self._wire.send(TextStreamOpened(info=info, writer=self.identity, author=author), to)
        return TextStreamWriter(self._wire, info, to)

    async def send_text(
        self,
        text: str,
        *,
        destination_identities: Collection[str] | None = None,
        topic: str = "",
        attributes: Mapping[str, str] | None = None,
        sender_identity: str | None = None,
    ) -> TextStreamInfo:
        """Send `text` whole, as a text stream that ends at once."""
        writer = await self.stream_text(
            destination_identities=destination_identities,
            topic=topic,
            attributes=attributes,
            total_size=len(text.encode()),
            sender_identity=sender_identity,
        )
        await writer.write(text)
        await writer.aclose()
        return writer.info

    def _change(
        self, profile: Profile, changed_attributes: Mapping[str, str] | None = None
    ) -> None:
        message = ProfileChanged(
            before=self.profile, profile=profile, changed_attributes=changed_attributes or {}
        )
        self._wire.send(message)
        self.profile = profile
        self._wire.remind(message)

    def _mute_changed(self, sid: str, muted: bool) -> None:
        message = TrackMuted(identity=self.identity, sid=sid, muted=muted)
        self._wire.send(message)
        self._wire.remind(message)
