"""The embedded model's session, with engines that are quick and predictable."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import numpy as np
import pytest

from antiphon.audio import AudioFrame, rms_dbfs
from antiphon.core import messages as m
from antiphon.errors import ModelConnectionError
from antiphon.llm import ChatChunk, ChatContext, ChatMessage, FunctionContext, ToolCall
from antiphon.plugins.local.ears import Ears
from antiphon.plugins.local.endpointing import SAMPLE_RATE, WINDOW, Endpointer, EndpointOptions
from antiphon.plugins.local.session import LocalSession
from antiphon.plugins.local.speech_meter import Window
from antiphon.plugins.local.wording import APOLOGY
from antiphon.realtime import AudioDelta, ConfigureTurns, ModelEvent, ModelReady, SetTools
from antiphon.stt import SpeechData, SpeechEvent, SpeechEventType
from antiphon.testing.scripted import tone
from antiphon.tts import TTS, SynthesizedAudio, WordTime

E = TypeVar("E")
SECONDS_PER_WORD = 0.25


class LoudnessMeter:
    """What is loud is speech."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.int16)

    async def push(self, frame: AudioFrame) -> list[Window]:
        samples = np.concatenate([self._rest, frame.samples])
        cut = len(samples) // WINDOW * WINDOW
        self._rest = samples[cut:]
        windows = samples[:cut].reshape(-1, WINDOW)
        return [self._judge(AudioFrame.from_samples(w, SAMPLE_RATE)) for w in windows]

    def _judge(self, frame: AudioFrame) -> Window:
        return Window(frame, float(rms_dbfs(frame) > -40.0), 0.0)


class Recognizer:
    """Hears the next of these texts each time; an exception is raised."""

    def __init__(self, *texts: str | Exception) -> None:
        self._texts = list(texts)
        self.heard: list[float] = []
        """Seconds of audio, each time."""

    async def recognize(self, frame: AudioFrame) -> SpeechEvent:
        self.heard.append(frame.duration)
        await asyncio.sleep(0.1)
        text = self._texts[0] if len(self._texts) == 1 else self._texts.pop(0)
        if isinstance(text, Exception):
            raise text
        data = [SpeechData(language="en", text=text)] if text else []
        return SpeechEvent(type=SpeechEventType.FINAL_TRANSCRIPT, alternatives=data)


class Voice:
    """Speaks a word in a quarter of a second, and makes it in no time."""

    sample_rate = 24_000
    num_channels = 1

    async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
        words = text.split()
        times = tuple(
            WordTime(word, n * SECONDS_PER_WORD, (n + 1) * SECONDS_PER_WORD)
            for n, word in enumerate(words)
        )
        yield SynthesizedAudio(tone(SECONDS_PER_WORD * len(words)), text, times)


class Responder:
    """Answers with these chunks, one list an answer, and remembers what it was asked."""

    def __init__(self, *answers: list[ChatChunk]) -> None:
        self._answers = list(answers)
        self.contexts: list[ChatContext] = []
        self.tools: list[FunctionContext | None] = []

    async def chat(
        self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
    ) -> AsyncIterator[ChatChunk]:
        self.contexts.append(chat_ctx)
        self.tools.append(fnc_ctx)
        for chunk in self._answers.pop(0):
            await asyncio.sleep(0.05)
            yield chunk


