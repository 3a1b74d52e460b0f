"""One conversation with the embedded model: ears, a recognizer, a responder and a voice.

| heard          | then                                                                         |
|----------------|------------------------------------------------------------------------------|
| speech begins  | the user has started                                                         |
| a pause        | what was said so far is recognized, in case that is all                      |
| speech goes on | that is thrown away                                                          |
| the turn ends  | the user has stopped; the words become an item, and are answered, unless the |
|                | agent has asked to be the one who asks for answers (`ConfigureTurns`)        |
| no words in it | nothing: it was a noise                                                      |
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.llm import LLM, ChatContext, FunctionContext
from antiphon.plugins.local.answering import Answer
from antiphon.plugins.local.ears import Ears, Onset, Overrun, Pause, Resumed, Sound, TurnEnd
from antiphon.plugins.local.replica import Replica
from antiphon.plugins.local.wording import APOLOGY
from antiphon.realtime import ConfigureTurns, ModelCommand, ModelEvent, ModelReady, SetTools
from antiphon.realtime.speech import ended
from antiphon.stt import STT
from antiphon.tts import TTS
from antiphon.utils.aio import TaskSet

__all__ = ["LocalSession"]


class LocalSession:
    """A session of the embedded model; see `antiphon.realtime.RealtimeSession`."""

    def __init__(
        self,
        *,
        ears: Ears,
        stt: STT,
        tts: TTS,
        make_llm: "Callable[[LocalSession], LLM]",
        instructions: str,
        chat_ctx: ChatContext,
        fnc_ctx: FunctionContext | None,
        prewarm: Callable[[], Coroutine[Any, Any, None]],
        apology: str = APOLOGY,
    ) -> None:
        self._ears = ears
        self._stt = stt
        self._tts = tts
        self._llm = make_llm(self)
        self._instructions = instructions
        self._replica = Replica(chat_ctx.messages)
        self._fnc_ctx = fnc_ctx
        self._prewarm = prewarm
        self._apology = apology
        self._tasks = TaskSet()
        self._timers: set[asyncio.TimerHandle] = set()
        self._early: list[ModelCommand] = []
        self._report: Callable[[ModelEvent], None] | None = None
        self._answering: asyncio.Task[None] | None = None
        self._answer_id: str | None = None
        self._guess: asyncio.Task[str] | None = None
        self._turn: asyncio.Task[None] | None = None
        self._answers_turns = True
        self._owes_answer = False
        self._count = 0

    async def run(self, report: Callable[[ModelEvent], None]) -> None:
        """Warm the engines, then listen until cancelled.

        Raises ConfigurationError where an engine cannot be had on this machine.
        """
        try:
            await self._prewarm()
            self._report = report
            report(ModelReady())
            early, self._early = self._early, []
            for command in early:
                self.send(command)
            await self._ears.run(self._hear)
        finally:
            await self.aclose()

    def send(self, command: ModelCommand) -> None:  # noqa: C901 - one flat table of arms
        """Obey; what comes before the engines are warm is done when they are."""
        if self._report is None:
            self._early.append(command)
            return
        match command:
            case m.CreateResponse() | m.Say():
                self._reply(command)
            case m.CancelResponse():
                self._cancel(command.response_id)
            case m.CommitAudio():
                self._ears.commit()
            case m.Truncate():
                self._replica.truncate(command.item_id, command.heard_text)
            case m.DeleteItem():
                self._replica.delete(command.item_id)
            case m.CreateItem():
                self._replica.insert(command.message, command.after)
            case SetTools():
                self._fnc_ctx = command.tools
            case ConfigureTurns():
                self._answers_turns = command.create_response

    def push_audio(self, frame: AudioFrame) -> None:
        """Hear the next frame of the microphone."""
        self._ears.push(frame)

    def remind(self, seconds: float) -> None:
        """Ask for a reply of the responder's own after that time."""
        timer = asyncio.get_running_loop().call_later(seconds, self._speak_up)
        self._timers.add(timer)

    async def aclose(self) -> None:
        """Stop everything."""
        for timer in self._timers:
            timer.cancel()
        await self._tasks.aclose()

    def _tell(self, event: ModelEvent) -> None:
        if self._report is not None:
            self._report(event)

    def _speak_up(self) -> None:
        self._tell(m.ReplyRequested(on_duplicate="keep_both"))

    # -- hearing ---------------------------------------------------------------------------------

    def _hear(self, sound: Sound) -> None:
        match sound:
            case Onset():
                self._tell(m.UserStarted())
            case Pause():
                self._guess = self._tasks.create_task(self._recognize(sound.speech))
            case Resumed():
                self._forget_guess()
            case TurnEnd():
                self._tell(m.UserStopped())
                guess, self._guess = self._guess, None
                words = guess or self._tasks.create_task(self._recognize(sound.speech))
                self._turn = self._tasks.create_task(self._take_turn(words, self._turn))
            case Overrun():
                message = f"{sound.seconds:.1f} s of the microphone were lost: the machine is slow"
                self._tell(m.ModelTroubled(kind="input_audio_dropped", message=message))

    def _forget_guess(self) -> None:
        if self._guess is not None:
            self._guess.cancel()
            self._guess = None

    async def _recognize(self, speech: AudioFrame) -> str:
        event = await self._stt.recognize(speech)
        return event.alternatives[0].text if event.alternatives else ""

    async def _take_turn(
        self, words: "asyncio.Task[str]", before: "asyncio.Task[None] | None"
    ) -> None:
        """Put the words into the conversation, behind those of the turn before, and answer."""
        if before is not None:
            await asyncio.wait({before})
        try:
            text = await words
        except Exception as error:  # an engine is somebody else's code: the conversation goes on
            self._tell(m.ModelTroubled(kind="transcription_failed", message=str(error)))
            return
        if text:
            self._commit(text)
        await self._answer_what_is_owed()

    def _commit(self, text: str) -> None:
        item_id = f"item_user_{self._next()}"
        self._replica.add_user(item_id, text)
        self._owes_answer = self._answers_turns
        self._tell(m.UserCommitted(item_id=item_id))
        self._tell(m.UserTranscribed(item_id=item_id, text=text))

    async def _answer_what_is_owed(self) -> None:
        """Answer the turns so far, unless the user has gone on speaking: then with the next."""
        while self._answering is not None:
            await asyncio.wait({self._answering})
        if self._owes_answer and not self._ears.hears_speech:
            self._owes_answer = False
            self._begin(self._respond_to(None, None), request_id=None)

    # -- answering ---------------------------------------------------------------------------------

    def _reply(self, command: m.CreateResponse | m.Say) -> None:
        if self._answering is not None:
            busy = "the model is answering already"
            self._tell(m.ResponseRefused(request_id=command.request_id, message=busy, busy=True))
        elif isinstance(command, m.Say):
            self._begin(lambda answer: answer.say(command.text), request_id=command.request_id)
        else:
            self._owes_answer = False
            work = self._respond_to(command.instructions, command.tools)
            self._begin(work, request_id=command.request_id)

    def _respond_to(
        self, instructions: str | None, tools: FunctionContext | None
    ) -> "Callable[[Answer], Coroutine[Any, Any, None]]":
        """What answers the conversation as it stands when it begins."""

        async def respond(answer: Answer) -> None:
            context = self._replica.context(self._instructions, instructions)
            await answer.respond(self._llm, context, tools or self._fnc_ctx)

        return respond

    def _begin(
        self,
        work: "Callable[[Answer], Coroutine[Any, Any, None]]",
        *,
        request_id: str | None,
    ) -> None:
        response_id = f"response_{self._next()}"
        answer = Answer(
            response_id,
            tts=self._tts,
            replica=self._replica,
            apology=self._apology,
            report=self._tell,
        )
        self._answer_id = response_id
        self._answering = self._tasks.create_task(work(answer), name="answer")
        self._answering.add_done_callback(partial(self._answered, answer))
        self._tell(m.ResponseCreated(response_id=response_id, request_id=request_id))

    def _answered(self, answer: Answer, task: "asyncio.Task[None]") -> None:
        """The answer was made, or cut off, or came to grief: each is told, once."""
        self._answering = self._answer_id = None
        self._tell(m.MetricsArrived(metrics=answer.metrics(cancelled=task.cancelled())))
        self._tell(ended(answer.response_id, task))

    def _cancel(self, response_id: str) -> None:
        if self._answering is not None and self._answer_id == response_id:
            self._answering.cancel()

    def _next(self) -> int:
        self._count += 1
        return self._count
