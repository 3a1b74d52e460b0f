"""What the tests of forwarders are told with."""

import asyncio

import pytest

from antiphon.audio import AudioFrame
from antiphon.rooms.local import LocalParticipant, Transcription
from antiphon.stt import SpeechData, SpeechEvent, SpeechEventType
from tests.transcription.screen import RATE


def audio(seconds: float) -> AudioFrame:
    """Silence: a forwarder only asks how long it is."""
    return AudioFrame.create(RATE, 1, round(seconds * RATE))


def interim(text: str, request_id: str = "") -> SpeechEvent:
    return transcript(SpeechEventType.INTERIM_TRANSCRIPT, text, request_id)


def final(text: str, request_id: str = "") -> SpeechEvent:
    return transcript(SpeechEventType.FINAL_TRANSCRIPT, text, request_id)


def transcript(kind: SpeechEventType, text: str, request_id: str) -> SpeechEvent:
    reading = SpeechData(language="en", text=text)
    return SpeechEvent(type=kind, request_id=request_id, alternatives=[reading])


class FailingPublisher:
    """Makes the first publishes of `participant` fail with `error`, or hang where that is None."""

    def __init__(
        self,
        participant: LocalParticipant,
        monkeypatch: pytest.MonkeyPatch,
        error: Exception | None,
        *,
        failures: int,
    ) -> None:
        self._publish = participant.publish_transcription
        self._error = error
        self._failures = failures
        monkeypatch.setattr(participant, "publish_transcription", self.publish)

    async def publish(self, transcription: Transcription) -> None:
        if self._failures:
            self._failures -= 1
            await self._fail()
        await self._publish(transcription)

    async def _fail(self) -> None:
        if self._error is None:
            await asyncio.Event().wait()
        else:
            raise self._error
