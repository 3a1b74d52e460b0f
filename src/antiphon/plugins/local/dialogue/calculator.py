"""Answers sums."""

from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene
from antiphon.plugins.local.dialogue.numbers import in_words
from antiphon.plugins.local.dialogue.openers import opener_length
from antiphon.plugins.local.dialogue.sums import read_sum
from antiphon.plugins.local.dialogue.words import Utterance, capitalised

__all__ = ["answer_sum", "heard_sum"]


def heard_sum(said: Utterance, memory: Memory) -> Utterance | None:
    """The utterance, where it is a sum."""
    asked = said.part(opener_length(said.words))
    return next((one for one in (said, asked) if read_sum(one.words, memory.result)), None)


def answer_sum(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Works a sum out, and keeps the result for what follows."""
    found = read_sum(slot.words, memory.result)
    if found is None:
        return Answer("Tell me the sum, please.", memory.but(asked="sum"))
    if found.problem:
        return Answer(found.problem, memory)
    sentence = capitalised(f"{found.text} is {in_words(found.value)}.")
    return Answer(sentence, memory.but(result=found.value))