class Line:
    """A session that runs, and what it has said."""

    def __init__(self, session: LocalSession) -> None:
        self.session = session
        self.events: list[ModelEvent] = []

    def all(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def kinds(self) -> list[str]:
        """Names of the events since it was ready, metrics left out, runs of deltas as one."""
        names: list[str] = []
        for event in self.events[1:]:
            name = type(event).__name__
            if name != "MetricsArrived" and names[-1:] != [name]:
                names.append(name)
        return names

    def text(self) -> str:
        """All that the agent has said."""
        return "".join(event.text for event in self.all(m.TextArrived))

    def items(self) -> list[str]:
        """The same, item by item."""
        items = [added.content.item_id for added in self.all(m.ContentAdded)]
        texts = [(event.content.item_id, event.text) for event in self.all(m.TextArrived)]
        return ["".join(text for of, text in texts if of == item) for item in items]

    async def speak(self, seconds: float) -> None:
        """The user speaks for so long."""
        await self._send(tone(seconds, SAMPLE_RATE))

    async def silence(self, seconds: float) -> None:
        """The user is silent for so long."""
        await self._send(AudioFrame.create(SAMPLE_RATE, 1, round(seconds * SAMPLE_RATE)))

    async def _send(self, audio: AudioFrame) -> None:
        step = SAMPLE_RATE // 50
        for start in range(0, audio.samples_per_channel, step):
            frame = AudioFrame.from_samples(audio.samples[start : start + step], SAMPLE_RATE)
            self.session.push_audio(frame)
            await asyncio.sleep(0.02)


@asynccontextmanager
async def line(
    stt: Recognizer,
    llm: Responder,
    chat_ctx: ChatContext | None = None,
    turn_detection: EndpointOptions = EndpointOptions(),  # noqa: B008 - it is frozen
    apology: str = APOLOGY,
    tts: TTS = Voice(),  # noqa: B008 - it has no state
) -> AsyncIterator[Line]:
    async def warm() -> None:
        await asyncio.sleep(0.5)

    session = LocalSession(
        ears=Ears(LoudnessMeter(), Endpointer(turn_detection)),
        turn_detection=turn_detection,
        stt=stt,
        tts=tts,
        make_llm=lambda _: llm,
        instructions="Be brief.",
        chat_ctx=chat_ctx or ChatContext(),
        fnc_ctx=None,
        prewarm=warm,
        apology=apology,
    )
    scene = Line(session)
    running = asyncio.create_task(session.run(lambda event: scene.events.append(event)))
    try:
        yield scene
    finally:
        running.cancel()
        await asyncio.wait({running})


def says(*sentences: str) -> list[ChatChunk]:
    return [ChatChunk(text=sentence) for sentence in sentences]


async def test_a_turn_is_heard_understood_and_answered() -> None:
    llm = Responder(says("Hello to you.", " How can I help you today?"))
    async with line(Recognizer("hello there"), llm) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(1.0)
        assert scene.kinds() == [
            "UserStarted",
            "UserStopped",
            "UserCommitted",
            "UserTranscribed",
            "ResponseCreated",
            "ContentAdded",
            "TextArrived",
            "AudioDelta",
            "TextArrived",
            "AudioDelta",
            "ContentDone",
            "ResponseDone",
        ]
        assert [m_.content for m_ in llm.contexts[0].messages] == ["Be brief.", "hello there"]
        text = "".join(event.text for event in scene.all(m.TextArrived))
        assert text == "Hello to you. How can I help you today?"


async def test_a_turn_is_answered_on_demand_where_the_agent_wants_to_ask() -> None:
    llm = Responder(says("Hello to you."))
    async with line(Recognizer("hello there"), llm) as scene:
        settings = ConfigureTurns(interrupt_response=False, create_response=False)
        scene.session.send(settings)
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(1.0)
        assert scene.kinds() == ["UserStarted", "UserStopped", "UserCommitted", "UserTranscribed"]
        scene.session.send(m.CreateResponse(request_id="r"))
        await scene.silence(0.5)
        (created,) = scene.all(m.ResponseCreated)
        assert created.request_id == "r"
        assert [x.content for x in llm.contexts[0].messages] == ["Be brief.", "hello there"]


async def test_words_are_placed_on_the_time_line_of_the_whole_answer() -> None:
    llm = Responder(says("One two three four five six.", " Seven eight."))
    async with line(Recognizer("count"), llm) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.5)
        words = [word for event in scene.all(m.TextArrived) for word in event.words]
        assert [word.text for word in words][-2:] == ["Seven", "eight."]
        assert [word.start_ms for word in words] == [n * 250.0 for n in range(8)]
        spoken = sum(event.frame.duration for event in scene.all(AudioDelta))
        assert spoken == pytest.approx(2.0)


async def test_recognition_begins_in_the_pause_and_is_done_when_the_turn_ends() -> None:
    stt = Recognizer("hello")
    async with line(stt, Responder(says("Hi."))) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        await scene.silence(0.3)
        assert len(stt.heard) == 1
        assert not scene.all(m.UserStopped)
        await scene.silence(1.0)
        assert len(stt.heard) == 1
        assert len(scene.all(m.UserStopped)) == 1


