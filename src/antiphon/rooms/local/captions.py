"""Captions on the wire: as text streams on `lk.transcription`, and as transcription packets."""

from dataclasses import dataclass

from antiphon.rooms.base import Caption
from antiphon.rooms.local.local_participant import LocalParticipant
from antiphon.rooms.local.text import Transcription, TranscriptionSegment
from antiphon.rooms.local.writer import TextStreamWriter

__all__ = ["CaptionPublisher"]

TOPIC = "lk.transcription"
SEGMENT = "lk.segment_id"
FINAL = "lk.transcription_final"
TRACK = "lk.transcribed_track_id"


@dataclass(slots=True)
class OpenSegment:
    """A segment of the agent's that still grows, and the stream it grows in."""

    segment_id: str
    text: str
    writer: TextStreamWriter


class CaptionPublisher:
    """Publishes captions as clients expect them.

    The agent's segment is one stream that grows by what is added to it; a user's is sent whole,
    in a stream of its own, each time that it changes.
    """

    def __init__(self, participant: LocalParticipant) -> None:
        self._participant = participant
        self._open: OpenSegment | None = None

    async def publish(self, caption: Caption, *, track_sid: str) -> None:
        """Publish `caption`, which was spoken on the track `track_sid`."""
        speaker = caption.speaker or self._participant.identity
        await self._participant.publish_transcription(packet(caption, speaker, track_sid))
        attributes = {SEGMENT: caption.segment_id, FINAL: spelled(caption.final), TRACK: track_sid}
        if caption.speaker is None:
            await self._grow(caption, attributes)
            return
        await self._participant.send_text(
            caption.text, topic=TOPIC, attributes=attributes, sender_identity=speaker
        )

    async def _grow(self, caption: Caption, attributes: dict[str, str]) -> None:
        segment = await self._segment_for(caption, attributes)
        added = caption.text.removeprefix(segment.text)
        if added:
            await segment.writer.write(added)
            segment.text = caption.text
        if caption.final:
            await segment.writer.aclose(attributes=attributes)
            self._open = None

    async def _segment_for(self, caption: Caption, attributes: dict[str, str]) -> OpenSegment:
        """The open segment if `caption` continues it; else a new stream takes its place."""
        segment = self._open
        if segment and segment.segment_id == caption.segment_id:
            if caption.text.startswith(segment.text):
                return segment
        if segment:
            await segment.writer.aclose()
        writer = await self._participant.stream_text(
            topic=TOPIC, attributes={**attributes, FINAL: spelled(False)}
        )
        self._open = OpenSegment(caption.segment_id, "", writer)
        return self._open


def packet(caption: Caption, speaker: str, track_sid: str) -> Transcription:
    segment = TranscriptionSegment(
        id=caption.segment_id,
        text=caption.text,
        start_time=0,
        end_time=0,
        language="",
        final=caption.final,
    )
    return Transcription(participant_identity=speaker, track_sid=track_sid, segments=[segment])


def spelled(value: bool) -> str:
    return "true" if value else "false"
