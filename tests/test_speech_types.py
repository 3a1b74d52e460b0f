"""Recognizers and synthesizers: what programs write against."""

from collections.abc import AsyncIterator
from dataclasses import FrozenInstanceError

import pytest

from antiphon.audio import AudioFrame
from antiphon.stt import STT, SpeechData, SpeechEvent, SpeechEventType
from antiphon.tts import TTS, SynthesizedAudio, WordTime


class Parrot:
    """Hears one thing, and says what it is told at ten words a second."""

    sample_rate = 24000
    num_channels = 1

    async def recognize(self, frame: AudioFrame) -> SpeechEvent:
        heard = SpeechData("en", "polly", end_time=frame.duration)
        return SpeechEvent(SpeechEventType.FINAL_TRANSCRIPT, alternatives=[heard])

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        for clause in text.splitlines(keepends=True):
            words = clause.split()
            times = tuple(
                WordTime(word, index / 10, (index + 1) / 10) for index, word in enumerate(words)
            )
            yield SynthesizedAudio(AudioFrame.create(24000, 1, 2400 * len(words)), clause, times)


async def test_a_parrot_is_a_recognizer() -> None:
    recognizer: STT = Parrot()
    event = await recognizer.recognize(AudioFrame.create(16000, 1, 1600))
    assert event.type == "final_transcript"
    assert (event.request_id, event.recognition_usage) == ("", None)
    assert event.alternatives == [SpeechData("en", "polly", 0, 0.1, 0)]


async def test_a_parrot_is_a_synthesizer() -> None:
    synthesizer: TTS = Parrot()
    clauses = [clause async for clause in synthesizer.synthesize("pretty polly\nhello")]
    assert "".join(clause.text for clause in clauses) == "pretty polly\nhello"
    assert clauses[0].words[1] == WordTime("polly", 0.1, 0.2)
    with pytest.raises(FrozenInstanceError):
        clauses[0].words[1].start = 0.0  # type: ignore[misc]


def test_event_types_are_their_names() -> None:
    assert [kind.value for kind in SpeechEventType] == [
        "start_of_speech",
        "interim_transcript",
        "final_transcript",
        "recognition_usage",
        "end_of_speech",
    ]
