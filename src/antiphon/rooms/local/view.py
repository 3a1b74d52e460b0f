"""The room as one member sees it: applies what it is told, and emits what a program hears of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from antiphon.rooms.local.hub import Wire
from antiphon.rooms.local.kinds import DataPacketKind
from antiphon.rooms.local.local_participant import LocalParticipant
from antiphon.rooms.local.messages import (
    DataSent,
    Introduction,
    Left,
    Message,
    ProfileChanged,
    RpcAnswered,
    RpcCalled,
    SubscriptionWanted,
    TextStreamAdded,
    TextStreamClosed,
    TextStreamOpened,
    TrackMuted,
    TrackPublished,
    TrackSubscribed,
    TrackUnpublished,
    TrackUnsubscribed,
    Transcribed,
)
from antiphon.rooms.local.participants import Participant, RemoteParticipant
from antiphon.rooms.local.publications import RemoteTrackPublication, TrackOffer
from antiphon.rooms.local.text import TextInbox

__all__ = ["DataPacket", "RoomView"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DataPacket:
    """Data from somebody; fields of `livekit.rtc.DataPacket`."""

    data: bytes
    kind: DataPacketKind
    participant: RemoteParticipant | None
    topic: str


class RoomView:
    """The others, their tracks, and which of them one is subscribed to.

    What happens is in force here when its event is emitted, one event at a time.
    """

    def __init__(
        self,
        me: LocalParticipant,
        *,
        wire: Wire,
        inbox: TextInbox,
        emit: Callable[..., None],
        auto_subscribe: bool,
    ) -> None:
        self.remote_participants: dict[str, RemoteParticipant] = {}
        """By identity, in the order in which they joined."""
        self._me = me
        self._wire = wire
        self._inbox = inbox
        self._emit = emit
        self._auto_subscribe = auto_subscribe

    def begin(self, introductions: Iterable[Introduction]) -> None:
        """Know who is here already; only subscriptions to their tracks are still to come."""
        for introduction in introductions:
            self._meet(introduction)

    def close(self) -> None:
        """The room was left: nobody is here any more, and nothing is to be heard."""
        for participant in self.remote_participants.values():
            for publication in participant.track_publications.values():
                publication.finish()
        self.remote_participants.clear()
        self._inbox.break_off()

    def apply(self, message: Message) -> None:
        match message:
            case Introduction() | Left() | ProfileChanged():
                self._apply_to_people(message)
            case TrackPublished() | TrackUnpublished() | TrackMuted():
                self._apply_to_tracks(message)
            case SubscriptionWanted() | TrackSubscribed() | TrackUnsubscribed():
                self._apply_to_subscriptions(message)
            case TextStreamOpened() | TextStreamAdded() | TextStreamClosed():
                self._apply_to_texts(message)
            case DataSent():
                self._data_came(message)
            case RpcCalled() | RpcAnswered():
                self._me.rpc.receive(message)
            case Transcribed():
                self._transcription_came(message)

    def _apply_to_people(self, message: Introduction | Left | ProfileChanged) -> None:
        match message:
            case Introduction():
                self._emit("participant_connected", self._meet(message))
            case Left():
                self._leave(message.identity)
            case ProfileChanged():
                self._describe(message)

    def _apply_to_tracks(self, message: TrackPublished | TrackUnpublished | TrackMuted) -> None:
        match message:
            case TrackPublished() if message.identity == self._me.identity:
                if own := self._me.track_publications.get(message.track.sid):
                    self._emit("local_track_published", own, own.track)
            case TrackPublished():
                participant = self.remote_participants[message.identity]
                publication = self._add(participant, message.track)
                self._emit("track_published", publication, participant)
            case TrackUnpublished():
                self._drop(self.remote_participants[message.identity], message.sid)
            case TrackMuted():
                self._mute(message)

    def _apply_to_subscriptions(
        self, message: SubscriptionWanted | TrackSubscribed | TrackUnsubscribed
    ) -> None:
        match message:
            case SubscriptionWanted():
                self._subscribe(message)
            case TrackSubscribed():
                if publication := self._me.track_publications.get(message.sid):
                    publication.subscribed_by(message.identity)
                    self._emit("local_track_subscribed", publication.track)
            case TrackUnsubscribed():
                if publication := self._me.track_publications.get(message.sid):
                    publication.unsubscribed_by(message.identity)

    def _apply_to_texts(
        self, message: TextStreamOpened | TextStreamAdded | TextStreamClosed
    ) -> None:
        match message:
            case TextStreamOpened():
                self._inbox.open(message.info, writer=message.writer, author=message.author)
            case TextStreamAdded():
                self._inbox.add(message.stream_id, message.piece)
            case TextStreamClosed():
                self._inbox.close(message.stream_id, message.attributes)

    def _meet(self, introduction: Introduction) -> RemoteParticipant:
        participant = RemoteParticipant(introduction.profile)
        self.remote_participants[participant.identity] = participant
        for offer in introduction.tracks:
            self._add(participant, offer)
        return participant

    def _leave(self, identity: str) -> None:
        participant = self.remote_participants[identity]
        for sid in tuple(participant.track_publications):
            self._drop(participant, sid)
        del self.remote_participants[identity]
        for publication in self._me.track_publications.values():
            publication.unsubscribed_by(identity)
        self._inbox.writer_left(identity)
        self._emit("participant_disconnected", participant)

    def _describe(self, message: ProfileChanged) -> None:
        before, after = message.before, message.profile
        participant: Participant = self._me
        if after.identity != self._me.identity:  # one's own was set at once, perhaps again since
            participant = self.remote_participants[after.identity]
            participant.profile = after
        if message.changed_attributes:
            changed = dict(message.changed_attributes)
            self._emit("participant_attributes_changed", changed, participant)
        if before.name != after.name:
            self._emit("participant_name_changed", participant, before.name, after.name)
        if before.metadata != after.metadata:
            self._emit("participant_metadata_changed", participant, before.metadata, after.metadata)

    def _add(self, participant: RemoteParticipant, offer: TrackOffer) -> RemoteTrackPublication:
        publication = RemoteTrackPublication(offer, partial(self._ask, participant.identity))
        participant.track_publications[offer.sid] = publication
        if self._auto_subscribe:
            publication.set_subscribed(True)
        return publication

    def _drop(self, participant: RemoteParticipant, sid: str) -> None:
        publication = participant.track_publications[sid]
        self._unsubscribe(participant, publication)
        del participant.track_publications[sid]
        self._emit("track_unpublished", publication, participant)

    def _mute(self, message: TrackMuted) -> None:
        if message.identity == self._me.identity:
            own = self._me.track_publications.get(message.sid)
            if own is not None:
                self._emit("track_muted" if message.muted else "track_unmuted", self._me, own)
            return
        participant = self.remote_participants[message.identity]
        publication = participant.track_publications[message.sid]
        publication.mute_changed(message.muted)
        self._emit("track_muted" if message.muted else "track_unmuted", participant, publication)

    def _ask(self, identity: str, publication: RemoteTrackPublication, wanted: bool) -> None:
        self._wire.remind(SubscriptionWanted(identity=identity, sid=publication.sid, wanted=wanted))

    def _subscribe(self, message: SubscriptionWanted) -> None:
        participant = self.remote_participants.get(message.identity)
        publication = participant and participant.track_publications.get(message.sid)
        if not participant or not publication:
            return
        if not message.wanted:
            self._unsubscribe(participant, publication)
        elif not publication.subscribed:
            track = publication.begin()
            told = TrackSubscribed(identity=self._me.identity, sid=publication.sid)
            self._wire.send(told, (participant.identity,))
            self._emit("track_subscribed", track, publication, participant)

    def _unsubscribe(
        self, participant: RemoteParticipant, publication: RemoteTrackPublication
    ) -> None:
        track = publication.finish()
        if track is None:
            return
        told = TrackUnsubscribed(identity=self._me.identity, sid=publication.sid)
        self._wire.send(told, (participant.identity,))
        self._emit("track_unsubscribed", track, publication, participant)

    def _data_came(self, message: DataSent) -> None:
        kind = DataPacketKind.KIND_RELIABLE if message.reliable else DataPacketKind.KIND_LOSSY
        sender = self.remote_participants.get(message.identity)
        packet = DataPacket(
            data=message.payload, kind=kind, participant=sender, topic=message.topic
        )
        self._emit("data_received", packet)

    def _transcription_came(self, message: Transcribed) -> None:
        transcription = message.transcription
        speaker = self._participant(transcription.participant_identity)
        publication = speaker and speaker.track_publications.get(transcription.track_sid)
        self._emit("transcription_received", transcription.segments, speaker, publication)

    def _participant(self, identity: str) -> LocalParticipant | RemoteParticipant | None:
        if identity == self._me.identity:
            return self._me
        return self.remote_participants.get(identity)
