"""The embedded model: a conversation on this machine alone. English."""

from antiphon.plugins.local.endpointing import EndpointOptions
from antiphon.plugins.local.realtime import RealtimeModel
from antiphon.plugins.local.stt import MoonshineSTT
from antiphon.plugins.local.tts import HibariOptions, HibariTTS
from antiphon.plugins.local.vad import SileroOptions, SileroVAD

__all__ = [
    "EndpointOptions",
    "HibariOptions",
    "HibariTTS",
    "MoonshineSTT",
    "RealtimeModel",
    "SileroOptions",
    "SileroVAD",
]