async def test_a_pause_in_a_turn_does_not_end_it() -> None:
    stt = Recognizer("turn on", "turn on the light")
    async with line(stt, Responder(says("Done."))) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.25)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert [event.text for event in scene.all(m.UserTranscribed)] == ["turn on the light"]
        assert len(scene.all(m.UserStarted)) == 1


async def test_a_noise_without_words_is_not_a_turn() -> None:
    async with line(Recognizer(""), Responder()) as scene:
        await scene.silence(1.0)
        await scene.speak(0.3)
        await scene.silence(1.0)
        assert scene.kinds() == ["UserStarted", "UserStopped"]


async def test_a_click_is_not_even_a_beginning() -> None:
    async with line(Recognizer(""), Responder()) as scene:
        await scene.silence(1.0)
        await scene.speak(0.02)
        await scene.silence(1.0)
        assert scene.events == [ModelReady()]


async def test_tools_are_called_and_their_outputs_answered_on_request() -> None:
    call = ToolCall(call_id="c1", name="weather", arguments="{}")
    llm = Responder([ChatChunk(tool_calls=(call,))], says("It rains."))
    async with line(Recognizer("the weather"), llm) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert scene.kinds()[-3:] == ["ResponseCreated", "ToolCallsReceived", "ResponseDone"]
        output = ChatMessage(role="tool", tool_call_id="c1", content="rain")
        scene.session.send(m.CreateItem(message=output, after="unknown"))
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        assert [message.role for message in llm.contexts[-1].messages] == [
            "system",
            "user",
            "assistant",
            "tool",
        ]
        assert scene.all(m.ResponseCreated)[-1].request_id == "q1"


async def test_a_turn_that_the_program_has_answered_is_not_answered_again() -> None:
    llm = Responder(says("Only once."))
    async with line(Recognizer("hi"), llm) as scene:
        await scene.silence(1.0)
        session, events = scene.session, scene.events

        class Eager(list[ModelEvent]):
            """Asks for a reply as soon as the words are known, as a listener may."""

            def append(self, event: ModelEvent) -> None:
                super().append(event)
                if isinstance(event, m.UserTranscribed):
                    session.send(m.CreateResponse(request_id="mine"))

        scene.events = Eager(events)
        await scene.speak(0.5)
        await scene.silence(2.0)
        assert [event.request_id for event in scene.all(m.ResponseCreated)] == ["mine"]


async def test_a_cancelled_answer_is_told_once_even_before_it_has_begun() -> None:
    async with line(Recognizer("hi"), Responder(says("Never said."))) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        (created,) = scene.all(m.ResponseCreated)
        scene.session.send(m.CancelResponse(response_id=created.response_id))
        await asyncio.sleep(1.0)
        assert [event.status for event in scene.all(m.ResponseDone)] == ["cancelled"]
        scene.session.send(m.CancelResponse(response_id=created.response_id))


async def test_a_second_request_is_refused_while_the_first_is_answered() -> None:
    async with line(Recognizer("hi"), Responder(says("One."))) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        scene.session.send(m.CreateResponse(request_id="q2"))
        (refused,) = scene.all(m.ResponseRefused)
        assert (refused.request_id, refused.busy) == ("q2", True)


async def test_what_is_asked_before_the_engines_are_warm_is_done_when_they_are() -> None:
    llm = Responder(says("Welcome."))
    async with line(Recognizer("hi"), llm) as scene:
        scene.session.send(SetTools(tools=(tools := FunctionContext())))
        scene.session.send(m.CreateResponse(request_id="q1", instructions="Greet."))
        await asyncio.sleep(1.0)
        assert [m_.content for m_ in llm.contexts[0].messages] == ["Be brief.", "Greet."]
        assert llm.tools == [tools]


async def test_what_was_not_heard_is_not_in_the_responders_context() -> None:
    llm = Responder(says("One two three."), says("Four."))
    async with line(Recognizer("hi"), llm) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        item_id = scene.all(m.ContentAdded)[0].content.item_id
        truncate = m.Truncate(item_id=item_id, content_index=0, heard_ms=300, heard_text="One")
        scene.session.send(truncate)
        scene.session.send(m.CreateResponse(request_id="q2"))
        await asyncio.sleep(1.0)
        assert [m_.content for m_ in llm.contexts[-1].messages] == ["Be brief.", "One"]


