"""A room in which an agent and Ann can speak, and the screen on which a guest reads captions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from antiphon import clock
from antiphon.rooms.local import (
    AudioSource,
    LocalAudioTrack,
    LocalParticipant,
    LocalRoom,
    LocalTrackPublication,
    Participant,
    TrackPublishOptions,
    TrackSource,
    TranscriptionSegment,
)

RATE = 24_000


@dataclass(frozen=True, kw_only=True)
class Caption:
    """One update of a segment, as it came in."""

    at: float
    identity: str
    track_sid: str
    segment: TranscriptionSegment

    @property
    def text(self) -> str:
        return self.segment.text

    @property
    def final(self) -> bool:
        return self.segment.final


class Screen:
    """What the guest has read, in order."""

    def __init__(self) -> None:
        self.captions: list[Caption] = []

    def show(
        self,
        segments: list[TranscriptionSegment],
        participant: Participant,
        publication: Any,
    ) -> None:
        sid = publication.sid if publication else ""
        self.captions += [
            Caption(at=clock.now(), identity=participant.identity, track_sid=sid, segment=segment)
            for segment in segments
        ]

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """Text and finality of each update."""
        return [(caption.text, caption.final) for caption in self.captions]

    @property
    def finals(self) -> list[str]:
        return [caption.text for caption in self.captions if caption.final]

    @property
    def ids(self) -> list[str]:
        return [caption.segment.id for caption in self.captions]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A room with the agent, who has a microphone, Ann, who has one too, and a silent guest."""

    room: LocalRoom
    """The agent's."""
    source: AudioSource
    """What the agent speaks into."""
    publication: LocalTrackPublication
    ann_sid: str
    screen: Screen

    @property
    def agent(self) -> LocalParticipant:
        return self.room.local_participant


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    rooms = [LocalRoom(), LocalRoom(), LocalRoom()]
    for room, identity in zip(rooms, ["agent", "ann", "guest"], strict=True):
        await room.connect("local://cinema", identity)
    source = AudioSource(RATE, 1)
    publication = await publish_microphone(rooms[0], source)
    ann = await publish_microphone(rooms[1], AudioSource(RATE, 1))
    screen = Screen()
    rooms[2].on("transcription_received", screen.show)
    await settled()
    try:
        yield Scene(
            room=rooms[0],
            source=source,
            publication=publication,
            ann_sid=ann.sid,
            screen=screen,
        )
    finally:
        for room in rooms:
            await room.disconnect()


async def publish_microphone(room: LocalRoom, source: AudioSource) -> LocalTrackPublication:
    track = LocalAudioTrack.create_audio_track("voice", source)
    options = TrackPublishOptions(source=TrackSource.SOURCE_MICROPHONE)
    return await room.local_participant.publish_track(track, options)


async def settled() -> None:
    """Let everything happen that needs no time."""
    for _ in range(30):
        await asyncio.sleep(0)
