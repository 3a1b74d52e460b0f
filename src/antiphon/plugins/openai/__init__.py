"""OpenAI's models: `openai.realtime.RealtimeModel` is loaded when it is first used."""

from importlib import import_module
from typing import TYPE_CHECKING

from antiphon.plugins.openai.functions import build_function_description

if TYPE_CHECKING:
    from antiphon.plugins.openai import realtime

__all__ = ["build_function_description", "realtime"]


def __getattr__(name: str) -> object:
    """Load `realtime` on first use: it needs an HTTP client, and nothing else here does."""
    if name == "realtime":
        return import_module("antiphon.plugins.openai.realtime")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
