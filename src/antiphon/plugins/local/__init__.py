"""The embedded model: a conversation on this machine alone. English."""

from antiphon.plugins.local.endpointing import EndpointOptions
from antiphon.plugins.local.foresight import Draftable, Understanding
from antiphon.plugins.local.realtime import RealtimeModel
from antiphon.plugins.local.stt import MoonshineSTT
from antiphon.plugins.local.tts import HibariOptions, HibariTTS
from antiphon.plugins.local.turn_options import TurnOptions
from antiphon.plugins.local.vad import SileroOptions, SileroVAD

__all__ = [
    "Draftable",
    "EndpointOptions",
    "HibariOptions",
    "HibariTTS",
    "MoonshineSTT",
    "RealtimeModel",
    "SileroOptions",
    "SileroVAD",
    "TurnOptions",
    "Understanding",
]
