"""The network: the last seconds of a turn in, the probability that it is finished out."""

import importlib.util
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from antiphon.audio import AudioFrame
from antiphon.errors import ConfigurationError
from antiphon.plugins.local.engines import Engine
from antiphon.plugins.local.stt import Levels, levels
from antiphon.plugins.local.wheels import Wheel
from antiphon.plugins.smart_turn.features import SAMPLE_RATE, log_mel

__all__ = ["Network", "engine_for", "find_weights"]

WHEEL = Wheel(
    package="onnxruntime", module="onnxruntime", part="turn detection", extra="smart-turn"
)
CARRIER = "pipecat"
CARRIED = "audio/turn/smart_turn/data"
PATTERN = "smart-turn-v3*.onnx"
SECONDS = 8
"""What it hears: of longer turns the end, before shorter ones silence."""


class Network:
    """The network, loaded; lives in the engine's thread. Raises ConfigurationError."""

    def __init__(self, weights: Path) -> None:
        onnxruntime: Any = WHEEL.load()
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = options.intra_op_num_threads = 1
        try:
            self._session: Any = onnxruntime.InferenceSession(weights, sess_options=options)
        except Exception as error:  # onnxruntime's errors have no common base of their own
            raise ConfigurationError(
                f"Smart Turn cannot be loaded from {weights} ({error})."
            ) from error

    def probability(self, turn: AudioFrame) -> float:
        """That whoever speaks in `turn` has finished."""
        features = log_mel(last_seconds(levels(turn)))[np.newaxis]
        (outputs,) = self._session.run(None, {"input_features": features})
        return float(outputs[0][0])


def last_seconds(samples: Levels) -> Levels:
    """The end of `samples`, or `samples` behind silence: always as long."""
    length = SECONDS * SAMPLE_RATE
    return np.pad(samples[-length:], (max(length - len(samples), 0), 0))


def find_weights(named: str | None) -> Path:
    """The file that is named, or the one in pipecat-ai's wheel. Raises ConfigurationError."""
    if named is not None:
        if not Path(named).is_file():
            raise ConfigurationError(f"There is no file {named}: name smart-turn-v3*.onnx.")
        return Path(named)
    spec = importlib.util.find_spec(CARRIER)
    roots = spec.submodule_search_locations or [] if spec else []
    found = sorted(file for root in roots for file in (Path(root) / CARRIED).glob(PATTERN))
    if not found:
        raise ConfigurationError(
            "Smart Turn needs its weights: name the file smart-turn-v3*.onnx, or install a package "
            "that has it, pip install --no-deps pipecat-ai."
        )
    return found[-1]


@cache
def engine_for(weights: Path) -> Engine[Network]:
    """The one engine of the process with those weights."""
    return Engine("turn detection", partial(Network, weights))
