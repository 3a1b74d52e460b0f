"""Shows what a recognizer hears."""

import asyncio
from functools import partial

from antiphon.stt import SpeechEvent, SpeechEventType
from antiphon.transcription.callbacks import BeforeForward, unchanged, without_alias
from antiphon.transcription.outbox import Outbox
from antiphon.transcription.voice import Participant, Room, Track, Voice
from antiphon.utils import shortuuid

__all__ = ["STTSegmentsForwarder"]

MOST_OPEN = 64
TRANSCRIPTS = (SpeechEventType.INTERIM_TRANSCRIPT, SpeechEventType.FINAL_TRANSCRIPT)


class STTSegmentsForwarder:
    """Publishes what a recognizer hears of `participant`, as captions on their `track`.

    `track` is a track, a publication or the id of either; without it, the first microphone of the
    participant. Raises ValueError if there is none. Made in a running loop, or with `loop`.
    Captions go out in order; one that cannot be published is lost, and no other.
    """

    def __init__(
        self,
        *,
        room: Room,
        participant: Participant | str,
        track: Track | str | None = None,
        before_forward_cb: BeforeForward["STTSegmentsForwarder"] = unchanged,
        loop: asyncio.AbstractEventLoop | None = None,
        will_forward_transcription: BeforeForward["STTSegmentsForwarder"] | None = None,
    ) -> None:
        before = without_alias(before_forward_cb, will_forward_transcription)
        self._outbox = Outbox(Voice(room, participant, track), partial(before, self), loop)
        self._open: dict[str, str] = {}
        """Ids of the segments that are not final, by the request they belong to."""

    def update(self, ev: SpeechEvent) -> None:
        """Show an interim or final transcript; other events show nothing.

        The transcripts of one `request_id` (most recognizers give none) share a segment until the
        final one, so that utterances may be transcribed out of turn. Does nothing once closed.
        """
        if ev.type not in TRANSCRIPTS or not ev.alternatives:
            return
        final = ev.type == SpeechEventType.FINAL_TRANSCRIPT  # a plain string will do
        segment_id = self._segment_id(ev.request_id)
        if final:
            del self._open[ev.request_id]
        self._outbox.put(segment_id, ev.alternatives[0].text, final=final)

    async def aclose(self, *, wait: bool = True) -> None:
        """End, without what still waits unless `wait`, and then after a second at the latest."""
        if wait:
            await self._outbox.aclose()
        else:
            await self._outbox.abort()

    def _segment_id(self, request_id: str) -> str:
        if request_id not in self._open and len(self._open) == MOST_OPEN:
            del self._open[next(iter(self._open))]  # its transcription has failed long ago
        return self._open.setdefault(request_id, shortuuid("SG_"))
