"""Ends of turns by Smart Turn, a small network that hears whether a sentence is finished.

    from antiphon.plugins import local, smart_turn

    model = local.RealtimeModel(vad=smart_turn.SmartTurnVAD())

The weights, smart-turn-v3*.onnx, are never downloaded: name their file, or have the package
pipecat-ai installed, which has them in its wheel.
"""

from antiphon.plugins.smart_turn.card import CARD
from antiphon.plugins.smart_turn.vad import SmartTurnOptions, SmartTurnVAD

__all__ = ["CARD", "SmartTurnOptions", "SmartTurnVAD"]
