"""A session of a model of 0.12, as the conversation knows it."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from inspect import isawaitable
from typing import Any

from antiphon.audio import AudioFrame
from antiphon.errors import ModelError
from antiphon.realtime.adapter.answers import Answers
from antiphon.realtime.adapter.commands import Commands
from antiphon.realtime.adapter.context import ContextKeeper
from antiphon.realtime.adapter.events import EVENTS, Events
from antiphon.realtime.adapter.items import UserItems
from antiphon.realtime.adapter.protocol import _RealtimeAPISession
from antiphon.realtime.port import ModelCommand, ModelEvent, ModelReady

__all__ = ["AdaptedSession"]

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 0.8


class AdaptedSession:
    """A `RealtimeSession` that has something to prepare: the model's own initialization.

    What the model emits, and what it is told, before `run` is kept for it; what it would hear is
    not.
    """

    def __init__(self, session: _RealtimeAPISession, *, is_noted: bool) -> None:
        self._session = session
        self._is_noted = is_noted
        self._events: Events | None = None
        self._commands: Commands | None = None
        self._before: list[Callable[[], None]] = []
        self._is_over = False
        """`run` has ended, or the session was closed: nothing is passed on."""
        self._is_closed = False
        self._listeners = {name: partial(self._emitted, name) for name in EVENTS}
        for name, listener in self._listeners.items():
            session.on(name, listener)

    async def prepare(self) -> None:
        """Wait for the model's own initialization, if it has one. Raises ModelError."""
        task = getattr(self._session, "_init_sync_task", None)
        if task is None:
            return
        initializing = asyncio.ensure_future(task)
        await asyncio.wait({initializing})
        if initializing.cancelled():
            raise failed("it was cancelled", None)
        if (error := initializing.exception()) is not None:
            raise failed(str(error) or repr(error), error) from error

    async def run(self, report: Callable[[ModelEvent], None]) -> None:
        """Pass on what the model emits, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                context = self._translate(report, group)
                report(ModelReady())
                self._catch_up()
                await context.run()
        finally:
            self._is_over = True

    def send(self, command: ModelCommand) -> None:
        """Pass a command on, in the calls of 0.12."""
        if self._commands is None:
            self._before.append(partial(self.send, command))
        elif not self._is_over:
            self._commands.send(command)

    def push_audio(self, frame: AudioFrame) -> None:
        """Pass on a frame of the microphone; dropped before `run`."""
        if self._commands is not None and not self._is_over:
            self._commands.push_audio(frame)

    def _stop_listening(self) -> None:
        """Take the listeners off again; 0.12's protocol does not ask for an `off`."""
        off = getattr(self._session, "off", None)
        if callable(off):
            for name, listener in self._listeners.items():
                off(name, listener)

    async def aclose(self) -> None:
        """Close the session, where it can be closed; a session that hangs in it is left."""
        if self._is_closed:
            return
        self._is_closed = self._is_over = True
        self._before.clear()
        self._stop_listening()
        close = getattr(self._session, "aclose", None)
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                closing = close() if callable(close) else None
                if isawaitable(closing):
                    await closing
        except Exception:  # the model's own code
            logger.exception("the model's session could not be closed")

    def _emitted(self, name: str, *args: Any) -> None:
        if self._events is None:
            self._before.append(partial(self._emitted, name, *args))
        elif not self._is_over:
            self._events.emitted(name, *args)

    def _translate(
        self, report: Callable[[ModelEvent], None], group: asyncio.TaskGroup
    ) -> ContextKeeper:
        """From now on, what is emitted and what is told is passed on."""
        context, users = ContextKeeper(self._session, report), UserItems()
        answers = Answers(report, group)
        self._commands = Commands(self._session, answers, context, users, report)
        notes = self._session if self._is_noted else None
        self._events = Events(answers, users, report, notes)
        return context

    def _catch_up(self) -> None:
        before, self._before = self._before, []
        for act in before:
            act()


def failed(why: str, error: BaseException | None) -> ModelError:
    """Log that there is no session, and say so."""
    logger.error("Failed to initialize session", exc_info=error)
    return ModelError(f"the model's session could not be initialized: {why}")
