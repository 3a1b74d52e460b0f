"""The tools that a model may call: methods marked with `ai_callable`, and functions added later."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar

from antiphon.llm.annotations import TypeInfo
from antiphon.llm.call_policy import TIMEOUT_SECONDS, CallPolicy, OnInterrupt
from antiphon.llm.function_call import CalledFunction, FunctionCallInfo
from antiphon.llm.function_info import FunctionArgInfo, FunctionInfo, describe_function
from antiphon.utils.callables import is_async_generator

__all__ = [
    "USE_DOCSTRING",
    "CalledFunction",
    "FunctionArgInfo",
    "FunctionCallInfo",
    "FunctionContext",
    "FunctionInfo",
    "TypeInfo",
    "ai_callable",
]

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


class _Docstring(Enum):
    USE = "the function's docstring"


USE_DOCSTRING: Final = _Docstring.USE
"""As a description: the function's own docstring."""

Description: TypeAlias = str | _Docstring

_MARK = "__ai_callable__"
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Mark:
    """What the decorator was told, kept on the function until there is an object to bind it to."""

    name: str
    description: str
    auto_retry: bool
    policy: CallPolicy


def ai_callable(
    *,
    name: str | None = None,
    description: Description = USE_DOCSTRING,
    auto_retry: bool = False,
    timeout: float = TIMEOUT_SECONDS,
    on_interrupt: OnInterrupt = "keep",
) -> Callable[[AnyFunction], AnyFunction]:
    """Mark a method of a `FunctionContext` as a tool; the decorator returns the method itself.

    `name` defaults to the method's, `auto_retry` is for programs to read. A call is given up after
    `timeout` seconds, and called off when it is interrupted if `on_interrupt` is "cancel"; both
    mean that a coroutine is cancelled, and that what a plain function still comes to in its thread
    is dropped. Only a coroutine may call the agent's methods: a thread may not.
    Raises ValueError if there is neither a description nor a docstring, for a name that models
    cannot call (they take letters, digits, `_` and `-`, 64 at most), for a generator, and for a
    `timeout` that is not above 0.
    """
    policy = CallPolicy(timeout=timeout, on_interrupt=on_interrupt)

    def mark(function: AnyFunction) -> AnyFunction:
        within = getattr(function, "__func__", function)  # of a static or class method
        setattr(within, _MARK, _mark(function, name, description, auto_retry, policy))
        return function

    return mark


class FunctionContext:
    """The tools on offer to a model.

    Marked methods of the class become tools when it is constructed, in the order of their names;
    `ai_callable` adds functions later. Both raise ValueError for a name that is taken, and for a
    parameter that a model cannot give.
    """

    def __init__(self) -> None:
        self._functions: dict[str, FunctionInfo] = {}
        for attribute, member in inspect.getmembers_static(type(self)):
            function = getattr(member, "__func__", member)  # inside of a static or class method
            mark = getattr(function, _MARK, None)
            if isinstance(mark, _Mark):
                self._add(getattr(self, attribute), mark)

    @property
    def ai_functions(self) -> dict[str, FunctionInfo]:
        """The tools by name: the context's own dictionary, so removing one withdraws it."""
        return self._functions

    def ai_callable(
        self,
        *,
        name: str | None = None,
        description: Description = USE_DOCSTRING,
        auto_retry: bool = True,
        timeout: float = TIMEOUT_SECONDS,
        on_interrupt: OnInterrupt = "keep",
    ) -> Callable[[AnyFunction], AnyFunction]:
        """Add a function as a tool; the decorator returns the function itself.

        Options and errors are those of the module's `ai_callable`.
        """
        policy = CallPolicy(timeout=timeout, on_interrupt=on_interrupt)

        def add(function: AnyFunction) -> AnyFunction:
            self._add(function, _mark(function, name, description, auto_retry, policy))
            return function

        return add

    def _add(self, function: Callable[..., Any], mark: _Mark) -> None:
        if mark.name in self._functions:
            raise ValueError(f"duplicate ai_callable name: {mark.name}")
        self._functions[mark.name] = describe_function(
            function,
            name=mark.name,
            description=mark.description,
            auto_retry=mark.auto_retry,
            policy=mark.policy,
        )


def _mark(
    function: Callable[..., Any],
    name: str | None,
    description: Description,
    auto_retry: bool,
    policy: CallPolicy,
) -> _Mark:
    name = str(getattr(function, "__name__", "")) if name is None else name
    if isinstance(description, _Docstring):
        description = inspect.getdoc(function) or ""
        if not description:
            raise ValueError(f"{name} needs a docstring, or a description given to ai_callable")
    if not isinstance(description, str):
        raise ValueError(f"the description of {name} is a text, not {description!r}")
    _check_is_callable_by(name, function)
    return _Mark(name=name, description=description, auto_retry=auto_retry, policy=policy)


def _check_is_callable_by(name: str, function: Callable[..., Any]) -> None:
    """Raise ValueError unless a model can call it so, and gets one result."""
    within = getattr(function, "__func__", function)
    if is_async_generator(within) or inspect.isgeneratorfunction(within):
        raise ValueError(f"{name} is a generator: a tool returns all that it has to say")
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} cannot be a tool's name: give ai_callable a name of letters, digits, "
            "'_' and '-', 64 at most"
        )
