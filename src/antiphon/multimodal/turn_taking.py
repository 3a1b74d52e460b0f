"""Who takes which decision about turns: the model's own turn detection, or the agent."""

from antiphon.core.turns import TurnPolicy
from antiphon.errors import ConfigurationError
from antiphon.realtime import Capabilities, ConfigureTurns

__all__ = ["asks_for_answers", "commits_audio", "turn_settings"]


def turn_settings(policy: TurnPolicy, model: Capabilities) -> ConfigureTurns | None:
    """What the model is told, where it can be told and would not do so anyway.

    Raises ConfigurationError for a model that does not do as the policy needs it.
    """
    if policy.turn_detection == "manual":
        return manual_settings(model)
    if policy.barge_in == "stop" or not model.configurable_turns:
        return None
    return ConfigureTurns(
        interrupt_response=False, create_response=not asks_for_answers(policy, model)
    )


def asks_for_answers(policy: TurnPolicy, model: Capabilities) -> bool:
    """Whether the agent asks for the answer to a turn: only it knows which turns are taken."""
    if policy.turn_detection == "manual":
        return True
    return policy.barge_in == "pause" and model.configurable_turns and model.server_vad_enabled


def commits_audio(policy: TurnPolicy, model: Capabilities) -> bool:
    """Whether a reply that the program asks for ends the user's turn."""
    return policy.turn_detection == "automatic" and not model.server_vad_enabled


def manual_settings(model: Capabilities) -> ConfigureTurns | None:
    """What a model is told that is to notice nothing of turns by itself."""
    if not model.server_vad_enabled:
        return None
    if not model.configurable_turns:
        raise ConfigurationError(
            "This model says itself when a turn is over: make it without turn detection to take "
            'turns by hand (turn_detection="manual").'
        )
    return ConfigureTurns(interrupt_response=False, create_response=False, detect=False)
