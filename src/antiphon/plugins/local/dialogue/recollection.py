"""Goes through the turns again, to know what is known after them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from antiphon.llm.chat_context import ToolCall
from antiphon.plugins.local.dialogue.history import History, Turn
from antiphon.plugins.local.dialogue.interpreter import Interpreter
from antiphon.plugins.local.dialogue.memory import Answer, Memory, Scene, ToolRequest
from antiphon.plugins.local.dialogue.results import in_sentences
from antiphon.plugins.local.dialogue.story import after_hearing
from antiphon.plugins.local.dialogue.timers import without_announced
from antiphon.plugins.local.dialogue.tools import Toolbox

__all__ = ["Recollection"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """A turn, and what is known after it."""

    turn: Turn
    scene: Scene
    memory: Memory


class Recollection:
    """Remembers how far it came, so that a long conversation costs no more than its last turn."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._steps: list[_Step] = []

    def recall(self, history: History, scenes: Sequence[Scene]) -> Memory:
        """What is known after as many turns as there are scenes, one for each."""
        memory = Memory(said=history.opening, heard=history.opening)
        del self._steps[self._count_known(history.turns, scenes) :]
        memory = self._steps[-1].memory if self._steps else memory
        known = len(self._steps)
        for turn, scene in zip(history.turns[known:], scenes[known:], strict=False):
            answer = Interpreter(memory, scene, self._toolbox).answer(turn.text)
            memory = _heard(turn, _called(turn, answer))
            self._steps.append(_Step(turn=turn, scene=scene, memory=memory))
        return memory

    def _count_known(self, turns: Sequence[Turn], scenes: Sequence[Scene]) -> int:
        """How many turns are as they were when they were gone through."""
        count = 0
        for step, turn, scene in zip(self._steps, turns, scenes, strict=False):
            if step.turn != turn or step.scene != scene:
                break
            count += 1
        return count


def _called(turn: Turn, answer: Answer) -> Answer:
    """The answer as it was given: with the calls that were made rather than those we would make."""
    if not turn.calls:
        return Answer(" ".join(turn.heard), answer.memory) if answer.calls else answer
    call = turn.calls[-1]
    made = ToolRequest(tool=call.name, arguments=_arguments(call))
    return Answer(in_sentences(turn.outputs), answer.memory.but(last=made))


def _heard(turn: Turn, answer: Answer) -> Memory:
    """What is known once the user has heard what they heard of an answer."""
    heard = " ".join(turn.heard)
    memory = without_announced(after_hearing(answer.memory, heard), turn.heard)
    if len(turn.heard) > 1:  # the last of them was of our own accord
        return memory.but(said=turn.heard[-1], heard=turn.heard[-1])
    return memory.but(said=answer.text, heard=heard)


def _arguments(call: ToolCall) -> dict[str, Any]:
    """The arguments of a call; none where they are not an object in JSON."""
    try:
        arguments = json.loads(call.arguments or "{}")
    except ValueError:
        return {}
    return arguments if isinstance(arguments, dict) else {}
