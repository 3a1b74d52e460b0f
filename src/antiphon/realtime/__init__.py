"""The port between a conversation and a speech-to-speech model.

`port` is what a model of Antiphon's own keeps to; `adapter` takes an object that was written to the
protocol of LiveKit Agents 0.12; `fallback` makes one model of several.
"""

from antiphon.realtime.adapter import adapt
from antiphon.realtime.fallback import FallbackModel
from antiphon.realtime.port import (
    AudioDelta,
    Capabilities,
    ConfigureTurns,
    ModelCommand,
    ModelEvent,
    ModelReady,
    Preparing,
    RealtimeModel,
    RealtimeSession,
    SelfDriving,
    SetTools,
)

__all__ = [
    "AudioDelta",
    "Capabilities",
    "ConfigureTurns",
    "FallbackModel",
    "ModelCommand",
    "ModelEvent",
    "ModelReady",
    "Preparing",
    "RealtimeModel",
    "RealtimeSession",
    "SelfDriving",
    "SetTools",
    "adapt",
]
