"""Realtime spoken conversations between people in a room and a speech-to-speech model.

Names are imported when they are first used: `import antiphon` stays light. Type checkers read
`__init__.pyi`.
"""

from importlib import import_module

from antiphon.version import __version__

__all__ = [
    "AgentTranscriptionOptions",
    "MultimodalAgent",
    "__version__",
    "llm",
    "metrics",
    "multimodal",
    "plugins",
    "rtc",
    "stt",
    "tokenize",
    "transcription",
    "tts",
    "utils",
    "vad",
]

MODULES = frozenset(
    {
        "llm",
        "metrics",
        "multimodal",
        "plugins",
        "rtc",
        "stt",
        "tokenize",
        "transcription",
        "tts",
        "utils",
        "vad",
    }
)
NAMES = {
    "AgentTranscriptionOptions": "antiphon.multimodal",
    "MultimodalAgent": "antiphon.multimodal",
}


def __getattr__(name: str) -> object:
    if name in MODULES:
        return import_module(f"antiphon.{name}")
    if name in NAMES:
        return getattr(import_module(NAMES[name]), name)
    raise AttributeError(f"module 'antiphon' has no attribute {name!r}")
