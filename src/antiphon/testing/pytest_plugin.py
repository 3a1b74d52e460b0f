"""Runs `async def` tests: on virtual time, or on the machine's clock where marked `realtime`.

Load it with `pytest -p antiphon.testing.pytest_plugin`, or `pytest_plugins` in a conftest. A test
that takes the fixture `virtual_loop` is given the loop that it runs on, to look at its time and its
wake-ups; a plain `def` test runs coroutines on it with `virtual_loop.run_until_complete`.
"""

import asyncio
import inspect
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from antiphon.testing.virtual import VirtualLoop, run

__all__ = ["virtual_loop"]


@pytest.fixture
def virtual_loop() -> Iterator[VirtualLoop]:
    """An event loop on virtual time."""
    loop = VirtualLoop()
    yield loop
    loop.close()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test to its end on a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    parameters = inspect.signature(pyfuncitem.obj).parameters
    arguments: dict[str, Any] = {
        name: value for name, value in pyfuncitem.funcargs.items() if name in parameters
    }
    if pyfuncitem.get_closest_marker("realtime"):
        asyncio.run(pyfuncitem.obj(**arguments))
    else:
        loop = pyfuncitem.funcargs.get("virtual_loop")
        make_loop = VirtualLoop if loop is None else partial(same, loop)
        run(pyfuncitem.obj(**arguments), loop_factory=make_loop)
    return True


def same(loop: Any) -> Any:
    """`loop` itself, for who asks for a factory."""
    return loop
