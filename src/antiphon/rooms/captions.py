"""Captions on the wire: as text streams on `lk.transcription`, and as transcription packets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from antiphon.rooms.base import Caption

__all__ = ["CaptionPublisher", "Stream", "Writer"]

TOPIC = "lk.transcription"
SEGMENT = "lk.segment_id"
FINAL = "lk.transcription_final"
TRACK = "lk.transcribed_track_id"


class Stream(Protocol):
    """A text stream that is written."""

    async def write(self, text: str) -> None: ...
    async def aclose(self, *, attributes: dict[str, str]) -> None: ...


class Writer(Protocol):
    """Who publishes: the local participant of one library or the other."""

    @property
    def identity(self) -> str: ...
    async def publish_transcription(self, transcription: Any) -> None: ...
    async def stream_text(
        self, *, topic: str, attributes: dict[str, str], sender_identity: str
    ) -> Stream: ...


@dataclass(slots=True)
class OpenSegment:
    """A segment of the agent's that still grows, and the stream it grows in."""

    segment_id: str
    text: str
    stream: Stream


class CaptionPublisher:
    """Publishes captions as clients expect them.

    The agent's segment is one stream that grows by what is added to it; a user's is sent whole,
    in a stream of its own, each time that it changes.
    """

    def __init__(self, writer: Writer, packet: Callable[[Caption, str, str], Any]) -> None:
        """`packet` makes the library's `Transcription` of a caption, its author and their track.

        Where it makes None, no packet is sent.
        """
        self._writer = writer
        self._packet = packet
        self._open: OpenSegment | None = None

    async def publish(self, caption: Caption, *, track_sid: str) -> None:
        """Publish `caption`, which was spoken on the track `track_sid`."""
        speaker = caption.speaker or self._writer.identity
        packet = self._packet(caption, speaker, track_sid)
        if packet is not None:
            await self._writer.publish_transcription(packet)
        attributes = {SEGMENT: caption.segment_id, FINAL: spelled(caption.final), TRACK: track_sid}
        if caption.speaker is None:
            await self._grow(caption, attributes)
        else:
            await self._send_whole(caption.text, speaker, attributes)

    def forget(self) -> None:
        """Write no more into the stream that is open: those who read it have lost it."""
        self._open = None

    async def _send_whole(self, text: str, speaker: str, attributes: dict[str, str]) -> None:
        stream = await self._writer.stream_text(
            topic=TOPIC, attributes=attributes, sender_identity=speaker
        )
        await stream.write(text)
        await stream.aclose(attributes=attributes)

    async def _grow(self, caption: Caption, attributes: dict[str, str]) -> None:
        segment = await self._segment_for(caption, attributes)
        self._open = None  # unless all of this goes well, there is nothing to go on with
        added = caption.text.removeprefix(segment.text)
        if added:
            await segment.stream.write(added)
            segment.text = caption.text
        if caption.final:
            await segment.stream.aclose(attributes=attributes)
        else:
            self._open = segment

    async def _segment_for(self, caption: Caption, attributes: dict[str, str]) -> OpenSegment:
        """The open segment if `caption` continues it; else a new stream takes its place."""
        segment, self._open = self._open, None
        if segment and segment.segment_id == caption.segment_id:
            if caption.text.startswith(segment.text):
                return segment
        if segment:
            await segment.stream.aclose(attributes={})
        stream = await self._writer.stream_text(
            topic=TOPIC,
            attributes={**attributes, FINAL: spelled(False)},
            sender_identity=self._writer.identity,
        )
        return OpenSegment(caption.segment_id, "", stream)


def spelled(value: bool) -> str:
    return "true" if value else "false"
