"""All that the dialogue understands."""

from antiphon.plugins.local.dialogue.recognition import Phrasing
from antiphon.plugins.local.dialogue.skill_intents import SKILL_INTENTS
from antiphon.plugins.local.dialogue.social_intents import SOCIAL_INTENTS
from antiphon.plugins.local.dialogue.steering_intents import STEERING_INTENTS

__all__ = ["INTENTS", "phrasings"]

INTENTS = {intent.name: intent for intent in (*SOCIAL_INTENTS, *STEERING_INTENTS, *SKILL_INTENTS)}


def phrasings() -> list[Phrasing]:
    """Every phrasing of every intent."""
    return [
        Phrasing(intent.name, text, intent.accepts)
        for intent in INTENTS.values()
        for text in map(str.strip, intent.phrasings.split("|"))
    ]
