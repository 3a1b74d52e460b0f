"""Writes down what the user said, where a session asks for it, a moment after it was said."""

from functools import partial

from antiphon.testing.fake_openai.conversation import Item
from antiphon.testing.fake_openai.script import TranscriptionFailed
from antiphon.testing.fake_openai.stage import Stage
from antiphon.testing.fake_openai.usage import transcription_usage

__all__ = ["Transcriber"]

EVENT = "conversation.item.input_audio_transcription"


class Transcriber:
    """Tells what was said in pieces, then whole."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def transcribe(self, item: Item, said: str | TranscriptionFailed, now: float) -> None:
        """Begin with a committed item; nothing where the session has no transcription."""
        if self._stage.settings.transcription is None:
            return
        tell = self._fail if isinstance(said, TranscriptionFailed) else self._complete
        when = now + self._stage.options.transcription_delay
        self._stage.agenda.at(when, partial(tell, item, said))  # type: ignore[arg-type]

    def _complete(self, item: Item, said: str, _: float) -> None:
        place = {"item_id": item.id, "content_index": 0}
        for word in words_of(said):
            self._stage.outbox.put(f"{EVENT}.delta", **place, delta=word)
        item.data["content"][0]["transcript"] = said
        usage = transcription_usage(item.audio_ms(0) / 1000)
        self._stage.outbox.put(f"{EVENT}.completed", **place, transcript=said, usage=usage)

    def _fail(self, item: Item, said: TranscriptionFailed, _: float) -> None:
        error = {
            "type": "transcription_error",
            "code": said.code,
            "message": said.message,
            "param": None,
        }
        self._stage.outbox.put(f"{EVENT}.failed", item_id=item.id, content_index=0, error=error)


def words_of(text: str) -> list[str]:
    """Pieces that together are the text."""
    words = text.split(" ")
    return [word if index == 0 else f" {word}" for index, word in enumerate(words) if text]
