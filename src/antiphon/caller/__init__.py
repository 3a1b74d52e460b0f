"""Somebody at the other end of a local room, who speaks recordings and hears the agent."""

from antiphon.caller.caller import Caller
from antiphon.caller.recorder import ConversationRecorder

__all__ = ["Caller", "ConversationRecorder"]
