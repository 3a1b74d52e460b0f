"""One conversation with the embedded model: ears, a recognizer, a responder and a voice.

| heard          | then                                                                         |
|----------------|------------------------------------------------------------------------------|
| speech begins  | the user has started                                                         |
| a pause        | what was said so far is recognized, in case that is all, and an answer to it |
|                | begun; by how finished it sounds, the ears wait for more                     |
| speech goes on | that is thrown away                                                          |
| the turn ends  | the user has stopped; the words become an item, and are answered, unless the |
|                | agent has asked to be the one who asks for answers (`ConfigureTurns`)        |
| no words in it | nothing: it was a noise                                                      |
| it cannot be   | the program is told why (`error` of kind `transcription_failed`), the turn   |
| recognized, or | becomes an item without words, and is answered by an apology                 |
| not in 20 s    |                                                                              |

Where the ends of turns are left to the agent, a pause ends none: what was said is a turn when
`CommitAudio` comes, and thrown away when `ClearAudio` does.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.errors import ModelError
from antiphon.llm import LLM, ChatContext, ChatMessage, FunctionContext
from antiphon.plugins.local.answers import Answers, Prompt
from antiphon.plugins.local.cancellation import not_cancelled_within
from antiphon.plugins.local.completeness import Completeness, completeness
from antiphon.plugins.local.ears import (
    Ears,
    Onset,
    Overrun,
    Pause,
    Resumed,
    Sound,
    Thrown,
    TurnEnd,
)
from antiphon.plugins.local.endpointing import EndpointOptions
from antiphon.plugins.local.engines import Errand, Urgency
from antiphon.plugins.local.foresight import understood
from antiphon.plugins.local.replica import Replica
from antiphon.plugins.local.vad_ears import VADEars
from antiphon.plugins.local.wording import APOLOGY
from antiphon.realtime import ConfigureTurns, ModelCommand, ModelEvent, ModelReady, SetTools
from antiphon.stt import STT
from antiphon.tts import TTS
from antiphon.utils.aio import TaskSet

__all__ = ["LocalSession"]

PATIENCE_SECONDS = 20.0
"""So long the words of a turn that is over are waited for."""


class LocalSession:
    """A session of the embedded model; see `antiphon.realtime.RealtimeSession`."""

    def __init__(
        self,
        *,
        ears: Ears | VADEars,
        turn_detection: EndpointOptions,
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
        self._turn_detection = turn_detection
        self._stt = stt
        self._llm = make_llm(self)
        self._instructions = instructions
        self._replica = Replica(chat_ctx.messages)
        self._fnc_ctx = fnc_ctx
        self._prewarm = prewarm
        self._tasks = TaskSet()
        self._answers = Answers(
            llm=self._llm,
            tts=tts,
            replica=self._replica,
            apology=apology,
            tasks=self._tasks,
            report=self._tell,
        )
        self._timers: set[asyncio.TimerHandle] = set()
        self._early: list[ModelCommand] = []
        self._report: Callable[[ModelEvent], None] | None = None
        self._errand = Errand()
        """What is recognized for: more urgent once the turn has ended."""
        self._guess: asyncio.Task[ChatMessage] | None = None
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
                self._answers.cancel(command.response_id)
            case m.CommitAudio():
                self._ears.commit()
            case m.ClearAudio():
                self._ears.clear()
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
                self._ears.ends_turns = command.detect

    def push_audio(self, frame: AudioFrame) -> None:
        """Hear the next frame of the microphone."""
        self._ears.push(frame)

    def remind(self, seconds: float) -> None:
        """Ask for a reply of the responder's own after that time; for an answer that is thrown
        away, never."""
        self._answers.do(partial(self._set_timer, seconds))

    async def aclose(self) -> None:
        """Stop everything."""
        for timer in self._timers:
            timer.cancel()
        await self._tasks.aclose()

    def _tell(self, event: ModelEvent) -> None:
        if self._report is not None:
            self._report(event)

    def _set_timer(self, seconds: float) -> None:
        timer = asyncio.get_running_loop().call_later(seconds, self._speak_up)
        self._timers.add(timer)

    def _speak_up(self) -> None:
        self._tell(m.ReplyRequested(on_duplicate="keep_both"))

    # -- hearing ---------------------------------------------------------------------------------

    def _hear(self, sound: Sound) -> None:
        match sound:
            case Onset():
                self._tell(m.UserStarted())
            case Pause():
                self._errand = Errand(Urgency.GUESSED)
                self._guess = self._tasks.create_task(self._recognize(sound.speech, self._errand))
                self._guess.add_done_callback(self._guessed)
            case Resumed() | Thrown():
                self._forget_guess()
            case TurnEnd():
                self._tell(m.UserStopped())
                guess, self._guess = self._guess, None
                self._errand.urgency = Urgency.AWAITED
                words = guess or self._tasks.create_task(self._recognize(sound.speech, Errand()))
                self._turn = self._tasks.create_task(self._take_turn(words, self._turn))
            case Overrun():
                message = f"{sound.seconds:.1f} s of the microphone were lost: the machine is slow"
                self._tell(m.ModelTroubled(kind="input_audio_dropped", message=message))

    def _forget_guess(self) -> None:
        if self._guess is not None:
            self._guess.cancel()
            self._guess = None
        self._answers.discard()

    def _guessed(self, task: "asyncio.Task[ChatMessage]") -> None:
        """What was said before this pause is known, or could not be found."""
        if task is not self._guess or task.cancelled():
            return
        sounds = Completeness.UNCERTAIN
        if task.exception() is None and (said := task.result()).content:
            prompt = self._prompt(said=said)
            self._answers.prepare(prompt)
            sounds = self._completeness(said, prompt)
        self._ears.wait(self._turn_detection.silence_after(sounds))

    def _completeness(self, said: ChatMessage, prompt: Prompt) -> Completeness:
        suffices = understood(self._llm, prompt.chat_ctx, prompt.fnc_ctx)
        return completeness(str(said.content), suffices=suffices)

    async def _recognize(self, speech: AudioFrame, errand: Errand) -> ChatMessage:
        with errand.under_way():
            event = await self._stt.recognize(speech)
        text = event.alternatives[0].text if event.alternatives else ""
        return self._item_of(text)

    def _item_of(self, text: str | None) -> ChatMessage:
        """What the user said; None where nobody knows."""
        return ChatMessage(role="user", id=f"item_user_{self._next()}", content=text)

    async def _take_turn(
        self, words: "asyncio.Task[ChatMessage]", before: "asyncio.Task[None] | None"
    ) -> None:
        """Put the words into the conversation, behind those of the turn before, and answer."""
        if before is not None:
            await asyncio.wait({before})
        try:
            said = await in_time(words)
        except Exception as error:  # an engine is somebody else's code: the conversation goes on
            message = str(error) or type(error).__name__
            self._tell(m.ModelTroubled(kind="transcription_failed", message=message))
            self._commit(self._item_of(None), None)
        else:
            if said.content:
                self._commit(said, str(said.content))
        await self._answer_what_is_owed()

    def _commit(self, said: ChatMessage, text: str | None) -> None:
        self._replica.add(said)
        self._owes_answer = self._answers_turns
        self._tell(m.UserCommitted(item_id=said.id))
        self._tell(m.UserTranscribed(item_id=said.id, text=text))

    async def _answer_what_is_owed(self) -> None:
        """Answer the turns so far, unless the user has gone on speaking: then with the next."""
        await self._answers.until_idle()
        if self._owes_answer and not self._ears.hears_speech:
            self._owes_answer = False
            self._answer(request_id=None)

    # -- answering ---------------------------------------------------------------------------------

    def _reply(self, command: m.CreateResponse | m.Say) -> None:
        if self._answers.is_busy:
            busy = "the model is answering already"
            self._tell(m.ResponseRefused(request_id=command.request_id, message=busy, busy=True))
        elif isinstance(command, m.Say):
            self._answers.say(command.text, command.request_id)
        else:
            self._owes_answer = False
            self._answer(command.request_id, command.instructions, command.tools)

    def _answer(
        self,
        request_id: str | None,
        instructions: str | None = None,
        tools: FunctionContext | None = None,
    ) -> None:
        """Answer what was said; that which could not be understood, by an apology."""
        if self._replica.ends_unheard and instructions is None:
            self._answers.apologize(request_id)
        else:
            prompt = self._prompt(instructions=instructions, tools=tools)
            self._answers.respond(prompt, request_id)

    def _prompt(
        self,
        *,
        said: ChatMessage | None = None,
        instructions: str | None = None,
        tools: FunctionContext | None = None,
    ) -> Prompt:
        """The conversation as it stands, with what the user is about to have `said`."""
        context = self._replica.context(self._instructions, said=said, extra=instructions)
        return Prompt(context, tools or self._fnc_ctx)

    def _next(self) -> int:
        self._count += 1
        return self._count


async def in_time(words: "asyncio.Task[ChatMessage]") -> ChatMessage:
    """What was said, as soon as it is known.

    Raises ModelError where that takes for ever, and where the recognizer has cancelled itself.
    """
    patience = asyncio.timeout(PATIENCE_SECONDS)
    try:
        with not_cancelled_within("The recognizer"):
            async with patience:
                return await words
    except TimeoutError:
        if not patience.expired():
            raise
        silence = f"The recognizer has said nothing for {PATIENCE_SECONDS:g} s."
        raise ModelError(silence) from None
