"""Realtime spoken conversations between people in a room and a speech-to-speech model."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from antiphon.version import __version__

if TYPE_CHECKING:
    from antiphon import llm, multimodal
    from antiphon.multimodal import AgentTranscriptionOptions, MultimodalAgent

__all__ = [
    "AgentTranscriptionOptions",
    "MultimodalAgent",
    "__version__",
    "llm",
    "multimodal",
]

MODULES = frozenset({"llm", "multimodal"})
NAMES = {
    "AgentTranscriptionOptions": "antiphon.multimodal",
    "MultimodalAgent": "antiphon.multimodal",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import antiphon` stays light."""
    if name in MODULES:
        return import_module(f"antiphon.{name}")
    if name in NAMES:
        return getattr(import_module(NAMES[name]), name)
    raise AttributeError(f"module 'antiphon' has no attribute {name!r}")