async def test_a_given_text_is_spoken_as_it_stands() -> None:
    async with line(Recognizer("hi"), Responder()) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.Say(request_id="q1", text="Mind the gap."))
        await asyncio.sleep(1.0)
        assert [event.text for event in scene.all(m.TextArrived)] == ["Mind the gap."]


async def test_the_first_token_is_timed_and_not_the_first_sound() -> None:
    async with line(Recognizer("hi"), Responder(says("Mind", " the", " gap."))) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        (metrics,) = scene.all(m.MetricsArrived)
        assert metrics.metrics.ttft == pytest.approx(0.05)
        assert metrics.metrics.duration == pytest.approx(0.15)


async def test_a_responder_that_breaks_is_apologized_for_and_the_program_told_why() -> None:
    async with line(Recognizer("hi"), Responder()) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        (trouble,) = scene.all(m.ModelTroubled)
        assert (trouble.kind, trouble.message) == ("llm_failed", "pop from empty list")
        assert scene.text().strip() == APOLOGY
        (metrics,) = scene.all(m.MetricsArrived)
        assert metrics.metrics.error.message == "pop from empty list"
        scene.session.send(m.Say(request_id="q2", text="Still here."))
        await asyncio.sleep(1.0)
        assert scene.all(m.ResponseDone)[-1].status == "completed"


async def test_a_responder_that_breaks_off_leaves_its_sentence_open_and_its_calls_undone() -> None:
    call = ToolCall(call_id="c1", name="weather", arguments="{}")

    class Faltering(Responder):
        async def chat(
            self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
        ) -> AsyncIterator[ChatChunk]:
            yield ChatChunk(text="We open at nine. On Sundays", tool_calls=(call,))
            raise ModelConnectionError("The line broke.")

    async with line(Recognizer("hi"), Faltering()) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        assert scene.items() == ["We open at nine. On Sundays…", APOLOGY]
        assert len(scene.all(m.ContentDone)) == 2
        assert not scene.all(m.ToolCallsReceived)


async def test_a_responder_does_not_read_an_apology_as_its_own() -> None:
    class Faltering(Responder):
        """Fails at its first answer, having said something."""

        async def chat(
            self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
        ) -> AsyncIterator[ChatChunk]:
            self.contexts.append(chat_ctx)
            yield ChatChunk(text="We open at nine. ")
            if len(self.contexts) == 1:
                raise ModelConnectionError("The line broke.")

    llm = Faltering()
    async with line(Recognizer("when do you open"), llm) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert scene.items() == ["We open at nine. ", APOLOGY]
        item_id = scene.all(m.ContentAdded)[-1].content.item_id
        truncate = m.Truncate(item_id=item_id, content_index=0, heard_ms=300, heard_text="I'm")
        scene.session.send(truncate)
        more = ChatMessage(role="user", content="and on Sundays")
        scene.session.send(m.CreateItem(message=more, after=item_id))
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        said = [message.content for message in llm.contexts[-1].messages]
        assert said == ["Be brief.", "when do you open", "We open at nine. ", "and on Sundays"]


async def test_who_wants_no_apology_hears_none() -> None:
    async with line(Recognizer(RuntimeError("no memory")), Responder(), apology="") as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.0)
        scene.session.send(m.CreateResponse(request_id="q1", instructions="Greet."))
        await asyncio.sleep(1.0)
        kinds = [event.kind for event in scene.all(m.ModelTroubled)]
        assert kinds == ["transcription_failed", "llm_failed"]
        assert scene.items() == []
        assert [event.status for event in scene.all(m.ResponseDone)] == ["completed"] * 2


async def test_a_responder_that_is_slow_shows_that_it_is_at_work() -> None:
    class Slow(Responder):
        async def chat(
            self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
        ) -> AsyncIterator[ChatChunk]:
            for _ in range(6):
                await asyncio.sleep(2.0)
                yield ChatChunk()
            yield ChatChunk(text="At last.")

    async with line(Recognizer("hi"), Slow()) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(12.5)
        signs = [event for event in scene.all(m.TextArrived) if not event.text]
        assert len(signs) == 6
        assert scene.text() == "At last."


