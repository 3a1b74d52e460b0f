"""OpenAI's models, and all that speak its chat API: `realtime.RealtimeModel` and `LLM`."""

from importlib import import_module
from typing import TYPE_CHECKING

from antiphon.plugins.openai.functions import build_function_description

if TYPE_CHECKING:
    from antiphon.plugins.openai import realtime
    from antiphon.plugins.openai.llm import LLM

__all__ = ["LLM", "build_function_description", "realtime"]


def __getattr__(name: str) -> object:
    """Load `realtime` and `LLM` on first use: they need HTTP clients, nothing else does."""
    if name == "realtime":
        return import_module("antiphon.plugins.openai.realtime")
    if name == "LLM":
        return import_module("antiphon.plugins.openai.llm").LLM
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
