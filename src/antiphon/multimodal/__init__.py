"""The agent that LiveKit Agents 0.12 users know, over a new core."""

from antiphon.core.turns import TurnPolicy
from antiphon.listening.attribution import speaker
from antiphon.multimodal import agent_playout, multimodal_agent
from antiphon.multimodal.multimodal_agent import AgentErrorEvent, MultimodalAgent
from antiphon.multimodal.options import AgentTranscriptionOptions
from antiphon.multimodal.say_handle import SayHandle
from antiphon.realtime.adapter.protocol import _RealtimeAPI, _RealtimeAPISession

__all__ = [
    "AgentErrorEvent",
    "AgentTranscriptionOptions",
    "MultimodalAgent",
    "SayHandle",
    "TurnPolicy",
    "_RealtimeAPI",
    "_RealtimeAPISession",
    "agent_playout",
    "multimodal_agent",
    "speaker",
]