async def test_a_responder_is_let_go_as_soon_as_it_is_not_wanted() -> None:
    closed: list[str] = []

    class Endless(Responder):
        async def chat(
            self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
        ) -> AsyncIterator[ChatChunk]:
            try:
                while True:
                    await asyncio.sleep(0.1)
                    yield ChatChunk(text="And so on. ")
            finally:
                closed.append("chat")

    async with line(Recognizer("hi"), Endless()) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        (created,) = scene.all(m.ResponseCreated)
        await asyncio.sleep(1.0)
        scene.session.send(m.CancelResponse(response_id=created.response_id))
        await asyncio.sleep(0.0)
        assert closed == ["chat"]


async def test_an_answer_without_end_is_made_no_faster_than_it_can_be_heard() -> None:
    class Endless(Responder):
        async def chat(
            self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
        ) -> AsyncIterator[ChatChunk]:
            while True:
                await asyncio.sleep(0.1)
                yield ChatChunk(text="And so it went on and on. ")

    async with line(Recognizer("hi"), Endless()) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(40.0)
        ahead = sum(event.frame.duration for event in scene.all(AudioDelta)) - 40.0
        assert 55.0 < ahead < 65.0
        signs = [event for event in scene.all(m.TextArrived) if not event.text]
        assert len(signs) > 20  # or it would be taken for one that has stalled


async def test_who_cannot_be_understood_is_told_so_and_the_conversation_goes_on() -> None:
    stt, llm = Recognizer(RuntimeError("no memory"), "hello"), Responder(says("Hi."))
    async with line(stt, llm) as scene:
        for _ in range(2):
            await scene.silence(1.0)
            await scene.speak(0.5)
        await scene.silence(1.0)
        (trouble,) = scene.all(m.ModelTroubled)
        assert (trouble.kind, trouble.message) == ("transcription_failed", "no memory")
        first, second = scene.all(m.UserTranscribed)
        assert (first.text, second.text) == (None, "hello")
        assert len({event.item_id for event in scene.all(m.UserCommitted)}) == 2
        assert scene.items() == [APOLOGY, "Hi."]
        assert [message.content for message in llm.contexts[0].messages] == ["Be brief.", "hello"]


async def test_a_conversation_that_goes_on_from_a_turn_without_words_is_opened_all_the_same() -> (
    None
):
    before = ChatContext([ChatMessage(role="user", content=None)])
    llm = Responder(says("Welcome back."))
    async with line(Recognizer("hi"), llm, before) as scene:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        assert scene.items() == ["Welcome back."]
        assert [message.content for message in llm.contexts[0].messages] == ["Be brief."]


async def test_a_recognizer_that_says_nothing_is_not_waited_for_for_ever() -> None:
    class Silent(Recognizer):
        async def recognize(self, frame: AudioFrame) -> SpeechEvent:
            await asyncio.Event().wait()
            raise AssertionError

    async with line(Silent(), Responder()) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(25.0)
        (trouble,) = scene.all(m.ModelTroubled)
        assert trouble.kind == "transcription_failed"
        assert trouble.message == "The recognizer has said nothing for 20 s."
        assert scene.items() == [APOLOGY]


async def test_a_recognizer_that_gives_up_by_itself_is_taken_at_its_word() -> None:
    async with line(Recognizer(TimeoutError()), Responder()) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert [event.message for event in scene.all(m.ModelTroubled)] == ["TimeoutError"]
        assert scene.items() == [APOLOGY]


async def test_a_recognizer_that_was_cancelled_by_nobody_has_failed() -> None:
    class Cancelled(Recognizer):
        async def recognize(self, frame: AudioFrame) -> SpeechEvent:
            raise asyncio.CancelledError

    async with line(Cancelled(), Responder()) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.0)
        (trouble,) = scene.all(m.ModelTroubled)
        assert trouble.kind == "transcription_failed"
        assert "was cancelled" in trouble.message
        assert scene.items() == [APOLOGY]


async def test_a_text_model_or_a_voice_that_was_cancelled_by_nobody_has_failed() -> None:
    class Cancelled(Voice, Responder):
        async def chat(
            self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None = None
        ) -> AsyncIterator[ChatChunk]:
            yield ChatChunk(text="Well, ")
            raise asyncio.CancelledError

        async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
            async for _ in self.chat(chat_ctx=ChatContext()):
                pass
            yield SynthesizedAudio(tone(1.0), text)

    async def reply(scene: Line) -> m.ResponseDone:
        await asyncio.sleep(1.0)
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        (done,) = scene.all(m.ResponseDone)
        return done

    async with line(Recognizer("hi"), Cancelled()) as scene:
        assert (await reply(scene)).status == "completed"
        (trouble,) = scene.all(m.ModelTroubled)
        assert trouble.message == "The text model was cancelled, though nobody asked for that."
        assert scene.items() == ["Well, …", APOLOGY]
    async with line(Recognizer("hi"), Responder(says("Hello.")), tts=Cancelled()) as scene:
        done = await reply(scene)
        assert (done.status, str(done.message)[:23]) == ("failed", "The voice was cancelled")


