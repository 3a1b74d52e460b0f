"""Tools by the name that the command line gives them: `module:name`."""

import importlib
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from antiphon.cli.printable import one_line
from antiphon.errors import ConfigurationError
from antiphon.llm import FunctionContext

__all__ = ["load_tools"]


def load_tools(name: str) -> FunctionContext:
    """The tools that `module:name` stands for; the current folder is searched for the module.

    What it names is a FunctionContext, a subclass of it that needs no arguments, a function, or a
    list of functions. Raises ConfigurationError for anything else.
    """
    module_name, colon, attribute = name.partition(":")
    if not (module_name and colon and attribute):
        raise ConfigurationError(
            f"{name!r} names no tools: give a module and what is in it, like my_tools:Weather."
        )
    module = load_module(module_name)
    if not hasattr(module, attribute):
        raise ConfigurationError(f"The module {module_name} has no {attribute!r}: check its name.")
    tools = as_tools(getattr(module, attribute), name)
    if not tools.ai_functions:
        raise ConfigurationError(f"{name} has no tools: mark its methods with @ai_callable().")
    return tools


def load_module(name: str) -> ModuleType:
    if (folder := os.getcwd()) not in sys.path:
        sys.path.insert(0, folder)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            raise ConfigurationError(
                f"There is no module {name!r}, neither installed nor in {folder}."
            ) from error
        raise failed(f"The module {name} cannot be imported", error) from error
    except (Exception, SystemExit) as error:  # the module is its author's code
        raise failed(f"The module {name} cannot be imported", error) from error


def as_tools(found: Any, name: str) -> FunctionContext:
    """`found` as tools, whichever of the accepted kinds it is."""
    if isinstance(found, FunctionContext):
        return found
    try:
        if inspect.isclass(found) and issubclass(found, FunctionContext):
            return found()
        functions = functions_in(found)
        if functions:
            return toolbox(functions)
    except Exception as error:  # its constructor or its signature is its author's code
        raise failed(f"{name} cannot be used as tools", error) from error
    raise ConfigurationError(
        f"{name} is of type {type(found).__name__}: tools are a FunctionContext, a function, "
        "or a list of functions."
    )


def functions_in(found: Any) -> Sequence[Callable[..., Any]]:
    """The functions that `found` is or holds; none if there is anything else in it."""
    candidates = found if isinstance(found, list | tuple) else [found]
    return candidates if all(map(inspect.isroutine, candidates)) else []


def toolbox(functions: Sequence[Callable[..., Any]]) -> FunctionContext:
    """A context with these functions as tools, those that are marked under their marks."""
    members = {function.__name__: staticmethod(function) for function in functions}
    tools: FunctionContext = type("Tools", (FunctionContext,), members)()
    known = [info.callable for info in tools.ai_functions.values()]
    for function in functions:
        if function not in known:
            tools.ai_callable()(function)
    return tools


def failed(what: str, error: BaseException) -> ConfigurationError:
    return ConfigurationError(one_line(f"{what}: {type(error).__name__}: {error}"))
