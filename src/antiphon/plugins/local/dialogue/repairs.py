"""What keeps a conversation on its feet: saying it again, and taking it back."""

from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene
from antiphon.plugins.local.dialogue.story import count_heard
from antiphon.plugins.local.dialogue.words import Utterance, sentences

__all__ = ["change_mind", "repeat", "repeat_slowly"]

_MOST_REPEATED = 3


def repeat(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Says the last answer again; of a long one, the last sentences that were begun."""
    said = sentences(memory.said)
    begun = count_heard(said, memory.heard) + 1
    again = " ".join(said[max(0, begun - _MOST_REPEATED) : begun])
    return Answer(again or "I haven't said anything yet.", memory)


def repeat_slowly(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Admits that there is only one pace, and says it again."""
    again = repeat(slot, memory, scene)
    return Answer(f"I can't speak any slower, I'm afraid. {again.text}", memory)


def change_mind(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Takes the last request back."""
    if memory.before is None:
        return Answer("All right. What would you like instead?", memory)
    return Answer("Okay, forget about that. What would you like instead?", memory.before)