async def test_a_voice_that_says_nothing_has_failed_unless_there_are_no_words() -> None:
    class Mute:
        sample_rate = 24_000
        num_channels = 1

        async def synthesize(self, text: str) -> AsyncIterator[SynthesizedAudio]:
            for _ in ():
                yield _

    async with line(Recognizer("hi"), Responder(says("Hello."), says("…")), tts=Mute()) as scene:
        await asyncio.sleep(1.0)
        for request in ("q1", "q2"):
            scene.session.send(m.CreateResponse(request_id=request))
            await asyncio.sleep(1.0)
        first, second = scene.all(m.ResponseDone)
        assert (first.status, second.status) == ("failed", "completed")
        assert "where there are words" in str(first.message)


async def test_what_was_understood_before_is_answered_with_what_is_said_again() -> None:
    class Slow(Recognizer):
        async def recognize(self, frame: AudioFrame) -> SpeechEvent:
            await asyncio.sleep(0.5)
            return await super().recognize(frame)

    stt = Slow("is it open", RuntimeError("no memory"), "on Sundays")
    llm = Responder(says("Yes."))
    async with line(stt, llm) as scene:
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(0.5)
        await scene.speak(1.0)  # before the words are known
        await scene.silence(2.0)
        assert scene.items() == [APOLOGY]
        await scene.speak(0.5)
        await scene.silence(2.0)
        assert scene.items() == [APOLOGY, "Yes."]
        (asked,) = llm.contexts
        said = [message.content for message in asked.messages]
        assert said == ["Be brief.", "is it open", "on Sundays"]


async def test_an_agent_that_asks_for_answers_is_given_an_apology_to_what_nobody_understood() -> (
    None
):
    stt, llm = Recognizer(RuntimeError("no memory")), Responder(says("Goodbye."))
    async with line(stt, llm) as scene:
        scene.session.send(ConfigureTurns(interrupt_response=False, create_response=False))
        await scene.silence(1.0)
        await scene.speak(0.5)
        await scene.silence(1.0)
        assert scene.kinds()[-2:] == ["UserCommitted", "UserTranscribed"]
        scene.session.send(m.CreateResponse(request_id="q1"))
        await asyncio.sleep(1.0)
        assert scene.items() == [APOLOGY]
        assert [event.request_id for event in scene.all(m.ResponseCreated)] == ["q1"]
        scene.session.send(m.CreateResponse(request_id="q2", instructions="Say goodbye."))
        await asyncio.sleep(1.0)
        assert scene.items() == [APOLOGY, "Goodbye."]


async def test_audio_that_piles_up_is_dropped_from_its_oldest_and_told() -> None:
    async with line(Recognizer(""), Responder()) as scene:
        for _ in range(300):
            scene.session.push_audio(AudioFrame.create(SAMPLE_RATE, 1, 320))
        await asyncio.sleep(1.0)
        (trouble,) = scene.all(m.ModelTroubled)
        assert trouble.kind == "input_audio_dropped"
        assert trouble.message.startswith("4.0 s")


async def test_a_turn_can_be_ended_by_hand_and_ends_by_itself_after_a_minute() -> None:
    stt = Recognizer("go on")
    async with line(stt, Responder(says("Yes."), says("Yes."))) as scene:
        await scene.silence(1.0)
        await scene.speak(1.0)
        scene.session.send(m.CommitAudio())
        await scene.speak(62.0)
        assert len(scene.all(m.UserStopped)) == 2


async def test_a_reminder_asks_for_a_reply() -> None:
    async with line(Recognizer("hi"), Responder()) as scene:
        await asyncio.sleep(1.0)
        scene.session.remind(5.0)
        await asyncio.sleep(6.0)
        assert scene.all(m.ReplyRequested) == [m.ReplyRequested(on_duplicate="keep_both")]
