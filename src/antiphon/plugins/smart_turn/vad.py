"""Voice activity whose ends of speech are ends of turns: Silero's network, and Smart Turn's."""

from dataclasses import dataclass
from functools import partial

from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError
from antiphon.plugins.local.vad import SileroOptions, SileroVAD
from antiphon.plugins.smart_turn.network import Network, engine_for, find_weights

__all__ = ["SmartTurnOptions", "SmartTurnVAD"]


@dataclass(frozen=True, kw_only=True)
class SmartTurnOptions(SileroOptions):
    """When speech is speech, and when a turn is over; seconds. Raises ConfigurationError."""

    pause: float = 0.2
    """Of silence: then the network is asked whether the turn is finished."""
    min_silence: float = 2.0
    """Of silence: the turn is over, whatever the network says."""
    model: str | None = None
    """The file of the weights; None takes those in pipecat-ai's wheel."""
    completion_threshold: float = 0.5
    """From this probability up, the turn is over."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0.0 < self.completion_threshold < 1.0:
            raise ConfigurationError(
                f"A probability of {self.completion_threshold} decides nothing: choose one "
                "between 0 and 1."
            )


class SmartTurnVAD(SileroVAD):
    """A voice activity detector for `RealtimeModel(vad=…)` and `MultimodalAgent(vad=…)`.

    At a pause it ends speech at once where the turn sounds finished, else after `min_silence`.
    Raises ConfigurationError where there are no weights.
    """

    def __init__(self, options: SmartTurnOptions | None = None) -> None:
        self._smart = options or SmartTurnOptions()
        self._engine = engine_for(find_weights(self._smart.model))
        super().__init__(self._smart, is_over=self._is_finished)

    async def prewarm(self) -> None:
        """Load both networks, off the event loop. Raises ConfigurationError."""
        await super().prewarm()
        await self._engine.run(lambda _: None)

    async def _is_finished(self, turn: AudioFrame) -> bool:
        probability = await self._engine.run(partial(finished, turn))
        return probability >= self._smart.completion_threshold


def finished(turn: AudioFrame, network: Network) -> float:
    return network.probability(turn)
