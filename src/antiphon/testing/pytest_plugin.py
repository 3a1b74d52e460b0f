"""Runs `async def` tests: on virtual time, or on the machine's clock where marked `realtime`."""

import asyncio
import inspect
from typing import Any

import pytest

from antiphon.testing import virtual


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
        virtual.run(pyfuncitem.obj(**arguments))
    return True
