from antiphon import (
    llm,
    metrics,
    multimodal,
    plugins,
    rtc,
    stt,
    tokenize,
    transcription,
    tts,
    utils,
    vad,
)
from antiphon.multimodal import AgentTranscriptionOptions, MultimodalAgent
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
