"""What there is to know of Smart Turn, for `antiphon engines`."""

from antiphon.plugins.catalogue import EngineCard, Kind
from antiphon.plugins.smart_turn.vad import SmartTurnOptions, SmartTurnVAD

__all__ = ["CARD"]

CARD = EngineCard(
    kind=Kind.VAD,
    module="onnxruntime",
    install='pip install "antiphon[smart-turn]"',
    size="9 MB (bring it along)",
    licence="BSD-2-Clause",
    languages="23, English among them",
    make=lambda model: SmartTurnVAD(SmartTurnOptions(model=model)),
)
