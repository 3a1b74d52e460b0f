"""Tells a session's own listeners what the service has sent, in the events of 0.12.

| event                                        | argument                                        |
|----------------------------------------------|-------------------------------------------------|
| `session_updated`                            | RealtimeSessionOptions                          |
| `error`                                      | RealtimeError                                   |
| `input_speech_started`, `_stopped`           |                                                 |
| `input_speech_committed`                     | InputSpeechCommitted                            |
| `input_speech_transcription_completed`       | InputTranscriptionCompleted                     |
| `input_speech_transcription_failed`          | InputTranscriptionFailed                        |
| `response_created`, `response_done`          | RealtimeResponse                                |
| `response_output_added`, `_output_done`      | RealtimeOutput                                  |
| `response_content_added`, `_content_done`    | RealtimeContent                                 |
"""

from collections.abc import Callable
from typing import Any

import msgspec

from antiphon.plugins.openai import codec as wire
from antiphon.plugins.openai.realtime.names import Names
from antiphon.plugins.openai.realtime.objects import (
    InputSpeechCommitted,
    InputTranscriptionCompleted,
    InputTranscriptionFailed,
    RealtimeContent,
    RealtimeError,
    RealtimeOutput,
    RealtimeResponse,
    RealtimeToolCall,
)
from antiphon.plugins.openai.realtime.options import AudioFormat
from antiphon.plugins.openai.realtime.responses import REQUEST_KEY, TEXT_PARTS
from antiphon.plugins.openai.realtime.voice import Decoder

__all__ = ["Announcer"]

WORDS_LOST = "the session ended before the service had written down what was said"


