"""Runs one conversation: tells the core what happens, and does what it says.

Audio flows past the core: from the room to the model, from the model to the playout. Every task
belongs to the session's task group, and whatever ends one of them ends the conversation.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack
from typing import Any

from antiphon import clock
from antiphon.audio import voiced_spans
from antiphon.core import messages as m
from antiphon.core.conversation import Conversation, ConversationOptions
from antiphon.core.history import History
from antiphon.core.push_to_talk import OpenTurn
from antiphon.deadlines import Deadlines
from antiphon.listening import Ears
from antiphon.listening.attribution import attributed
from antiphon.llm import FunctionContext
from antiphon.narration import Narrator
from antiphon.playout import Playout
from antiphon.publishing import Publisher
from antiphon.reactor import Reactor
from antiphon.realtime import (
    AudioDelta,
    Capabilities,
    ModelEvent,
    ModelReady,
    Preparing,
    RealtimeSession,
    SelfDriving,
    SetTools,
)
from antiphon.record import Record
from antiphon.rooms.base import Attendant, ParticipantKind, Presence, RoomPort, Speaker
from antiphon.session.performer import CoreReactor, Performer
from antiphon.speech_log import SpeechLog
from antiphon.tools import ToolRunner
from antiphon.tts import TTS
from antiphon.vad import VAD

__all__ = ["Session"]

logger = logging.getLogger(__name__)

MOST_AHEAD_SECONDS = 600.0
"""How much audio is kept that was not heard yet, 29 MB at 24 kHz; of a part that goes on beyond it
the rest is dropped. A model is not held back before that: on most lines its audio comes with what
it notices of the user, and nobody could break in on an answer while they are not read."""
SUBSCRIPTION_SECONDS = 3.0
CLOSE_SECONDS = 1.0


class Ended(Exception):
    """Raised in the session's task group to take it down: the conversation is over."""


