"""The user's turns: what is heard, where they begin and end, what the service does about it."""

from functools import partial
from typing import TYPE_CHECKING

from antiphon.testing.fake_openai.conversation import Item, Track
from antiphon.testing.fake_openai.input_audio import InputAudio, decoded
from antiphon.testing.fake_openai.outbox import Refused
from antiphon.testing.fake_openai.response import Response, copied
from antiphon.testing.fake_openai.responses import Responses, Trigger
from antiphon.testing.fake_openai.stage import Stage
from antiphon.testing.fake_openai.transcription import Transcriber
from antiphon.testing.fake_openai.voice_activity import SpeechBegan, VoiceActivity

if TYPE_CHECKING:
    from antiphon.testing.fake_openai.script import Event

__all__ = ["Turns"]


class Turns:
    """Listens; commits what was said; asks for an answer."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._transcriber = Transcriber(stage)
        self._detection: Event | None = None
        self._activity: VoiceActivity | None = None
        self._speech: tuple[str, int] | None = None
        self._idle = 0
        self.audio = InputAudio()
        self.responses = Responses(stage, self._answered)
        self.configure()

    def configure(self) -> None:
        """Take over the session's settings."""
        settings = self._stage.settings
        self.audio.change_format(settings.input_sound)
        if settings.turn_detection != self._detection:
            self._detection = settings.turn_detection
            self._listen_anew()

    def append(self, audio: object, now: float) -> None:
        """Hear more. Raises Refused."""
        data = decoded(audio, self.audio.sound)
        self.audio.append(data)
        if self._activity is None:
            return
        for change in self._activity.hear(data, self.audio.sound, self.audio.written_ms):
            if isinstance(change, SpeechBegan):
                self._begin(change.start_ms, now)
            else:
                self._end(change.end_ms, now)

    def commit(self, now: float) -> None:
        """The client says that the turn is over. Raises Refused."""
        audio = self.audio.commit()
        item_id = self._speech[0] if self._speech else self._stage.ids.new("item")
        self._listen_anew()
        self._commit(item_id, audio, now)

    def clear(self) -> None:
        """Forget what was heard since the last turn."""
        self.audio.clear()
        self._listen_anew()
        self._stage.outbox.put("input_audio_buffer.cleared")

    def _listen_anew(self) -> None:
        self._speech = None
        self._activity = VoiceActivity(self._detection) if self._detection else None

    def _begin(self, start_ms: int, now: float) -> None:
        self._idle += 1
        first_ms = round(self.audio.written_ms - self.audio.pending_ms)
        self._speech = (self._stage.ids.new("item"), max(start_ms, first_ms))
        item_id, start_ms = self._speech
        self._stage.outbox.put(
            "input_audio_buffer.speech_started", audio_start_ms=start_ms, item_id=item_id
        )
        if self._wants("interrupt_response"):
            self.responses.interrupt(now)

    def _end(self, end_ms: int, now: float) -> None:
        assert self._speech is not None
        (item_id, start_ms), self._speech = self._speech, None
        self._stage.outbox.put(
            "input_audio_buffer.speech_stopped", audio_end_ms=end_ms, item_id=item_id
        )
        self._commit(item_id, self.audio.cut(start_ms, end_ms), now)
        if self._wants("create_response"):
            self._ask("vad", now)

    def _commit(self, item_id: str, audio: bytes, now: float) -> None:
        said = self._stage.director.hear()
        item = user_item(item_id, said if isinstance(said, str) else "")
        item.audio[0] = Track(self.audio.sound, bytearray(audio))
        previous = self._stage.conversation.add(item)
        put = partial(self._stage.outbox.put, previous_item_id=previous)
        put("input_audio_buffer.committed", item_id=item_id)
        put("conversation.item.added", item=copied(item.data))
        put("conversation.item.done", item=copied(item.data))
        self._transcriber.transcribe(item, said, now)

    def _ask(self, trigger: Trigger, now: float) -> None:
        try:
            self.responses.create({}, trigger, now)
        except Refused as refused:
            self._stage.outbox.refuse(refused, None)

    def _wants(self, option: str) -> bool:
        return bool(self._detection and self._detection.get(option))

    # -- silence ---------------------------------------------------------------------------------

    def _answered(self, response: Response, now: float) -> None:
        """An answer is over: from the end of its playout the user's silence counts."""
        timeout_ms = self._detection.get("idle_timeout_ms") if self._detection else None
        if timeout_ms is None or response.is_out_of_band:
            return
        self._idle += 1
        wait = partial(self._wait, self._idle, timeout_ms / 1000)
        self._stage.agenda.at(now + response.spoken_seconds, wait)

    def _wait(self, idle: int, timeout: float, now: float) -> None:
        start_ms = round(self.audio.written_ms)
        self._stage.agenda.at(now + timeout, partial(self._time_out, idle, start_ms))

    def _time_out(self, idle: int, start_ms: int, now: float) -> None:
        if idle != self._idle or self.responses.active is not None:
            return
        item_id = self._stage.ids.new("item")
        end_ms = round(self.audio.written_ms)
        self._stage.outbox.put(
            "input_audio_buffer.timeout_triggered",
            audio_start_ms=start_ms,
            audio_end_ms=end_ms,
            item_id=item_id,
        )
        self._commit(item_id, self.audio.cut(start_ms, end_ms), now)
        self._ask("idle", now)


def user_item(item_id: str, heard: str) -> Item:
    data: Event = {
        "id": item_id,
        "object": "realtime.item",
        "type": "message",
        "status": "completed",
        "role": "user",
        "content": [{"type": "input_audio", "transcript": None}],
    }
    return Item(data, heard=heard)
