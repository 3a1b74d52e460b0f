from antiphon import llm, multimodal
from antiphon.multimodal import AgentTranscriptionOptions, MultimodalAgent
from antiphon.version import __version__

__all__ = [
    "AgentTranscriptionOptions",
    "MultimodalAgent",
    "__version__",
    "llm",
    "multimodal",
]
