"""Who takes which decision about turns: the model's own turn detection, or the agent."""

from antiphon.core.turns import TurnPolicy
from antiphon.realtime import Capabilities, ConfigureTurns

__all__ = ["asks_for_answers", "turn_settings"]


def turn_settings(policy: TurnPolicy, model: Capabilities) -> ConfigureTurns | None:
    """What the model is told, where it can be told and would not do so anyway."""
    if policy.barge_in == "stop" or not model.configurable_turns:
        return None
    return ConfigureTurns(
        interrupt_response=False, create_response=not asks_for_answers(policy, model)
    )


def asks_for_answers(policy: TurnPolicy, model: Capabilities) -> bool:
    """Whether the agent asks for the answer to a turn: only it knows which turns are taken."""
    return policy.barge_in == "pause" and model.configurable_turns and model.server_vad_enabled
