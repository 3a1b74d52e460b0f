"""Exceptions that would pass unseen, in the log."""

import inspect
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

__all__ = ["log_exceptions"]

CallableT = TypeVar("CallableT", bound=Callable[..., Any])


def log_exceptions(
    msg: str = "", logger: logging.Logger | None = None
) -> Callable[[CallableT], CallableT]:
    """A decorator for functions, plain or async: what they raise is logged and raised again."""
    target = logger or logging.getLogger("antiphon")

    def decorate(function: CallableT) -> CallableT:
        suffix = f" – {msg}" if msg else ""

        def log() -> None:
            target.exception("Error in %s%s", function.__name__, suffix)

        return cast("CallableT", watched(function, log))

    return decorate


def watched(function: Callable[..., Any], on_error: Callable[[], None]) -> Callable[..., Any]:
    """`function`, with `on_error` called while an exception passes."""

    @wraps(function)
    async def watched_async(*args: Any, **kwargs: Any) -> Any:
        try:
            return await function(*args, **kwargs)
        except Exception:  # only looked at: it goes on
            on_error()
            raise

    @wraps(function)
    def watched_plain(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception:  # only looked at: it goes on
            on_error()
            raise

    return watched_async if inspect.iscoroutinefunction(function) else watched_plain