class Announcer:
    """Follows the service's events, and builds the objects that grow with them."""

    def __init__(
        self,
        names: Names,
        audio_format: AudioFormat,
        emit: Callable[..., None],
        *,
        awaits_words: Callable[[], bool],
    ) -> None:
        """`awaits_words` tells whether the service writes down what is said."""
        self._names = names
        self._awaits_words = awaits_words
        self._wordless: dict[str, None] = {}
        """The turns whose words have not come."""
        self._audio_format: AudioFormat = audio_format
        self._emit = emit
        self._responses: dict[str, RealtimeResponse] = {}
        self._contents: dict[tuple[str, str, int], tuple[RealtimeContent, Decoder]] = {}

    def lost(self) -> None:
        """Nothing more comes of what was under way."""
        for content, _ in self._contents.values():
            content.close()
        self._contents.clear()
        for response in self._responses.values():
            response.status = "failed"
            self._finish(response)
        self._responses.clear()
        wordless, self._wordless = self._wordless, {}
        for item_id in wordless:
            failed = InputTranscriptionFailed(item_id, WORDS_LOST)
            self._emit("input_speech_transcription_failed", failed)

    def note(self, event: wire.ServerEvent) -> None:  # noqa: C901 - one flat table of arms
        """Tell what there is to tell of `event`."""
        match event:
            case wire.ErrorEvent():
                self._emit("error", error_of(event.error))
            case wire.SpeechStarted():
                self._emit("input_speech_started")
            case wire.SpeechStopped():
                self._emit("input_speech_stopped")
            case wire.BufferCommitted():
                self._committed(self._names.inward(event.item_id))
            case wire.TranscriptionCompleted():
                item_id = self._names.inward(event.item_id)
                self._wordless.pop(item_id, None)
                completed = InputTranscriptionCompleted(item_id, event.transcript)
                self._emit("input_speech_transcription_completed", completed)
            case wire.TranscriptionFailed():
                item_id = self._names.inward(event.item_id)
                self._wordless.pop(item_id, None)
                failed = InputTranscriptionFailed(item_id, event.error.message)
                self._emit("input_speech_transcription_failed", failed)
            case wire.ResponseCreated():
                self._created(event.response)
            case wire.ResponseDone():
                self._done(event.response)
            case wire.OutputItemAdded():
                self._output_added(event)
            case wire.OutputItemDone():
                self._output_done(event)
            case wire.ContentPartAdded():
                self._content_added(event)
            case wire.AudioDelta():
                self._audio_came(event)
            case wire.TextDelta() | wire.TranscriptDelta():
                if (content := self._content(event)) is not None:
                    content.text_stream.add(event.delta)
            case wire.ContentPartDone():
                self._content_done(event)

    def _committed(self, item_id: str) -> None:
        if self._awaits_words():
            self._wordless[item_id] = None
        self._emit("input_speech_committed", InputSpeechCommitted(item_id))

    def _created(self, response: wire.Response) -> None:
        known = RealtimeResponse(self._names.inward(response.id), metadata=metadata_of(response))
        if self._responses.setdefault(response.id, known) is known:
            self._emit("response_created", known)

    def _done(self, response: wire.Response) -> None:
        known = self._responses.pop(response.id, None)
        if known is None:
            return
        known.status = response.status or "failed"  # type: ignore[assignment]
        known.status_details = plain(response.status_details)
        known.usage = plain(response.usage)
        known.metadata = metadata_of(response)
        for key in [key for key in self._contents if key[0] == response.id]:
            self._contents.pop(key)[0].close()
        self._finish(known)
        self._emit("response_done", known)

    def _finish(self, response: RealtimeResponse) -> None:
        for done in (*(output.done_fut for output in response.output), response.done_fut):
            if not done.done():
                done.set_result(None)

    def _output_added(self, event: wire.OutputItemAdded) -> None:
        response = self._responses.get(event.response_id)
        if response is None or event.item.type not in ("message", "function_call"):
            return
        output = RealtimeOutput(
            response_id=response.id,
            item_id=self._names.inward(event.item.id),
            output_index=event.output_index,
            role=event.item.role or "assistant",
            type="message" if event.item.type == "message" else "function_call",
        )
        response.output.append(output)
        self._emit("response_output_added", output)

    def _output_done(self, event: wire.OutputItemDone) -> None:
        output = self._output(event.response_id, event.item.id)
        if output is None:
            return
        if event.item.type == "function_call":
            call = RealtimeToolCall(
                event.item.name, event.item.arguments or "", self._names.inward(event.item.call_id)
            )
            for content in output.content:
                content.tool_calls.append(call)
        if not output.done_fut.done():
            output.done_fut.set_result(None)
        self._emit("response_output_done", output)

    def _content_added(self, event: wire.ContentPartAdded) -> None:
        output = self._output(event.response_id, event.item_id)
        key = key_of(event)
        if output is None or key in self._contents:
            return
        content = RealtimeContent(
            response_id=output.response_id,
            item_id=output.item_id,
            output_index=event.output_index,
            content_index=event.content_index,
            content_type="text" if event.part.type in TEXT_PARTS else "audio",
        )
        output.content.append(content)
        self._contents[key] = content, Decoder(self._audio_format)
        self._emit("response_content_added", content)

    def _audio_came(self, event: wire.AudioDelta) -> None:
        found = self._contents.get(key_of(event))
        if found is not None:
            content, decoder = found
            content.audio_stream.add(decoder.push(event.delta))

    def _content_done(self, event: wire.ContentPartDone) -> None:
        found = self._contents.pop(key_of(event), None)
        if found is not None:
            found[0].close()
            self._emit("response_content_done", found[0])

    def _content(self, event: wire.TextDelta | wire.TranscriptDelta) -> RealtimeContent | None:
        found = self._contents.get(key_of(event))
        return None if found is None else found[0]

    def _output(self, response_id: str, item_id: str) -> RealtimeOutput | None:
        response = self._responses.get(response_id)
        known_as = self._names.inward(item_id)
        outputs = response.output if response is not None else []
        return next((output for output in outputs if output.item_id == known_as), None)


def key_of(
    event: wire.ContentPartAdded
    | wire.ContentPartDone
    | wire.AudioDelta
    | wire.TextDelta
    | wire.TranscriptDelta,
) -> tuple[str, str, int]:
    """What names a content part on the wire."""
    return event.response_id, event.item_id, event.content_index


def error_of(error: wire.Error) -> RealtimeError:
    """The error, as listeners of 0.12 know it."""
    return RealtimeError(
        event_id=error.event_id or "",
        type=error.type,
        message=error.message,
        code=None if error.code is None else str(error.code),
        param=error.param,
    )


def metadata_of(response: wire.Response) -> dict[str, str] | None:
    """What the program has attached to it; what we have is nobody else's business."""
    attached = {key: v for key, v in (response.metadata or {}).items() if key != REQUEST_KEY}
    return attached or None


def plain(value: msgspec.Struct | None) -> Any:
    """As dicts and lists."""
    return None if value is None else msgspec.to_builtins(value)