class Session:
    """One conversation between a room and a model; made and used on one running loop."""

    def __init__(
        self,
        model: RealtimeSession,
        capabilities: Capabilities,
        options: ConversationOptions,
        *,
        history: History,
        fnc_ctx: FunctionContext | None,
        tts: TTS | None = None,
        vad: VAD | None = None,
        tell: Callable[[Record], None],
    ) -> None:
        self._model = model
        if isinstance(model, SelfDriving):
            model.take_over()
        self._capabilities = capabilities
        self._conversation = Conversation(options, history)
        self._speech_log = SpeechLog(clock.now)
        self._reactor: CoreReactor = Reactor(
            handle=self._handle, perform=lambda effect: self._performer.perform(effect), tell=tell
        )
        self._tools = ToolRunner(fnc_ctx, self.post)
        self._playout = Playout(capabilities.output_audio_sample_rate, self.post)
        self._narrator = Narrator(tts, self._model_reports, self._playout.ahead_seconds)
        self._ears = Ears(
            capabilities, vad, start=self._start, hear=model.push_audio, report=self.post
        )
        if options.turns.turn_detection == "manual":
            self._ears.shut()
        self._publisher = Publisher()
        self._sayings: dict[str, Callable[[m.SayingEnded], None]] = {}
        self._deadlines = Deadlines(self.post)
        self._performer = Performer(
            reactor=self._reactor,
            model=model,
            playout=self._playout,
            narrator=self._narrator,
            tools=self._tools,
            ears=self._ears,
            publisher=self._publisher,
            deadlines=self._deadlines,
            speech_log=self._speech_log,
            run_tools=self._run_tools,
            link=self._link,
            saying_ended=self._saying_ended,
            end=self.end,
            fail=self._fail,
        )
        self._is_linked = asyncio.Event()
        self._room: RoomPort | None = None
        self._is_open = False
        """Those who are in the room were taken note of, in the order in which they came."""
        self._group = asyncio.TaskGroup()
        self._ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    @property
    def state(self) -> m.AgentState:
        """What the agent is doing."""
        return self._conversation.state

    @property
    def is_closed(self) -> bool:
        """It is over: nothing that is posted has any effect."""
        return self._conversation.is_closed

    @property
    def speaker(self) -> str | None:
        """Identity of whoever speaks or spoke last, of those who are listened to."""
        return self._conversation.speaker

    @property
    def linked(self) -> Sequence[str]:
        """Identities of those who are listened to."""
        return self._conversation.linked

    @property
    def open_turn(self) -> OpenTurn | None:
        """The turn that was begun by a button, and has not ended."""
        return self._conversation.open_turn

    def post(self, event: m.Event) -> None:
        """Have the core handle `event`; all that follows from it is in force on return."""
        self._reactor.post(event)

    def set_tools(self, fnc_ctx: FunctionContext | None) -> None:
        """From now on the model may call these tools; nothing is told to a closed one."""
        self._tools.fnc_ctx = fnc_ctx
        if not self.is_closed:
            self._model.send(SetTools(tools=fnc_ctx))

    def show_state(self, state: m.AgentState, delay: float) -> None:
        """Show `state` in the room in so many seconds, unless another is to be shown by then."""
        if not self.is_closed:
            self._publisher.show_state(state, delay)

    def say(self, request: m.SayRequested, ended: Callable[[m.SayingEnded], None]) -> None:
        """Have that said; `ended` is called once, when it is over."""
        if self._conversation.is_closed:
            ended(m.SayingEnded(name=request.name, heard_text="", interrupted=True))
            return
        self._sayings[request.name] = ended
        self.post(request)

    def end(self, reason: str) -> None:
        """End the conversation; `run` returns soon."""
        if not self._ended.done():
            self._ended.set_result(reason)

    def abandon(self) -> None:
        """Whoever was to run it will not: it is over, if it was not before."""
        self._close("cancelled")

    async def run(self, room: RoomPort, attendants: Sequence[Attendant] = ()) -> None:
        """Converse until the end. Raises what ended it, where that was an error."""
        try:
            with ExitStack() as attending:
                for attendant in attendants:
                    attending.callback(attendant.attend(room))
                async with self._group:
                    await self._converse(room)
        except BaseExceptionGroup as group:
            errors = [error for error in group.exceptions if not isinstance(error, Ended)]
            if errors:
                raise errors[0] from None
        finally:
            self._tools.close()
            await asyncio.gather(
                let_go("the model's session", self._model.aclose()),
                let_go("the narrator", self._narrator.aclose()),
            )

    # -- from the room (a `RoomListener`) ------------------------------------------------

    def participant_joined(self, who: Presence) -> None:
        """Somebody is in the room; who comes before it is open is met then, behind the others."""
        if not self._is_open:
            return
        standard = who.kind in (ParticipantKind.STANDARD, ParticipantKind.SIP)
        self.post(m.ParticipantJoined(identity=who.identity, standard=standard))

    def participant_left(self, identity: str) -> None:
        """Somebody has left."""
        self.post(m.ParticipantLeft(identity=identity))

    def room_closed(self, reason: str) -> None:
        """There is no room any more."""
        self.end(reason)

    def agent_found(self, identity: str) -> None:
        """Another agent was first to hold a conversation here."""
        self.post(m.AgentFound(identity=identity))

    def room_troubled(self, kind: str, message: str) -> None:
        """Something is wrong with the room that the conversation survives."""
        self.post(m.ModelTroubled(kind=kind, message=message))

    # -- the life of the conversation ----------------------------------------------------

    async def _converse(self, room: RoomPort) -> None:
        """Open mouth and ears, and wait for the end; whatever it is, leave things in order."""
        self._room = room
        stop_listening = room.listen(self)
        try:
            await self._prepare(room)
            async with room.speaker(self._capabilities.output_audio_sample_rate) as speaker:
                self._start("publisher", self._publisher.run, room)
                self._start("playout", self._play, speaker)
                self._start("ears", self._ears.run)
                self._is_open = True
                for who in room.participants():
                    self.participant_joined(who)
                self._start("model", self._run_model)
                self._close(await self._ended)
                await self._publisher.flush(room)
        except Exception as error:
            self._close("error", str(error))
            raise
        finally:
            stop_listening()
            self._ears.close()
            self._close("cancelled")
        raise Ended

    async def _prepare(self, room: RoomPort) -> None:
        """Have room and model do what is to be done before the agent is heard or seen."""
        await self._have_done("room", room.settled)
        if isinstance(self._model, Preparing):
            await self._have_done("preparation", self._model.prepare)
        if self._ended.done():
            self._close(self._ended.result())
            raise Ended

    async def _have_done(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Have `work` done, unless the conversation is over before."""
        waited_for: set[asyncio.Future[Any]] = {self._start(name, work), self._ended}
        await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)

    def _close(self, reason: str, failure: str | None = None) -> None:
        """Stop talking, say that it is over; nothing happens after the first time."""
        for event in (m.InterruptRequested(), m.SessionClosed(reason=reason, failure=failure)):
            try:
                self.post(event)
            except Exception:  # what has broken the conversation may do so again: the end is told
                logger.exception("the conversation did not end cleanly")
        self._deadlines.close()

    def _start(
        self, name: str, work: Callable[..., Coroutine[Any, Any, None]], *args: Any
    ) -> asyncio.Task[None]:
        return self._group.create_task(self._guarded(work, *args), name=name)

    async def _guarded(self, work: Callable[..., Coroutine[Any, Any, None]], *args: Any) -> None:
        """Do `work`; what goes wrong in it ends the conversation, by the one door there is."""
        try:
            await work(*args)
        except Exception as error:  # any part of the conversation may fail, and none in silence
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        if not self._ended.done():
            self._ended.set_exception(error)

    async def _run_model(self) -> None:
        await self._model.run(self._model_reports)
        self.end("model_closed")

    async def _play(self, speaker: Speaker) -> None:
        await self._playout.run(speaker, lambda: self._is_listened_to(speaker))

    async def _is_listened_to(self, speaker: Speaker) -> None:
        """Wait until somebody is linked, and a little for them all to be able to hear."""
        await self._is_linked.wait()
        linked = self._conversation.linked
        try:
            async with asyncio.timeout(SUBSCRIPTION_SECONDS):
                await asyncio.gather(*(speaker.heard_by(identity) for identity in linked))
        except TimeoutError:
            return  # whoever does not subscribe is spoken to all the same

    # -- from the model ------------------------------------------------------------------

    def _model_reports(self, event: ModelEvent) -> None:
        self._ears.note(event)
        match event:
            case AudioDelta():
                self._hear(event)
            case ModelReady():
                self.post(m.SessionReady())
            case _:
                self.post(event)

    def _hear(self, delta: AudioDelta) -> None:
        """Give audio to the playout, and its measure to the core, as long as there is room."""
        if self._playout.kept_seconds > MOST_AHEAD_SECONDS:
            self.post(m.AudioRefused(content=delta.content))
            return
        frame = self._playout.push(delta.content, delta.frame)
        if frame is None or not frame.samples_per_channel:
            return
        self._speech_log.push(delta.content, frame)
        voiced = tuple(voiced_spans(frame))
        ms = frame.duration * 1000
        self.post(m.AudioArrived(content=delta.content, ms=ms, voiced=voiced))

    def _handle(self, event: m.Event) -> list[m.Effect]:
        self._speech_log.note(event)
        return self._conversation.handle(event)

    # -- effects ---------------------------------------------------------------------------

    def _run_tools(self, effect: m.RunTools) -> None:
        self._tools.prepare(effect.calls, effect.tools)
        with attributed(self, effect.asker):
            for call in effect.calls:
                self._start(f"tool {call.name}", self._tools.run, call)

    def _saying_ended(self, effect: m.SayingEnded) -> None:
        self._sayings.pop(effect.name)(effect)

    def _link(self, identities: Sequence[str]) -> None:
        if self._room is None:
            return
        self._ears.listen_to(self._room, identities)
        if identities:
            self._is_linked.set()


async def let_go(name: str, closing: Coroutine[Any, Any, None]) -> None:
    """Close something, or abandon it: what ended the conversation is what counts."""
    task = asyncio.ensure_future(closing)
    await asyncio.wait({task}, timeout=CLOSE_SECONDS)
    if not task.done():
        task.cancel()
        logger.warning("%s did not close, and was abandoned", name)
    elif not task.cancelled() and (error := task.exception()) is not None:
        logger.warning("%s did not close: %s", name, error)
