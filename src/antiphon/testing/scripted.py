"""A model that plays a part: says what a script says, and checks what it is told.

    async def script(model: ScriptedSession) -> None:
        await model.user_says("hello")
        await model.answer("Hello, how can I help?", seconds=2.0)

    agent = MultimodalAgent(model=ScriptedModel(script))

A script runs while the session does. It is strict: `expect` fails on any command but the one it
names, and commands that the script never asked for fail `ScriptedModel.verify`.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias, TypeVar

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.core import messages as m
from antiphon.llm import ChatContext, FunctionContext, ToolCall
from antiphon.realtime import AudioDelta, Capabilities, ModelCommand, ModelEvent, ModelReady

__all__ = ["Script", "ScriptedModel", "ScriptedSession", "tone"]

CommandT = TypeVar("CommandT", bound=ModelCommand)

Script: TypeAlias = Callable[["ScriptedSession"], Awaitable[None]]

TONE_HZ = 220.0
TONE_LEVEL = 0.3
DELTA_SECONDS = 0.2


def tone(seconds: float, sample_rate: int = 24_000) -> AudioFrame:
    """A steady 220 Hz: something that is heard, and voiced throughout."""
    t = np.arange(round(seconds * sample_rate)) / sample_rate
    return AudioFrame.from_samples(TONE_LEVEL * np.sin(2 * np.pi * TONE_HZ * t), sample_rate)


class ScriptedSession:
    """One conversation with a scripted model."""

    def __init__(
        self,
        script: Script | None,
        capabilities: Capabilities,
        chat_ctx: ChatContext,
        fnc_ctx: FunctionContext | None,
    ) -> None:
        self._script = script
        self._capabilities = capabilities
        self.chat_ctx = chat_ctx
        """What the session was made with."""
        self.fnc_ctx = fnc_ctx
        self.commands: list[ModelCommand] = []
        """Everything it was told, in order."""
        self.microphone: list[AudioFrame] = []
        """Everything it heard."""
        self.is_closed = False
        self.is_over = script is None
        """The script has come to its end."""
        self.failure: Exception | None = None
        """What went wrong in the script."""
        self._unexpected: deque[ModelCommand] = deque()
        self._told = asyncio.Event()
        self._report: Callable[[ModelEvent], None] | None = None
        self._reporting = asyncio.Event()
        self._count = 0

    # -- the port ----------------------------------------------------------------------------

    async def run(self, report: Callable[[ModelEvent], None]) -> None:
        """Play the script, then stay silent."""
        self._report = report
        report(ModelReady())
        self._reporting.set()
        if self._script is not None:
            try:
                await self._script(self)
            except Exception as failure:
                self.failure = failure
                raise
        self.is_over = True
        await asyncio.Event().wait()

    def send(self, command: ModelCommand) -> None:
        """Note a command."""
        self.commands.append(command)
        self._unexpected.append(command)
        self._told.set()

    def push_audio(self, frame: AudioFrame) -> None:
        """Note a frame of the microphone."""
        self.microphone.append(frame)

    async def aclose(self) -> None:
        """Note that it was closed."""
        self.is_closed = True

    # -- what a script does --------------------------------------------------------------------

    async def started(self) -> None:
        """Wait until events can be reported."""
        await self._reporting.wait()

    def report(self, event: ModelEvent) -> None:
        """Say `event`."""
        if self._report is None:
            raise RuntimeError("the session is not running yet: await started() first")
        self._report(event)

    async def expect(self, kind: type[CommandT]) -> CommandT:
        """Wait for the next command, which must be of this kind."""
        while not self._unexpected:
            self._told.clear()
            await self._told.wait()
        command = self._unexpected.popleft()
        if not isinstance(command, kind):
            raise AssertionError(f"expected {kind.__name__}, was told {command}")
        return command

    def unexpected(self) -> list[ModelCommand]:
        """The commands that no `expect` has asked for, oldest first; they are expected now."""
        commands = list(self._unexpected)
        self._unexpected.clear()
        return commands

    async def user_says(self, text: str | None, *, seconds: float = 1.0) -> str:
        """The user speaks for so long; returns the id of their item."""
        await self.started()
        item_id = self.new_id("user")
        self.report(m.UserStarted())
        await asyncio.sleep(seconds)
        self.report(m.UserStopped())
        self.report(m.UserCommitted(item_id=item_id))
        self.report(m.UserTranscribed(item_id=item_id, text=text))
        return item_id

    async def answer(
        self,
        text: str,
        *,
        seconds: float,
        request: m.CreateResponse | m.Say | None = None,
        words: tuple[m.Word, ...] = (),
    ) -> m.ContentId:
        """A whole response of one spoken part, made faster than it is spoken."""
        content = await self.begin(request)
        self.report(m.TextArrived(content=content, text=text, words=words))
        self.speak(content, seconds)
        self.finish(content)
        return content

    async def begin(self, request: m.CreateResponse | m.Say | None = None) -> m.ContentId:
        """Begin a response of one spoken part: to `request`, or of the model's own accord."""
        await self.started()
        response_id = self.new_id("response")
        request_id = request.request_id if request is not None else None
        content = m.ContentId(response_id=response_id, item_id=self.new_id("agent"))
        self.report(m.ResponseCreated(response_id=response_id, request_id=request_id))
        self.report(m.ContentAdded(content=content))
        return content

    def speak(self, content: m.ContentId, seconds: float) -> None:
        """Send that much of voice, in pieces of 200 ms."""
        audio = tone(seconds, self._capabilities.output_audio_sample_rate)
        size = round(DELTA_SECONDS * audio.sample_rate)
        for start in range(0, audio.samples_per_channel, size):
            piece = AudioFrame.from_samples(audio.samples[start : start + size], audio.sample_rate)
            self.report(AudioDelta(content=content, frame=piece))

    def finish(self, content: m.ContentId, status: m.ResponseStatus = "completed") -> None:
        """End a part, and its response."""
        if status == "completed":
            self.report(m.ContentDone(content=content))
        self.report(m.ResponseDone(response_id=content.response_id, status=status))

    async def call_tools(self, *calls: ToolCall) -> str:
        """A response that only calls tools; returns its id."""
        await self.started()
        response_id = self.new_id("response")
        self.report(m.ResponseCreated(response_id=response_id))
        self.report(m.ToolCallsReceived(response_id=response_id, calls=calls))
        self.report(m.ResponseDone(response_id=response_id))
        return response_id

    def new_id(self, kind: str) -> str:
        """An id that no other item or response of this session has."""
        self._count += 1
        return f"{kind}_{self._count}"


class ScriptedModel:
    """Makes sessions that play `script`."""

    def __init__(
        self, script: Script | None = None, *, capabilities: Capabilities | None = None
    ) -> None:
        self._script = script
        self._capabilities = capabilities or Capabilities()
        self.sessions: list[ScriptedSession] = []

    @property
    def capabilities(self) -> Capabilities:
        """As given, or the defaults."""
        return self._capabilities

    def session(self, *, chat_ctx: ChatContext, fnc_ctx: FunctionContext | None) -> ScriptedSession:
        """A session that plays the script."""
        session = ScriptedSession(self._script, self._capabilities, chat_ctx, fnc_ctx)
        self.sessions.append(session)
        return session

    async def aclose(self) -> None:
        """Close every session."""
        for session in self.sessions:
            await session.aclose()

    def verify(self) -> None:
        """Raise what went wrong in a script, or AssertionError for one that is not over.

        AssertionError, too, if a session was told something that its script did not expect.
        """
        for session in self.sessions:
            if session.failure is not None:
                raise session.failure
            if not session.is_over:
                raise AssertionError("the script is not over: it still waits for something")
            if commands := session.unexpected():
                raise AssertionError(f"nobody expected {commands}")
