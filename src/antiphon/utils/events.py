"""Listeners and the events they are told of."""

import asyncio
import inspect
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar, overload

from antiphon.utils.callables import is_async, is_async_generator, name_of

__all__ = ["EventEmitter"]

logger = logging.getLogger(__name__)

EventT = TypeVar("EventT")
CallbackT = TypeVar("CallbackT", bound=Callable[..., Any])
Callback: TypeAlias = Callable[..., Any]

POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True)
class Listener:
    """A callback, how many positional arguments it takes (None: any number), and for how long."""

    callback: Callback
    arity: int | None
    only_once: bool


class EventEmitter(Generic[EventT]):
    """Tells listeners of events, in the order in which they registered.

    A listener gets as many of the arguments as it takes. What one raises is logged and keeps
    neither the others nor the emitter from going on. `EventT` is usually a Literal of the names.
    """

    def __init__(self) -> None:
        self._listeners: dict[EventT, list[Listener]] = {}

    def emit(self, event: EventT, *args: Any) -> None:
        """Call those who listen now; who registers meanwhile hears the next event."""
        for listener in tuple(self._listeners.get(event, ())):
            if not listener.only_once or self._remove(event, listener):
                call(listener, event, args)

    @overload
    def on(self, event: EventT, callback: CallbackT) -> CallbackT: ...
    @overload
    def on(self, event: EventT, callback: None = None) -> Callable[[CallbackT], CallbackT]: ...
    def on(self, event: EventT, callback: Callback | None = None) -> Callback:
        """Have `callback` called at every `event`; without a callback, a decorator.

        The same callback is registered once. Raises ValueError for an async one.
        """
        if callback is None:
            return lambda callback: self.on(event, callback)
        self._add(event, Listener(callback, arity(callback, "on"), only_once=False))
        return callback

    @overload
    def once(self, event: EventT, callback: CallbackT) -> CallbackT: ...
    @overload
    def once(self, event: EventT, callback: None = None) -> Callable[[CallbackT], CallbackT]: ...
    def once(self, event: EventT, callback: Callback | None = None) -> Callback:
        """As `on`, for the next `event` alone."""
        if callback is None:
            return lambda callback: self.once(event, callback)
        self._add(event, Listener(callback, arity(callback, "once"), only_once=True))
        return callback

    def off(self, event: EventT, callback: Callback) -> None:
        """Have `callback` called no more; nothing happens if it is not registered."""
        listeners = self._listeners.get(event, [])
        listeners[:] = [listener for listener in listeners if listener.callback != callback]

    def _add(self, event: EventT, listener: Listener) -> None:
        listeners = self._listeners.setdefault(event, [])
        if listener not in listeners:
            listeners.append(listener)

    def _remove(self, event: EventT, listener: Listener) -> bool:
        """Whether it was there: of an event emitted while it is told, `once` hears one only."""
        listeners = self._listeners[event]
        if listener not in listeners:
            return False
        listeners.remove(listener)
        return True


def arity(callback: Callback, method: str) -> int | None:
    """How many positional arguments `callback` takes, None if there is no telling or no limit.

    Raises ValueError for an async callback, or an async generator: nobody would await it.
    """
    if is_async_generator(callback):
        raise ValueError(f"{method}() takes no async generator, as {name_of(callback)} is one")
    if is_async(callback):
        raise ValueError(
            f"{method}() takes no async callback: start a task with asyncio.create_task "
            "in a plain one instead"
        )
    try:
        parameters = inspect.signature(callback).parameters.values()
    except ValueError:  # some builtins have no signature
        return None
    if any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters):
        return None
    return sum(parameter.kind in POSITIONAL for parameter in parameters)


def call(listener: Listener, event: object, args: tuple[Any, ...]) -> None:
    """Call with the arguments that fit; an exception is logged, for it is the listener's own.

    So is `asyncio.CancelledError`: what runs here is never cancelled, so it comes from another
    task, whose result the listener asked for.
    """
    try:
        listener.callback(*args[: listener.arity])
    except (Exception, asyncio.CancelledError):
        logger.exception("failed to emit event %s", event)
