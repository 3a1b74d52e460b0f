"""Agents by the name that the command line gives them: `agent.py`, `file.py:name`, `module:name`.

What is named is a `MultimodalAgent` that was not started, or a function without arguments, `async`
or not, that makes one. Without a name it is the file's `agent`.
"""

import inspect
import sys
import traceback
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from antiphon.cli.model_names import open_model
from antiphon.cli.printable import one_line
from antiphon.cli.tool_names import load_module
from antiphon.errors import AgentError, ConfigurationError

if TYPE_CHECKING:
    from antiphon import MultimodalAgent
    from antiphon.cli.model_names import ModelChoice

__all__ = ["Opening", "load_agent", "opened_with"]

USUAL_NAME = "agent"
MODULE = "antiphon_connected_agent"
"""The name of the module that a file is run as: none that anybody imports."""

Opening: TypeAlias = Callable[[], AbstractAsyncContextManager["MultimodalAgent"]]
"""Opens an agent on the running loop. Raises AgentError where that fails."""


def load_agent(name: str) -> Opening:
    """What opens the agent of that name; what it is made of is closed by whoever made it.

    Raises ConfigurationError where there is none.
    """
    source, colon, attribute = name.rpartition(":")
    if not colon or not attribute.isidentifier():
        source, attribute = name, USUAL_NAME
    found = load_file(Path(source)) if source.endswith(".py") else vars(load_module(source))
    if attribute not in found:
        raise ConfigurationError(
            f"{source} has no {attribute!r}: give it one, a MultimodalAgent or a function that "
            "makes one, or say which it is, like agent.py:name."
        )
    return partial(opened, found[attribute], source, f"{source}:{attribute}")


def load_file(path: Path) -> dict[str, Any]:
    """The names in the file, once it was run; modules beside it can be imported."""
    spec = spec_from_file_location(MODULE, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise ConfigurationError(f"{path} does not exist: give a Python file with an agent in it.")
    sys.path.insert(0, str(path.parent.resolve()))
    module = sys.modules[MODULE] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # the file is its author's code
        raise failed(f"{path} cannot be run", error, str(path)) from error
    return vars(module)


@asynccontextmanager
async def opened(found: Any, source: str, name: str) -> AsyncGenerator["MultimodalAgent"]:
    from antiphon import MultimodalAgent  # on use: it brings numpy and more with it

    made = found
    if not isinstance(found, MultimodalAgent) and callable(found):
        made = await call(found, source, name)
    if not isinstance(made, MultimodalAgent):
        raise ConfigurationError(
            f"{name} is no MultimodalAgent, and makes none: it gives {type(made).__name__!r}."
        )
    yield made


@asynccontextmanager
async def opened_with(choice: "ModelChoice") -> AsyncGenerator["MultimodalAgent"]:
    """An agent with the model that was chosen, which is closed at the end."""
    from antiphon import MultimodalAgent  # on use, as above

    model = await open_model(choice)
    try:
        yield MultimodalAgent(model=model)
    finally:
        await model.aclose()


async def call(function: Callable[[], Any], source: str, name: str) -> Any:
    """What the function returns, or what is awaited of it. Raises AgentError where it fails."""
    try:
        made = function()
        return await made if inspect.isawaitable(made) else made
    except AgentError:
        raise
    except (Exception, SystemExit) as error:  # it is its author's code
        raise failed(f"{name} cannot make its agent", error, source) from error


def failed(what: str, error: BaseException, source: str) -> ConfigurationError:
    """What went wrong in the code of `source`, and in which of its lines."""
    steps = traceback.extract_tb(error.__traceback__)
    file = Path(source).resolve()
    lines = [step.lineno for step in steps if Path(step.filename).resolve() == file]
    where = f" (line {lines[-1]})" if lines else ""
    return ConfigurationError(one_line(f"{what}: {type(error).__name__}: {error}{where}"))
