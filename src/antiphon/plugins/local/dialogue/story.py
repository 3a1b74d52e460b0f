"""Story telling: begun, interrupted, and gone on with where the listening ended."""

from collections.abc import Sequence

from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene
from antiphon.plugins.local.dialogue.stories import STORIES
from antiphon.plugins.local.dialogue.words import Utterance, listen, sentences

__all__ = ["after_hearing", "begin_story", "count_heard", "go_on"]


def begin_story(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Tells a story, another one each time."""
    story = STORIES[memory.stories % len(STORIES)]
    return Answer(" ".join(story), memory.but(stories=memory.stories + 1, told=0))


def go_on(slot: Utterance, memory: Memory, scene: Scene) -> Answer:
    """Goes on where the last answer was cut off, or else with the story, at a sentence's start."""
    said = sentences(memory.said)
    rest = said[count_heard(said, memory.heard) :] or _rest_of_story(memory)
    return Answer(" ".join(rest) or "I had finished. What else can I do for you?", memory)


def after_hearing(memory: Memory, heard: str) -> Memory:
    """`memory` with the sentences of the story counted that are in what was heard."""
    return memory.but(told=memory.told + count_heard(_rest_of_story(memory), heard))


def count_heard(said: Sequence[str], heard: str) -> int:
    """How many of the sentences, from the first on, were heard to their end."""
    words = f" {' '.join(listen(heard).words)} "
    count = 0
    while count < len(said) and f" {' '.join(listen(said[count]).words)} " in words:
        count += 1
    return count


def _rest_of_story(memory: Memory) -> tuple[str, ...]:
    """The sentences of the last story that have not been heard."""
    if not memory.stories:
        return ()
    return STORIES[(memory.stories - 1) % len(STORIES)][memory.told :]
