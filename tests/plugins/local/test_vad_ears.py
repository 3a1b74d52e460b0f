"""The embedded model's ears, where a detector of the program's choice decides."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.llm import ChatChunk, ChatContext
from antiphon.plugins.local import RealtimeModel
from antiphon.plugins.local.ears import Onset, Pause, Resumed, Sound, Thrown, TurnEnd
from antiphon.plugins.local.vad_ears import VADEars
from antiphon.realtime import ModelEvent
from antiphon.vad import VAD, VADCapabilities, VADEvent, VADEventType, VADStream
from tests.plugins.local.test_local_session import Recognizer, Responder, Voice

RATE = 16_000
STEP = 0.08


class LoudnessVAD(VAD):
    """What is loud is speech; after 0.4 s of silence it has ended."""

    def __init__(self) -> None:
        super().__init__(capabilities=VADCapabilities(update_interval=STEP))

    def stream(self) -> "LoudnessStream":
        return LoudnessStream(self)


class LoudnessStream(VADStream):
    def __init__(self, vad: VAD) -> None:
        super().__init__(vad)
        self._silence = 0.0
        self._speech: list[AudioFrame] = []

    async def detect(self, frame: AudioFrame) -> Sequence[VADEvent]:
        loud = bool(frame.samples.any())
        self._silence = 0.0 if loud else self._silence + frame.duration
        events = []
        if loud and not self._speech:
            self._speech = [frame]
            events.append(self._event(VADEventType.START_OF_SPEECH, [frame]))
        elif self._speech:
            self._speech.append(frame)
            events.append(self._event(VADEventType.INFERENCE_DONE, [frame]))
        return [*events, *(await self.finish() if self._silence >= 0.4 else [])]

    async def finish(self) -> Sequence[VADEvent]:
        speech, self._speech = self._speech, []
        return [self._event(VADEventType.END_OF_SPEECH, speech)] if speech else []

    def _event(self, kind: VADEventType, frames: list[AudioFrame]) -> VADEvent:
        return VADEvent(
            type=kind,
            samples_index=0,
            timestamp=0.0,
            speech_duration=0.0,
            silence_duration=0.0,
            frames=frames,
            raw_accumulated_silence=self._silence,
        )


def steps(count: int, level: int) -> list[AudioFrame]:
    frame = AudioFrame.create(RATE, 1, round(STEP * RATE))
    frame.samples[:] = level
    return [frame] * count


SPEECH, SILENCE = 1000, 0


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[VADEars, list[Sound]]]:
    ears, sounds = VADEars(LoudnessVAD()), list[Sound]()
    task = asyncio.create_task(ears.run(sounds.append))
    yield ears, sounds
    task.cancel()
    await asyncio.wait({task})


async def hear(ears: VADEars, *runs: list[AudioFrame]) -> None:
    for run in runs:
        for frame in run:
            ears.push(frame)
    await asyncio.sleep(0.1)


def kinds(sounds: list[Sound]) -> list[type[Sound]]:
    return [type(sound) for sound in sounds]


async def test_a_turn_begins_pauses_and_ends_when_the_detector_says_so() -> None:
    async with listening() as (ears, sounds):
        await hear(ears, steps(5, SPEECH), steps(5, SILENCE))

        assert kinds(sounds) == [Onset, Pause, TurnEnd]
        (_, pause, end) = sounds
        assert isinstance(pause, Pause)
        assert isinstance(end, TurnEnd)
        assert round(pause.speech.duration / STEP) == 7
        assert round(end.speech.duration / STEP) == 10
        assert not ears.hears_speech


async def test_who_goes_on_after_a_pause_is_in_the_same_turn() -> None:
    async with listening() as (ears, sounds):
        await hear(ears, steps(2, SPEECH), steps(3, SILENCE), steps(2, SPEECH), steps(5, SILENCE))

        assert kinds(sounds) == [Onset, Pause, Resumed, Pause, TurnEnd]


async def test_the_program_may_end_a_turn_before_the_silence_does() -> None:
    async with listening() as (ears, sounds):
        await hear(ears, steps(4, SPEECH))
        assert ears.hears_speech
        ears.commit()
        await hear(ears)

        assert kinds(sounds) == [Onset, TurnEnd]


async def test_where_only_the_program_ends_turns_all_that_was_said_is_one() -> None:
    async with listening() as (ears, sounds):
        ears.ends_turns = False
        await hear(ears, steps(2, SPEECH), steps(5, SILENCE), steps(3, SPEECH), steps(5, SILENCE))
        assert TurnEnd not in kinds(sounds)
        ears.commit()
        await hear(ears)

        end = sounds[-1]
        assert isinstance(end, TurnEnd)
        assert round(end.speech.duration / STEP) == 15


async def test_who_is_muted_in_the_middle_of_a_word_has_finished() -> None:
    async with listening() as (ears, sounds):
        await hear(ears, steps(4, SPEECH))
        await asyncio.sleep(0.8)
        assert kinds(sounds) == [Onset]
        await asyncio.sleep(0.3)
        assert kinds(sounds) == [Onset, TurnEnd]
        end = sounds[-1]
        assert isinstance(end, TurnEnd)
        assert round(end.speech.duration / STEP) == 4
        assert not ears.hears_speech
        await hear(ears, steps(2, SPEECH), steps(5, SILENCE))
        assert kinds(sounds)[2:] == [Onset, Pause, TurnEnd]
        await asyncio.sleep(10.0)
        assert len(sounds) == 5


async def test_a_microphone_that_sends_late_is_waited_for() -> None:
    async with listening() as (ears, sounds):
        for _ in range(4):
            await hear(ears, steps(2, SPEECH))
            await asyncio.sleep(0.8)
        assert kinds(sounds) == [Onset]


async def test_a_muted_microphone_ends_no_turn_that_only_the_program_ends() -> None:
    async with listening() as (ears, sounds):
        ears.ends_turns = False
        await hear(ears, steps(4, SPEECH))
        await asyncio.sleep(5.0)
        assert kinds(sounds) == [Onset]
        ears.ends_turns = True
        await asyncio.sleep(1.1)
        assert kinds(sounds) == [Onset, TurnEnd]


async def test_who_hangs_up_in_the_middle_of_a_word_leaves_nothing_to_be_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with listening() as (ears, sounds):
        await hear(ears, steps(4, SPEECH))
    await asyncio.sleep(3.0)
    assert kinds(sounds) == [Onset]
    assert caplog.records == []


async def test_what_is_cleared_is_no_turn() -> None:
    async with listening() as (ears, sounds):
        await hear(ears, steps(4, SPEECH))
        ears.clear()
        await hear(ears)

        assert kinds(sounds) == [Onset, Thrown]
        assert not ears.hears_speech


async def test_a_model_with_a_detector_of_its_own_answers_when_that_says_so() -> None:
    answer = [ChatChunk(text="Good day to you.")]
    recognizer = Recognizer("Hello there.")
    model = RealtimeModel(
        vad=LoudnessVAD(), stt=recognizer, tts=Voice(), llm=Responder(answer, answer)
    )
    session, events = model.session(chat_ctx=ChatContext(), fnc_ctx=None), list[ModelEvent]()
    running = asyncio.create_task(session.run(events.append))
    await asyncio.sleep(0.1)

    for frame in (*steps(5, SPEECH), *steps(6, SILENCE)):
        session.push_audio(frame)
        await asyncio.sleep(STEP)
    await asyncio.sleep(1.0)
    running.cancel()
    await asyncio.wait({running})

    told = [type(event) for event in events]
    assert told.index(m.UserStarted) < told.index(m.UserStopped) < told.index(m.UserTranscribed)
    assert "Good day to you." in [e.text for e in events if isinstance(e, m.TextArrived)]
