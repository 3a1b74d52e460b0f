"""Exceptions that would pass unseen, in the log."""

import inspect
import logging
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import AbstractContextManager, aclosing, contextmanager
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

from antiphon.utils.callables import is_async, is_async_generator, name_of

__all__ = ["log_exceptions"]

CallableT = TypeVar("CallableT", bound=Callable[..., Any])
AnyFunction: TypeAlias = Callable[..., Any]
Watching: TypeAlias = Callable[[], AbstractContextManager[None]]


def log_exceptions(
    msg: str = "", logger: logging.Logger | None = None
) -> Callable[[CallableT], CallableT]:
    """A decorator for functions, plain or async: what they raise is logged and raised again.

    They may be generators; to an async one nothing can be sent.
    """
    target = logger or logging.getLogger("antiphon")

    def decorate(function: CallableT) -> CallableT:
        suffix = f" – {msg}" if msg else ""

        @contextmanager
        def watching() -> Generator[None]:
            try:
                yield
            except Exception:  # only looked at: it goes on
                target.exception("Error in %s%s", name_of(function), suffix)
                raise

        return cast("CallableT", wraps(function)(watched(function, watching)))

    return decorate


def watched(function: AnyFunction, watching: Watching) -> AnyFunction:
    """`function`, each call of it in a context of its own."""
    if is_async_generator(function):
        return watched_stream(function, watching)
    if is_async(function):
        return watched_coroutine(function, watching)
    if inspect.isgeneratorfunction(function):
        return watched_generator(function, watching)

    def plain(*args: Any, **kwargs: Any) -> Any:
        with watching():
            return function(*args, **kwargs)

    return plain


def watched_coroutine(function: AnyFunction, watching: Watching) -> AnyFunction:
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        with watching():
            return await function(*args, **kwargs)

    return coroutine


def watched_generator(function: AnyFunction, watching: Watching) -> AnyFunction:
    def generator(*args: Any, **kwargs: Any) -> Any:
        with watching():
            return (yield from function(*args, **kwargs))

    return generator


def watched_stream(function: AnyFunction, watching: Watching) -> AnyFunction:
    async def stream(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        with watching():
            async with aclosing(function(*args, **kwargs)) as items:
                async for item in items:
                    yield item

    return stream
