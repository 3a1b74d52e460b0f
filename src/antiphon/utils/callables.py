"""What can be told of a callable, be it a function, a partial or an object."""

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

__all__ = ["is_async", "is_async_generator", "name_of"]


def is_async(function: Callable[..., Any]) -> bool:
    """Whether calling it makes a coroutine."""
    return any(map(inspect.iscoroutinefunction, _called(function)))


def is_async_generator(function: Callable[..., Any]) -> bool:
    """Whether calling it makes an async generator."""
    return any(map(inspect.isasyncgenfunction, _called(function)))


def name_of(function: Callable[..., Any]) -> str:
    """Its name: of a partial, that of the function within; of an object, that of its class."""
    if isinstance(function, partial):
        return name_of(function.func)
    return str(getattr(function, "__name__", type(function).__name__))


def _called(function: Callable[..., Any]) -> tuple[Any, Any]:
    """What may be asked: the function, and the method by which an object is called."""
    return function, getattr(function, "__call__", None)  # noqa: B004 - the bound method itself
