"""The port between a conversation and a speech-to-speech model.

`port` is what a model of Antiphon's own keeps to; `adapter` takes an object that was written to the
protocol of LiveKit Agents 0.12.
"""

from antiphon.realtime.adapter import adapt
from antiphon.realtime.port import (
    AudioDelta,
    Capabilities,
    ModelCommand,
    ModelEvent,
    ModelReady,
    Preparing,
    RealtimeModel,
    RealtimeSession,
    SetTools,
)

__all__ = [
    "AudioDelta",
    "Capabilities",
    "ModelCommand",
    "ModelEvent",
    "ModelReady",
    "Preparing",
    "RealtimeModel",
    "RealtimeSession",
    "SetTools",
    "adapt",
]
